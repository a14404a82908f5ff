//! Settings as a hint shows them, to be pasted into `config.toml`.

/// Words, and below them the lines of `config.toml` that set a key for a registry.
pub fn with_setting(words: &str, registry: &str, setting: &str) -> String {
    format!("{words}\n[registries.\"{registry}\"]\n{setting}")
}
