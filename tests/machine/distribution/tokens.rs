//! A token server that a real registry believes. It knows the user by password and by identity token, and gives the
//! latter to whoever asks for it with the former, as Docker's specification of token authentication has it
//! (`offline_token=true` is what `docker login` sends).

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::signer::{EXPIRES_IN, ISSUER, SERVICE, Signer};
use crate::support::raw::Raw;

/// What proves that the user has logged in, without a password.
pub const IDENTITY_TOKEN: &str = "the-identity-token-of-testuser";

/// A token server on a port of its own.
pub(super) struct TokenServer {
    signer: Arc<Signer>,
    server: Raw,
}

impl TokenServer {
    /// Starts it with a fresh key.
    pub(super) fn start() -> Self {
        let signer = Arc::new(Signer::new());
        let shared = Arc::clone(&signer);
        let server =
            Raw::answering(move |request| answer(&shared, &String::from_utf8_lossy(request)));
        Self { signer, server }
    }

    /// Where it listens.
    pub(super) fn host(&self) -> String {
        self.server.host()
    }

    /// The requests that came, as they came.
    pub(super) fn requests(&self) -> Vec<String> {
        self.server.requests()
    }

    /// The certificate in PEM, for the registry's root bundle.
    pub(super) fn certificate(&self) -> String {
        self.signer.pem()
    }

    /// What the registry's configuration says about this server.
    pub(super) fn configuration(&self, roots: &Path) -> Value {
        let realm = format!("http://{}/token", self.host());
        json!({ "realm": realm, "service": SERVICE, "issuer": ISSUER, "rootcertbundle": roots })
    }

    /// A token for these actions on a repository.
    pub(super) fn sign(&self, repository: &str, actions: &[&str]) -> String {
        self.signer.sign(
            SERVICE,
            &json!([{ "type": "repository", "name": repository, "actions": actions }]),
        )
    }
}

/// What a client says of itself and of what it wants.
struct Asked {
    method: String,
    path: String,
    authorization: Option<String>,
    fields: Vec<(String, String)>,
}

impl Asked {
    /// Reads a request; its fields are in the query or, of a POST, in the form.
    fn read(request: &str) -> Option<Self> {
        let (head, body) = request.split_once("\r\n\r\n")?;
        let mut line = head.split(' ');
        let method = line.next()?.to_owned();
        let url = Url::parse("http://tokens.test")
            .and_then(|base| base.join(line.next().unwrap_or("/")))
            .ok()?;
        let fields = if method == "POST" {
            body
        } else {
            url.query().unwrap_or_default()
        };
        let fields = form_urlencoded::parse(fields.as_bytes())
            .into_owned()
            .collect();
        let mut headers = head.lines().filter_map(|line| line.split_once(':'));
        let authorization = headers.find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        let authorization = authorization.map(|(_, value)| value.trim().to_owned());
        Some(Self {
            method,
            path: url.path().to_owned(),
            authorization,
            fields,
        })
    }

    /// The first field of this name, or an empty text.
    fn field(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// What the scopes are granted: to pull, and from `private/…` for the user alone.
    fn access(&self, is_user: bool) -> Value {
        let scopes = self
            .fields
            .iter()
            .filter(|(key, _)| key == "scope")
            .flat_map(|(_, scope)| scope.split(' '));
        let names =
            scopes.filter_map(|scope| Some(scope.strip_prefix("repository:")?.rsplit_once(':')?.0));
        let granted = names.filter(|name| is_user || !name.starts_with("private/"));
        granted
            .map(|name| json!({ "type": "repository", "name": name, "actions": ["pull"] }))
            .collect()
    }
}

/// The answer to one request, as bytes.
fn answer(signer: &Signer, request: &str) -> Vec<u8> {
    let Some(asked) = Asked::read(request).filter(|asked| asked.path == "/token") else {
        return reply(
            "404 Not Found",
            &json!({ "details": "not the token endpoint" }),
        );
    };
    let token = |is_user| signer.sign(asked.field("service"), &asked.access(is_user));
    match asked.method.as_str() {
        "GET" => match asked.authorization.as_deref() {
            None => reply(
                "200 OK",
                &json!({ "token": token(false), "expires_in": EXPIRES_IN }),
            ),
            Some(shown) if shown == super::basic() => {
                let mut body = json!({ "token": token(true), "expires_in": EXPIRES_IN });
                if asked.field("offline_token") == "true" {
                    body["refresh_token"] = json!(IDENTITY_TOKEN);
                }
                reply("200 OK", &body)
            }
            Some(_) => reply(
                "401 Unauthorized",
                &json!({ "details": "incorrect username or password" }),
            ),
        },
        "POST"
            if asked.field("grant_type") == "refresh_token"
                && asked.field("refresh_token") == IDENTITY_TOKEN =>
        {
            reply(
                "200 OK",
                &json!({ "access_token": token(true), "expires_in": EXPIRES_IN }),
            )
        }
        // RFC 6749, section 5.2
        "POST" => reply("400 Bad Request", &json!({ "error": "invalid_grant" })),
        _ => reply(
            "405 Method Not Allowed",
            &json!({ "details": "GET or POST" }),
        ),
    }
}

fn reply(status: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}
