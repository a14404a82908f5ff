//! The walk from page to page of a list.
//!
//! The next page is our own URL with the query of the link, and nothing else of it: Artifactory and Nexus name paths
//! that do not work, and no link leads to another host.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use super::fault::{PAGES_MAX, TagListFault};
use super::page::{ListReading, PageEnd};
use crate::reference::Repository;
use crate::registry::auth::session::Session;
use crate::registry::error::Error;
use crate::registry::http::{BodyReader, Request, Response, answered, is_web_page, locked, said};

/// The largest page, in bytes.
const PAGE_MAX: usize = 32 * 1024 * 1024;

/// The number of tags that are asked for at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageSize {
    /// As many as Docker Hub gives: `library/php` is two pages, and not sixteen.
    Large,
    /// As many as all give, or fewer.
    Usual,
    /// As many as the registry sees fit.
    Unsaid,
}

impl PageSize {
    /// The query of the first page.
    fn query(self) -> Option<&'static str> {
        match self {
            Self::Large => Some("n=10000"),
            Self::Usual => Some("n=1000"),
            Self::Unsaid => None,
        }
    }
}

/// A list that came to its end.
#[derive(Debug)]
pub struct TagListing<T> {
    /// What took the tags.
    pub taken: T,
    /// The host that answered.
    pub host: String,
    /// The number of pages.
    pub pages: usize,
    /// The number of tags, doubled ones counted twice.
    pub tags: usize,
}

/// What the hosts of a registry list, one after the other until there is enough.
#[derive(Debug)]
pub struct TagLists<T> {
    /// What took the tags of each list that came to its end, in the order of hosts.
    pub taken: Vec<T>,
    /// Why the last of them may not be the last word: there was not enough, and no other list to be had.
    pub failure: Option<Error>,
}

/// The reason for which a walk ended before the list.
pub enum Interruption {
    /// The server failed, and may not if less is asked for.
    TooMuch(Error),
    /// The server refuses to be told how many tags are wanted, or to list any.
    NumberRefused(Error),
    /// A page behind the first is gone.
    Changed(Error),
    /// Nothing more can be tried.
    Final(Error),
}

/// Walks through all pages of a list, and gives each tag to the taker.
pub async fn walk<T: Clone + Send + 'static>(
    session: &Session,
    canonical: &Repository,
    size: PageSize,
    (taker, see): (T, fn(&mut T, &str)),
) -> Result<TagListing<T>, Interruption> {
    let reading = Arc::new(Mutex::new(ListReading::new(taker, see)));
    let (mut query, mut asked) = (size.query().map(str::to_owned), HashSet::new());
    let mut pages = 0;
    loop {
        asked.insert(locked(&reading).hash(&query));
        let response = fetch(session, canonical, size, query.as_deref(), &reading).await?;
        pages += 1;
        check_status(&response, size, pages == 1)?;
        let host = response.host();
        let mut reading = locked(&reading);
        let fault = match reading.end_page() {
            Ok(PageEnd::Last { taken, tags }) => {
                return Ok(TagListing {
                    taken,
                    host,
                    pages,
                    tags,
                });
            }
            Ok(PageEnd::Next(next)) => {
                query = Some(next);
                fault_of_next(asked.contains(&reading.hash(&query)), pages)
            }
            Err(fault) => Some(fault),
        };
        if let Some(fault) = fault {
            return Err(Interruption::Final(Error::TagList { host, fault }));
        }
    }
}

/// The fault of a next page behind so many pages.
fn fault_of_next(was_asked: bool, pages: usize) -> Option<TagListFault> {
    if was_asked {
        return Some(TagListFault::Repeated);
    }
    (pages == PAGES_MAX).then_some(TagListFault::TooManyPages)
}

/// Asks for a page, and has it read.
async fn fetch<T: Clone + Send + 'static>(
    session: &Session,
    canonical: &Repository,
    size: PageSize,
    query: Option<&str>,
    reading: &Arc<Mutex<ListReading<T>>>,
) -> Result<Response, Interruption> {
    let repository = session.endpoint().repository(canonical);
    let mut url = session.endpoint().tags_url(&repository);
    url.set_query(query);
    let reading = Arc::clone(reading);
    let request = Request {
        reader: Some(BodyReader::new(move |headers, body| {
            locked(&reading).read_page(headers, body);
        })),
        asks_for_much: size == PageSize::Large,
        ..Request::get(url, PAGE_MAX)
    };
    let answer = session.fetch(&repository, &request).await;
    answer.map_err(|error| match error {
        Error::Server { .. } | Error::Broken { .. } if size == PageSize::Large => {
            Interruption::TooMuch(error)
        }
        _ => Interruption::Final(error),
    })
}

fn check_status(response: &Response, size: PageSize, is_first: bool) -> Result<(), Interruption> {
    let host = response.host();
    let unusable = |host| Error::protocol(host, answered(response));
    Err(match response.status.as_u16() {
        200 => return Ok(()),
        404 if is_first => Interruption::Final(Error::NoSuchRepository {
            host,
            message: said(response),
            is_web_page: is_web_page(response),
        }),
        404 => Interruption::Changed(Error::TagList {
            host,
            fault: TagListFault::Changed,
        }),
        // Whatever the words are: ECR's are of `maxResults`, distribution's of a number of results
        400 | 405 if is_first && size != PageSize::Unsaid => {
            Interruption::NumberRefused(unusable(host))
        }
        _ => Interruption::Final(unusable(host)),
    })
}
