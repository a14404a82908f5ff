//! Where a registry may send its clients, and what they show there.

mod support;

#[path = "trust/realms.rs"]
mod realms;
#[path = "trust/redirects.rs"]
mod redirects;
