//! `-v`: the steps of a run in words, by registry, repository and image, whatever the order they happened in.

use std::collections::BTreeSet;
use std::time::Duration;

use super::quotas::left;
use crate::day::Day;
use crate::document::{count_of, shown_path};
use crate::error::LastFailure;
use crate::reference::{Registry, Repository};
use crate::registry::http::pace::Pace;
use crate::registry::{Event, HelperFault, MirrorOutcome, MirrorUse, NoCredential, in_words};

/// A line for each step, sorted: registries first, then repositories, then images. What happened twice is told once.
pub fn explain(events: Vec<Event>) -> Vec<String> {
    let lines: BTreeSet<(u8, String)> = events.iter().filter_map(line).collect();
    lines.into_iter().map(|(_, line)| line).collect()
}

fn line(event: &Event) -> Option<(u8, String)> {
    Some(match event {
        Event::Challenge {
            registry,
            host,
            challenge,
        } => (0, format!("{registry}: {host} {challenge}")),
        Event::Credentials { registry, source } => match source {
            Some(source) => (0, format!("{registry}: credentials from {source}")),
            None => (0, format!("{registry}: no credentials, asking anonymously")),
        },
        Event::Proxied { host, proxy } => (1, format!("{host}: asked through the proxy {proxy}")),
        Event::Waiting {
            host,
            wait,
            is_asked,
            concurrency,
        } => (1, waiting(host, *wait, *is_asked, *concurrency)),
        Event::Paced { host, pace } => (1, paced(host, *pace)),
        Event::Quota { host, quota } => (1, left(host, quota)),
        Event::Retrying { host, cause, .. } => (1, format!("{host}: retrying: {cause}")),
        Event::Token {
            repository,
            asked,
            lifetime,
        } => (
            2,
            format!("{repository}: {asked}, valid for {} s", lifetime.as_secs()),
        ),
        Event::Answered {
            repository,
            target,
            method,
            host,
            digest,
        } => (
            3,
            format!(
                "{}: {method} answered by {host}: {digest}",
                image(repository, target)
            ),
        ),
        Event::Listed {
            repository,
            host,
            pages,
            tags,
        } => (2, listed(repository, host, *pages, *tags)),
        Event::CacheUnused { path, cause } => (
            0,
            format!("the cache `{}` is not used: {cause}", shown_path(path)),
        ),
        Event::OtherDay { host, said, here } => (1, other_day(host, *said, *here)),
        Event::NoCredential {
            origin,
            registry,
            reason,
        } => (0, no_credential(origin, registry, reason)),
        Event::Mirror(asked) => (3, failed(asked)?),
        // Of a run that came to its end there is nothing to say about it
        Event::WaitBegan(_) | Event::WaitEnded(_) => return None,
    })
}

/// The step in which a host asks to wait or only refuses, and what follows from it.
pub fn waiting(host: &str, wait: Duration, is_asked: bool, concurrency: Option<usize>) -> String {
    let wait = in_words(wait);
    let wait = if is_asked {
        format!("{host} asks to wait {wait}")
    } else {
        format!("{host} refuses for now; waiting {wait}")
    };
    let requests = match concurrency {
        None => return wait,
        Some(1) => "one request".to_owned(),
        Some(count) => format!("{count} requests"),
    };
    format!("{wait}, and then gets {requests} at a time")
}

/// The pace of a host, and the reason for it.
pub fn paced(host: &str, pace: Pace) -> String {
    format!("{host} gets {pace}, since that is what it was seen to serve")
}

/// The failure that a step is to overcome, where it is one; hosts under the names that they have for a reader.
pub fn failure(event: &Event, name: impl Fn(&str) -> String) -> Option<LastFailure> {
    let words = match event {
        Event::Retrying { host, cause, hint } => {
            return Some(LastFailure {
                words: format!("{}: {cause}", name(host)),
                hint: hint.clone(),
            });
        }
        Event::Waiting {
            host,
            wait,
            is_asked,
            concurrency,
        } => waiting(&name(host), *wait, *is_asked, *concurrency),
        Event::Paced { host, pace } => paced(&name(host), *pace),
        Event::Challenge { .. }
        | Event::CacheUnused { .. }
        | Event::Credentials { .. }
        | Event::Token { .. }
        | Event::Answered { .. }
        | Event::Listed { .. }
        | Event::Mirror(_)
        | Event::Proxied { .. }
        | Event::Quota { .. }
        | Event::OtherDay { .. }
        | Event::WaitBegan(_)
        | Event::WaitEnded(_)
        | Event::NoCredential { .. } => return None,
    };
    Some(LastFailure { words, hint: None })
}

/// A warning that comes without `-v`: a helper has nothing for a registry that somebody named it for, or the clock of a
/// registry is off where ages count.
pub fn warning(event: &Event, counts_ages: bool) -> Option<String> {
    match event {
        Event::NoCredential {
            origin,
            registry,
            reason: reason @ (NoCredential::Unusable(_) | NoCredential::HostUnknown),
        } => Some(no_credential(origin, registry, reason)),
        Event::OtherDay { host, said, here } => counts_ages.then(|| other_day(host, *said, *here)),
        Event::NoCredential {
            reason: NoCredential::NotLoggedIn,
            ..
        }
        | Event::Challenge { .. }
        | Event::CacheUnused { .. }
        | Event::Credentials { .. }
        | Event::Token { .. }
        | Event::Answered { .. }
        | Event::Listed { .. }
        | Event::Mirror(_)
        | Event::Proxied { .. }
        | Event::Waiting { .. }
        | Event::Paced { .. }
        | Event::Quota { .. }
        | Event::WaitBegan(_)
        | Event::WaitEnded(_)
        | Event::Retrying { .. } => None,
    }
}

fn no_credential(origin: &str, registry: &Registry, reason: &NoCredential) -> String {
    match reason {
        NoCredential::Unusable(HelperFault::NotInstalled) => {
            format!("{registry}: the credential helper {origin} is not installed")
        }
        NoCredential::Unusable(HelperFault::CannotRun(fault)) => {
            format!("{registry}: the credential helper {origin} cannot be run: {fault}")
        }
        NoCredential::HostUnknown => {
            format!("{registry}: the credential helper {origin} has no credentials for it")
        }
        NoCredential::NotLoggedIn => format!("{registry}: {origin} has no login for it"),
    }
}

fn other_day(host: &str, said: Day, here: Day) -> String {
    format!(
        "{host} has {said} as its day, but this machine has {here}: ages are counted by this machine's clock"
    )
}

/// `docker.io/library/redis: 1234 tags on 2 pages listed by registry-1.docker.io`.
fn listed(repository: &Repository, host: &str, pages: usize, tags: usize) -> String {
    let (tags, pages) = (count_of(tags, "tag"), count_of(pages, "page"));
    format!("{repository}: {tags} on {pages} listed by {host}")
}

/// Why a mirror was of no use; `None` where it answered.
fn failed(asked: &MirrorUse) -> Option<String> {
    let MirrorOutcome::Failed { cause, .. } = &asked.outcome else {
        return None;
    };
    let image = image(&asked.repository, &asked.target);
    Some(format!("{image}: mirror {} failed: {cause}", asked.mirror))
}

/// A repository and a tag, a digest, or `tags/list`.
fn image(repository: &Repository, target: &str) -> String {
    let separator = match target {
        _ if target.contains(':') => '@',
        _ if target.contains('/') => '/',
        _ => ':',
    };
    format!("{repository}{separator}{target}")
}
