use rustls::Error;

use super::*;

#[test]
fn an_alert_about_certificates_is_read_by_whether_one_was_shown() {
    let alerts = [
        Alert::BadCertificate,
        Alert::UnknownCA,
        Alert::CertificateUnknown,
        Alert::AccessDenied,
    ];
    for alert in alerts {
        let fault = |identity| TlsFault::of_tls(&Error::AlertReceived(alert), identity);
        assert_eq!(fault(ClientIdentity::Withheld), TlsFault::WantsCertificate);
        assert!(
            matches!(
                fault(ClientIdentity::Shown),
                TlsFault::RefusesCertificate(_)
            ),
            "{alert:?}"
        );
    }
}

#[test]
fn faults_that_no_server_of_the_tests_can_show_are_told_apart() {
    let fault = |error: CertificateError| TlsFault::of_tls(&error.into(), ClientIdentity::Withheld);
    assert_eq!(fault(CertificateError::Revoked), TlsFault::Revoked);
    assert_eq!(
        fault(CertificateError::Expired),
        TlsFault::Expired(String::new())
    );
    assert_eq!(
        fault(CertificateError::NotValidYet),
        TlsFault::NotYetValid(String::new())
    );
    assert!(matches!(
        fault(CertificateError::BadSignature),
        TlsFault::Other(_)
    ));
}

#[test]
fn of_many_names_some_are_told() {
    let many: Vec<String> = (0..7)
        .map(|number| format!("DnsName(\"{number}.example\")"))
        .collect();
    assert_eq!(
        names(&many),
        "but for 0.example, 1.example, 2.example, 3.example, 4.example, 2 more"
    );
    assert_eq!(names(&many[..1]), "but for 0.example");
    assert_eq!(
        names(&["IpAddress(192.0.2.1)".to_owned()]),
        "but for 192.0.2.1"
    );
    assert_eq!(names(&[]), "nor for any: it has no `subjectAltName`");
}
