//! Becoming the only writer of each lock.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::{Effect, Writing};
use crate::context::Context;
use crate::error::Error;
use crate::files::Exclusive;
use crate::project::ProjectFiles;
use crate::report::Watch;

/// How often it is tried to become the only writer.
const EXCLUSION_POLL: Duration = Duration::from_millis(20);
/// After how long it is said that another writer is waited for.
const EXCLUSION_PATIENCE: Duration = Duration::from_secs(1);

/// Of several files every run takes the locks in one order, whatever they are called there, so that no two wait for each
/// other; and of one that has two names once, or it would wait for itself.
pub async fn exclude_from_all(
    context: &Context,
    watch: &Watch,
    files: &[ProjectFiles],
    writing: Writing,
) -> Result<Vec<Exclusive>, Error> {
    let order: BTreeMap<_, &ProjectFiles> = files
        .iter()
        .filter_map(|files| Some((files.identity()?, files)))
        .collect();
    let mut held = Vec::new();
    for files in order.into_values() {
        held.extend(exclude_others(context, watch, files, writing).await?);
    }
    Ok(held)
}

/// Readers and those who only report take no lock. A manifest that cannot be opened is for its reader to report.
pub async fn exclude_others(
    context: &Context,
    watch: &Watch,
    files: &ProjectFiles,
    writing: Writing,
) -> Result<Option<Exclusive>, Error> {
    if writing.effect != Effect::Write {
        return Ok(None);
    }
    let patience = Instant::now() + EXCLUSION_PATIENCE;
    let obstacle = format!(
        "another imagelock that writes `{}`",
        files.lock_path.display()
    );
    let mut is_told = false;
    loop {
        match files.try_exclude() {
            Ok(None) => watch.waits_for(Some(&obstacle)),
            outcome => {
                watch.waits_for(None);
                let exclusive = outcome.unwrap_or_default();
                if exclusive
                    .as_ref()
                    .is_some_and(|exclusive| !exclusive.is_locked())
                {
                    context
                        .printer
                        .explain("other writers are not kept out: the file system has no locks");
                }
                return Ok(exclusive);
            }
        }
        if !is_told && Instant::now() >= patience {
            context.printer.note(&format!("waiting for {obstacle}"));
            is_told = true;
        }
        tokio::time::sleep(EXCLUSION_POLL).await;
    }
}
