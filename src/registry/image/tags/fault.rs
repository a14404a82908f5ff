//! The faults of a list of tags.

/// The number of pages that a list may have.
pub const PAGES_MAX: usize = 1_000;
/// The number of tags that a list may have, doubled ones counted twice.
pub const TAGS_MAX: usize = 1_000_000;

/// The fault of a list of tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TagListFault {
    /// A body that is no list of tags, or not all of one.
    #[error("its answer is not a list of tags")]
    NotAList,
    /// A `Link` header that may lead to a next page, if it could be read.
    #[error("its `Link` header cannot be read")]
    Link,
    /// A next page that was read before.
    #[error("its next page is one that it gave before")]
    Repeated,
    /// A next page behind one that adds nothing.
    #[error("it has a next page behind one without a new tag")]
    NothingNew,
    /// Pages without an end.
    #[error("it has more than {PAGES_MAX} pages")]
    TooManyPages,
    /// Tags without an end.
    #[error("it has more than {TAGS_MAX} tags")]
    TooManyTags,
    /// A page that was gone when it was asked for, twice.
    #[error("a page of it was gone before it was read, and again at the second try")]
    Changed,
    /// A mirror's list without a tag that is looked for, which the registry may have.
    #[error("no tag on it matches")]
    NoMatch,
}

impl TagListFault {
    /// Whether the list may be whole at another time.
    pub(in crate::registry) fn is_transient(self) -> bool {
        match self {
            Self::Changed | Self::NoMatch => true,
            Self::NotAList
            | Self::Link
            | Self::Repeated
            | Self::NothingNew
            | Self::TooManyPages
            | Self::TooManyTags => false,
        }
    }
}
