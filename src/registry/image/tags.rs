//! Lists of tags: whole or nothing, in pages, read as a stream.
//!
//! How much is asked for at once depends on the host: none may be asked for all, since unbounded answers time out, and
//! few registries give more than a thousand (distribution specification, "Listing Tags").

mod fault;
mod json;
mod link;
mod page;
mod walk;

use crate::reference::Repository;
use crate::registry::auth::session::Session;
use crate::registry::error::Error;

pub use fault::TagListFault;
pub use json::read_list;
pub use link::next_query;
use walk::{Interruption, PageSize, walk};
pub use walk::{TagListing, TagLists};

/// Lists the tags of a repository on one host. Whatever `begin` makes is shown each of them, once or more; where the
/// list begins anew, so does what takes it.
///
/// # Errors
/// If the list did not come to its end, or is none. Nothing may be concluded from what was seen of it.
pub async fn list<T: Clone + Send + 'static>(
    session: &Session,
    canonical: &Repository,
    begin: impl Fn() -> T,
    see: fn(&mut T, &str),
) -> Result<TagListing<T>, Error> {
    let mut size = if session.endpoint().registry.is_docker_hub() {
        PageSize::Large
    } else {
        PageSize::Usual
    };
    let mut has_changed = false;
    loop {
        match walk(session, canonical, size, (begin(), see)).await {
            Ok(listing) => return Ok(listing),
            Err(Interruption::TooMuch(_)) if size == PageSize::Large => size = PageSize::Usual,
            Err(Interruption::NumberRefused(_)) if size != PageSize::Unsaid => {
                size = PageSize::Unsaid;
            }
            // A tag was deleted between two pages, and zot does not know where to go on
            Err(Interruption::Changed(_)) if !has_changed => has_changed = true,
            Err(
                Interruption::TooMuch(error)
                | Interruption::NumberRefused(error)
                | Interruption::Changed(error)
                | Interruption::Final(error),
            ) => return Err(error),
        }
    }
}
