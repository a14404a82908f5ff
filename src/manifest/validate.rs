//! `images.toml` as valid images: what is written means something, once, and can be done.

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;

use super::choice::{default_tag, is_chosen_once};
use super::platforms::normalised;
use super::schema::{RawFiles, RawImage, RawManifest, RawPolicy};
use super::{Choice, Image, ImageName};
use crate::document::{Findings, LineIndex, Placed, Problem, has_credentials};
use crate::exclude::{Exclude, PATTERNS_MAX, Pattern};
use crate::reference::{
    self, Digest, ParsedReference, PlatformSet, Reference, ReferenceError, Tag,
};
use crate::select::{TagPattern, VersionRange};

/// The findings of a validation.
pub(super) struct ValidationFindings<'f, 's> {
    pub(super) errors: &'f mut Findings<'s>,
    pub(super) warnings: &'f mut Findings<'s>,
}

/// The valid images of what was written. Only where the errors stay empty is it the whole manifest.
pub(super) fn images(
    raw: &RawManifest<'_>,
    report: &mut ValidationFindings<'_, '_>,
) -> BTreeMap<ImageName, Image> {
    let lines = report.errors.source().lines();
    let defaults = policy(&raw.defaults, report.errors).unwrap_or_default();
    raw.images
        .iter()
        .filter_map(|raw| image(raw, &defaults, &lines, report))
        .collect()
}

/// The patterns of files that are not read. Each has to be one that can match.
pub(super) fn exclude(raw: &RawFiles<'_>, errors: &mut Findings<'_>) -> Exclude {
    if let Some(key) = &raw.require_digests {
        not_supported("require-digests", key, errors);
    }
    let Some(Placed {
        value: written,
        span,
    }) = &raw.exclude
    else {
        return Exclude::default();
    };
    if written.len() > PATTERNS_MAX {
        let message = format!(
            "there are {} patterns, and at most {PATTERNS_MAX} are read",
            written.len()
        );
        errors.report(Problem::new(span.clone(), message).help("exclude whole directories"));
        return Exclude::default();
    }
    Exclude::new(
        written
            .iter()
            .filter_map(|text| errors.parsed::<Pattern>(text))
            .collect(),
    )
}

fn image(
    raw: &RawImage<'_>,
    defaults: &PlatformSet,
    lines: &LineIndex<'_>,
    report: &mut ValidationFindings<'_, '_>,
) -> Option<(ImageName, Image)> {
    let name = report.errors.parsed::<ImageName>(&raw.name);
    let platforms = policy(&raw.policy, report.errors).unwrap_or_else(|| defaults.clone());
    let tag = raw
        .choice
        .tag
        .as_ref()
        .map(|tag| report.errors.parsed::<Tag>(&tag.value));
    let digest = raw
        .choice
        .digest
        .as_ref()
        .map(|digest| report.errors.parsed::<Digest>(&digest.value));
    let parsed = reference(raw, report.errors);
    let is_once = parsed
        .as_ref()
        .is_none_or(|parsed| is_chosen_once(raw, &parsed.reference, report.errors));
    check_later(raw, is_once, report.errors);
    let ParsedReference {
        reference:
            Reference {
                repository,
                tag: own_tag,
                digest: own_digest,
            },
        surprise,
    } = parsed?;
    if let Some(surprise) = surprise {
        report
            .warnings
            .report(Problem::new(raw.image.span.clone(), surprise.to_string()));
    }
    // What is there and malformed was reported; it is neither a choice nor its absence
    let tag = tag.map_or(Some(own_tag), |tag| tag.map(Some))?;
    let digest = digest.map_or(Some(own_digest), |digest| digest.map(Some))?;
    let choice = match (tag, digest) {
        (tag, Some(digest)) => Choice::Pin { tag, digest },
        (Some(tag), None) => Choice::Tag(tag),
        (None, None) => default_tag(raw, report.warnings),
    };
    Some((
        name?,
        Image {
            repository,
            choice,
            platforms,
            line: Some(lines.line(raw.name.span.start)),
        },
    ))
}

fn reference(raw: &RawImage<'_>, errors: &mut Findings<'_>) -> Option<ParsedReference> {
    let text = raw.image.value;
    // Asked first, since the message of another error may quote the text
    let parsed = if has_credentials(text) {
        Err(ReferenceError::Credentials)
    } else {
        reference::parse(text)
    };
    parsed
        .map_err(|error| errors.report(Problem::new(raw.image.span.clone(), error.to_string())))
        .ok()
}

/// The platforms, normalised, where the key is there.
fn policy(raw: &RawPolicy<'_>, errors: &mut Findings<'_>) -> Option<PlatformSet> {
    if let Some(min_age) = &raw.min_age
        && errors.parsed::<MinAge>(&min_age.value).is_some()
    {
        not_supported("min-age", &min_age.key, errors);
    }
    if let Some(key) = &raw.immutable {
        not_supported("immutable", key, errors);
    }
    raw.platforms
        .as_ref()
        .map(|platforms| normalised(&platforms.value, errors).into())
}

/// Checks the keys that are for later: what is malformed says so, the rest is refused, so that nobody believes in it.
fn check_later(raw: &RawImage<'_>, is_once: bool, errors: &mut Findings<'_>) {
    let version = raw.choice.version.as_ref();
    if let Some(version) =
        version.filter(|version| errors.parsed::<VersionRange>(&version.value).is_some() && is_once)
    {
        not_supported("version", &version.key, errors);
    }
    let pattern = raw.choice.tag_pattern.as_ref();
    if let Some(pattern) =
        pattern.filter(|pattern| errors.parsed::<TagPattern>(&pattern.value).is_some() && is_once)
    {
        not_supported("tag-pattern", &pattern.key, errors);
    }
    // A variant is the end of a tag, and has a tag's letters
    let Some(variant) = raw.choice.variant.as_ref() else {
        return;
    };
    if errors.parsed::<Tag>(&variant.value).is_none() {
        return;
    }
    if version.is_none() {
        let problem = Problem::new(
            variant.key.clone(),
            "`variant` without `version` chooses nothing",
        );
        errors.report(problem.help("write the whole tag as `tag`"));
    } else {
        not_supported("variant", &variant.key, errors);
    }
}

fn not_supported(key: &str, span: &Range<usize>, errors: &mut Findings<'_>) {
    errors.report(Problem::new(
        span.clone(),
        format!("`{key}` is not supported yet"),
    ));
}

/// The days that a digest is watched before it is locked: `7d`. `0d` is none.
struct MinAge;

/// The reason why a text is not an age.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not an age, which is written in whole days: `7d`")]
struct MinAgeError(String);

impl FromStr for MinAge {
    type Err = MinAgeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // No sign, which `parse` would take
        text.strip_suffix('d')
            .filter(|days| days.starts_with(|first: char| first.is_ascii_digit()))
            .and_then(|days| days.parse::<u16>().ok())
            .map(|_| Self)
            .ok_or_else(|| MinAgeError(text.to_owned()))
    }
}
