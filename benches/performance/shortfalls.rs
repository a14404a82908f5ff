//! What the page has to admit, sentence by sentence.

use crate::beside::Race;
use crate::contract::{JOBS, bound};
use crate::figure::time;
use crate::limits::Row;
use crate::page::{Page, missed};
use crate::scale::Point;
use crate::scene::{Setting, Transport, grouped};

/// The most connections over HTTP/2: one to the registry, one to its token server.
const HTTP2_CONNECTIONS: usize = 2;

/// Every promise that is missed, every tool that is ahead somewhere, and every tool that was not there.
pub fn all(page: &Page<'_>) -> Vec<String> {
    let missed = missed(page.spec).map(|figure| {
        format!(
            "Missed: {}: {} instead of {}.",
            figure.what, figure.measured, figure.bound
        )
    });
    let races = || page.all.iter().chain(page.bulk);
    let absent = page.tools.iter().filter(|tool| tool.version.is_none());
    let absent = absent.map(|tool| {
        format!(
            "{} could not be measured beside it: it was not installed.",
            tool.name
        )
    });
    missed
        .chain(beyond(page.scale))
        .chain(faulty(page.faults))
        .chain(races().filter_map(incomplete))
        .chain(races().flat_map(quicker))
        .chain(races().flat_map(frugal))
        .chain(races().filter_map(connections))
        .chain(absent)
        .collect()
}

/// The points of the plot that are beyond their bounds.
fn beyond(points: &[Point]) -> Option<String> {
    let late = points.iter().filter(|Point { setting, cold, .. }| {
        setting.latency > 0 && cold.wall > bound(setting, JOBS)
    });
    let late = late.map(|Point { setting, .. }| {
        format!("{} at {} ms", grouped(setting.images), setting.latency)
    });
    let late: Vec<String> = late.collect();
    (!late.is_empty()).then(|| {
        format!(
            "Over images, beyond the bound without the start: {}.",
            late.join(", ")
        )
    })
}

/// What is not ahead with faults.
fn faulty(rows: &[Row]) -> Vec<String> {
    let Some((ours, others)) = rows.split_first() else {
        return Vec::new();
    };
    if !ours.is_good() {
        return vec!["With faults not everything was locked.".to_owned()];
    }
    let quicker = others
        .iter()
        .filter(|row| row.is_good() && row.run.wall < ours.run.wall);
    let sentence = |row: &Row| {
        let (theirs, ours) = (time(row.run.wall), time(ours.run.wall));
        format!(
            "{} is quicker with faults: {theirs} beside {ours}.",
            row.who
        )
    };
    quicker.map(sentence).collect()
}

fn place(setting: &Setting) -> String {
    let Setting {
        latency, transport, ..
    } = setting;
    format!("{}, {latency} ms, {}", setting.shape(), transport.name())
}

/// A race in which imagelock did not lock everything.
fn incomplete(race: &Race) -> Option<String> {
    let mut ours = race.entrants.iter().filter(|entrant| entrant.is_ours());
    let is_good = ours.all(|entrant| entrant.run.is_good(race.setting.images));
    (!is_good).then(|| format!("Not everything was locked: {}.", place(&race.setting)))
}

fn quicker(race: &Race) -> Vec<String> {
    let ours = time(race.entrants[0].run.wall);
    let sentence = |name: &str, theirs| {
        format!(
            "{name} is quicker: {}: {theirs} beside {ours}.",
            place(&race.setting)
        )
    };
    race.quicker()
        .map(|entrant| sentence(&entrant.name, time(entrant.run.wall)))
        .collect()
}

fn frugal(race: &Race) -> Vec<String> {
    let ours = race.entrants[0].run.requests;
    let sentence = |name: &str, theirs| {
        format!(
            "{name} sends fewer requests: {}: {theirs} beside {ours}.",
            place(&race.setting)
        )
    };
    race.more_frugal()
        .map(|entrant| sentence(&entrant.name, entrant.run.requests))
        .collect()
}

fn connections(race: &Race) -> Option<String> {
    let opened = race.entrants[0].run.connections;
    let most = match race.setting.transport {
        Transport::Plain | Transport::Tls => JOBS,
        Transport::Http2 | Transport::DockerHub => HTTP2_CONNECTIONS,
    };
    (opened > most).then(|| {
        format!(
            "Too many connections: {}: {opened}, where {most} are enough.",
            place(&race.setting)
        )
    })
}
