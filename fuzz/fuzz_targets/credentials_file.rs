//! Files of credentials: any text is read, and what is found can be used and does not print.
#![no_main]

use imagelock::internals::registry::{CredentialEntry, CredentialFile, FileStyle};
use imagelock::reference::Repository;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(file) = CredentialFile::read(text) else {
        return;
    };
    for name in [
        "docker.io/library/alpine",
        "h.example/team/app/web",
        "[fd00::1]:5000/a",
    ] {
        let repository: Repository = name.parse().expect("it is a name");
        for style in [FileStyle::Docker, FileStyle::Podman] {
            match file.entry(style, &repository) {
                Ok(Some(CredentialEntry::Helper(helper))) => {
                    assert!(!helper.name.contains(['/', ' ', '\\']))
                }
                Ok(Some(CredentialEntry::Credential(kind))) => {
                    assert!(format!("{kind:?}").contains("***"), "a secret prints")
                }
                Ok(None) | Err(_) => {}
            }
        }
    }
});
