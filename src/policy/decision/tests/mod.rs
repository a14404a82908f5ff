//! Every row, every clause below the table, and what remains of the records; then all of it against a slow model.

mod ages;
mod held_long;
mod history;
mod locked;
mod properties;
mod proposals;
mod proposed;
mod ranges;
mod records;
mod rows;
mod same;
mod world;
