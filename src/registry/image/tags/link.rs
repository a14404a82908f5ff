//! `Link: </v2/library/alpine/tags/list?last=3.20&n=1000>; rel="next"` (RFC 8288, 3): the query of the next page.

use super::fault::TagListFault;
use crate::registry::http::header::{HeaderMap, LINK};

/// The query of the link to the next page, if there is one.
///
/// # Errors
/// If a header cannot be read to its end: what follows may be the link to the next page. If there are two of it, or the
/// link has no query, which is all that is used of it.
pub fn next_query(headers: &HeaderMap) -> Result<Option<String>, TagListFault> {
    let mut found = None;
    for value in headers.get_all(LINK) {
        let value = value.to_str().map_err(|_| TagListFault::Link)?;
        for target in next_targets(value).ok_or(TagListFault::Link)? {
            let query = query_of(target).ok_or(TagListFault::Link)?;
            match &found {
                Some(other) if other != query => return Err(TagListFault::Link),
                Some(_) | None => found = Some(query.to_owned()),
            }
        }
    }
    Ok(found)
}

/// The query of a URL, whether it is absolute, relative, or nothing else.
fn query_of(target: &str) -> Option<&str> {
    let before_fragment = target.split('#').next()?;
    let (_, query) = before_fragment.split_once('?')?;
    Some(query).filter(|query| !query.is_empty())
}

/// The targets of all links in a header that lead to the next page; `None` if it is no list of links.
fn next_targets(value: &str) -> Option<Vec<&str>> {
    let (mut rest, mut found) = (value, Vec::new());
    loop {
        // Elements of a list may be empty (RFC 9110, 5.6.1)
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return Some(found);
        }
        let (target, behind) = rest.strip_prefix('<')?.split_once('>')?;
        let (is_next, behind) = relation(behind)?;
        if is_next {
            found.push(target);
        }
        rest = behind;
    }
}

/// Reads the parameters of a link up to its end. Returns whether its relation is that to the next page, and the rest of
/// the header. The first `rel` alone counts, and may name several relations (RFC 8288, 3.3).
fn relation(parameters: &str) -> Option<(bool, &str)> {
    let (mut rest, mut relation) = (parameters.trim_start_matches([' ', '\t']), None);
    loop {
        match rest.chars().next() {
            None | Some(',') => break,
            Some(';') => rest = rest[1..].trim_start_matches([' ', '\t']),
            Some(_) => return None,
        }
        let (name, value, behind) = parameter(rest)?;
        if name.eq_ignore_ascii_case("rel") && relation.is_none() {
            relation = Some(value);
        }
        rest = behind.trim_start_matches([' ', '\t']);
    }
    let mut relations = relation.unwrap_or_default().split_ascii_whitespace();
    Some((relations.any(|it| it.eq_ignore_ascii_case("next")), rest))
}

/// The name and value of a parameter, and what follows it. The value may be a token, a quoted text, or absent.
fn parameter(text: &str) -> Option<(&str, &str, &str)> {
    let end = text.find(['=', ';', ',']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let Some(value) = rest.strip_prefix('=') else {
        return Some((name.trim_end(), "", rest));
    };
    let value = value.trim_start_matches([' ', '\t']);
    if let Some(quoted) = value.strip_prefix('"') {
        let end = end_of_quoted(quoted)?;
        return Some((name.trim_end(), &quoted[..end], &quoted[end + 1..]));
    }
    let end = value.find([';', ',']).unwrap_or(value.len());
    let (value, rest) = value.split_at(end);
    Some((name.trim_end(), value.trim_end(), rest))
}

/// The place of the quote that ends a text, behind pairs of a backslash and a letter (RFC 9110, 5.6.4).
fn end_of_quoted(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(lines: &[&str]) -> Result<Option<String>, TagListFault> {
        let mut headers = HeaderMap::new();
        for line in lines {
            let line = line.as_bytes();
            headers.append(LINK, line.try_into().unwrap());
        }
        next_query(&headers)
    }

    #[test]
    fn the_query_is_all_that_is_taken_of_the_link_to_the_next_page() {
        for (link, expected) in [
            (r#"</v2/a/tags/list?last=1&n=2>; rel="next""#, "last=1&n=2"),
            (r#"<https://evil.example/x?last=1>; rel="next""#, "last=1"),
            (
                r#"<http://u:p@127.0.0.1:1/v2/a/tags/list?last=1#f?n=2>;rel=next"#,
                "last=1",
            ),
            (r#"<?last=1>; rel="next""#, "last=1"),
            (r#"<//h/?a=?b>; rel="next""#, "a=?b"),
            (r#"</?last=a%2Cb,c;d>; rel="next""#, "last=a%2Cb,c;d"),
            (
                r#"</?a>; rel=prev, </?b>; title="x, </?c>; rel=next"; rel="next", </?d>; rel=last"#,
                "b",
            ),
            (r#"</?a>; REL = "last NEXT"  "#, "a"),
            (r#"</?a>; rel=next; rel=prev"#, "a"),
            (r#"</?a>; x; y="\"\\"; rel=next;"#, "a"),
            (r#", ,</?a>;rel=next,,"#, "a"),
            (r#"</?a>; rel=next, </v2/?a>; rel=next"#, "a"),
        ] {
            assert_eq!(next(&[link]), Ok(Some(expected.to_owned())), "{link}");
        }
        let lines = [r#"</?a>; rel="prev""#, r#"</?b>; rel="next""#];
        assert_eq!(next(&lines), Ok(Some("b".to_owned())));
    }

    #[test]
    fn a_header_without_a_next_page_is_the_end() {
        for lines in [
            &[][..],
            &[""],
            &[" , "],
            &["</?a>"],
            &[r#"</?a>; rel=prev; rel=next"#],
            &[r#"</?a>; rel="nextish""#],
            &[r#"</?a>; rev=next"#, r#"</?b>; title="rel=next""#],
        ] {
            assert_eq!(next(lines), Ok(None), "{lines:?}");
        }
    }

    #[test]
    fn a_header_that_cannot_be_read_or_leads_nowhere_is_no_end() {
        for lines in [
            &["/?a; rel=next"][..],
            &["</?a; rel=next"],
            &["</?a> rel=next"],
            &[r#"</?a>; rel="next"#],
            &[r#"</?a>; rel="next\""#],
            &[r#"</?a>; rel="next" </?b>; rel=last"#],
            &["</v2/a/tags/list>; rel=next"],
            &["</v2/a/tags/list?>; rel=next"],
            &["</v2/a/tags/list#?last=1>; rel=next"],
            &["</?a>; rel=next, </?b>; rel=next"],
            &["</?a>; rel=next", "</?b>; rel=next"],
            &["</?é>; rel=next"],
            &["</?a>; rel=prev, x"],
        ] {
            assert_eq!(next(lines), Err(TagListFault::Link), "{lines:?}");
        }
    }
}
