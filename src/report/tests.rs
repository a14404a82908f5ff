//! Every format, with one image of each status and with text that means harm.

mod decisions;
mod outcomes;
mod printed;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use super::body::{Body, BodyContent, BodyResult};
use super::details::ImageDetails;
use super::row::{Note, NoteKind, Row, RowStatus};
use super::waiting::{HeldDigest, WaitingDigest};
use super::{change, github, json, markdown};
use crate::exit::{Class, Reason};
use crate::lock::{Entry, Platforms};
use crate::manifest::{Choice, Image, ImageName, MinAge};
use crate::registry::{Description, Labels};

/// What could end a command, a table, a tag or a word of ours.
const HOSTILE: &str = "]]>\n::set-output name=a::b\r##[error]x <img onerror=alert(1)> | `c` @everyone #1 \
                       [a](https://evil.example) \u{1b}[2J\u{202e}\u{7}%0A";

fn digest(seed: &str) -> crate::reference::Digest {
    crate::reference::Digest::sha256(seed.as_bytes())
}

fn entry(seed: &str) -> Entry {
    let digests = [("linux/amd64".parse().unwrap(), digest("amd64"))].into();
    Entry {
        rule: None,
        repository: "nginx".parse().unwrap(),
        tag: Some("1.27".parse().unwrap()),
        digest: digest(seed),
        platforms: Some(Platforms::new(&digest(seed), digests)),
    }
}

fn image() -> Image {
    Image {
        repository: "nginx".parse().unwrap(),
        choice: Choice::Tag("1.27".parse().unwrap()),
        platforms: BTreeSet::from(["linux/amd64".parse().unwrap()]).into(),
        min_age: MinAge::NONE,
        immutable: false,
        line: Some(3),
    }
}

fn note(status: RowStatus, message: &str) -> Note {
    let kind = match status {
        RowStatus::Failed => NoteKind::Failure,
        RowStatus::Refused => NoteKind::Refusal,
        _ => NoteKind::Finding,
    };
    let is_failed = status == RowStatus::Failed;
    Note {
        kind,
        class: (status != RowStatus::Held).then_some(if is_failed {
            Class::NoAnswer
        } else {
            Class::No
        }),
        is_retryable: is_failed,
        http_status: is_failed.then_some(429),
        wait: is_failed.then(|| std::time::Duration::from_secs(3600)),
        ..Note::finding(Reason::RateLimited, message).hint("a way out")
    }
}

/// One image of each status, with this text wherever text comes from outside.
fn with_rows<T>(text: &str, use_rows: impl FnOnce(&[Row<'_>]) -> T) -> T {
    let names: Vec<ImageName> = RowStatus::ALL
        .iter()
        .map(|status| status.as_str().parse().unwrap())
        .collect();
    let (image, old, new) = (image(), entry("old"), entry("new"));
    let tag = "1.28".parse().unwrap();
    let waiting = WaitingDigest {
        tag: &tag,
        digest: &new.digest,
        since: "2026-11-23".parse().unwrap(),
        until: "2026-11-30".parse().unwrap(),
    };
    let labels = |version: &str| Labels {
        version: Some(version.to_owned()),
        ..Labels::default()
    };
    let side = |version: &str| {
        Ok(Description {
            labels: labels(version),
            platforms: [].into(),
        })
    };
    let details = ImageDetails {
        old: side("1.27.0"),
        new: side(text),
    };
    let row = |(name, status): (_, &RowStatus)| {
        let is_change = matches!(
            status,
            RowStatus::Added | RowStatus::Updated | RowStatus::Removed
        );
        Row {
            name,
            image: (*status != RowStatus::Removed).then_some(&image),
            old: (*status != RowStatus::Added).then_some(Cow::Borrowed(&old)),
            new: (*status != RowStatus::Removed).then_some(Cow::Borrowed(
                if matches!(status, RowStatus::Unchanged | RowStatus::Held) {
                    &old
                } else {
                    &new
                },
            )),
            status: *status,
            notes: if is_change || *status == RowStatus::Unchanged {
                vec![]
            } else {
                vec![note(*status, text)]
            },
            details: (*status == RowStatus::Updated).then_some(&details),
            latest: None,
            chosen: None,
            held: (*status == RowStatus::Held).then_some(HeldDigest::counted(waiting)),
            waiting: if *status == RowStatus::Held {
                vec![waiting]
            } else {
                vec![]
            },
        }
    };
    let rows: Vec<Row<'_>> = names.iter().zip(&RowStatus::ALL).map(row).collect();
    use_rows(&rows)
}

/// A body of rows, as of an update.
fn body<'a>(rows: &[Row<'a>]) -> BodyResult<'a> {
    Ok(Body {
        manifest: Some("images.toml"),
        lock: Some("images.lock"),
        summary: "a summary".to_owned(),
        content: BodyContent::Rows(rows.to_vec()),
        ..Body::default()
    })
}

fn in_every_format(text: &str) -> String {
    with_rows(text, |rows| {
        let human: Vec<String> = rows
            .iter()
            .map(|row| format!("{}: {}", row.name, change::words(row)))
            .collect();
        let annotations = github::text(&body(rows), Path::new(""));
        let annotations = annotations.replace("a summary\n", "");
        format!(
            "--- human ---\n{}\n--- json ---\n{}\n--- markdown ---\n{}\n--- github ---\n{annotations}",
            human.join("\n"),
            json::images(rows),
            markdown::body(&body(rows)),
        )
    })
}

#[test]
fn every_status_is_told_in_every_format() {
    insta::assert_snapshot!(in_every_format("the reason, in words"));
}

#[test]
fn hostile_text_is_text_in_every_format() {
    let text = in_every_format(HOSTILE);
    insta::assert_snapshot!(text);
    let harmful = |letter: &char| letter.is_control() && *letter != '\n' || *letter == '\u{202e}';
    assert_eq!(text.chars().find(harmful), None);
    assert!(!text.contains("##["), "a runner reads along");
    assert!(
        !text
            .lines()
            .any(|line| line.trim_start().starts_with("::set-output"))
    );
    let markdown = text
        .split("--- markdown ---")
        .nth(1)
        .unwrap()
        .split("--- github ---")
        .next()
        .unwrap();
    for harmful in [
        "<img",
        "@everyone",
        " #1",
        "](https",
        "https://evil",
        "| `c`",
    ] {
        assert!(!markdown.contains(harmful), "{harmful}");
    }
}

#[test]
fn a_body_has_space_for_any_number_of_images() {
    let names: Vec<ImageName> = (0..10_000)
        .map(|number| format!("image-{number:05}").parse().unwrap())
        .collect();
    let (image, old, new) = (image(), entry("old"), entry("new"));
    for count in [0, 1, 500, 10_000] {
        for status in [RowStatus::Updated, RowStatus::Failed] {
            let row = |name| Row {
                name,
                image: Some(&image),
                old: Some(Cow::Borrowed(&old)),
                new: Some(Cow::Borrowed(&new)),
                status,
                notes: if status == RowStatus::Failed {
                    vec![note(status, HOSTILE)]
                } else {
                    vec![]
                },
                details: None,
                latest: None,
                chosen: None,
                held: None,
                waiting: Vec::new(),
            };
            let rows: Vec<Row<'_>> = names[..count].iter().map(row).collect();
            let body = markdown::body(&body(&rows));
            assert!(body.len() < 65_000, "{count} images take {}", body.len());
            // Of rows, or of the images of one failure
            let is_cut = [" more\n", " more: "].iter().any(|it| body.contains(it));
            assert_eq!(is_cut, count >= 500, "{count} images");
            let shown = body
                .lines()
                .filter(|line| line.starts_with("| `image"))
                .count();
            assert!(
                status != RowStatus::Updated || shown >= count.min(500),
                "{shown} of {count} are shown"
            );
        }
    }
}
