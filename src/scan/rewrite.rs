//! Writing digests into a text: other bytes in the place of a reference, a tag or a digest, and nothing else.

use std::collections::BTreeMap;

use super::ignore::Comments;
use super::mention::{Hindrance, Mention, Pinning};
use super::read::{Used, read};
use crate::document::Source;
use crate::reference::{Digest, Reference, Tag};

const AT: char = '@';

/// A text with digests in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// The text, without a byte order mark.
    pub text: String,
    /// For each mention why the digest that was wanted is not written; `None` where it is, or none was wanted.
    pub left: Vec<Option<Hindrance>>,
}

/// Writes a digest for each mention for which one is given. The new text is read again: where it would use anything
/// else than what is meant, nothing is written at all.
pub fn rewrite(used: &Used, digests: &[Option<&Digest>]) -> Rewritten {
    let text = &used.source.text;
    let (edits, left) = edits(text, &used.mentions, digests);
    let new = apply(text, &edits);
    let wanted = used.mentions.iter().zip(digests).zip(&left);
    let meant =
        wanted.map(|((mention, digest), left)| meant(mention, digest.filter(|_| left.is_none())));
    if reads_as(used, &new, meant.collect::<Vec<_>>().as_slice()) {
        return Rewritten { text: new, left };
    }
    let left = left.into_iter().zip(digests);
    let left = left.map(|(left, digest)| left.or_else(|| digest.map(|_| Hindrance::Unproven)));
    Rewritten {
        text: text.clone(),
        left: left.collect(),
    }
}

type Edits = BTreeMap<(usize, usize), String>;

/// The replacements by their places. A place that two mentions share gets what both want, or nothing.
fn edits(
    text: &str,
    mentions: &[Mention],
    digests: &[Option<&Digest>],
) -> (Edits, Vec<Option<Hindrance>>) {
    let mut wanted: BTreeMap<(usize, usize), Vec<Option<String>>> = BTreeMap::new();
    for (mention, digest) in mentions.iter().zip(digests) {
        if let Some(span) = mention.pinning.span() {
            let new = digest.map(|digest| replacement(&text[span.clone()], mention, digest));
            wanted.entry((span.start, span.end)).or_default().push(new);
        }
    }
    let agreed = |all: &Vec<Option<String>>| all.iter().all(|one| *one == all[0]);
    let agreed = wanted.into_iter().filter(|(_, all)| agreed(all));
    let edits = agreed.filter_map(|(span, all)| Some((span, all.into_iter().next()??)));
    let edits: Edits = edits.collect();
    let left = |(mention, digest): (&Mention, &Option<&Digest>)| {
        digest.as_ref()?;
        match (&mention.pinning, mention.pinning.span()) {
            (Pinning::Unsafe(hindrance), _) => Some(hindrance.clone()),
            (_, Some(span)) if edits.contains_key(&(span.start, span.end)) => None,
            _ => Some(Hindrance::Shared),
        }
    };
    let left = mentions.iter().zip(digests).map(left).collect();
    (edits, left)
}

/// The replacement: the name as a person wrote it, its tag, and the digest.
fn replacement(old: &str, mention: &Mention, digest: &Digest) -> String {
    let bare = old.split_once(AT).map_or(old, |(bare, _)| bare);
    match &mention.pinning {
        Pinning::Digest(_) => digest.to_string(),
        Pinning::Reference(_) if is_bare(mention) => {
            format!("{bare}:{}{AT}{digest}", Tag::latest())
        }
        _ => format!("{bare}{AT}{digest}"),
    }
}

fn is_bare(mention: &Mention) -> bool {
    let is_bare = |image: &Reference| image.tag.is_none() && image.digest.is_none();
    mention.image.as_ref().is_ok_and(is_bare)
}

fn apply(text: &str, edits: &Edits) -> String {
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for ((start, end), replacement) in edits {
        // No two places overlap; where they did, the proof would fail
        new.push_str(text.get(at..*start).unwrap_or_default());
        new.push_str(replacement);
        at = *end;
    }
    new.push_str(text.get(at..).unwrap_or_default());
    new
}

/// The image that a mention has to name afterwards.
fn meant(mention: &Mention, digest: Option<&Digest>) -> Option<Reference> {
    let image = mention.image.as_ref().ok()?.clone();
    let Some(digest) = digest else {
        return Some(image);
    };
    let latest = is_bare(mention).then(Tag::latest);
    Some(Reference {
        tag: latest.or(image.tag),
        digest: Some(digest.clone()),
        ..image
    })
}

fn reads_as(used: &Used, text: &str, meant: &[Option<Reference>]) -> bool {
    let source = Source::new(used.source.name.clone(), text);
    let Ok(mentions) = read(used.kind, &source) else {
        return false;
    };
    let comments = Comments::of(&source);
    let kept = mentions.iter().filter(|it| !comments.leave_out(it));
    kept.map(|mention| mention.image.as_ref().ok().cloned())
        .eq(meant.iter().cloned())
}
