//! The pages of a list as they are read, and what is kept of them: hashes alone.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::io::Read;

use super::fault::{TAGS_MAX, TagListFault};
use super::json;
use super::link::next_query;
use crate::reference::Tag;
use crate::registry::http::header::HeaderMap;

/// A list that is being read. Its page may be read anew from the beginning, if an answer broke off: what takes the tags
/// is kept as it was before, since nothing of such an answer may be left.
pub struct ListReading<T> {
    /// What took the tags of the pages that came to their end.
    taker: T,
    see: fn(&mut T, &str),
    hasher: RandomState,
    /// The hashes of the tags on all pages that have a next one, each of which has to bring a new one.
    known: HashSet<u64>,
    /// The number of tags on the pages that came to their end.
    count: usize,
    page: Result<Page<T>, TagListFault>,
}

/// A page that was read to its end.
struct Page<T> {
    /// What took its tags too.
    taker: T,
    /// The query of the next one.
    next: Option<String>,
    count: usize,
    /// The hashes of its new tags, if it has a next one.
    new: Vec<u64>,
}

/// What follows a page.
pub enum PageEnd<T> {
    /// The page with this query.
    Next(String),
    /// Nothing.
    Last {
        /// What took the tags.
        taken: T,
        /// The number of tags.
        tags: usize,
    },
}

impl<T: Clone> ListReading<T> {
    /// Nothing is read yet.
    pub fn new(taker: T, see: fn(&mut T, &str)) -> Self {
        Self {
            taker,
            see,
            hasher: RandomState::new(),
            known: HashSet::new(),
            count: 0,
            page: Err(TagListFault::NotAList),
        }
    }

    pub fn hash(&self, text: impl Hash) -> u64 {
        self.hasher.hash_one(text)
    }

    /// Reads a page, and gives its tags to a copy of the taker.
    pub fn read_page(&mut self, headers: &HeaderMap, body: &mut dyn Read) {
        self.page = Err(TagListFault::NotAList);
        self.page = next_query(headers).and_then(|next| self.read_tags(next, body));
    }

    fn read_tags(
        &self,
        next: Option<String>,
        body: &mut dyn Read,
    ) -> Result<Page<T>, TagListFault> {
        let mut page = Page {
            taker: self.taker.clone(),
            next,
            count: 0,
            new: Vec::new(),
        };
        let mut is_too_long = false;
        let read = json::read_list(body, &mut |tag| {
            self.see(&mut page, tag);
            is_too_long = self.count + page.count > TAGS_MAX;
            !is_too_long
        });
        match read {
            Ok(()) => Ok(page),
            Err(_) if is_too_long => Err(TagListFault::TooManyTags),
            Err(_) => Err(TagListFault::NotAList),
        }
    }

    /// Tags that are none by the grammar nobody could name.
    fn see(&self, page: &mut Page<T>, tag: &str) {
        page.count += 1;
        if page.next.is_some() {
            let hash = self.hash(tag);
            if !self.known.contains(&hash) {
                page.new.push(hash);
            }
        }
        if Tag::is_valid(tag) {
            (self.see)(&mut page.taker, tag);
        }
    }

    /// Ends the page that was read last, and the list if that was its last one.
    ///
    /// # Errors
    /// If it was no page of a list, or added nothing to it although there is a next one.
    pub fn end_page(&mut self) -> Result<PageEnd<T>, TagListFault> {
        let page = std::mem::replace(&mut self.page, Err(TagListFault::NotAList))?;
        self.count += page.count;
        let Some(next) = page.next else {
            return Ok(PageEnd::Last {
                taken: page.taker,
                tags: self.count,
            });
        };
        if page.new.is_empty() {
            return Err(TagListFault::NothingNew);
        }
        self.taker = page.taker;
        self.known.extend(page.new);
        Ok(PageEnd::Next(next))
    }
}
