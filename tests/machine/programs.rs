//! Programs that nobody here wrote.

pub mod docker;
pub mod namespace;
pub mod program;
pub mod skopeo;
pub mod valgrind;
