//! The words for people: a line an image, a summary, and failures with one cause told once.

mod columns;
mod failures;
mod outcomes;
mod verification;

pub use failures::{failures, refusals};
pub use outcomes::{Relocked, Written, outcomes};
pub use verification::{Files, Finding, reasons, verification, verification_hint};
