//! Why an image was decided as it was, in words, where its outcome does not say it.

use super::row::Note;
use super::waiting::HeldDigest;
use crate::document::count_of;
use crate::exit::Reason;
use crate::manifest::{Image, ImageName};
use crate::policy::decision::DecisionNote;
use crate::reference::PlatformList;

/// The note on what is held. No failure.
pub(super) fn note_on_held(held: HeldDigest<'_>) -> Note {
    Note::finding(Reason::TooYoung, held.words())
}

/// The note on a decision. None of them is a failure.
pub(super) fn note_on_decision(name: &ImageName, image: &Image, note: &DecisionNote) -> Note {
    match note {
        DecisionNote::SameForPlatforms(digest) => {
            let platforms = PlatformList::new(image.platforms.iter(), image.platforms.len());
            let message = format!(
                "the index changed to {}, but not for {platforms}",
                digest.short()
            );
            Note::finding(Reason::SamePlatforms, message).hint(format!(
                "`imagelock update --refresh-index {name}` locks it"
            ))
        }
        DecisionNote::NotAged => Note::finding(
            Reason::NotAged,
            "not aged: no earlier digest of this tag is locked, so this one is locked at once",
        ),
        DecisionNote::HeldSince(since) => {
            let message = format!(
                "its tag has been held since {since}, at least three times as long as `min-age`: it names another digest \
                 before one is old enough"
            );
            Note::finding(Reason::HeldLong, message).hint(ways_out_of_waiting(name, image))
        }
        DecisionNote::SeenFor(days) => {
            let days = usize::try_from(*days).unwrap_or_default();
            Note::finding(Reason::Aged, format!("seen for {}", count_of(days, "day")))
        }
    }
}

/// What to do about a tag that moves too often for the age that is demanded of it.
fn ways_out_of_waiting(name: &ImageName, image: &Image) -> String {
    let others =
        format!("set a shorter `min-age`, or run `imagelock update --ignore-min-age {name}`");
    // A rule chooses among tags that move already
    match image.rule() {
        Some(_) => others,
        None => format!("choose the tag by `version`, {others}"),
    }
}
