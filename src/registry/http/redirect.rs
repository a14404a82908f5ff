//! Redirects: the URL that an answer sends to, and whether to go there.
//!
//! A redirect is the word of whoever answered, as a realm is: it leads neither out of TLS nor from elsewhere into this
//! machine's networks (regclient's `AllowRedirect`), whose names are found out where the connection is made, and who is
//! led to another host shows nothing there (distribution-spec `spec.md`, CVE-2020-15157). Whoever is hidden behind a
//! proxy may be in a private network, so that names of it are followed; an address that is written leads nowhere near.

use reqwest::header::LOCATION;
use url::Url;

use super::address::{self, Whereabouts, is_plain};
use super::exchange::Leader;
use super::{Request, Response, authority, is_same_origin};
use crate::registry::error::Error;

pub fn redirect(response: &Response) -> Result<Option<Url>, Error> {
    if !matches!(response.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let refuse = |cause: String| Error::protocol(response.host(), cause);
    let Some(location) = response.header(LOCATION) else {
        return Err(refuse("it redirects without saying where to".to_owned()));
    };
    let plain = Some(location).filter(|location| is_plain(location));
    let Some(next) = plain.and_then(|location| response.url.join(location).ok()) else {
        return Err(refuse(
            "it redirects to something that is not a URL".to_owned(),
        ));
    };
    check(&response.url, response.whereabouts, &next).map_err(refuse)?;
    Ok(Some(next))
}

/// Whether a redirect leads to another server, be it by host, port or scheme. What was shown to the one is not for the
/// other. Case and a port that is the scheme's own make no difference.
pub fn is_other_origin(from: &Url, to: &Url) -> bool {
    !is_same_origin(from, to)
}

/// The host that led to where an answer redirects to. Whoever is hidden may be the one that one elsewhere led to.
pub fn led_by(request: &Request, response: &Response) -> Option<Leader> {
    let whereabouts = response.whereabouts;
    let is_elsewhere = |leader: &&Leader| leader.whereabouts == Whereabouts::Elsewhere;
    match (whereabouts, request.led_by.as_ref().filter(is_elsewhere)) {
        (Whereabouts::Near, _) => None,
        (Whereabouts::Hidden, Some(leader)) => Some(leader.clone()),
        (Whereabouts::Hidden | Whereabouts::Elsewhere, _) => Some(Leader {
            host: response.host(),
            whereabouts,
        }),
    }
}

fn check(from: &Url, whereabouts: Whereabouts, to: &Url) -> Result<(), String> {
    let place = authority(to);
    match (from.scheme(), to.scheme()) {
        (_, "https") | ("http", "http") => {}
        (_, scheme) => {
            return Err(format!(
                "it redirects to an insecure URL, {scheme}://{place}"
            ));
        }
    }
    if !to.username().is_empty() || to.password().is_some() {
        return Err(format!(
            "it redirects to a URL with credentials for {place}"
        ));
    }
    match (address::of(to), whereabouts.objection()) {
        (Some(near), Some(own)) => Err(format!("it redirects to {place}, which is {near}, {own}")),
        (None, _) | (_, None) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::*;

    /// From, to, and whether what is shown goes along (`same`), nothing does (`bare`), or nobody goes there (`no`).
    const VECTORS: &str = "
https://ghcr.io/v2/           https://ghcr.io/v2/a             same
https://ghcr.io/v2/           https://ghcr.io:443/v2/a         same
https://ghcr.io:443/v2/       https://GHCR.IO/v2/a             same
https://ghcr.io/v2/           /v2/a                            same
https://ghcr.io/v2/           //ghcr.io/v2/a                   same
https://ghcr.io:8443/         https://ghcr.io:8443/a           same
http://h.example/             http://h.example:80/a            same
http://h.example:80/          http://H.example/a               same
http://127.0.0.1:5000/        http://127.0.0.1:5000/a          same
https://[2001:db8::1]/        https://[2001:DB8:0::1]:443/a    same

https://ghcr.io/              https://ghcr.io:8443/a           bare
https://ghcr.io:8443/         https://ghcr.io/a                bare
https://ghcr.io/              https://cdn.ghcr.io/a            bare
https://ghcr.io/              https://ghcr.io.evil.example/a   bare
https://ghcr.io/              //cdn.example/a                  bare
https://ghcr.io/              https://8.8.8.8/a                bare
http://h.example/             https://h.example/a              bare
http://h.example:443/         https://h.example/a              bare
http://127.0.0.1:5000/        http://127.0.0.1:5001/a          bare
http://127.0.0.1:5000/        http://localhost:5000/a          bare
https://10.0.0.1/             https://10.0.0.2/a               bare
https://10.0.0.1/             https://ghcr.io/a                bare

https://ghcr.io/              http://ghcr.io/a                 no
https://ghcr.io/              http://ghcr.io:443/a             no
https://ghcr.io/              http://cdn.example/a             no
https://127.0.0.1/            http://127.0.0.1/a               no
https://ghcr.io/              file:///etc/passwd               no
http://h.example/             ftp://h.example/a                no
http://h.example/             javascript:0                     no
https://ghcr.io/              https://user@ghcr.io/a           no
https://ghcr.io/              https://:secret@ghcr.io/a        no
https://ghcr.io/              https://127.0.0.1/a              no
https://ghcr.io/              https://[::1]/a                  no
https://ghcr.io/              https://[::ffff:7f00:1]/a        no
https://ghcr.io/              https://localhost/a              no
https://ghcr.io/              https://a.localhost:8443/a       no
https://ghcr.io/              https://169.254.169.254/latest   no
https://ghcr.io/              https://[fe80::1]/a              no
https://ghcr.io/              https://10.1.2.3/a               no
https://ghcr.io/              https://172.16.0.1/a             no
https://ghcr.io/              https://192.168.0.1/a            no
https://ghcr.io/              https://100.64.0.1/a             no
https://ghcr.io/              https://[fd00::1]/a              no
https://ghcr.io/              https://0.0.0.0/a                no
https://ghcr.io/              https://[::]/a                   no
https://8.8.8.8/              https://10.0.0.1/a               no
http://h.example/             http://127.0.0.1/a               no
";

    fn judged(from: &str, to: &str) -> &'static str {
        let from: Url = from.parse().unwrap();
        let to = from.join(to).unwrap();
        match check(&from, Whereabouts::of(None, &from), &to) {
            Ok(()) if is_other_origin(&from, &to) => "bare",
            Ok(()) => "same",
            Err(_) => "no",
        }
    }

    #[test]
    fn a_redirect_leads_where_it_may_and_takes_along_what_it_may() {
        for row in VECTORS.lines().filter(|line| !line.is_empty()) {
            let [from, to, expected] = row.split_whitespace().collect::<Vec<_>>()[..] else {
                panic!("{row}")
            };
            assert_eq!(judged(from, to), expected, "{row}");
        }
    }

    /// Who led to where a server at this address, which was led to by `led_by`, redirects to.
    fn leader(url: &str, address: Option<&str>, led_by: Option<&Leader>) -> Option<Leader> {
        let url: Url = url.parse().unwrap();
        let request = Request {
            led_by: led_by.cloned(),
            ..Request::get(url.clone(), 1)
        };
        let response = Response {
            status: StatusCode::TEMPORARY_REDIRECT,
            headers: HeaderMap::new(),
            body: Vec::new(),
            quota: None,
            whereabouts: Whereabouts::of(address.map(|it| it.parse().unwrap()), &url),
            url,
            led_by: None,
            redirected_by: None,
        };
        super::led_by(&request, &response)
    }

    #[test]
    fn a_registry_that_a_proxy_resolves_is_not_called_public_unless_it_is_written_so() {
        let public = Some("8.8.8.8");
        let led = |by: &str, whereabouts| {
            let host = by.to_owned();
            Some(Leader { host, whereabouts })
        };
        let elsewhere = |by| led(by, Whereabouts::Elsewhere);
        let hidden = |by| led(by, Whereabouts::Hidden);
        let of = |address, by: Option<Leader>| leader("https://h.example/", address, by.as_ref());
        assert_eq!(of(public, None), elsewhere("h.example"));
        assert_eq!(of(Some("10.0.0.1"), None), None);
        assert_eq!(of(None, None), hidden("h.example"));
        assert_eq!(leader("https://8.8.8.8/", None, None), elsewhere("8.8.8.8"));
        assert_eq!(leader("https://10.0.0.1/", None, None), None);
        // One that is hidden does not hide who led there
        assert_eq!(of(None, elsewhere("ghcr.io")), elsewhere("ghcr.io"));
        assert_eq!(of(None, hidden("a.example")), hidden("h.example"));
    }

    #[test]
    fn a_registry_that_a_proxy_resolves_leads_to_names_and_not_to_near_addresses() {
        let from = "https://h.example/".parse().unwrap();
        let to = |to: &str| check(&from, Whereabouts::Hidden, &to.parse().unwrap());
        assert_eq!(to("https://s3.corp.example/a"), Ok(()));
        assert_eq!(
            to("https://10.0.0.1/a").unwrap_err(),
            "it redirects to 10.0.0.1, which is a private address, but its own address is known to the proxy alone"
        );
    }
}
