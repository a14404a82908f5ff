//! Attributes by which git writes a file otherwise than it is committed: whoever reads the commit reads another text.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::run::{contains, path};
use super::{GitError, GitRepository};
use crate::files::{Trust, is_link, is_there, read_bytes, repository_root};

/// The file in which a repository gives attributes.
const NAME: &str = ".gitattributes";
/// The attribute by which git writes the number of an object after this word.
const IDENT: &str = "ident";
const IDENT_WORD: &[u8] = b"$Id";
/// The attribute by which git writes a file in another encoding, and those that change nothing.
const ENCODING: &str = "working-tree-encoding";
const NO_ENCODING: [&str; 5] = ["", "unspecified", "unset", "utf-8", "utf8"];
/// The most bytes of paths that git is asked for at once: Windows takes no longer command.
const PATHS_MAX: usize = 24_000;

/// Whether this is a file of attributes, and may have git write another file otherwise than it is committed. A link
/// counts: git reads its text. So does what is no plain text, since such a file may stand there otherwise than
/// committed itself.
pub(super) fn may_rewrite(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default();
    if !name.eq_ignore_ascii_case(NAME) {
        return false;
    }
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    is_link(file)
        || read_bytes(file, Trust::Found).map_or(true, |text| {
            // What is not there may be in the index, where git finds it
            text.is_none_or(|text| !text.iter().all(is_plain) || says_so(&text))
        })
}

fn says_so(text: &[u8]) -> bool {
    let words = [IDENT.as_bytes(), ENCODING.as_bytes(), IDENT_WORD];
    words.iter().any(|word| contains(text, word))
}

/// Whether attributes in a directory, or above it in the same repository, may have git write a file otherwise than it
/// is committed.
pub fn may_be_rewritten_in(directory: &Path) -> bool {
    let Ok(directory) = directory.canonicalize() else {
        return false;
    };
    let Some(root) = repository_root(&directory) else {
        return false;
    };
    let above = directory.ancestors();
    let mut files = above
        .take_while(|above| above.starts_with(&root))
        .map(|above| above.join(NAME));
    files.any(|file| is_there(&file) && may_rewrite(&file))
}

/// The files of these that git writes otherwise than they are committed, each with the attribute that says so. Asked
/// are the attributes that are there, and those of the index, which count for a checkout.
///
/// # Errors
/// Where git cannot be run, or fails.
pub fn rewritten<'p>(
    files: impl IntoIterator<Item = &'p Path>,
) -> Result<BTreeMap<&'p Path, &'static str>, GitError> {
    let mut repositories: BTreeMap<PathBuf, BTreeMap<PathBuf, Vec<&Path>>> = BTreeMap::new();
    for file in files {
        // Links lead to what is read
        let Ok(place) = file.canonicalize() else {
            continue;
        };
        let Some(root) = repository_root(&place) else {
            continue;
        };
        let Ok(below) = place.strip_prefix(&root) else {
            continue;
        };
        let names = repositories.entry(root.clone()).or_default();
        names.entry(below.to_owned()).or_default().push(file);
    }
    let mut rewritten = BTreeMap::new();
    for (root, names) in repositories {
        let Some(repository) = GitRepository::find(&root)? else {
            continue;
        };
        for (name, attribute) in of_repository(&repository, names.keys())? {
            let files = names.get(&name).into_iter().flatten();
            let files = files.filter(|file| attribute == ENCODING || has_ident_word(file));
            rewritten.extend(files.map(|file| (*file, attribute)));
        }
    }
    Ok(rewritten)
}

/// Whether something may stand in the place of what is committed by [`IDENT`]. What cannot be read may have it.
fn has_ident_word(file: &Path) -> bool {
    let text = read_bytes(file, Trust::Found);
    text.map_or(true, |text| contains(&text.unwrap_or_default(), IDENT_WORD))
}

fn of_repository<'n>(
    repository: &GitRepository,
    names: impl Iterator<Item = &'n PathBuf>,
) -> Result<Vec<(PathBuf, &'static str)>, GitError> {
    let mut found = Vec::new();
    for names in chunks(names) {
        for source in [None, Some("--cached")] {
            let options = ["check-attr", "-z"].into_iter().chain(source);
            let options = options.chain([IDENT, ENCODING, "--"]).map(OsStr::new);
            let names = names.iter().map(|name| name.as_os_str());
            let output = repository.git(options.chain(names))?;
            if !output.is_good() {
                return Err(output.failure(NAME));
            }
            found.extend(answers(&output.stdout));
        }
    }
    // Where a file has both, the encoding is what counts
    found.sort_unstable();
    Ok(found)
}

/// The names, as many at once as a command may have.
fn chunks<'n>(names: impl Iterator<Item = &'n PathBuf>) -> Vec<Vec<&'n PathBuf>> {
    let mut chunks: Vec<Vec<&PathBuf>> = Vec::new();
    let mut length = PATHS_MAX;
    for name in names {
        length += name.as_os_str().len() + 3;
        match chunks.last_mut() {
            Some(last) if length < PATHS_MAX => last.push(name),
            _ => {
                length = name.as_os_str().len();
                chunks.push(vec![name]);
            }
        }
    }
    chunks
}

/// The files that have one of the attributes, of `path NUL attribute NUL value NUL` each.
fn answers(text: &[u8]) -> Vec<(PathBuf, &'static str)> {
    let words: Vec<&[u8]> = text.split(|byte| *byte == 0).collect();
    let answer = |words: &[&[u8]]| {
        let [name, attribute, value] = words else {
            return None;
        };
        let value = String::from_utf8_lossy(value).to_ascii_lowercase();
        let attribute = match *attribute {
            name if name == IDENT.as_bytes() && value == "set" => IDENT,
            name if name == ENCODING.as_bytes() && !NO_ENCODING.contains(&value.as_str()) => {
                ENCODING
            }
            _ => return None,
        };
        Some((path(name), attribute))
    };
    words.chunks_exact(3).filter_map(answer).collect()
}
