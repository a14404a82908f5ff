//! What lists of tags say of the images whose tags they choose, in words.

use super::row::{Note, NoteKind};
use crate::document::quoted;
use crate::exit::Reason;
use crate::reference::Tag;
use crate::resolve::{ChosenTag, NoMatch, UnlistedTag};
use crate::select::{MissReason, NearMiss, TagRule};

/// The notes on a tag that was chosen; none of them is a failure.
pub(super) fn notes_on(chosen: &ChosenTag, rule: &TagRule) -> Vec<Note> {
    let ChosenTag {
        newest,
        newer_outside,
        newer_variant,
        unlisted,
    } = chosen;
    let unlisted = unlisted.as_ref().map(|tag| unlisted_tag(tag, newest));
    let outside = newer_outside
        .as_ref()
        .map(|tag| newer_outside_of(tag, rule));
    let variant = newer_variant
        .as_ref()
        .map(|tag| newer_variant_than(tag, newest));
    [unlisted, outside, variant].into_iter().flatten().collect()
}

fn unlisted_tag(tag: &UnlistedTag, newest: &Tag) -> Note {
    match tag {
        UnlistedTag::There(locked) => Note::finding(
            Reason::TagNotListed,
            format!(
                "`{locked}` stays, since the registry has it; its list of tags ends at `{newest}`"
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

impl From<&NoMatch> for Note {
    fn from(no_match: &NoMatch) -> Self {
        let note = Self::no(Reason::NoMatchingTag, no_match_in_words(no_match));
        Self {
            kind: NoteKind::Failure,
            hint: hint_of(no_match),
            ..note
        }
    }
}

fn no_match_in_words(no_match: &NoMatch) -> String {
    let NoMatch { rule, nearest, .. } = no_match;
    let tags: Vec<String> = nearest.iter().map(miss).collect();
    let (nothing, near) = match rule {
        TagRule::Pattern(pattern) => (format!("no tag matches `{pattern}`"), "there is"),
        TagRule::Version { range, variant } => {
            let variant = match variant {
                Some(variant) => format!(" with the variant `{variant}`"),
                None if nearest.iter().any(is_other_variant) => " without a variant".to_owned(),
                None => String::new(),
            };
            (format!("no tag is in `{range}`{variant}"), "the nearest:")
        }
    };
    match tags.as_slice() {
        [] => nothing,
        tags => format!("{nothing}; {near} {}", tags.join(", ")),
    }
}

fn is_other_variant(miss: &NearMiss) -> bool {
    matches!(
        miss.reason,
        MissReason::OtherVariant | MissReason::PreRelease
    )
}

fn miss(NearMiss { tag, reason }: &NearMiss) -> String {
    let why = match reason {
        MissReason::OutsideRange => "not in the range",
        MissReason::OtherVariant => "another variant",
        MissReason::NotWhole => "stands for versions that are not all in the range",
        MissReason::Date => "a date, and the range has none",
        MissReason::PreRelease => "a pre-release",
        MissReason::NotAVersion => "no version",
        MissReason::NotInPattern => return format!("`{tag}`"),
    };
    format!("`{tag}` ({why})")
}

/// The edit that chooses the nearest tag.
fn hint_of(no_match: &NoMatch) -> Option<String> {
    let nearest = no_match.nearest.first()?;
    let (version, variant) = parts(&nearest.tag);
    let edit = match (nearest.reason, variant) {
        (MissReason::OtherVariant | MissReason::PreRelease, Some(variant)) => {
            format!("write `variant = {}`", quoted(variant))
        }
        (MissReason::OtherVariant | MissReason::PreRelease, None) => {
            "leave out `variant`".to_owned()
        }
        (MissReason::OutsideRange | MissReason::Date, _) => {
            format!("write `version = {}`", quoted(&format!("^{version}")))
        }
        (MissReason::NotWhole, _) => format!("write `version = {}`", quoted(version)),
        (MissReason::NotAVersion, _) => {
            let tag = quoted(nearest.tag.as_str());
            format!("write `tag = {tag}` in the place of `version`")
        }
        (MissReason::NotInPattern, _) => return None,
    };
    Some(format!("if that is meant, {edit} for it in `images.toml`"))
}

/// The version of a tag, and its variant.
fn parts(tag: &Tag) -> (&str, Option<&str>) {
    let text = tag.as_str();
    let text = text.strip_prefix('v').unwrap_or(text);
    text.split_once('-')
        .map_or((text, None), |(version, variant)| (version, Some(variant)))
}
