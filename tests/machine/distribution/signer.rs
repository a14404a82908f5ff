//! Signs tokens: JWTs with the key of a certificate that is in the real registry's root bundle.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rcgen::{Certificate, CertifiedKey};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::{Value, json};

/// Who issues the tokens; the registry is told to believe no other.
pub(super) const ISSUER: &str = "imagelock tests";
/// The registry's name for itself, which is not its host: many are called otherwise than they are reached.
pub(super) const SERVICE: &str = "registry.test";
/// The life of a token in seconds.
pub(super) const EXPIRES_IN: u64 = 300;

/// The key and the certificate that vouches for it.
pub(super) struct Signer {
    certificate: Certificate,
    key: EcdsaKeyPair,
    issued: AtomicU64,
}

impl Signer {
    /// A fresh key.
    pub(super) fn new() -> Self {
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed([SERVICE.to_owned()])
                .expect("a certificate can be made");
        let der = signing_key.serialize_der();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &SystemRandom::new())
                .expect("ring reads the key that rcgen made with ring");
        Self {
            certificate: cert,
            key,
            issued: AtomicU64::new(0),
        }
    }

    /// The certificate in PEM.
    pub(super) fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// A JWT as distribution's token specification has it, with the certificate in `x5c`.
    pub(super) fn sign(&self, audience: &str, access: &Value) -> String {
        let header = json!({ "typ": "JWT", "alg": "ES256", "x5c": [STANDARD.encode(self.certificate.der())] });
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("now is after 1970")
            .as_secs();
        let payload = json!({
            "iss": ISSUER, "sub": "", "aud": audience, "access": access,
            "iat": now, "nbf": now, "exp": now + EXPIRES_IN,
            "jti": self.issued.fetch_add(1, Ordering::SeqCst).to_string(),
        });
        let signed = [header, payload]
            .map(|part| URL_SAFE_NO_PAD.encode(part.to_string()))
            .join(".");
        let signature = self
            .key
            .sign(&SystemRandom::new(), signed.as_bytes())
            .expect("the system has randomness");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}
