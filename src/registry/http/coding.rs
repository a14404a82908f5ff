//! Codings of a body: what a proxy or a server wraps it in, although it was asked for as it is.
//!
//! A digest is of the body as the registry has it, so that one that comes in a coding cannot be used. Nothing is
//! unwrapped here: what somebody on the way has made of a manifest need not be what it was.

use reqwest::header::{CONTENT_ENCODING, HeaderMap, TRANSFER_ENCODING};

/// The codings that make other bytes of a body (IANA, "HTTP Content Coding Registry"), and some that are in use without
/// being registered. Other names stand beside bodies that are as they were: `aws-chunked` of object stores, `utf-8`.
const CODINGS: [&str; 18] = [
    "aes128gcm",
    "br",
    "bzip2",
    "compress",
    "dcb",
    "dcz",
    "deflate",
    "exi",
    "gzip",
    "lz4",
    "lzma",
    "pack200-gzip",
    "snappy",
    "x-bzip2",
    "x-compress",
    "x-gzip",
    "xz",
    "zstd",
];

/// The codings that the body of an answer is in, as its headers name them; `None` if it is as it was.
///
/// `chunked` is no coding in this sense: it is gone by the time that a body is read.
pub fn of(headers: &HeaderMap) -> Option<String> {
    let content = headers.get_all(CONTENT_ENCODING).iter();
    let values = content.chain(headers.get_all(TRANSFER_ENCODING));
    let named: Vec<&str> = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(known)
        .collect();
    (!named.is_empty()).then(|| named.join(", "))
}

/// The coding of this name, in whatever case and with whatever parameters.
fn known(name: &str) -> Option<&'static str> {
    let name = name.split(';').next()?.trim();
    let mut codings = CODINGS.into_iter();
    codings.find(|coding| coding.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_lines(lines: &[(&str, &str)]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name: reqwest::header::HeaderName = name.parse().unwrap();
            headers.append(name, value.parse().unwrap());
        }
        of(&headers)
    }

    #[test]
    fn a_coding_is_found_in_each_header_in_any_case_and_among_others() {
        for (lines, expected) in [
            (&[("content-encoding", "gzip")][..], "gzip"),
            (&[("content-encoding", " X-GZip ")], "x-gzip"),
            (&[("content-encoding", "gzip, identity")], "gzip"),
            (&[("content-encoding", "identity,,BR;q=1")], "br"),
            (&[("content-encoding", "deflate, zstd")], "deflate, zstd"),
            (
                &[("content-encoding", "identity"), ("content-encoding", "br")],
                "br",
            ),
            (&[("transfer-encoding", "gzip, chunked")], "gzip"),
        ] {
            assert_eq!(of_lines(lines).as_deref(), Some(expected), "{lines:?}");
        }
    }

    #[test]
    fn a_body_without_a_coding_is_as_it_was() {
        for lines in [
            &[][..],
            &[("content-encoding", "")],
            &[("content-encoding", "identity, ,Identity")],
            &[
                ("content-encoding", "utf-8"),
                ("transfer-encoding", "chunked"),
            ],
            &[("content-encoding", "aws-chunked")],
            &[("content-type", "gzip")],
        ] {
            assert_eq!(of_lines(lines), None, "{lines:?}");
        }
    }
}
