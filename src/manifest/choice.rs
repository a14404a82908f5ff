//! The choice of an image's content: made once, by a tag, a digest or both.

use std::ops::Range;

use super::image::Choice;
use super::rule::{TAG_PATTERN, VERSION};
use super::schema::{RawChoice, RawImage, RawImageForm, RawSetting};
use crate::document::{Findings, Placed, Problem};
use crate::reference::{self, Reference, Tag};
use crate::select::{TagPattern, TagRule, Variant, VersionRange};

/// The default tag of an image that has neither tag nor digest, with a warning.
pub(super) fn default_tag(raw: &RawImage<'_>, warnings: &mut Findings<'_>) -> Choice {
    let latest = Tag::latest();
    let image = raw.image.value;
    let message = format!("`{}` has no tag, so it means `{latest}`", raw.name.value);
    let problem = Problem::new(raw.image.span.clone(), message);
    warnings.report(problem.help(match raw.form {
        RawImageForm::Short => format!("write the tag: `\"{image}:{latest}\"`"),
        RawImageForm::Table => format!("write the tag: `tag = \"{latest}\"`"),
    }));
    Choice::Tag(latest)
}

/// The rule by which the tag is chosen, if there is one. What is malformed is reported, and so is a variant of nothing.
pub(super) fn rule(
    raw: &RawImage<'_>,
    errors: &mut Findings<'_>,
    warnings: &mut Findings<'_>,
) -> Option<TagRule> {
    let choice = &raw.choice;
    let mut variant = None;
    if let Some(setting) = &choice.variant {
        variant = Some(errors.parsed::<Variant>(&setting.value));
        if choice.version.is_none() {
            report_lone_variant(choice, setting, errors);
        }
    }
    let pattern = choice.tag_pattern.as_ref();
    let pattern = pattern.and_then(|it| errors.parsed::<TagPattern>(&it.value));
    match &choice.version {
        Some(version) => {
            let range = range(&version.value, errors)?;
            warn_of_no_match(&range, &version.value, warnings);
            let variant = variant.map_or(Some(None), |it| it.map(Some))?;
            Some(TagRule::Version { range, variant })
        }
        None => pattern.map(TagRule::Pattern),
    }
}

/// A range. What is wrong with one of its conditions is told there.
fn range(text: &Placed<&str>, errors: &mut Findings<'_>) -> Option<VersionRange> {
    let error = match text.value.parse::<VersionRange>() {
        Ok(range) => return Some(range),
        Err(error) => error,
    };
    let place = wrong_condition(text.value).and_then(|wrong| {
        let written = &errors.source().text[text.span.clone()];
        let start = text.span.start + written.find(text.value)?;
        Some(start + wrong.start..start + wrong.end)
    });
    let is_part = |place: &Range<usize>| place.len() < text.value.len();
    let span = place.filter(is_part).unwrap_or_else(|| text.span.clone());
    errors.report(Problem::new(span, error.to_string()));
    None
}

/// Warns of conditions that no version meets together. The range is well written; an update tells that nothing matches.
fn warn_of_no_match(range: &VersionRange, text: &Placed<&str>, warnings: &mut Findings<'_>) {
    if range.is_impossible() {
        let message = format!("no version is in `{range}`");
        let problem = Problem::new(text.span.clone(), message);
        warnings.report(problem.help("write conditions that one version can meet, like `>=7, <9`"));
    }
}

/// The place of the first condition of a range that is wrong by itself; none if it is empty.
fn wrong_condition(range: &str) -> Option<Range<usize>> {
    let mut behind = 0;
    for part in range.split(',') {
        let (start, condition) = (behind, part.trim());
        behind += part.len() + 1;
        if condition.parse::<VersionRange>().is_err() {
            let at = start + part.len() - part.trim_start().len();
            return (!condition.is_empty()).then_some(at..at + condition.len());
        }
    }
    None
}

fn report_lone_variant(
    choice: &RawChoice<'_>,
    variant: &RawSetting<'_>,
    errors: &mut Findings<'_>,
) {
    let message = "`variant` has no effect without `version`";
    let problem = Problem::new(variant.key.clone(), message);
    errors.report(problem.help(match choice.tag_pattern {
        Some(_) => "write it into `tag-pattern`, which is matched against the whole tag",
        None => "write the full tag as `tag`, or a range as `version`",
    }));
}

/// One way of choosing.
struct TagChoice<'a> {
    what: &'static str,
    /// What has to go of it for another way.
    removal: Removal<'a>,
    span: Range<usize>,
}

/// What has to go of a way of choosing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Removal<'a> {
    /// Its key.
    Key,
    /// All of the reference but this repository.
    AllBut(&'a str),
}

/// Reports each way of choosing behind the first; a tag beside a digest is none.
pub(super) fn report_second_choices(
    raw: &RawImage<'_>,
    own: &Reference,
    errors: &mut Findings<'_>,
) {
    // Most images have no more than a reference, which need not be read once more
    if raw.choice.is_by_reference() {
        return;
    }
    let removal = written_repository(raw.image.value).map_or(Removal::Key, Removal::AllBut);
    let own_tag = own.tag.as_ref().map(|tag| TagChoice {
        what: "tag",
        removal,
        span: part(raw, tag.as_str(), Some('@'), errors),
    });
    let own_digest = own.digest.as_ref().map(|digest| TagChoice {
        what: "digest",
        removal,
        span: part(raw, digest.as_str(), None, errors),
    });
    let way = |what, setting: &Option<RawSetting<'_>>| {
        setting.as_ref().map(|setting| TagChoice {
            what,
            removal: Removal::Key,
            span: setting.key.start..setting.value.span.end,
        })
    };
    let tag = way("tag", &raw.choice.tag);
    let digest = way("digest", &raw.choice.digest);
    let version = way(VERSION, &raw.choice.version);
    let pattern = way(TAG_PATTERN, &raw.choice.tag_pattern);
    let either = |_: &TagChoice<'_>, _: &TagChoice<'_>| "keep one of them".to_owned();
    report_pair(&own_tag, &tag, either, errors);
    report_pair(&own_digest, &digest, either, errors);
    let by_hand = [own_tag.or(tag), own_digest.or(digest)];
    for range in [&version, &pattern] {
        by_hand
            .iter()
            .for_each(|way| report_pair(way, range, by_rule, errors));
    }
    report_pair(&version, &pattern, either, errors);
}

/// How a rule is followed instead of what is given by hand, and the other way round.
fn by_rule(by_hand: &TagChoice<'_>, rule: &TagChoice<'_>) -> String {
    let rule = rule.what;
    let way = match by_hand.removal {
        Removal::Key => format!("remove `{}`", by_hand.what),
        Removal::AllBut(repository) => format!("write `image = \"{repository}\"`"),
    };
    format!("{way} to have `{rule}` choose the tag, or remove `{rule}`")
}

fn report_pair(
    one: &Option<TagChoice<'_>>,
    two: &Option<TagChoice<'_>>,
    help: impl Fn(&TagChoice<'_>, &TagChoice<'_>) -> String,
    errors: &mut Findings<'_>,
) {
    let (Some(one), Some(two)) = (one, two) else {
        return;
    };
    let help = help(one, two);
    let mut ways = [one, two];
    ways.sort_by_key(|way| way.span.start);
    let [first, second] = ways;
    let message = if first.what == second.what {
        format!("the {} is given twice", first.what)
    } else {
        format!(
            "`{}` and `{}` cannot be used together",
            second.what, first.what
        )
    };
    let problem = Problem::new(second.span.clone(), message).label("also given here");
    let problem = problem.other(first.span.clone(), "first given here");
    errors.report(problem.help(help));
}

/// The repository as a reference has it written.
pub(super) fn written_repository(written: &str) -> Option<&str> {
    let own = reference::parse(written).ok()?.reference;
    let name = written.split('@').next()?;
    match own.tag {
        Some(tag) => name.strip_suffix(tag.as_str())?.strip_suffix(':'),
        None => Some(name),
    }
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
