//! What a test needs of the machine, and what becomes of it where that is missing.

use std::path::Path;

use libtest_mimic::{Failed, Trial};

use crate::programs::program::PATH;

/// Set where a test that is left out would be a mistake, as on the project's own machines.
const REQUIRED: &str = "IMAGELOCK_REQUIRE_DISTRIBUTION";

/// Something that a machine may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Debian's `docker-registry`.
    Registry,
    Skopeo,
    Valgrind,
    /// Docker's command line. Debian has it in several forms, so that no machine has to have it.
    Docker,
    /// The right to give files away, which need not be had anywhere.
    Root,
}

impl Need {
    fn name(self) -> &'static str {
        match self {
            Self::Registry => "docker-registry",
            Self::Skopeo => "skopeo",
            Self::Valgrind => "valgrind",
            Self::Docker => "docker",
            Self::Root => "root",
        }
    }

    fn is_there(self) -> bool {
        match self {
            Self::Root => rustix::process::geteuid().is_root(),
            Self::Registry | Self::Skopeo | Self::Valgrind | Self::Docker => {
                let mut directories = PATH.split(':').map(Path::new);
                directories.any(|directory| directory.join(self.name()).is_file())
            }
        }
    }

    /// Whether the machine may lack it. A test that needs it all the same fails where it starts it.
    #[expect(
        clippy::disallowed_methods,
        reason = "the rule is for the program, not its tests"
    )]
    fn may_be_missing(self) -> bool {
        match self {
            Self::Registry | Self::Skopeo | Self::Valgrind => std::env::var_os(REQUIRED).is_none(),
            Self::Docker | Self::Root => true,
        }
    }
}

/// A test, ignored with the names of what is missing.
pub fn trial(module: &str, name: &str, needs: &[Need], test: fn()) -> Trial {
    let module = module.split_once("::").map_or("", |(_, module)| module);
    let missing = needs.iter().filter(|need| !need.is_there());
    let missing: Vec<&str> = missing
        .filter(|need| need.may_be_missing())
        .map(|need| need.name())
        .collect();
    let run = move || -> Result<(), Failed> {
        test();
        Ok(())
    };
    let trial = Trial::test(format!("{module}::{name}"), run);
    if missing.is_empty() {
        return trial;
    }
    let kind = format!("without {}", missing.join(", "));
    trial.with_kind(kind).with_ignored_flag(true)
}
