//! Who asks, with what, and what is said where that is not enough.

#[path = "authentication/credentials.rs"]
mod credentials;
#[path = "authentication/guesses.rs"]
mod guesses;
#[path = "authentication/kinds.rs"]
mod kinds;
#[path = "authentication/refusals.rs"]
mod refusals;
#[path = "authentication/sources.rs"]
mod sources;
mod support;
#[path = "authentication/tokens.rs"]
mod tokens;
#[path = "authentication/trials.rs"]
mod trials;
