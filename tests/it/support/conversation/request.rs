//! A request as lines that can be compared and shown: what was expected, and what came.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::HeaderMap;
use url::Url;

/// What is accepted of a manifest: all four types in one header, so that none is converted (distribution#2395).
const MANIFESTS: &str = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
                         application/vnd.docker.distribution.manifest.list.v2+json, \
                         application/vnd.docker.distribution.manifest.v2+json";
/// What every request has and no registry takes notice of.
const UNNOTICED: [&str; 3] = ["host", "user-agent", "content-length"];
/// Where secrets are.
const AUTHORIZATION: &str = "authorization";

/// A request. Two are the same where their lines are.
#[derive(Debug, Clone)]
pub(super) struct Said {
    /// The host, with the port where that is not the one of HTTPS.
    pub(super) host: String,
    line: String,
    /// Of the query, decoded; those of one name in their order.
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    /// Of the form, as the query.
    form: Vec<(String, String)>,
}

/// What a line of a file asks for, such as `HEAD https://ghcr.io/v2/acme/app/manifests/1.0`.
pub(super) fn asked(line: &str) -> Option<Said> {
    let (method, url) = line.split_once(' ')?;
    let mut said = Said::new(method, &Url::parse(url).ok()?)?;
    said.header(
        "accept",
        if url.contains("/manifests/") {
            MANIFESTS
        } else {
            "*/*"
        },
    );
    // No answer is to be compressed on the way: a digest is of the body as it is
    said.header("accept-encoding", "identity");
    Some(said)
}

/// What came.
pub(super) fn came(method: &str, url: &str, headers: &HeaderMap, body: &[u8]) -> Option<Said> {
    let mut said = Said::new(method, &Url::parse(url).ok()?)?;
    for (name, value) in headers
        .iter()
        .filter(|(name, _)| !UNNOTICED.contains(&name.as_str()))
    {
        said.headers.push((
            name.to_string(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        ));
    }
    said.headers.sort();
    said.form = sorted(url::form_urlencoded::parse(body));
    Some(said)
}

impl Said {
    fn new(method: &str, url: &Url) -> Option<Self> {
        let host = url[url::Position::BeforeHost..url::Position::AfterPort].to_owned();
        let line = format!(
            "{method} {}{}",
            &url[..url::Position::AfterPort],
            url.path()
        );
        let query = sorted(url.query_pairs());
        Some(Self {
            host,
            line,
            query,
            headers: Vec::new(),
            form: Vec::new(),
        })
    }

    /// Says a header, instead of what was said in it before. A user name and a password are written in clear.
    pub(super) fn header(&mut self, name: &str, value: &str) {
        let value = match value.strip_prefix("Basic ") {
            Some(clear) if clear.contains(':') => format!("Basic {}", STANDARD.encode(clear)),
            _ => value.to_owned(),
        };
        self.headers.retain(|(said, _)| said != name);
        self.headers.push((name.to_owned(), value));
        self.headers.sort();
    }

    /// Says a field of the form, such as `grant_type=refresh_token`.
    pub(super) fn field(&mut self, field: &str) {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        self.form.push((name.to_owned(), value.to_owned()));
        self.form.sort_by(|one, other| one.0.cmp(&other.0));
        self.header("content-type", "application/x-www-form-urlencoded");
    }

    /// The parts of what it shows.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &str> {
        let shown = self
            .headers
            .iter()
            .filter(|(name, _)| name == AUTHORIZATION);
        let fields = self.form.iter().filter(|(name, _)| name == "refresh_token");
        let parts = shown.filter_map(|(_, value)| value.split(' ').next_back());
        parts.chain(fields.map(|(_, value)| value.as_str()))
    }

    /// What is compared.
    pub(super) fn lines(&self) -> Vec<String> {
        let query = self
            .query
            .iter()
            .map(|(name, value)| format!("  ?{name}={value}"));
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| format!("  {name}: {}", shown(value)));
        let form = self
            .form
            .iter()
            .map(|(name, value)| format!("  >> {name}={value}"));
        std::iter::once(self.line.clone())
            .chain(query)
            .chain(headers)
            .chain(form)
            .collect()
    }
}

/// Decoded, by name.
fn sorted<'a>(
    pairs: impl Iterator<Item = (std::borrow::Cow<'a, str>, std::borrow::Cow<'a, str>)>,
) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = pairs
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    pairs.sort_by(|one, other| one.0.cmp(&other.0));
    pairs
}

/// A header's value for people: Basic in clear, and the types of manifests in a word.
fn shown(value: &str) -> String {
    if value == MANIFESTS {
        return "(all types of manifests)".to_owned();
    }
    let clear = value
        .strip_prefix("Basic ")
        .and_then(|encoded| STANDARD.decode(encoded).ok());
    match clear.map(String::from_utf8) {
        Some(Ok(clear)) => format!("Basic {clear}"),
        _ => value.to_owned(),
    }
}

/// What was expected beside what came, a line each: `-` is missing, `+` is too much.
pub(super) fn difference(expected: &[String], came: &[String]) -> String {
    let missing = |line: &String| if came.contains(line) { ' ' } else { '-' };
    let expected_lines = expected
        .iter()
        .map(|line| format!("  {} {line}\n", missing(line)));
    let surplus = came
        .iter()
        .filter(|line| !expected.contains(line))
        .map(|line| format!("  + {line}\n"));
    expected_lines.chain(surplus).collect()
}
