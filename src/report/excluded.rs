//! Files that `[files] exclude` leaves out, and those that it could.

use super::columns::headed;
use crate::document::count_of;
use crate::files::shell_word;
use crate::manifest::ExcludeList;

/// The words on a file that is left out.
const WORDS: &str = "left out by `[files] exclude`";
/// How many files a hint on stderr names.
pub(super) const NAMED_MAX: usize = 100;

/// How many files are left out, behind a summary; nothing where none is.
pub(super) fn counted(excluded: &[String]) -> String {
    match excluded.len() {
        0 => String::new(),
        count => format!("; {} {WORDS}", count_of(count, "file")),
    }
}

/// All of them below a heading; nothing where none is.
pub(super) fn lines(excluded: &[String]) -> Vec<String> {
    headed(WORDS, excluded)
}

/// What to do about files that cannot be used as they are: correct them, or exclude them; `None` where there are none.
pub(super) fn hint(
    manifest: &str,
    (patterns, list): (&[String], ExcludeList),
    most: usize,
) -> Option<String> {
    let them = it_or_them(patterns);
    let way_out = way_out(manifest, (patterns, list), most)?;
    Some(format!("correct {them}; or, {way_out}"))
}

/// What to write into a manifest to exclude files, or what to run where there is none yet, with the first of their
/// patterns; `None` where there are none.
pub(super) fn way_out(
    manifest: &str,
    (patterns, list): (&[String], ExcludeList),
    most: usize,
) -> Option<String> {
    if patterns.is_empty() {
        return None;
    }
    let them = it_or_them(patterns);
    let more = match patterns.len().saturating_sub(most) {
        0 => String::new(),
        more => format!(", and so on for {more} more"),
    };
    if list == ExcludeList::NoManifest {
        let options = patterns.iter().take(most);
        let options = options.map(|pattern| format!(" --exclude {}", shell_word(pattern)));
        let options: String = options.collect();
        return Some(format!(
            "to leave {them} out, run `imagelock init{options}`{more}"
        ));
    }
    let addition = list.addition(&patterns[..patterns.len().min(most)], &more);
    Some(format!(
        "to leave {them} out, write {addition} below `[files]` in {manifest}"
    ))
}

fn it_or_them(patterns: &[String]) -> &'static str {
    if patterns.len() == 1 { "it" } else { "them" }
}
