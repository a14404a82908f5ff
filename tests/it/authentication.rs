//! Who asks, with what, and what is said where that is not enough.

mod as_docker;
mod bad_requests;
mod credentials;
mod expired;
mod fresh_tokens;
mod guessed_realms;
mod guesses;
mod kinds;
mod realms;
mod refusals;
mod refused_tags;
mod repeated;
mod sources;
mod token_words;
mod tokens;
mod trials;
mod verdicts;
