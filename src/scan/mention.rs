//! Mentions: where a file names an image, which image that is, and whether a digest may be written there.
//!
//! Owns what every reader returns. Reads no file.

use std::ops::Range;

use super::actions::{cut, has_placeholder, shortened};
pub use super::obstacle::{Hindrance, Obstacle};
use crate::document::{Problem, Source};
use crate::reference::{Digest, Reference, ReferenceError};

/// The most images that a file may name: a file that names more is many times what anybody writes, and is not read.
pub(super) const MENTIONS_MAX: usize = 200_000;
/// The longest text of a reference, in bytes: none is nearly as long. What is longer may be any image, and is cut to
/// the next length.
const WRITTEN_MAX: usize = 1024;

/// A place of a file at which an image is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The place that a person is shown, in bytes of the source's text.
    pub span: Range<usize>,
    /// The reference as people are shown it: with the defaults of its variables where they have some, else as it is
    /// written.
    pub written: String,
    /// The image. A tag that is not written is not filled in.
    pub image: Result<Reference, Obstacle>,
    /// Whether that is said by the file alone.
    pub basis: Basis,
    /// Whether the file uses the image, as its kind has it.
    pub role: MentionRole,
    /// Whether and where a digest may be written.
    pub pinning: Pinning,
    /// The bytes of the tag, if it stands in a key of its own beside that of the digest, and may be changed with it.
    pub tag_place: Option<Range<usize>>,
    /// The place in Helm values, if their chart has a part in the image.
    pub values: Option<Box<ValuesPlace>>,
}

/// The place of an image in the values of a chart, whose `appVersion` may be the tag, and which may put a registry
/// before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValuesPlace {
    /// The keys that lead to the mapping of the image.
    pub keys: Vec<String>,
    /// The key of its name.
    pub name_key: String,
    /// The key beside it of what templates may make a part of the name.
    pub other_part: Option<&'static str>,
    /// Whether the values have no tag for it.
    pub is_untagged: bool,
    /// Whether the mapping has a key of a tag, which may be empty.
    pub has_tag_key: bool,
    /// Whether the image stands there as a whole.
    pub is_whole: bool,
    /// Whether the values say no registry.
    pub lacks_registry: bool,
}

/// The part of a place in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentionRole {
    /// The format of the file says that the image is used.
    Used,
    /// It is an image by where it stands, and nothing says what comes of it: in a command, or under a key that only is
    /// called so. Its image is always known.
    Told,
}

/// The source of the image's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The text as it is written, with the `appVersion` of its chart where values leave the tag to that.
    Text,
    /// The text, and the file or one beside it builds what has that name: it is pulled where it is there, before it is
    /// built.
    Build,
    /// The defaults of variables too, in the place of which who uses the file may put something else: an argument of a
    /// build, the environment, a file named `.env`, the settings of a project.
    Defaults,
}

/// Whether and where a digest may be written, so that the file means the same image, fixed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Pinning {
    /// These bytes are the whole reference, as it is read.
    Reference(Range<usize>),
    /// These bytes are the tag, before which a tool puts the repository: `1.27`, `1.27@sha256:…`.
    Tag(Range<usize>),
    /// These bytes are the digest alone, or nothing yet.
    Digest(Range<usize>),
    /// Nowhere safely.
    Unsafe(Hindrance),
}

impl Mention {
    /// A reference that stands in these bytes as a whole and as it is read.
    pub fn whole(source: &Source, span: Range<usize>) -> Self {
        let written = &source.text[span.clone()];
        Self::read(span.clone(), written, Pinning::Reference(span))
    }

    /// A reference that was put together.
    pub fn read(span: Range<usize>, written: impl Into<String>, pinning: Pinning) -> Self {
        let written = written.into();
        if written.len() > WRITTEN_MAX {
            let obstacle = Obstacle::Invalid(ReferenceError::PathLength(written.len()));
            return Self::unresolved(span, written, obstacle);
        }
        // The ID of a local image, which docker looks for first (`ParseAnyReference` in distribution/reference)
        if written.parse::<Digest>().is_ok() {
            return Self::unresolved(span, written, Obstacle::Invalid(ReferenceError::Identifier));
        }
        if has_placeholder(&written) {
            // What is before an `@` is hidden where it is shown
            return Self::undecided(span, written.replace('@', ""));
        }
        match written.parse() {
            Ok(reference) => Self {
                span,
                written,
                image: Ok(reference),
                basis: Basis::Text,
                role: MentionRole::Used,
                pinning,
                tag_place: None,
                values: None,
            },
            Err(error) => Self::unresolved(span, written, Obstacle::Invalid(error)),
        }
    }

    /// A place at which the image cannot be determined. Of a text with several lines, which is no image, the first is
    /// shown.
    pub fn unresolved(span: Range<usize>, written: impl Into<String>, obstacle: Obstacle) -> Self {
        let mut written = written.into();
        if let Some((line, _)) = written.trim().split_once('\n') {
            written = line.trim_end().to_owned();
        }
        if written.len() > WRITTEN_MAX {
            written = cut(&written);
        }
        let obstacle = match obstacle {
            Obstacle::Expression(text) => Obstacle::Expression(shortened(&text)),
            other => other,
        };
        Self {
            span,
            written,
            image: Err(obstacle),
            basis: Basis::Text,
            role: MentionRole::Used,
            pinning: Pinning::Unsafe(Hindrance::Unresolved),
            tag_place: None,
            values: None,
        }
    }

    /// The same mention, of what is built under that name: nothing can be built under a digest.
    pub(super) fn built(self) -> Self {
        let pinning = match self.pinning.span() {
            Some(_) => Pinning::Unsafe(Hindrance::Shared),
            None => self.pinning,
        };
        Self {
            basis: Basis::Build,
            pinning,
            ..self
        }
    }

    /// The same mention as one that is only told; `None` where its image is not known.
    pub fn told(self) -> Option<Self> {
        let role = MentionRole::Told;
        self.image.is_ok().then_some(Self { role, ..self })
    }

    /// A place at which an expression or a template decides. People are shown its beginning.
    pub(super) fn undecided(span: Range<usize>, text: impl AsRef<str>) -> Self {
        let shown = shortened(text.as_ref());
        Self::unresolved(span, shown.clone(), Obstacle::Expression(shown))
    }

    /// The same mention; `has_variables` tells whether defaults of variables have a part in its image.
    pub(super) fn with_defaults(self, has_variables: bool) -> Self {
        let basis = if has_variables && self.image.is_ok() {
            Basis::Defaults
        } else {
            self.basis
        };
        Self { basis, ..self }
    }

    /// The same mention, whose tag has these bytes for itself.
    pub(super) fn with_tag_at(self, place: Option<Range<usize>>) -> Self {
        Self {
            tag_place: place,
            ..self
        }
    }

    /// The bytes of the tag, if it stands in a key of its own.
    pub(super) fn tag_alone(&self) -> Option<&Range<usize>> {
        let own = match &self.pinning {
            Pinning::Tag(span) => Some(span),
            Pinning::Reference(_) | Pinning::Digest(_) | Pinning::Unsafe(_) => None,
        };
        self.tag_place.as_ref().or(own)
    }

    /// The variable that the reference or a part of it comes from, and the other file that sets it.
    pub fn set_by(&self) -> Option<(&str, &str)> {
        match &self.pinning {
            Pinning::Unsafe(Hindrance::SetElsewhere(name, Some(file))) => Some((name, file)),
            Pinning::Unsafe(_) | Pinning::Reference(_) | Pinning::Tag(_) | Pinning::Digest(_) => {
                None
            }
        }
    }

    /// Whether another tag may be written there.
    pub fn takes_tag(&self) -> bool {
        match &self.pinning {
            Pinning::Reference(_) | Pinning::Tag(_) => true,
            Pinning::Digest(_) => self.tag_place.is_some(),
            Pinning::Unsafe(_) => false,
        }
    }

    /// The same mention, where its text is used for something else too.
    pub(super) fn shared(self) -> Self {
        let pinning = match self.pinning {
            Pinning::Unsafe(hindrance) => Pinning::Unsafe(hindrance),
            _ => Pinning::Unsafe(Hindrance::Shared),
        };
        Self { pinning, ..self }
    }

    /// The same mention in the file around its text. `place` finds there what is a part of the text; what it does not
    /// find is `whole`, where no digest may be written for the reason given.
    pub(super) fn moved(
        self,
        place: impl Fn(&Range<usize>) -> Option<Range<usize>>,
        whole: Range<usize>,
        hindrance: &Hindrance,
    ) -> Self {
        let pinned = |part, at: fn(Range<usize>) -> Pinning| {
            place(&part).map_or_else(|| Pinning::Unsafe(hindrance.clone()), at)
        };
        let pinning = match self.pinning {
            Pinning::Reference(part) => pinned(part, Pinning::Reference),
            Pinning::Tag(part) => pinned(part, Pinning::Tag),
            Pinning::Digest(part) => pinned(part, Pinning::Digest),
            Pinning::Unsafe(hindrance) => Pinning::Unsafe(hindrance),
        };
        Self {
            span: place(&self.span).unwrap_or(whole),
            tag_place: self.tag_place.as_ref().and_then(&place),
            pinning,
            ..self
        }
    }
}

impl Pinning {
    /// The place of a digest that ends a reference, if no variable has a part in it; else the first of these decides.
    pub(super) fn behind_variable(name: &str, digest: Option<Range<usize>>) -> Self {
        let unsafely = || Self::Unsafe(Hindrance::Variable(name.to_owned()));
        digest.map_or_else(unsafely, Self::Digest)
    }

    /// A place for a digest; without one, the text is written with escapes.
    pub(super) fn at(place: Option<Range<usize>>, at: fn(Range<usize>) -> Self) -> Self {
        place.map_or(Self::Unsafe(Hindrance::Escapes), at)
    }

    /// The bytes that a digest would change.
    pub(super) fn span(&self) -> Option<&Range<usize>> {
        match self {
            Self::Reference(span) | Self::Tag(span) | Self::Digest(span) => Some(span),
            Self::Unsafe(_) => None,
        }
    }
}

/// The bytes of the digest that ends a text, behind an `@`.
pub(super) fn final_digest(text: &str) -> Option<Range<usize>> {
    let (before, digest) = text.rsplit_once('@')?;
    let is_digest = digest.parse::<Digest>().is_ok();
    is_digest.then_some(before.len() + 1..text.len())
}

/// The problem of a file that names too many images.
pub(super) fn too_many() -> Box<Problem> {
    Problem::at(0..0, format!("this names more than {MENTIONS_MAX} images"))
}

/// The answer of a reader: the mentions, or the reason why the text is no such file.
pub type Mentions = Result<Vec<Mention>, Box<Problem>>;

/// The mentions of one text in the order of the text. Readers find them by what names them, and leave the order to
/// this.
pub(super) fn in_order(mut mentions: Vec<Mention>) -> Vec<Mention> {
    mentions.sort_by_key(|mention| mention.span.start);
    mentions
}
