//! Failures of images as messages: those with one cause as one, in the order of names.

use super::body::Message;
use super::row::{Note, NoteKind, Row};

/// How many images of one cause are named.
const NAMED_MAX: usize = 10;

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
    unanswered(notes(rows, NoteKind::Failure))
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
    let list = list.map(|(subject, note)| (subject, note.message, note.hint));
    let message = |group: FailureGroup| {
        let failure = Message::Failure(format!("{what} {}", named(&group.subjects)));
        let hint = group.hint.map(Message::Hint);
        [failure, Message::Cause(group.cause)]
            .into_iter()
            .chain(hint)
    };
    grouped(list).into_iter().flat_map(message).collect()
}

/// Groups in the order of their first images.
fn grouped(list: impl Iterator<Item = (String, String, Option<String>)>) -> Vec<FailureGroup> {
    let mut groups: Vec<FailureGroup> = Vec::new();
    for (subject, cause, hint) in list {
        match groups
            .iter_mut()
            .find(|group| group.cause == cause && group.hint == hint)
        {
            Some(group) => group.subjects.push(subject),
            None => groups.push(FailureGroup {
                cause,
                hint,
                subjects: vec![subject],
            }),
        }
    }
    groups
}

fn named(subjects: &[String]) -> String {
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

    fn group(list: &[(&str, &str, &str)]) -> Vec<(String, Vec<String>)> {
        let list = list.iter().map(|(subject, cause, hint)| {
            (
                (*subject).to_owned(),
                (*cause).to_owned(),
                Some((*hint).to_owned()),
            )
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
