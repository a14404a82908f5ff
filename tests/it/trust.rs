//! Where a registry may send its clients, and what they show there.

mod realms;
mod redirects;
mod unusable;
