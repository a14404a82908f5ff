//! `images.toml` as valid images: what is written means something, once, and can be done.

use std::collections::BTreeMap;

use super::choice::{default_tag, report_second_choices, rule};
use super::platforms::normalised;
use super::schema::{RawFiles, RawImage, RawImageForm, RawManifest, RawPolicy, RawSetting};
use super::{Choice, Image, ImageName, MinAge};
use crate::document::{Findings, LineIndex, Placed, Problem, has_credentials};
use crate::exclude::{Exclude, PATTERNS_MAX, Pattern};
use crate::reference::{self, Digest, ParsedReference, PlatformSet, ReferenceError, Tag};
use crate::select::{VersionRange, range_for_tag};

/// The valid images of what was written. Only where the errors stay empty is it the whole manifest.
pub(super) fn images(
    raw: &RawManifest<'_>,
    errors: &mut Findings<'_>,
    warnings: &mut Findings<'_>,
) -> BTreeMap<ImageName, Image> {
    let lines = errors.source().lines();
    let defaults = policy(&raw.defaults, errors, warnings);
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
    defaults: &Policy,
    lines: &LineIndex<'_>,
    errors: &mut Findings<'_>,
    warnings: &mut Findings<'_>,
) -> Option<(ImageName, Image)> {
    let name = errors.parsed::<ImageName>(&raw.name);
    let own = policy(&raw.policy, errors, warnings);
    let platforms = own.platforms.or_else(|| defaults.platforms.clone());
    let min_age = own.min_age.or(defaults.min_age);
    let immutable = own.immutable.or(defaults.immutable);
    let (tag, digest) = (raw.choice.tag.as_ref(), raw.choice.digest.as_ref());
    let tag = tag.map(|tag| self::tag(&tag.value, errors));
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
    if let Choice::Pin { .. } = &choice {
        warn_of_no_effect(raw, warnings);
    }
    let image = Image {
        repository: own.repository,
        choice,
        platforms: platforms.unwrap_or_default(),
        min_age: min_age.unwrap_or_default(),
        immutable: immutable.unwrap_or_default(),
        line: Some(lines.line(raw.name.span.start)),
    };
    Some((name?, image))
}

/// Warns of what an image has of its own and a pin by hand needs not: nothing but a person changes that digest. A
/// default is meant for the other images.
fn warn_of_no_effect(raw: &RawImage<'_>, warnings: &mut Findings<'_>) {
    let RawPolicy {
        platforms: _,
        min_age,
        immutable,
    } = &raw.policy;
    let is_on = |age: &&RawSetting<'_>| age.value.value.parse() != Ok(MinAge::NONE);
    let min_age = min_age.as_ref().filter(is_on);
    let immutable = immutable.as_ref().filter(|it| it.value);
    let keys = [
        min_age.map(|it| ("min-age", &it.key)),
        immutable.map(|it| ("immutable", &it.key)),
    ];
    for (key, span) in keys.into_iter().flatten() {
        let message = format!("`{key}` has no effect on an image that has a digest");
        let problem = Problem::new(span.clone(), message);
        warnings.report(problem.help(format!("remove `{key}`, or the digest")));
    }
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

/// A tag. Of a range in its place it is said where that belongs.
fn tag(text: &Placed<&str>, errors: &mut Findings<'_>) -> Option<Tag> {
    let wrong = |error: ReferenceError| {
        let problem = Problem::new(text.span.clone(), error.to_string());
        let range = text.value.parse::<VersionRange>();
        errors.report(match range {
            Ok(range) => problem.help(format!(
                "write the range as `version`: `version = \"{range}\"`"
            )),
            Err(_) => problem,
        });
    };
    text.value.parse().map_err(wrong).ok()
}

/// Says where a range belongs that stands in the place of a tag: `redis:^7`.
fn with_range(problem: Problem, raw: &RawImage<'_>) -> Problem {
    let Some((image, range)) = range_for_tag(raw.image.value) else {
        return problem;
    };
    let pairs = format!("image = \"{image}\", version = \"{range}\"");
    problem.help(match raw.form {
        RawImageForm::Short => format!("write the range as `version`: `{{ {pairs} }}`"),
        RawImageForm::Table => format!("write the range as `version`: `{pairs}`"),
    })
}

/// What an image says of what may be locked, where the keys are there.
#[derive(Default)]
struct Policy {
    platforms: Option<PlatformSet>,
    min_age: Option<MinAge>,
    immutable: Option<bool>,
}

fn policy(raw: &RawPolicy<'_>, errors: &mut Findings<'_>, warnings: &mut Findings<'_>) -> Policy {
    let platforms = raw.platforms.as_ref();
    let min_age = raw.min_age.as_ref();
    Policy {
        platforms: platforms.map(|it| normalised(&it.value, errors, warnings).into()),
        min_age: min_age.and_then(|it| errors.parsed(&it.value)),
        immutable: raw.immutable.as_ref().map(|it| it.value),
    }
}
