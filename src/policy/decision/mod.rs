//! What becomes of an image once its tag is asked: the rows of noise, `immutable` and `min-age`, out of facts.
//!
//! A pure function: what has to be known beside the first answer is returned as questions, and asked by others. Nothing
//! here makes a digest older than it was seen to be.

mod age;
mod candidates;
mod case;
mod contents;
mod facts;
mod judge;
mod known;
mod locked;
mod proposed;
mod records;
mod rows;
mod same;
#[cfg(test)]
pub(super) mod simulation;
mod surplus;
#[cfg(test)]
mod tests;

pub use case::{AskedTag, Case, DecisionNote, Leniency, Settled, Verdict};
pub use facts::{Fact, Facts, RepositoryFacts};
pub use judge::judge;
pub use locked::LockedEntries;
pub use proposed::{
    AgeByRecords, EntryFlaw, ProposedEntry, ProposedRecord, RecordFlaw, age_by_records,
    entry_flaws, record_flaw,
};
pub use records::{Decisions, YOUNG_MAX, records_after};
pub use surplus::surplus_records;
