//! One of each report, with a text wherever text comes from outside.

use std::collections::BTreeMap;

use super::super::check::DigestRequirement;
use super::super::details::ImageDetails;
use super::super::export::{ExportFile, ExportReport};
use super::super::image_use::{ImageUse, LockedUse, UseFinding as Used};
use super::super::init::InitReport;
use super::super::new_kinds::NewFileKinds;
use super::super::reference::ResolvedReference;
use super::super::repository_tags::RepositoryTags;
use super::super::verify::{BaseLock, CheckedCount, VerifyFinding};
use super::super::{
    CheckReport, DiffReport, ListReport, ManifestReport, NearImages, ReferencesReport, Report,
    TagsReport, VerifyReport,
};
use super::super::{EditedManifest, UpdateCommand, UpdateReport, WriteOutcome};
use super::{digest, entry, image};
use crate::document::{Findings, Problem, Source};
use crate::error::{self, Error};
use crate::exclude::Exclude;
use crate::export::Export;
use crate::lock::{EntryChange, Lock, Seen};
use crate::manifest::{ExcludeList, ImageName, Manifest};
use crate::policy::{Outcome, Weakening};
use crate::registry::{Description, Labels, Target, error::samples};
use crate::resolve::{ChoiceFailure, ChosenTags};
use crate::scan::{Hindrance, MentionRole, Obstacle};
use crate::select::SurveyedTags;

/// All of them, and all errors. A report that is not listed in `behind` does not compile.
pub(super) fn of(text: &str) -> Vec<Result<Report, Error>> {
    let mut reports = Vec::new();
    let mut next = Some(Report::Update(Box::new(relocked(text))));
    while let Some(report) = next {
        next = behind(&report, text);
        reports.push(Ok(report));
    }
    reports.push(Ok(Report::Update(Box::new(edited(text)))));
    reports.push(Ok(Report::Init(Box::new(InitReport {
        written: WriteOutcome::Reported,
        ..begun(text)
    }))));
    let file = Some(ExportFile {
        path: text.to_owned(),
        is_written: true,
    });
    reports.push(Ok(Report::Export(ExportReport {
        file,
        ..exported(text)
    })));
    reports
        .into_iter()
        .chain(error::samples::of(text).into_iter().map(Err))
        .collect()
}

fn behind(report: &Report, text: &str) -> Option<Report> {
    let name = || text.to_owned();
    Some(match report {
        Report::Update(_) => Report::Verify(Box::new(verified(text))),
        Report::Verify(_) => Report::Diff(DiffReport {
            old_name: name(),
            new_name: name(),
            old: lock("old"),
            new: lock("new"),
        }),
        Report::Diff(_) => Report::Check(Box::new(uses(text))),
        Report::Check(_) => Report::Init(Box::new(begun(text))),
        Report::Init(_) => Report::List(Box::new(ListReport {
            uses: None,
            manifest_path: name(),
            lock_path: name(),
            images: manifest(text).images,
            lock: lock("old"),
            seen: Seen::default(),
            today: "2026-11-30".parse().unwrap(),
        })),
        Report::List(_) => Report::References(ReferencesReport {
            list: samples::of(text).into_iter().map(pinned(text)).collect(),
            lock_path: Some(name()),
        }),
        Report::References(_) => Report::Tags(TagsReport(RepositoryTags {
            repository: "nginx".parse().unwrap(),
            rule: None,
            listed: SurveyedTags::default(),
            failure: Some(ChoiceFailure::NoList(samples::of(text).remove(0))),
        })),
        Report::Tags(_) => Report::Export(exported(text)),
        Report::Export(_) => Report::Script("complete".to_owned()),
        Report::Script(_) => {
            let outcomes = [
                Ok(Report::Update(Box::new(relocked(text)))),
                Ok(Report::Check(Box::new(uses(text)))),
                Ok(Report::Init(Box::new(begun(text)))),
            ];
            let outcomes = outcomes
                .into_iter()
                .chain(error::samples::of(text).into_iter().take(3).map(Err));
            Report::Many(
                outcomes
                    .map(|outcome| ManifestReport {
                        manifest: name(),
                        outcome,
                    })
                    .collect(),
            )
        }
        Report::Many(_) => return None,
    })
}

fn lock(seed: &str) -> Lock {
    Lock {
        entries: [("web".parse().unwrap(), entry(seed))].into(),
    }
}

fn manifest(text: &str) -> Manifest {
    let source = Source::new(text, format!("# {text}"));
    let mut findings = Findings::new(&source);
    findings.report(Problem::new(0..1, text).label(text).help(text));
    let images = [("web".parse().unwrap(), image())].into();
    Manifest {
        images,
        warnings: findings.into_warnings(),
        exclude: Exclude::default(),
        exclude_line: Some(1),
        require_digests: false,
    }
}

fn name(number: usize) -> ImageName {
    format!("image-{number}").parse().unwrap()
}

pub(super) fn relocked(text: &str) -> UpdateReport {
    let labels = Labels {
        version: Some(text.to_owned()),
        source: Some(text.to_owned()),
        revision: Some(text.to_owned()),
        created: Some(text.to_owned()),
    };
    let described = ImageDetails {
        old: Ok(Description {
            labels,
            platforms: [].into(),
        }),
        new: Err(samples::of(text).remove(0)),
    };
    let outcomes: BTreeMap<_, _> = samples::of(text)
        .into_iter()
        .map(Outcome::Failed)
        .enumerate()
        .map(|(at, it)| (name(at), it))
        .collect();
    let updated = EntryChange::Updated {
        old: entry("old"),
        new: entry("new"),
    };
    let changed = [("web".parse().unwrap(), Outcome::Changed(updated))];
    UpdateReport {
        manifest_path: text.to_owned(),
        lock_path: text.to_owned(),
        manifest: manifest(text),
        old: lock("old"),
        outcomes: outcomes.into_iter().chain(changed).collect(),
        decision_notes: BTreeMap::new(),
        chosen: ChosenTags::new(),
        latest: None,
        written: WriteOutcome::Prevented,
        seen_written: None,
        seen: None,
        is_lock_new: false,
        details: [("web".parse().unwrap(), described)].into(),
        is_work_failure: true,
        command: UpdateCommand::Locks(text.to_owned()),
    }
}

fn edited(text: &str) -> UpdateReport {
    UpdateReport {
        command: UpdateCommand::Edits(EditedManifest {
            written: WriteOutcome::Yes,
            is_new: true,
            remarks: vec![text.to_owned()],
            unfinished: error::samples::of(text).pop(),
        }),
        ..relocked(text)
    }
}

fn verified(text: &str) -> VerifyReport {
    let failed = samples::of(text).into_iter().flat_map(|error| {
        [
            VerifyFinding::Failed(error.clone()),
            VerifyFinding::NotPublic {
                error,
                is_allowed: true,
                hides_age: true,
            },
        ]
    });
    VerifyReport {
        manifest_path: text.to_owned(),
        lock_path: text.to_owned(),
        seen_path: text.to_owned(),
        manifest: manifest(text),
        lock: lock("old"),
        findings: [("web".parse().unwrap(), failed.collect())].into(),
        difference: Some((1, text.to_owned())),
        policy: vec![VerifyFinding::Weakened {
            weakening: Weakening::ExcludedAnew,
            is_allowed: false,
        }],
        records: Vec::new(),
        base: Some(BaseLock {
            name: text.to_owned(),
            lock: lock("new"),
            way_back: crate::report::verify::WayBack::to_revision(text, &[]),
        }),
        checked: CheckedCount::default(),
        not_asked: vec!["whether"],
        unfinished: error::samples::of(text).pop(),
    }
}

fn uses(text: &str) -> CheckReport {
    CheckReport {
        manifest_path: text.to_owned(),
        lock_path: text.to_owned(),
        places: places(text),
        files: 2,
        written: Some(vec![text.to_owned()]),
        requirement: DigestRequirement::None,
        unused: vec![name(1)],
        is_history_cut: true,
        not_asked: vec![text.to_owned()],
        unread: vec![text.to_owned()],
        excluded: vec![text.to_owned()],
        unwanted: vec![text.to_owned()],
        new_kinds: NewFileKinds {
            names: vec![text.to_owned()],
            patterns: vec![text.to_owned()],
        },
        file_errors: error::samples::of(text),
        to_exclude: vec![text.to_owned()],
        exclude_list: ExcludeList::Absent,
    }
}

fn begun(text: &str) -> InitReport {
    InitReport {
        manifest_path: text.to_owned(),
        lock_path: Some(text.to_owned()),
        written: WriteOutcome::Yes,
        // Whoever composes it makes one line of what it quotes
        text: format!("[images]\n# {}\n", text.replace('\n', " ")),
        places: places(text),
        files: 2,
        locked: 1,
        comments: vec![(text.to_owned(), vec![1])],
        unread: vec![text.to_owned()],
        excluded: vec![text.to_owned()],
        unwanted: vec![text.to_owned()],
        unreadable: error::samples::of(text).into_iter().take(3).collect(),
        to_exclude: vec![text.to_owned()],
        exclude_list: ExcludeList::Absent,
    }
}

fn exported(text: &str) -> ExportReport {
    let export = Export {
        text: "A=b\n".to_owned(),
        warnings: vec![text.to_owned()],
    };
    ExportReport {
        lock_path: text.to_owned(),
        target: "env",
        export,
        file: None,
    }
}

fn pinned(text: &str) -> impl Fn(crate::registry::Error) -> ResolvedReference {
    move |error| ResolvedReference {
        given: text.to_owned(),
        repository: "nginx".parse().unwrap(),
        tag: None,
        target: Some(Target::Tag("1".parse().unwrap())),
        answer: Err(error.into()),
    }
}

/// A place of each finding.
fn places(text: &str) -> Vec<ImageUse> {
    let mut places = Vec::new();
    let mut next = Some(Used::Ignored);
    while let Some(finding) = next {
        next = used_behind(&finding, text);
        places.push(ImageUse {
            file: text.to_owned(),
            line: 1,
            column: 1,
            written: text.to_owned(),
            image: Some("nginx:1".parse().unwrap()),
            role: MentionRole::Used,
            name: Some("web".parse().unwrap()),
            new_rule: None,
            finding,
            set_by: Some((text.to_owned(), text.to_owned())),
            advice: None,
        });
    }
    places
}

fn locked_use() -> LockedUse {
    LockedUse {
        tag: Some("2".parse().unwrap()),
        digest: digest("locked"),
        has_digest: true,
    }
}

fn used_behind(finding: &Used, text: &str) -> Option<Used> {
    let hindrance = || Hindrance::Variable(text.to_owned());
    Some(match finding {
        Used::Ignored => Used::Told,
        Used::Told => Used::Built,
        Used::Built => Used::Found,
        Used::Found => Used::Kept,
        Used::Kept => Used::Disputed(digest("other")),
        Used::Disputed(_) => Used::Pinned,
        Used::Pinned => Used::Unpinned,
        Used::Unpinned => Used::DigestMissing(locked_use()),
        Used::DigestMissing(_) => Used::NotRewritable(hindrance()),
        Used::NotRewritable(_) => Used::Fixed(locked_use()),
        Used::Fixed(_) => Used::Other(Some(locked_use()), Some(hindrance())),
        Used::Other(..) => Used::OtherTag(locked_use(), Some(hindrance())),
        Used::OtherTag(..) => Used::Several(NearImages::default()),
        Used::Several(_) => Used::Outdated(locked_use(), Some(hindrance())),
        Used::Outdated(..) => Used::NotLocked,
        Used::NotLocked => Used::Unsatisfied,
        Used::Unsatisfied => Used::Undeclared(NearImages::default()),
        Used::Undeclared(_) => Used::Unresolved(Obstacle::Expression(text.to_owned())),
        Used::Unresolved(_) => return None,
    })
}
