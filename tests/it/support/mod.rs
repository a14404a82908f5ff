//! What the tests and the example stand on: registries to ask, and the program to ask them with.
//!
//! Nothing here knows the library: the support must not agree with the program by sharing its mistakes.

#![allow(
    clippy::allow_attributes,
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "each test file is a crate of its own and uses a part of this one"
)]

pub mod case;
pub mod command;
pub mod conversation;
pub mod distribution;
pub mod docker;
mod files;
pub mod git;
pub mod http;
pub mod hub;
pub mod owner;
mod program;
pub mod raw;
pub mod registry;
pub mod scene;
pub mod schema;
pub mod skopeo;
pub mod valgrind;
