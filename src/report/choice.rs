//! What lists of tags say of the images whose tags they choose, in words.

use super::row::{LatestVersion, Note};
use crate::exit::Reason;
use crate::reference::Tag;
use crate::resolve::{ChosenTag, UnlistedTag};
use crate::select::TagRule;

/// The notes on what stands beside a tag that was chosen; none of them is a failure.
pub(super) fn notes_on(chosen: &ChosenTag, rule: &TagRule) -> Vec<Note> {
    let ChosenTag {
        newest,
        newer_outside,
        newer_variant,
        ..
    } = chosen;
    let outside = newer_outside
        .as_ref()
        .map(|tag| newer_outside_of(tag, rule));
    let variant = newer_variant
        .as_ref()
        .map(|tag| newer_variant_than(tag, newest));
    [outside, variant].into_iter().flatten().collect()
}

/// The note on a locked tag that the list lacks, once it is known what became of it. No failure.
pub(super) fn note_on_unlisted(chosen: &ChosenTag) -> Option<Note> {
    let unlisted = chosen.unlisted.as_ref()?;
    Some(unlisted_tag(unlisted, &chosen.newest))
}

/// The note on the latest version beside a fixed tag: that it is another one, or that nobody can tell. No failure.
pub(super) fn note_on_latest(latest: LatestVersion<'_>, fixed: &Tag) -> Option<Note> {
    match latest {
        LatestVersion::Known(tag) if tag == fixed => None,
        LatestVersion::Known(tag) => Some(Note::finding(
            Reason::NewerTag,
            format!("`{tag}` is newer than `{fixed}`"),
        )),
        LatestVersion::Unknown(error) => Some(Note {
            class: None,
            ..Note::from(error)
        }),
    }
}

fn unlisted_tag(tag: &UnlistedTag, newest: &Tag) -> Note {
    match tag {
        UnlistedTag::Asked(locked) => Note::finding(
            Reason::TagNotListed,
            format!(
                "`{locked}` stays, since it is still there; the list of tags ends at `{newest}`"
            ),
        ),
        UnlistedTag::Gone(locked) => Note::finding(
            Reason::TagGone,
            format!("the registry no longer has `{locked}`, so the lower `{newest}` is chosen"),
        ),
    }
}

fn newer_outside_of(tag: &Tag, rule: &TagRule) -> Note {
    let range = match rule {
        TagRule::Version { range, .. } => range.to_string(),
        TagRule::Pattern(pattern) => pattern.to_string(),
    };
    Note::finding(
        Reason::NewerOutside,
        format!("`{tag}` is newer, but not in `{range}`"),
    )
}

fn newer_variant_than(tag: &Tag, newest: &Tag) -> Note {
    let (version, variant) = parts(tag);
    let (_, own) = parts(newest);
    let named = |variant: Option<&str>| match variant {
        Some(variant) => format!("as `{variant}`"),
        None => "without a variant".to_owned(),
    };
    let (there, here) = (named(variant), named(own));
    Note::finding(
        Reason::NewerVariant,
        format!("`{version}` is there {there}, not {here}"),
    )
}

/// A tag that is a version without its `v` and its variant, and its variant.
fn parts(tag: &Tag) -> (&str, Option<&str>) {
    let text = tag.as_str();
    let text = text.strip_prefix('v').unwrap_or(text);
    text.split_once('-')
        .map_or((text, None), |(version, variant)| (version, Some(variant)))
}
