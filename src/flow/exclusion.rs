//! Becoming the only writer of each lock.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Effect, Writing};
use crate::context::Context;
use crate::files::Exclusive;
use crate::project::ProjectFiles;
use crate::report::Watch;

/// The pause between two attempts to become the only writer.
const EXCLUSION_POLL: Duration = Duration::from_millis(20);
/// After how many attempts, a second together, it is said that another writer is waited for.
const ATTEMPTS_UNTOLD: usize = 50;

/// Of several files every run takes the locks in one order, whatever they are called there, so that no two wait for
/// each other; and of one that has two names once, or it would wait for itself.
pub async fn exclude_from_all(
    context: &Context,
    watch: &Watch,
    files: &[ProjectFiles],
    writing: Writing,
) -> Vec<Exclusive> {
    let order: BTreeMap<_, &ProjectFiles> = files
        .iter()
        .filter_map(|files| Some((files.identity()?, files)))
        .collect();
    let mut held = Vec::new();
    for files in order.into_values() {
        held.extend(exclude_others(context, watch, files, writing).await);
    }
    held
}

/// Readers and those who only report take no lock. A manifest that cannot be opened is for its reader to report.
pub async fn exclude_others(
    context: &Context,
    watch: &Watch,
    files: &ProjectFiles,
    writing: Writing,
) -> Option<Exclusive> {
    if writing.effect != Effect::Write {
        return None;
    }
    let lock = files.lock_path.display();
    let obstacle = format!("another imagelock process that writes `{lock}`");
    let mut attempts = 0;
    let exclusive = loop {
        match files.try_exclude() {
            Ok(None) => watch.waits_for(Some(&obstacle)),
            outcome => break outcome.unwrap_or_default(),
        }
        attempts += 1;
        if attempts == ATTEMPTS_UNTOLD {
            context.printer.note(&format!("waiting for {obstacle}"));
        }
        tokio::time::sleep(EXCLUSION_POLL).await;
    };
    watch.waits_for(None);
    if exclusive.as_ref().is_some_and(|it| !it.is_locked()) {
        let words = "the file system has no locks, so other writers are not kept out";
        context.printer.explain(words);
    }
    exclusive
}
