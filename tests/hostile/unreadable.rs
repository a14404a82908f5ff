//! Files that are given up on, and must not pass for files without images.
