//! What the tests and the example stand on: registries to ask, and the program to ask them with.
//!
//! Nothing here knows the library: the support must not agree with the program by sharing its mistakes.

pub mod case;
pub mod command;
pub mod conversation;
pub mod files;
pub mod git;
pub mod http;
pub mod hub;
pub mod leftovers;
pub mod port;
pub mod raw;
pub mod registry;
pub mod schema;
pub mod shell;
pub mod whole;
