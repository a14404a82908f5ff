//! The tag that templates print where values give an image none: `.Values.image.tag | default .Chart.AppVersion`, the
//! same by a variable or by an included template, or with text around it, as in `printf "v%s" .Chart.AppVersion`.

use super::main_images::MainImages;
use super::template::{ANY, TemplateValue, VersionOf};
use crate::scan::image_keys::TAGS;
use crate::scan::mention::ValuesPlace;

/// The most texts that a template may print at one place: more than any does.
const TEXTS_MAX: usize = 64;

/// A part of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TagPart {
    Text(String),
    /// The `appVersion` of the chart.
    AppVersion,
}

/// The tag behind the name of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PrintedTag {
    /// The same wherever templates print the name.
    Known(Vec<TagPart>),
    /// One of several, or one that nobody can tell.
    Open,
}

/// The tag that templates put behind the name of an image, from what they print at all places; `None` if they do not
/// print the name, or no tag behind it.
pub(super) fn of(
    printed: &[TemplateValue],
    place: &ValuesPlace,
    images: &MainImages,
) -> Option<PrintedTag> {
    let reader = TextsReader { place, images };
    let mut found: Option<Vec<Part>> = None;
    for value in printed.iter().filter(|value| reader.has_name(value)) {
        let Some(texts) = reader.texts(value) else {
            return Some(PrintedTag::Open);
        };
        for behind in texts.into_iter().filter_map(behind_name) {
            if *found.get_or_insert_with(|| behind.clone()) != behind {
                return Some(PrintedTag::Open);
            }
        }
    }
    let found = found.filter(|behind| !behind.is_empty())?;
    Some(tag(found).map_or(PrintedTag::Open, PrintedTag::Known))
}

/// A part of a text that a template prints.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// The name of the image.
    Name,
    AppVersion,
    Unknown,
}

struct TextsReader<'v> {
    place: &'v ValuesPlace,
    images: &'v MainImages,
}

impl TextsReader<'_> {
    /// Whether the name of the image may be a part of what is printed.
    fn has_name(&self, value: &TemplateValue) -> bool {
        match value {
            TemplateValue::Values(keys) => self.of_values(keys) == Some(Part::Name),
            TemplateValue::Joined(all)
            | TemplateValue::Either(all)
            | TemplateValue::Fallback(all) => all.iter().any(|it| self.has_name(it)),
            _ => false,
        }
    }

    /// All texts that a template may print; `None` if they are too many.
    fn texts(&self, value: &TemplateValue) -> Option<Vec<Vec<Part>>> {
        let one = |part| Some(vec![vec![part]]);
        match value {
            TemplateValue::Text(text, _) if text.is_empty() => Some(vec![Vec::new()]),
            TemplateValue::Text(text, _) => one(Part::Text(text.clone())),
            TemplateValue::Values(keys) => Some(vec![self.of_values(keys).into_iter().collect()]),
            TemplateValue::Version(VersionOf::App) => one(Part::AppVersion),
            TemplateValue::Joined(all) => self.joined(all),
            TemplateValue::Either(all) => self.either(all),
            TemplateValue::Fallback(all) => self.fallback(all),
            _ => one(Part::Unknown),
        }
    }

    /// What the values of the chart say at some keys; `None` if that is nothing.
    fn of_values(&self, keys: &[String]) -> Option<Part> {
        let Some((last, mapping)) = keys.split_last() else {
            return Some(Part::Unknown);
        };
        let is_own = mapping == self.place.keys;
        if is_own && *last == self.place.name_key {
            return Some(Part::Name);
        }
        let is_tag = is_own && TAGS.contains(&last.as_str());
        let is_known = !keys.iter().any(|key| key == ANY);
        let is_empty = is_tag || is_known && !self.images.has_some(keys);
        (!is_empty).then_some(Part::Unknown)
    }

    fn joined(&self, all: &[TemplateValue]) -> Option<Vec<Vec<Part>>> {
        let mut joined: Vec<Vec<Part>> = vec![Vec::new()];
        for value in all {
            let texts = self.texts(value)?;
            if joined.len() * texts.len() > TEXTS_MAX {
                return None;
            }
            let with = |before: &Vec<Part>| {
                let before = before.clone();
                let all = texts.iter().cloned();
                all.map(move |text| [before.clone(), text].concat())
                    .collect::<Vec<_>>()
            };
            joined = joined.iter().flat_map(with).collect();
        }
        Some(joined)
    }

    fn either(&self, all: &[TemplateValue]) -> Option<Vec<Vec<Part>>> {
        let mut either = Vec::new();
        for value in all {
            either.extend(self.texts(value)?);
        }
        (either.len() <= TEXTS_MAX).then_some(either)
    }

    fn fallback(&self, all: &[TemplateValue]) -> Option<Vec<Vec<Part>>> {
        let mut found = Vec::new();
        for value in all {
            let (empty, filled): (Vec<_>, Vec<_>) =
                self.texts(value)?.into_iter().partition(Vec::is_empty);
            found.extend(filled);
            if empty.is_empty() {
                return Some(found).filter(|it| it.len() <= TEXTS_MAX);
            }
        }
        found.push(Vec::new());
        (found.len() <= TEXTS_MAX).then_some(found)
    }
}

/// What a text has behind the name of the image; `None` if that is not in it, or what is behind it ends where something
/// would have to follow: a template asks before it prints that.
fn behind_name(mut text: Vec<Part>) -> Option<Vec<Part>> {
    let at = text.iter().position(|part| *part == Part::Name)?;
    let mut merged: Vec<Part> = Vec::new();
    for part in text.drain(at + 1..) {
        match (merged.last_mut(), part) {
            (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
            (_, part) => merged.push(part),
        }
    }
    if let Some(Part::Text(last)) = merged.last_mut() {
        let is_around = |letter: char| letter.is_whitespace() || "\"'`".contains(letter);
        *last = last.trim_end_matches(is_around).to_owned();
        if last.ends_with([':', '@']) {
            return None;
        }
        if last.is_empty() {
            merged.pop();
        }
    }
    Some(merged)
}

/// The tag in what is behind a name.
fn tag(behind: Vec<Part>) -> Option<Vec<TagPart>> {
    let mut parts = behind.into_iter();
    let Some(Part::Text(first)) = parts.next() else {
        return None;
    };
    let first = Some(first.strip_prefix(':')?.to_owned()).filter(|it| !it.is_empty());
    let first = first.map(|text| Some(TagPart::Text(text)));
    let rest = parts.map(|part| match part {
        Part::Text(text) => Some(TagPart::Text(text)),
        Part::AppVersion => Some(TagPart::AppVersion),
        Part::Name | Part::Unknown => None,
    });
    let tag: Vec<TagPart> = first.into_iter().chain(rest).collect::<Option<_>>()?;
    (!tag.is_empty()).then_some(tag)
}
