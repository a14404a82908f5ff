//! What registries and `images.toml` say, in amounts that nobody needs.
