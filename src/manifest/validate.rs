//! `images.toml` as valid images: what is written means something, once, and can be done.

use std::collections::BTreeMap;
use std::ops::Range;

use super::choice::{default_tag, report_second_choices, rule};
use super::platforms::normalised;
use super::schema::{RawFiles, RawImage, RawImageForm, RawManifest, RawPolicy};
use super::{Choice, Image, ImageName};
use crate::document::{Findings, LineIndex, Placed, Problem, has_credentials};
use crate::exclude::{Exclude, PATTERNS_MAX, Pattern};
use crate::reference::{self, Digest, ParsedReference, PlatformSet, ReferenceError, Tag};
use crate::select::VersionRange;

/// The valid images of what was written. Only where the errors stay empty is it the whole manifest.
pub(super) fn images(
    raw: &RawManifest<'_>,
    errors: &mut Findings<'_>,
    warnings: &mut Findings<'_>,
) -> BTreeMap<ImageName, Image> {
    let lines = errors.source().lines();
    let defaults = policy(&raw.defaults, errors).unwrap_or_default();
    let image = |raw| image(raw, &defaults, &lines, errors, warnings);
    raw.images.iter().filter_map(image).collect()
}

/// The patterns of files that are not read. Each has to be one that can match.
pub(super) fn exclude(raw: &RawFiles<'_>, errors: &mut Findings<'_>) -> Exclude {
    let Some(Placed { value, span }) = &raw.exclude else {
        return Exclude::default();
    };
    let count = value.len();
    if count > PATTERNS_MAX {
        let message = format!("there are {count} patterns, but at most {PATTERNS_MAX} are allowed");
        errors.report(Problem::new(span.clone(), message).help("exclude whole directories"));
        return Exclude::default();
    }
    let patterns = value
        .iter()
        .filter_map(|text| errors.parsed::<Pattern>(text));
    Exclude::new(patterns.collect())
}

fn image(
    raw: &RawImage<'_>,
    defaults: &PlatformSet,
    lines: &LineIndex<'_>,
    errors: &mut Findings<'_>,
    warnings: &mut Findings<'_>,
) -> Option<(ImageName, Image)> {
    let name = errors.parsed::<ImageName>(&raw.name);
    let platforms = policy(&raw.policy, errors).unwrap_or_else(|| defaults.clone());
    let (tag, digest) = (raw.choice.tag.as_ref(), raw.choice.digest.as_ref());
    let tag = tag.map(|tag| errors.parsed::<Tag>(&tag.value));
    let digest = digest.map(|digest| errors.parsed::<Digest>(&digest.value));
    let parsed = reference(raw, errors);
    if let Some(ParsedReference { reference, .. }) = &parsed {
        report_second_choices(raw, reference, errors);
    }
    let rule = rule(raw, errors, warnings);
    let parsed = parsed?;
    if let Some(surprise) = parsed.surprise {
        warnings.report(Problem::new(raw.image.span.clone(), surprise.to_string()));
    }
    let own = parsed.reference;
    // What is there and malformed was reported; it is neither a choice nor its absence
    let tag = tag.map_or(Some(own.tag), |tag| tag.map(Some))?;
    let digest = digest.map_or(Some(own.digest), |digest| digest.map(Some))?;
    let choice = match (tag, digest, rule) {
        (tag, Some(digest), _) => Choice::Pin { tag, digest },
        (Some(tag), None, _) => Choice::Tag(tag),
        (None, None, Some(rule)) => Choice::Newest(rule),
        (None, None, None) if raw.choice.has_rule() => return None,
        (None, None, None) => default_tag(raw, warnings),
    };
    let image = Image {
        repository: own.repository,
        choice,
        platforms,
        line: Some(lines.line(raw.name.span.start)),
    };
    Some((name?, image))
}

fn reference(raw: &RawImage<'_>, errors: &mut Findings<'_>) -> Option<ParsedReference> {
    let text = raw.image.value;
    // Asked first, since the message of another error may quote the text
    let parsed = match has_credentials(text) {
        true => Err(ReferenceError::Credentials),
        false => reference::parse(text),
    };
    let wrong = |error: ReferenceError| {
        let problem = Problem::new(raw.image.span.clone(), error.to_string());
        let may_be_range = matches!(error, ReferenceError::Tag(_) | ReferenceError::WhiteSpace);
        match may_be_range {
            true => with_range(problem, raw),
            false => problem,
        }
    };
    parsed.map_err(|error| errors.report(wrong(error))).ok()
}

/// Says where a range belongs that stands in the place of a tag: `redis:^7`.
fn with_range(problem: Problem, raw: &RawImage<'_>) -> Problem {
    let Some((image, range)) = raw.image.value.rsplit_once(':') else {
        return problem;
    };
    if reference::parse(image).is_err() || range.parse::<VersionRange>().is_err() {
        return problem;
    }
    let pairs = format!("image = \"{image}\", version = \"{range}\"");
    problem.help(match raw.form {
        RawImageForm::Short => format!("write the range as `version`: `{{ {pairs} }}`"),
        RawImageForm::Table => format!("write the range as `version`: `{pairs}`"),
    })
}

/// The platforms, normalised, where the key is there.
fn policy(raw: &RawPolicy<'_>, errors: &mut Findings<'_>) -> Option<PlatformSet> {
    if let Some(min_age) = &raw.min_age {
        let Placed { value, span } = &min_age.value;
        if is_age(value) {
            not_supported("min-age", &min_age.key, errors);
        } else {
            let message = format!("`{value}` is not an age: write whole days, like `7d`");
            errors.report(Problem::new(span.clone(), message));
        }
    }
    if let Some(key) = &raw.immutable {
        not_supported("immutable", key, errors);
    }
    let platforms = raw.platforms.as_ref()?;
    Some(normalised(&platforms.value, errors).into())
}

fn not_supported(key: &str, span: &Range<usize>, errors: &mut Findings<'_>) {
    let message = format!("`{key}` is not supported yet");
    errors.report(Problem::new(span.clone(), message));
}

/// Whether a text is the days that a digest is watched before it is locked: `7d`, or `0d` for none.
fn is_age(text: &str) -> bool {
    let days = text.strip_suffix('d').unwrap_or_default();
    // No sign, which `parse` would take
    days.starts_with(|first: char| first.is_ascii_digit()) && days.parse::<u16>().is_ok()
}
