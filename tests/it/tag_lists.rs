//! Lists of tags, read through the library: whole or nothing, in the manners of the registries that there are.

mod faults;
mod links;
mod manners;
mod mirrors;
mod program;

use std::sync::{Arc, Mutex};

use imagelock::config::Config;
use imagelock::reference::{Reference, Repository};
use imagelock::registry::{Client, Error, Event, Settings, TagLists};

use crate::support::registry::{Image, Registry};

/// The list of tags of the registries here.
const LIST: &str = "/v2/team/app/tags/list";

/// What came of asking for a list.
struct Listed {
    /// The tags in the order in which they were seen.
    tags: Result<Vec<String>, Error>,
    events: Vec<Event>,
}

impl Listed {
    /// The tags of a list that is whole.
    #[track_caller]
    fn whole(&self) -> Vec<&str> {
        let tags = self.tags.as_ref().expect("there is a list");
        tags.iter().map(String::as_str).collect()
    }

    /// The failure, as it is told.
    #[track_caller]
    fn failure(&self) -> &Error {
        self.tags.as_ref().expect_err("there is no list")
    }

    /// Who listed how many tags on how many pages.
    fn told(&self) -> Vec<(String, usize, usize)> {
        let told = self.events.iter().filter_map(|event| match event {
            Event::Listed {
                host, pages, tags, ..
            } => Some((host.clone(), *pages, *tags)),
            _ => None,
        });
        told.collect()
    }
}

/// Lists `team/app` of a registry.
fn list(registry: &Registry) -> Listed {
    list_of(&registry.host(), Config::default())
}

/// Lists `team/app` of a host without credentials, on a runtime of its own.
fn list_of(host: &str, config: Config) -> Listed {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let events = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&events);
    let observer = Arc::new(move |event| log.lock().expect("no holder panics").push(event));
    let settings = Settings {
        anonymous: true,
        ..Settings::default()
    };
    let tags = runtime.expect("a runtime starts").block_on(async {
        let client = Client::new(config, settings, observer);
        let see = |tags: &mut Vec<String>, tag: &str| tags.push(tag.to_owned());
        let is_enough = |_: &Vec<String>| true;
        let repository = repository(host);
        let lists = client.list_tags(&repository, Vec::new, see, is_enough);
        let TagLists { mut taken, failure } = lists.await;
        failure.map_or_else(|| Ok(taken.pop().expect("it is whole")), Err)
    });
    let events = events.lock().expect("no holder panics").clone();
    Listed { tags, events }
}

fn repository(host: &str) -> Repository {
    let image: Reference = format!("{host}/team/app").parse().expect("it is one");
    image.repository
}

/// Makes these tags of `team/app` name an image.
fn push<T: AsRef<str>>(registry: &Registry, tags: impl IntoIterator<Item = T>) {
    registry.push_all("team/app", tags, &Image::index(&["linux/amd64"], "app"));
}

/// So many versions, whose bytewise order is that of the numbers.
fn versions(count: usize) -> Vec<String> {
    (0..count).map(|patch| format!("1.0.{patch:06}")).collect()
}

/// The requests for pages, as lines.
fn pages(registry: &Registry) -> Vec<String> {
    let lines = registry.sequence().into_iter();
    lines.filter(|line| line.contains("/tags/list")).collect()
}
