//! `images.toml` as valid images: what is written means something, once, and can be done.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::min_age::MinAge;
use super::schema::{RawFiles, RawImage, RawImageForm, RawManifest, RawPolicy, RawSetting};
use super::{Choice, Image, ImageName};
use crate::document::{Findings, LineIndex, Placed, Problem, has_credentials};
use crate::exclude::{Exclude, PATTERNS_MAX, Pattern};
use crate::reference::{
    self, Digest, ParsedReference, Platform, PlatformError, PlatformSet, Reference, ReferenceError,
    Tag,
};
use crate::select::{TagPattern, VersionRange};

/// What a validation writes to.
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
        .tag
        .as_ref()
        .map(|tag| report.errors.parsed::<Tag>(&tag.value));
    let digest = raw
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

fn default_tag(raw: &RawImage<'_>, warnings: &mut Findings<'_>) -> Choice {
    let latest = Tag::latest();
    let image = raw.image.value;
    let message = format!("`{}` has no tag, and means `{latest}`", raw.name.value);
    let problem = Problem::new(raw.image.span.clone(), message);
    warnings.report(problem.help(match raw.form {
        RawImageForm::Short => format!("write it: `\"{image}:{latest}\"`"),
        RawImageForm::Table => format!("write it: `tag = \"{latest}\"`"),
    }));
    Choice::Tag(latest)
}

/// One way of choosing.
struct TagChoice {
    what: &'static str,
    span: Range<usize>,
}

/// Whether no two ways of choosing are there, but a tag beside a digest.
fn is_chosen_once(raw: &RawImage<'_>, own: &Reference, errors: &mut Findings<'_>) -> bool {
    let own_tag = own.tag.as_ref().map(|tag| TagChoice {
        what: "tag",
        span: part(raw, tag.as_str(), Some('@'), errors),
    });
    let own_digest = own.digest.as_ref().map(|digest| TagChoice {
        what: "digest",
        span: part(raw, digest.as_str(), None, errors),
    });
    let way = |what, setting: &Option<RawSetting<'_>>| {
        setting.as_ref().map(|setting| TagChoice {
            what,
            span: setting.key.start..setting.value.span.end,
        })
    };
    let (tag, digest) = (way("tag", &raw.tag), way("digest", &raw.digest));
    let (version, pattern) = (
        way("version", &raw.version),
        way("tag-pattern", &raw.tag_pattern),
    );
    let before = errors.count();
    report_pair(&own_tag, &tag, errors);
    report_pair(&own_digest, &digest, errors);
    let by_hand = [own_tag.or(tag), own_digest.or(digest)];
    for range in [&version, &pattern] {
        by_hand
            .iter()
            .for_each(|way| report_pair(way, range, errors));
    }
    report_pair(&version, &pattern, errors);
    errors.count() == before
}

fn report_pair(one: &Option<TagChoice>, two: &Option<TagChoice>, errors: &mut Findings<'_>) {
    let (Some(one), Some(two)) = (one, two) else {
        return;
    };
    let (first, second) = if one.span.start <= two.span.start {
        (one, two)
    } else {
        (two, one)
    };
    let problem = Problem::new(
        second.span.clone(),
        match first.what == second.what {
            true => format!("the {} is given twice", first.what),
            false => format!(
                "`{}` stands beside `{}`, and only one can choose",
                second.what, first.what
            ),
        },
    );
    errors.report(
        problem
            .label("and here")
            .other(first.span.clone(), "given first here")
            .help("keep one of them"),
    );
}

/// The place of a part of the reference, looked for before a mark where there is one; where it is written with
/// escapes, the whole.
fn part(raw: &RawImage<'_>, part: &str, end: Option<char>, errors: &Findings<'_>) -> Range<usize> {
    let span = raw.image.span.clone();
    let written = &errors.source().text[span.clone()];
    let end = end
        .and_then(|end| written.rfind(end))
        .unwrap_or(written.len());
    match written[..end].rfind(part) {
        Some(at) => span.start + at..span.start + at + part.len(),
        None => span,
    }
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

fn normalised(written: &[Placed<&str>], errors: &mut Findings<'_>) -> BTreeSet<Platform> {
    let mut first: BTreeMap<Platform, &Placed<&str>> = BTreeMap::new();
    for text in written {
        let Some(platform) = platform(text, errors) else {
            continue;
        };
        if let Some(first) = first.get(&platform) {
            let problem = Problem::new(
                text.span.clone(),
                format!("the platform `{platform}` is given twice"),
            );
            let (again, before) = (means(text.value, &platform), means(first.value, &platform));
            errors.report(
                problem
                    .label(again)
                    .other(first.span.clone(), before)
                    .help("keep one of them"),
            );
        } else {
            first.insert(platform, text);
        }
    }
    first.into_keys().collect()
}

fn means(written: &str, platform: &Platform) -> String {
    if written == platform.as_str() {
        "given here".to_owned()
    } else {
        format!("means `{platform}`")
    }
}

fn platform(text: &Placed<&str>, errors: &mut Findings<'_>) -> Option<Platform> {
    let report = |error: PlatformError| {
        let problem = Problem::new(text.span.clone(), error.to_string());
        let linux = format!("linux/{}", text.value);
        let is_architecture = !text.value.contains('/') && linux.parse::<Platform>().is_ok();
        errors.report(if is_architecture {
            problem.help(format!("write `\"{linux}\"`"))
        } else {
            problem
        });
    };
    text.value.parse().map_err(report).ok()
}

/// What is for later: what is malformed says so, the rest is refused, so that nobody believes in it.
fn check_later(raw: &RawImage<'_>, is_once: bool, errors: &mut Findings<'_>) {
    let version = raw.version.as_ref();
    if let Some(version) =
        version.filter(|version| errors.parsed::<VersionRange>(&version.value).is_some() && is_once)
    {
        not_supported("version", &version.key, errors);
    }
    let pattern = raw.tag_pattern.as_ref();
    if let Some(pattern) =
        pattern.filter(|pattern| errors.parsed::<TagPattern>(&pattern.value).is_some() && is_once)
    {
        not_supported("tag-pattern", &pattern.key, errors);
    }
    // A variant is the end of a tag, and has a tag's letters
    let Some(variant) = raw.variant.as_ref() else {
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
