//! Remedies in `config.toml`, as lines that can be copied.

/// Words, and below them the lines that set a key for a registry.
pub fn with_setting(words: &str, registry: &str, setting: &str) -> String {
    format!("{words}\n[registries.\"{registry}\"]\n{setting}")
}
