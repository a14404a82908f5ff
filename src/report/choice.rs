//! What lists of tags say of the images whose tags they choose, in words.

use super::row::{LatestVersion, Note, NoteKind};
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

/// The note on the latest version beside a fixed tag: that it is another one, or that nobody can tell. No failure.
pub(super) fn note_on_latest(latest: LatestVersion<'_>, fixed: &Tag) -> Option<Note> {
    match latest {
        LatestVersion::Known(tag) if tag == fixed => None,
        LatestVersion::Known(tag) => Some(Note::finding(
            Reason::NewerTag,
            format!("`{tag}` is newer than `{fixed}`"),
        )),
        LatestVersion::Unknown(error) => Some(Note {
            kind: NoteKind::Finding,
            class: None,
            message: format!("the latest version is not known: {error}"),
            ..Note::from(error)
        }),
    }
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
        let hint = OtherRule::of(no_match).map(|rule| rule.edit());
        note_on(no_match, hint)
    }
}

/// The note on a rule that the command line gives.
pub(super) fn note_on_request(no_match: &NoMatch) -> Note {
    let hint = OtherRule::of(no_match).map(|rule| rule.options());
    note_on(no_match, hint)
}

fn note_on(no_match: &NoMatch, hint: Option<String>) -> Note {
    let note = Note::no(Reason::NoMatchingTag, no_match_in_words(no_match));
    Note {
        kind: NoteKind::Failure,
        hint,
        ..note
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
    if *reason == MissReason::NotInPattern {
        return format!("`{tag}`");
    }
    format!("`{tag}` ({})", in_words(*reason))
}

/// Why a rule does not accept a tag.
pub(super) fn in_words(reason: MissReason) -> &'static str {
    match reason {
        MissReason::OutsideRange => "not in the range",
        MissReason::OtherVariant => "another variant",
        MissReason::NotWhole => "stands for versions that are not all in the range",
        MissReason::Date => "a date, and the range has none",
        MissReason::PreRelease => "a pre-release",
        MissReason::NotAVersion => "no version",
        MissReason::NotInPattern => "does not match",
    }
}

/// What chooses the nearest tag instead.
enum OtherRule<'a> {
    Range(String),
    Variant(&'a str),
    NoVariant,
    Tag(&'a Tag),
}

impl<'a> OtherRule<'a> {
    /// None beside a pattern, of which nobody knows how it is meant.
    fn of(no_match: &'a NoMatch) -> Option<Self> {
        let NearMiss { tag, reason } = no_match.nearest.first()?;
        let (version, variant) = parts(tag);
        Some(match reason {
            MissReason::OtherVariant | MissReason::PreRelease => {
                variant.map_or(Self::NoVariant, Self::Variant)
            }
            MissReason::OutsideRange | MissReason::Date => Self::Range(format!("^{version}")),
            MissReason::NotWhole => Self::Range(version.to_owned()),
            MissReason::NotAVersion => Self::Tag(tag),
            MissReason::NotInPattern => return None,
        })
    }

    /// The edit of `images.toml`.
    fn edit(&self) -> String {
        let edit = match self {
            Self::Range(range) => format!("write `version = {}`", quoted(range)),
            Self::Variant(variant) => format!("write `variant = {}`", quoted(variant)),
            Self::NoVariant => "leave out `variant`".to_owned(),
            Self::Tag(tag) => {
                let tag = quoted(tag.as_str());
                format!("write `tag = {tag}` in the place of `version`")
            }
        };
        format!("if that is meant, {edit} for it in `images.toml`")
    }

    /// The options of a command.
    fn options(&self) -> String {
        let options = match self {
            Self::Range(range) => format!("use `--range '{range}'`"),
            Self::Variant(variant) => format!("use `--variant {variant}`"),
            Self::NoVariant => "leave out `--variant`".to_owned(),
            Self::Tag(tag) => format!("name `{tag}` as its tag, without `--range`"),
        };
        format!("if that is meant, {options}")
    }
}

/// The version of a tag, and its variant.
fn parts(tag: &Tag) -> (&str, Option<&str>) {
    let text = tag.as_str();
    let text = text.strip_prefix('v').unwrap_or(text);
    text.split_once('-')
        .map_or((text, None), |(version, variant)| (version, Some(variant)))
}
