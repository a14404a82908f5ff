//! Failures of images as messages: those with one cause as one, in the order of names.

use super::body::Message;
use super::grouped::grouped_by;
use super::row::{Note, NoteKind, Row};
use crate::document::count_of;

/// How many images of one cause are named.
pub(super) const NAMED_MAX: usize = 10;
/// How many causes are printed.
const GROUPS_MAX: usize = 20;

/// Images with one cause and one way out.
#[derive(Debug, PartialEq, Eq)]
struct FailureGroup {
    cause: String,
    hint: Option<String>,
    subjects: Vec<String>,
}

/// The refusals of policies.
pub(super) fn of_policies<'a>(rows: &[Row<'_>]) -> Vec<Message<'a>> {
    messages("refused to lock", notes(rows, NoteKind::Refusal))
}

/// The failures of registries.
pub(super) fn of_registries<'a>(rows: &[Row<'_>]) -> Vec<Message<'a>> {
    let failures = notes(rows, NoteKind::Failure);
    unanswered(failures.filter(|(_, note)| note.class.is_some()))
}

/// The lists of tags that failed where that is no failure, each reason and each hint once.
pub(super) fn of_lists<'a>(rows: &[Row<'_>]) -> Vec<Message<'a>> {
    let failures = notes(rows, NoteKind::Failure);
    let groups = grouped(failures.filter(|(_, note)| note.class.is_none()));
    let message = |group: FailureGroup| {
        let subjects = named(&group.subjects);
        let warning = format!("cannot tell what is newer than {subjects}: {}", group.cause);
        let hint = group.hint.map(Message::Hint);
        std::iter::once(Message::Warning(warning)).chain(hint)
    };
    groups
        .into_iter()
        .take(GROUPS_MAX)
        .flat_map(message)
        .collect()
}

/// The same of any questions, each with its subject.
pub(super) fn unanswered<'a>(failed: impl Iterator<Item = (String, Note)>) -> Vec<Message<'a>> {
    messages("cannot resolve", failed)
}

fn notes(rows: &[Row<'_>], kind: NoteKind) -> impl Iterator<Item = (String, Note)> {
    rows.iter().flat_map(move |row| {
        let notes = row.notes.iter().filter(move |note| note.kind == kind);
        notes.map(|note| (row.subject(), note.clone()))
    })
}

fn messages<'a>(what: &str, list: impl Iterator<Item = (String, Note)>) -> Vec<Message<'a>> {
    let groups = grouped(list);
    let more = groups
        .iter()
        .skip(GROUPS_MAX)
        .map(|group| group.subjects.len());
    let more: usize = more.sum();
    let message = |group: FailureGroup| {
        let failure = Message::Failure(format!("{what} {}", named(&group.subjects)));
        let hint = group.hint.map(Message::Hint);
        [failure, Message::Cause(group.cause)]
            .into_iter()
            .chain(hint)
    };
    let shown = groups.into_iter().take(GROUPS_MAX).flat_map(message);
    let more = (more > 0).then(|| {
        let images = count_of(more, "more image");
        Message::Failure(format!("{what} {images}; `--format json` lists them all"))
    });
    shown.chain(more).collect()
}

/// Groups in the order of their first images.
fn grouped(list: impl Iterator<Item = (String, Note)>) -> Vec<FailureGroup> {
    let groups = grouped_by(list, |(_, note)| (note.message.clone(), note.hint.clone()));
    let group = |list: Vec<(String, Note)>| {
        let (_, first) = list.first()?;
        Some(FailureGroup {
            cause: first.message.clone(),
            hint: first.hint.clone(),
            subjects: list.into_iter().map(|(subject, _)| subject).collect(),
        })
    };
    groups.into_iter().filter_map(group).collect()
}

/// The images of one cause: the first ones, if there are many.
pub(super) fn named(subjects: &[String]) -> String {
    match subjects {
        [one] => one.clone(),
        // To name one less for `and 1 more` would be as long
        many if many.len() > NAMED_MAX + 1 => {
            let (shown, more) = many.split_at(NAMED_MAX);
            format!(
                "{} images: {} and {} more",
                many.len(),
                shown.join(", "),
                more.len()
            )
        }
        many => format!("{} images: {}", many.len(), many.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Reason;

    fn group(list: &[(&str, &str, &str)]) -> Vec<(String, Vec<String>)> {
        let list = list.iter().map(|(subject, cause, hint)| {
            let note = Note::no(Reason::NoSuchTag, *cause);
            ((*subject).to_owned(), note.hint(*hint))
        });
        grouped(list)
            .into_iter()
            .map(|group| (group.cause, group.subjects))
            .collect()
    }

    #[test]
    fn images_with_one_cause_are_one_group_in_the_order_of_names() {
        let groups = group(&[("b", "dead", ""), ("c", "gone", ""), ("d", "dead", "")]);
        let expected = [("dead", vec!["b", "d"]), ("gone", vec!["c"])];
        let expected = expected.map(|(cause, names)| {
            (
                cause.to_owned(),
                names.into_iter().map(str::to_owned).collect::<Vec<_>>(),
            )
        });
        assert_eq!(groups, expected);
    }

    #[test]
    fn a_way_out_of_its_own_makes_a_group_of_its_own() {
        assert_eq!(
            group(&[("a", "refused", "check `a`"), ("b", "refused", "check `b`")]).len(),
            2
        );
    }

    #[test]
    fn of_many_causes_the_first_are_printed_and_the_others_counted() {
        let note = |number: usize| Note::no(Reason::NoSuchTag, number.to_string());
        let failed = (0..30).map(|number| ("image".to_owned(), note(number)));
        let messages = unanswered(failed);
        let causes = messages.iter().filter(|it| matches!(it, Message::Cause(_)));
        assert_eq!(causes.count(), 20);
        let Some(Message::Failure(last)) = messages.last() else {
            panic!("{messages:?}");
        };
        assert_eq!(
            last,
            "cannot resolve 10 more images; `--format json` lists them all"
        );
    }

    #[test]
    fn of_many_images_the_first_ten_are_named() {
        let names: Vec<String> = (10..22).map(|number| number.to_string()).collect();
        assert_eq!(
            named(&names),
            "12 images: 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and 2 more"
        );
        assert_eq!(named(&names[..2]), "2 images: 10, 11");
        assert_eq!(named(&names[..1]), "10");
    }
}
