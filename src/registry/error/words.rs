//! Parts of the sentences that errors are.

use std::fmt::Display;
use std::time::Duration;

use crate::registry::http::quota::RateLimit;

pub(super) fn times(attempts: u32) -> String {
    match attempts {
        0 | 1 => String::new(),
        _ => format!(" after {attempts} attempts"),
    }
}

pub(super) fn long(wait: Option<Duration>) -> String {
    let wait = wait.map(|wait| format!("; {}", RateLimit::LongWait(wait)));
    wait.unwrap_or_default()
}

pub(super) fn said(message: &Option<String>) -> String {
    let words = message.as_ref().map(|words| format!(" (it says: {words})"));
    words.unwrap_or_default()
}

/// What a host says that does not have something, or that is no registry.
pub(super) fn has_none(words: &str, message: &Option<String>, is_web_page: bool) -> String {
    match is_web_page {
        true => "answers 404 with a web page, as a host does that is no registry".to_owned(),
        false => format!("{words}{}", said(message)),
    }
}

pub(super) fn mirrors_failed(failures: &[impl Display]) -> String {
    let its = if failures.len() == 1 {
        "its mirror"
    } else {
        "its mirrors"
    };
    format!("{its} failed: {}", reasons(failures))
}

pub(super) fn reasons(failures: &[impl Display]) -> String {
    let reasons: Vec<String> = failures.iter().map(ToString::to_string).collect();
    reasons.join("; ")
}
