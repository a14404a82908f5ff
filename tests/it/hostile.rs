//! What somebody may do who writes every file of a repository, and what the gate makes of it. One sentence a case; each
//! is held against the real program.

mod bodies;
mod exclusion;
mod names;
mod promises;
mod readings;
mod repositories;
mod text;
mod unreadable;
