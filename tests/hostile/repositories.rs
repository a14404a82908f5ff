//! Directories that git would take for a repository, and repositories that configure git.
