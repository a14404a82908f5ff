//! Rules that accept no tag of a list, in words, with the rules that accept the nearest.

use super::row::{Note, NoteKind};
use crate::document::quoted;
use crate::exit::Reason;
use crate::manifest::{VARIANT, VERSION, written_rule};
use crate::reference::Tag;
use crate::resolve::NoMatch;
use crate::select::{MissReason, NearMiss, TagRule, TagVersion, Variant, VersionRange};

/// What to write where no version can be in a range.
const POSSIBLE: &str = "write conditions that one version can meet, like `>=7, <9`";

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
    let (message, hint) = match impossible_range(&no_match.rule) {
        Some(range) => (
            format!("no version can be in `{range}`, so no tag is"),
            Some(POSSIBLE.to_owned()),
        ),
        None => (no_match_in_words(no_match), hint),
    };
    Note {
        kind: NoteKind::Failure,
        hint,
        ..Note::no(Reason::NoMatchingTag, message)
    }
}

fn impossible_range(rule: &TagRule) -> Option<&VersionRange> {
    match rule {
        TagRule::Version { range, .. } if range.is_impossible() => Some(range),
        TagRule::Version { .. } | TagRule::Pattern(_) => None,
    }
}

fn no_match_in_words(no_match: &NoMatch) -> String {
    let NoMatch {
        repository,
        rule,
        nearest,
    } = no_match;
    if nearest.is_empty() {
        return format!("`{repository}` has no tags");
    }
    let tags: Vec<String> = nearest.iter().map(miss).collect();
    let (nothing, near) = match rule {
        TagRule::Pattern(pattern) => {
            let there = match nearest.len() {
                1 => "there is",
                _ => "there are",
            };
            (format!("no tag matches `{pattern}`"), there)
        }
        TagRule::Version { range, variant } => {
            let variant = match variant {
                Some(variant) => format!(" with the variant `{variant}`"),
                None if nearest.iter().any(is_other_variant) => " without a variant".to_owned(),
                None => String::new(),
            };
            (format!("no tag is in `{range}`{variant}"), "the nearest:")
        }
    };
    format!("{nothing}; {near} {}", tags.join(", "))
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
    /// Another range.
    Range(VersionRange),
    /// Another variant, or none.
    Variant(Option<Variant>),
    /// Both.
    Both(VersionRange, Option<Variant>),
    /// The tag itself, and whether a variant has to go for it.
    Tag(&'a Tag, bool),
}

impl<'a> OtherRule<'a> {
    /// None beside a pattern, of which nobody knows how it is meant.
    fn of(NoMatch { rule, nearest, .. }: &'a NoMatch) -> Option<Self> {
        let miss = nearest.first()?;
        let TagRule::Version { variant, .. } = rule else {
            return None;
        };
        let other = Self::by_keys(rule, miss);
        Some(other.unwrap_or(Self::Tag(&miss.tag, variant.is_some())))
    }

    /// The keys that miss the tag, as they accept it. None if there are none that do.
    fn by_keys(rule: &TagRule, NearMiss { tag, reason }: &NearMiss) -> Option<Self> {
        let version = TagVersion::read(tag.as_str())?;
        let numbers = version.numbers();
        let range = match reason {
            MissReason::OutsideRange | MissReason::Date => Some(format!("^{numbers}")),
            MissReason::NotWhole => Some(numbers.to_owned()),
            MissReason::OtherVariant | MissReason::PreRelease => None,
            MissReason::NotAVersion | MissReason::NotInPattern => return None,
        };
        let range = range.map(|range| range.parse().ok());
        let variant = match version.suffix() {
            "" => Some(None),
            suffix => suffix.parse().ok().map(Some),
        };
        let misses_once = rule.only_reason_against(tag.as_str()).is_some();
        match range {
            Some(range) if misses_once => range.map(Self::Range),
            Some(range) => Some(Self::Both(range?, variant?)),
            None => variant.map(Self::Variant),
        }
    }

    /// The edit of `images.toml`.
    fn edit(self) -> String {
        let edit = match self {
            Self::Range(range) => format!("write `{VERSION} = {}`", quoted(&range.to_string())),
            Self::Variant(Some(variant)) => {
                format!("write `{VARIANT} = {}`", quoted(&variant.to_string()))
            }
            Self::Variant(None) => format!("leave out `{VARIANT}`"),
            Self::Both(range, variant) => {
                let rest = match variant {
                    Some(_) => String::new(),
                    None => format!(" and leave out `{VARIANT}`"),
                };
                let rule = TagRule::Version { range, variant };
                format!("write `{}`{rest}", written_rule(&rule))
            }
            Self::Tag(tag, has_variant) => {
                let tag = quoted(tag.as_str());
                let variant = match has_variant {
                    true => format!(" and `{VARIANT}`"),
                    false => String::new(),
                };
                format!("write `tag = {tag}` in the place of `{VERSION}`{variant}")
            }
        };
        format!("if that is meant, {edit} for it in `images.toml`")
    }

    /// The options of a command.
    fn options(self) -> String {
        let options = match self {
            Self::Range(range) => format!("use `--range '{range}'`"),
            Self::Variant(Some(variant)) => format!("use `--variant {variant}`"),
            Self::Variant(None) => "leave out `--variant`".to_owned(),
            Self::Both(range, Some(variant)) => {
                format!("use `--range '{range}' --variant {variant}`")
            }
            Self::Both(range, None) => {
                format!("use `--range '{range}'` and leave out `--variant`")
            }
            Self::Tag(tag, _) => format!("name `{tag}` as its tag, without `--range`"),
        };
        format!("if that is meant, {options}")
    }
}
