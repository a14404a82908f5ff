//! What somebody may do who writes every file of a repository, and what the gate makes of it.

mod support;

#[path = "hostile/mod.rs"]
mod hostile;
