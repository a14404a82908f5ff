//! A private authority, made for one registry, as companies have them.

use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

use crate::support::files::write;

/// The names of a server on loopback.
const NAMES: [&str; 2] = ["127.0.0.1", "localhost"];

/// Writes `authority.pem`, and signed by it `server.cert` with `server.key` and `client.cert` with `client.key`.
pub(super) fn make(directory: &Path) {
    let mut params = CertificateParams::new(Vec::new()).expect("no name is a wrong name");
    params
        .distinguished_name
        .push(DnType::CommonName, "a private authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = key();
    let certificate = params
        .self_signed(&key)
        .expect("a certificate can be signed");
    write(&directory.join("authority.pem"), certificate.pem());
    let issuer = Issuer::new(params, key);
    sign(
        &issuer,
        directory,
        "server",
        &NAMES,
        ExtendedKeyUsagePurpose::ServerAuth,
    );
    sign(
        &issuer,
        directory,
        "client",
        &[],
        ExtendedKeyUsagePurpose::ClientAuth,
    );
}

/// Writes a certificate for these names and this purpose, with its key.
fn sign(
    issuer: &Issuer<'_, KeyPair>,
    directory: &Path,
    file: &str,
    names: &[&str],
    purpose: ExtendedKeyUsagePurpose,
) {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let mut params = CertificateParams::new(names).expect("hosts are names");
    params.distinguished_name.push(DnType::CommonName, file);
    params.extended_key_usages = vec![purpose];
    let key = key();
    let certificate = params
        .signed_by(&key, issuer)
        .expect("a certificate can be signed");
    write(
        &directory.join(file).with_extension("cert"),
        certificate.pem(),
    );
    write(
        &directory.join(file).with_extension("key"),
        key.serialize_pem(),
    );
}

fn key() -> KeyPair {
    KeyPair::generate().expect("the system has randomness")
}
