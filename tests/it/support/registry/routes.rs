//! What a truthful registry answers: the distribution specification, and Docker Hub's rules of access.

use hyper::Method;
use hyper::http::request::Parts;
use serde_json::json;
use url::form_urlencoded;

use super::answer::Answer;
use super::image::{Document, digest};
use super::lists::PageQuestion;
use super::log::{Presented, joined};
use super::rules::Authentication;
use super::server::{Role, Shared, State};
use super::tokens::{Asked, SERVICE, Verdict};

/// A request, read.
pub(super) struct Question {
    method: Method,
    path: String,
    fields: Vec<(String, String)>,
    presented: Presented,
    accept: String,
    host: String,
}

impl Question {
    /// The fields are those of the query and, of a POST, those of its form.
    pub(super) fn read(head: &Parts, body: &[u8]) -> Self {
        let query = form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes());
        let fields = query
            .into_owned()
            .chain(form_urlencoded::parse(body).into_owned())
            .collect();
        let path = head.uri.path().to_owned();
        let accept = joined(&head.headers, "accept");
        Self {
            method: head.method.clone(),
            path,
            fields,
            presented: Presented::read(&head.headers),
            accept,
            host: joined(&head.headers, "host"),
        }
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a media type is among those accepted. Distribution takes no wildcard for an index.
    fn accepts(&self, media_type: &str) -> bool {
        self.accept
            .split([',', ';'])
            .any(|accepted| accepted.trim() == media_type)
    }
}

/// Answers a request truly.
pub(super) fn answer(shared: &Shared, role: Role, question: &Question) -> Answer {
    let mut state = shared.state();
    match (question.path.as_str(), role) {
        ("/token", Role::Tokens | Role::Both) => token(shared, &mut state, question),
        (_, Role::Tokens) => Answer::error(404, "NOT_FOUND", "this is a token server"),
        (path, _) => match path.strip_prefix("/v2/") {
            None => Answer::error(404, "NOT_FOUND", "not a path of a registry"),
            Some(rest) => registry(shared, &mut state, question, rest)
                .with("docker-distribution-api-version", "registry/2.0"),
        },
    }
}

/// What a path below `/v2/` means.
fn registry(shared: &Shared, state: &mut State, question: &Question, rest: &str) -> Answer {
    if question.method != Method::GET && question.method != Method::HEAD {
        return Answer::error(405, "UNSUPPORTED", "this registry can be read only");
    }
    let parts = |middle| rest.rsplit_once(middle);
    if let Some((repository, reference)) = parts("/manifests/") {
        within(shared, state, question, repository, |state| {
            manifest(shared, state, question, repository, reference)
        })
    } else if let Some((repository, digest)) = parts("/blobs/") {
        within(shared, state, question, repository, |state| {
            blob(state, repository, digest)
        })
    } else if let Some(repository) = rest.strip_suffix("/tags/list") {
        if question.method == Method::HEAD {
            return Answer::error(405, "UNSUPPORTED", "a list has no HEAD");
        }
        within(shared, state, question, repository, |state| {
            tags(shared, state, question, repository)
        })
    } else if rest.is_empty() {
        refuse(shared, state, question, None).unwrap_or_else(|| Answer::json(200, &json!({})))
    } else {
        Answer::error(404, "NOT_FOUND", "not a path of a registry")
    }
}

/// Answers about a repository, to those who have access to it.
fn within(
    shared: &Shared,
    state: &mut State,
    question: &Question,
    repository: &str,
    allowed: impl FnOnce(&State) -> Answer,
) -> Answer {
    refuse(shared, state, question, Some(repository)).unwrap_or_else(|| allowed(state))
}

/// The refusal of a request that has no access; nothing where it has.
fn refuse(
    shared: &Shared,
    state: &mut State,
    question: &Question,
    repository: Option<&str>,
) -> Option<Answer> {
    let error = match (shared.rules.authentication, &question.presented) {
        (Authentication::Open, _) => return None,
        (Authentication::Basic, presented) => {
            return (!is_user(shared, presented)).then(|| unauthorized("Basic realm=\"Registry\""));
        }
        (Authentication::Bearer, Presented::Bearer(token)) => {
            match state.tokens.spend(token, repository, &shared.rules) {
                Verdict::Granted => return None,
                Verdict::Invalid => ",error=\"invalid_token\"",
                Verdict::Insufficient => ",error=\"insufficient_scope\"",
            }
        }
        (Authentication::Bearer, _) => "",
    };
    // The path is echoed as it was asked for: that of `alpine` is of no use, and Docker Hub sends it all the same
    let scope = repository
        .map(|path| format!(",scope=\"repository:{path}:pull\""))
        .unwrap_or_default();
    let realm = &shared.realm;
    Some(unauthorized(&format!(
        "Bearer realm=\"{realm}\",service=\"{SERVICE}\"{scope}{error}"
    )))
}

fn unauthorized(challenge: &str) -> Answer {
    Answer::error(401, "UNAUTHORIZED", "authentication required")
        .with("www-authenticate", challenge)
}

fn is_user(shared: &Shared, presented: &Presented) -> bool {
    matches!(presented, Presented::Basic { user, password } if shared.rules.users.get(user) == Some(password))
}

/// The token endpoint: 200 and a token for everybody whose credentials are not wrong.
fn token(shared: &Shared, state: &mut State, question: &Question) -> Answer {
    let is_user = match (&question.method, &question.presented) {
        (&Method::GET, Presented::Nothing) => false,
        (&Method::GET, presented) if is_user(shared, presented) => true,
        (&Method::POST, _) if shared.rules.refresh_token.is_none() => return Answer::new(405),
        (&Method::POST, _)
            if question.field("refresh_token") == shared.rules.refresh_token.as_deref() =>
        {
            true
        }
        _ => return Answer::json(401, &json!({ "details": "incorrect username or password" })),
    };
    let asked = Asked::read(&question.fields);
    let granted = asked.service == SERVICE
        && asked.repository.as_deref().is_some_and(|path| {
            // A short name is the client's mistake: the repository is `library/…`
            let known = path.contains('/') && state.store.repository(path).is_some();
            known && (is_user || !shared.rules.private.contains(path))
        });
    let token = state.tokens.issue(asked, granted);
    let life = shared.rules.expires_in;
    Answer::json(
        200,
        &json!({ "token": token, "access_token": token, "expires_in": life }),
    )
}

fn name_unknown() -> Answer {
    Answer::error(404, "NAME_UNKNOWN", "repository name not known to registry")
}

fn manifest(
    shared: &Shared,
    state: &State,
    question: &Question,
    repository: &str,
    reference: &str,
) -> Answer {
    let Some(repository) = state.store.repository(repository) else {
        return name_unknown();
    };
    let Some(document) = repository.manifest(reference) else {
        return Answer::error(404, "MANIFEST_UNKNOWN", "manifest unknown");
    };
    if must_be_accepted(document) && !question.accepts(&document.media_type) {
        let message = format!(
            "found {}, but the accept header does not support it",
            document.media_type
        );
        return Answer::error(404, "MANIFEST_UNKNOWN", &message);
    }
    let answer = Answer::new(200).with_body(&document.media_type, &document.body);
    if question.method == Method::HEAD && !shared.rules.digest_in_head {
        return answer;
    }
    answer.with("docker-content-digest", document.digest())
}

/// Whether distribution denies to have it where its media type is not accepted.
fn must_be_accepted(document: &Document) -> bool {
    let Document { media_type, .. } = document;
    media_type.starts_with("application/vnd.oci.") || media_type.ends_with("manifest.list.v2+json")
}

fn blob(state: &State, repository: &str, wanted: &str) -> Answer {
    let Some(repository) = state.store.repository(repository) else {
        return name_unknown();
    };
    match repository.blob(wanted) {
        Some(blob) => Answer::new(200)
            .with_body("application/octet-stream", blob)
            .with("docker-content-digest", digest(blob)),
        None => Answer::error(404, "BLOB_UNKNOWN", "blob unknown to registry"),
    }
}

/// A page of tags, with a link to the next where there are more.
fn tags(shared: &Shared, state: &State, question: &Question, path: &str) -> Answer {
    let Some(repository) = state.store.repository(path) else {
        return name_unknown();
    };
    let scheme = if shared.rules.tls.is_some() {
        "https"
    } else {
        "http"
    };
    let question = PageQuestion {
        origin: format!("{scheme}://{}", question.host),
        path,
        number: question.field("n"),
        last: question.field("last"),
    };
    shared.rules.lists.page(repository, &question)
}
