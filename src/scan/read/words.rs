//! Whether a file whose name says nothing may be one that uses images: by words in its bytes, be they a text or not,
//! YAML or not, and however many they are.
//!
//! It may say yes of what is something else, and never no of what a parser would find to be a manifest or a compose
//! file.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use memchr::{memchr, memchr_iter, memchr2_iter};

/// The words that are keys, or begin images.
const WORDS: [&[u8]; 10] = [
    b"apiVersion",
    b"kind",
    b"services",
    b"image",
    b"dockerfile_inline",
    b"docker-image",
    b"metadata",
    b"op",
    b"path",
    b"fieldPaths",
];
/// The words that every object of Kubernetes has, by their numbers.
const OBJECT: [usize; 2] = [0, 1];
/// The word that every compose file has.
const SERVICES: usize = 2;
/// The words of which compose files with images have one.
const IMAGES: [usize; 3] = [3, 4, 5];
/// The words that patches of kustomize have: objects without a version, operations of JSON patches, and replacements.
const PATCHES: [[usize; 2]; 3] = [[1, 6], [7, 8], [9, 9]];
/// The word of patches with images, within pointers too.
const IMAGE: usize = 3;
/// The beginnings and the ends of the modules of Ansible that have images, before the colon of a key.
const MODULES: [(&[u8], &[&[u8]]); 2] = [
    (
        b"docker_",
        &[b"container", b"image", b"image_pull", b"swarm_service"],
    ),
    (b"podman_", &[b"container", b"image"]),
];
/// The searchers of the beginnings, made once.
static MODULE_FINDERS: LazyLock<[Finder<'static>; MODULES.len()]> =
    LazyLock::new(|| MODULES.map(|(begin, _)| Finder::new(begin)));
/// The searchers of the words, made once.
static FINDERS: LazyLock<[Finder<'static>; WORDS.len()]> = LazyLock::new(|| WORDS.map(Finder::new));
/// The beginnings of a tag of base64, however that is written, and the directive that renames tags.
const TAGS: [&[u8]; 4] = [b"!!b", b"!!%", b"!<", b"%TAG"];
/// The beginnings of an escape of a letter in double quotes, up to the half of a byte that ASCII's letters have.
const ESCAPES: [&[u8]; 3] = [b"x", b"u00", b"U000000"];
/// The line ends of YAML 1.1 behind which a word goes on.
const LINE_ENDS: [&[u8]; 5] = [b"\n", b"\r", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9"];
/// The bytes of one piece that are searched once more with the next: the longest word, in UTF-32, with what is around
/// it.
const OVERLAP: usize = 128;

#[derive(Debug, Default)]
pub(super) struct Words {
    seen: [bool; WORDS.len()],
    /// Whether a module of Ansible that has an image is a key.
    has_module: bool,
    /// Whether images are spoken of, within another word too.
    has_image: bool,
    /// Whether letters are written as escapes, words over two lines, or texts in base64, so that any word may be there.
    pub(super) hides_letters: bool,
    /// The end of the last piece.
    rest: Vec<u8>,
}

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let mut words = Self::default();
        words.look(text.as_bytes(), true);
        words
    }

    /// Looks at the next bytes of a file.
    pub(super) fn take(&mut self, piece: &[u8]) {
        let is_first = self.rest.is_empty();
        let mut bytes = std::mem::take(&mut self.rest);
        bytes.extend_from_slice(piece);
        self.look(&bytes, is_first);
        self.rest = bytes.split_off(bytes.len().saturating_sub(OVERLAP));
    }

    /// Whether it may be a manifest, a compose file with images, or a list of tasks that have some.
    pub(super) fn may_use_images(&self) -> bool {
        self.has_module
            || self.may_be_object()
            || self.seen[SERVICES] && IMAGES.iter().any(|it| self.seen[*it])
    }

    /// Whether it may be a manifest or a compose file, be there images in it or not.
    pub(super) fn may_be_known(&self) -> bool {
        self.has_module || self.may_be_object() || self.seen[SERVICES]
    }

    /// Whether it may be an object, or a patch with images.
    fn may_be_object(&self) -> bool {
        let has_all = |words: &[usize; 2]| words.iter().all(|it| self.seen[*it]);
        self.hides_letters || has_all(&OBJECT) || self.has_image && PATCHES.iter().any(has_all)
    }

    fn look(&mut self, bytes: &[u8], is_first: bool) {
        // UTF-16 and UTF-32 have ASCII's letters between NULs
        if memchr(0, bytes).is_some() {
            let without: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
            self.look(&without, is_first);
        }
        for (word, seen) in FINDERS.iter().zip(&mut self.seen) {
            *seen = *seen || has_word(bytes, word, is_first);
        }
        self.has_module = self.has_module || has_module(bytes);
        self.has_image = self.has_image || FINDERS[IMAGE].find(bytes).is_some();
        self.hides_letters = self.hides_letters || has_tag(bytes) || has_escape(bytes);
    }
}

/// Whether a word stands for itself. What begins a piece was seen in the one before.
fn has_word(bytes: &[u8], word: &Finder<'_>, is_first: bool) -> bool {
    let length = word.needle().len();
    let is_other = |byte: Option<&u8>| byte.is_some_and(|byte| is_of_word(*byte));
    word.find_iter(bytes).any(|at| match at.checked_sub(1) {
        None => is_first && !is_other(bytes.get(length)),
        Some(before) => !is_other(bytes.get(before)) && !is_other(bytes.get(at + length)),
    })
}

/// Whether a module of Ansible is a key: `docker_container:`, with the name of its collection before it or not.
fn has_module(bytes: &[u8]) -> bool {
    let is_key = |rest: &[u8]| {
        let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'"));
        rest.is_some_and(|rest| rest.starts_with(b":"))
    };
    let is_end = |rest: &[u8]| rest.starts_with(b":") || rest.starts_with(b" :") || is_key(rest);
    let modules = MODULE_FINDERS.iter().zip(MODULES);
    modules.into_iter().any(|(finder, (begin, ends))| {
        let mut found = finder.find_iter(bytes).map(|at| &bytes[at + begin.len()..]);
        found.any(|rest| {
            let mut ends = ends.iter().filter_map(|end| rest.strip_prefix(*end));
            ends.any(is_end)
        })
    })
}

/// Whether a byte would make another word of the one that it stands beside.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'@')
}

fn has_tag(bytes: &[u8]) -> bool {
    let mut starts = memchr2_iter(b'!', b'%', bytes).map(|at| &bytes[at..]);
    starts.any(|rest| TAGS.iter().any(|tag| rest.starts_with(tag)))
}

/// Whether a backslash hides a letter. One that stands behind another is a backslash.
fn has_escape(bytes: &[u8]) -> bool {
    let mut start = 0;
    let mut last = None;
    memchr_iter(b'\\', bytes).any(|at| {
        let goes_on = last.replace(at).is_some_and(|last| last + 1 == at);
        start = if goes_on { start } else { at };
        // Where a piece begins with backslashes, nobody knows how many there were
        let is_escape = (at - start) % 2 == 0 || start == 0;
        let behind = &bytes[at + 1..];
        is_escape && (is_escaped_letter(behind) || divides_word(&bytes[..at], behind))
    })
}

/// Whether an escape, behind its backslash, is one of ASCII's letters.
fn is_escaped_letter(escape: &[u8]) -> bool {
    let digits = ESCAPES.iter().find_map(|begin| escape.strip_prefix(*begin));
    digits.is_some_and(|digits| matches!(digits, [b'4'..=b'7', ..]))
}

/// Whether a backslash ends a line within a word, as double quotes allow. Where the piece ends, the word may go on.
fn divides_word(before: &[u8], behind: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    let is_open = before.last().is_some_and(is_letter);
    let ends = LINE_ENDS.iter().any(|end| behind.starts_with(end));
    let is_shown = |byte: &&u8| !byte.is_ascii_whitespace() && byte.is_ascii();
    let next = behind.iter().find(is_shown);
    is_open && ends && next.is_none_or(|next| is_letter(next) || *next == b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_are_hidden_are_noticed() {
        for text in [
            r"\x61piVersion",
            r"\u0061",
            r"a\\\u0061",
            r"\U00000061",
            "\"ki\\\n  nd\"",
            "\"ki\\\r\n  nd\"",
            "\"ki\\\u{2028}nd\"",
            "\"dockerfile_\\\ninline\"",
            "\"ki\\\n  \\\n nd\"",
            "!!binary a2luZA==",
            "!<tag:yaml.org,2002:binary> a2luZA==",
            "%TAG !e! tag:yaml.org,2002:\n",
        ] {
            assert!(Words::of(text).hides_letters, "{text}");
        }
        for text in [
            r"a\\x61",
            r"a\\\\u0061",
            r"caf\u00e9",
            r"\x1b[0m",
            r"C:\users",
            "run a \\\n  b",
            "!!str a",
            "a\\\n  - b",
        ] {
            assert!(!Words::of(text).hides_letters, "{text}");
        }
    }

    #[test]
    fn what_is_nothing_is_not_parsed() {
        for text in [
            "services:\n  App\\Mailer: ~\n",
            "{\"node_modules/@acme/services\": {}, \"image-size\": 1, \"the\": \"image\"}",
            "apiVersions: v1\nkinds: Pod\n",
            "kind: Pod\n",
        ] {
            assert!(!Words::of(text).may_use_images(), "{text}");
        }
    }

    #[test]
    fn words_are_seen_however_they_stand() {
        for text in [
            "services:\n  a: {image: b}",
            "&x services: {a: {image: b}}",
            "!!str services: {a: {image: b}}",
            "{\"name\": \"a\", \"services\": {\"a\": {\"image\": \"b\"}}}",
            "? services\n: a: {'dockerfile_inline': b}",
            "{services: {a: {build: {additional_contexts: {b: docker-image://c}}}}}",
            "kind: Pod\napiVersion: v1",
            "{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}",
        ] {
            assert!(Words::of(text).may_use_images(), "{text}");
        }
    }

    #[test]
    fn words_are_seen_in_other_encodings_and_over_the_ends_of_pieces() {
        let text = "padding: x\nkind: Pod\napiVersion: v1\n";
        let utf16 = |to_bytes: fn(u16) -> [u8; 2]| {
            text.encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>()
        };
        let utf32: Vec<u8> = text
            .chars()
            .flat_map(|letter| (letter as u32).to_le_bytes())
            .collect();
        for bytes in [
            text.into(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
            utf32,
        ] {
            for length in [1, 7, 64, 1000] {
                let mut words = Words::default();
                bytes.chunks(length).for_each(|piece| words.take(piece));
                assert!(words.may_use_images(), "{length}: {bytes:?}");
            }
        }
    }
}
