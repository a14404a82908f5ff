//! Images as a registry has them: descriptors, indexes, configs, and what their labels say.

pub mod artifact;
pub mod cache;
pub mod comparison;
pub mod descriptor;
pub mod index;
pub mod labels;
pub mod manifest;
pub mod part;
pub mod platforms;
pub mod tags;
