//! A token server that a real registry believes: JWTs signed with the key of a certificate in its root bundle.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rcgen::{Certificate, CertifiedKey};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::{Value, json};
use url::Url;

use super::super::raw::Raw;

/// Who issues the tokens; the registry is told to believe no other.
const ISSUER: &str = "imagelock tests";
/// The registry's name for itself, which is not its host: many are called otherwise than they are reached.
const SERVICE: &str = "registry.test";
/// The life of a token in seconds.
const EXPIRES_IN: u64 = 300;

/// A token server on a port of its own.
pub(super) struct TokenServer {
    signer: Arc<Signer>,
    server: Raw,
}

/// The key and the certificate that vouches for it.
struct Signer {
    certificate: Certificate,
    key: EcdsaKeyPair,
    issued: AtomicU64,
}

impl TokenServer {
    /// Starts it with a fresh key.
    pub(super) fn start() -> Self {
        let signer = Arc::new(Signer::new());
        let shared = Arc::clone(&signer);
        let server = Raw::answering(move |request| answer(&shared, &String::from_utf8_lossy(request)));
        Self { signer, server }
    }

    /// Where it listens.
    pub(super) fn host(&self) -> String {
        self.server.host()
    }

    /// The certificate in PEM, for the registry's root bundle.
    pub(super) fn certificate(&self) -> String {
        self.signer.certificate.pem()
    }

    /// What the registry's configuration says about this server.
    pub(super) fn configuration(&self, roots: &Path) -> Value {
        let realm = format!("http://{}/token", self.host());
        json!({ "realm": realm, "service": SERVICE, "issuer": ISSUER, "rootcertbundle": roots })
    }

    /// A token for these actions on a repository.
    pub(super) fn sign(&self, repository: &str, actions: &[&str]) -> String {
        self.signer.sign(SERVICE, &json!([{ "type": "repository", "name": repository, "actions": actions }]))
    }
}

impl Signer {
    fn new() -> Self {
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed([SERVICE.to_owned()]).expect("a certificate can be made");
        let der = signing_key.serialize_der();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &SystemRandom::new())
            .expect("ring reads the key that rcgen made with ring");
        Self { certificate: cert, key, issued: AtomicU64::new(0) }
    }

    /// A JWT as distribution's token specification has it, with the certificate in `x5c`.
    fn sign(&self, audience: &str, access: &Value) -> String {
        let header =
            json!({ "typ": "JWT", "alg": "ES256", "x5c": [STANDARD.encode(self.certificate.der())] });
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("now is after 1970").as_secs();
        let payload = json!({
            "iss": ISSUER, "sub": "", "aud": audience, "access": access,
            "iat": now, "nbf": now, "exp": now + EXPIRES_IN,
            "jti": self.issued.fetch_add(1, Ordering::SeqCst).to_string(),
        });
        let signed = [header, payload].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".");
        let signature =
            self.key.sign(&SystemRandom::new(), signed.as_bytes()).expect("the system has randomness");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// The answer to one request, as bytes.
fn answer(signer: &Signer, head: &str) -> Vec<u8> {
    let target = head.split(' ').nth(1).unwrap_or_default();
    let Ok(url) = Url::parse("http://tokens.test").and_then(|base| base.join(target)) else {
        return reply("400 Bad Request", &json!({ "details": "not a path" }));
    };
    match (head.starts_with("GET /token"), user(head)) {
        (false, _) => reply("404 Not Found", &json!({ "details": "not the token endpoint" })),
        (true, Err(Rejected)) => {
            reply("401 Unauthorized", &json!({ "details": "incorrect username or password" }))
        }
        (true, Ok(known)) => {
            let token = signer.sign(&field(&url, "service"), &access(&field(&url, "scope"), known));
            reply("200 OK", &json!({ "token": token, "expires_in": EXPIRES_IN }))
        }
    }
}

/// Credentials that are not the user's.
struct Rejected;

/// Whether it is the user who asks, and not somebody without credentials.
fn user(head: &str) -> Result<bool, Rejected> {
    let headers = head.lines().filter_map(|line| line.split_once(':'));
    let mut values = headers.filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    match values.next() {
        None => Ok(false),
        Some((_, value)) if value.trim() == super::basic() => Ok(true),
        Some(_) => Err(Rejected),
    }
}

/// What a scope is granted: to pull, and from `private/…` for the user alone.
fn access(scope: &str, user: bool) -> Value {
    match scope.strip_prefix("repository:").and_then(|rest| rest.rsplit_once(':')) {
        Some((name, _)) if user || !name.starts_with("private/") => {
            json!([{ "type": "repository", "name": name, "actions": ["pull"] }])
        }
        _ => json!([]),
    }
}

/// The first field of this name in the query, or an empty text.
fn field(url: &Url, name: &str) -> String {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

fn reply(status: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}
