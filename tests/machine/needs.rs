//! What a test needs of the machine, and what becomes of it where that is missing.

use std::path::Path;
use std::process::{Command, Stdio};

use libtest_mimic::{Failed, Trial};

use crate::programs::namespace;
use crate::programs::program::{PATH, program};

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
    /// The right to mount, in a world of one's own.
    Mounts,
    /// The right to make files immutable, and a file system that knows that.
    Attributes,
    /// Networks and mounts of their own for whoever runs the tests, and iproute2.
    Networks,
}

impl Need {
    fn name(self) -> &'static str {
        match self {
            Self::Registry => "docker-registry",
            Self::Skopeo => "skopeo",
            Self::Valgrind => "valgrind",
            Self::Docker => "docker",
            Self::Root => "root",
            Self::Mounts => "mounts",
            Self::Attributes => "attributes",
            Self::Networks => "networks",
        }
    }

    fn is_there(self) -> bool {
        match self {
            Self::Root => rustix::process::geteuid().is_root(),
            Self::Mounts => {
                let mount = ["mount", "--bind", "/tmp", "/tmp"];
                succeeds(
                    program("unshare")
                        .args(["--mount", "--map-root-user"])
                        .args(mount),
                )
            }
            Self::Attributes => tempfile::NamedTempFile::new().is_ok_and(|file| {
                let change = |how| succeeds(program("chattr").arg(how).arg(file.path()));
                change("+i") && change("-i")
            }),
            Self::Networks => namespace::is_there(),
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
            Self::Docker | Self::Root | Self::Mounts | Self::Attributes | Self::Networks => true,
        }
    }
}

/// Tells whether a program is there and ends well.
fn succeeds(command: &mut Command) -> bool {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
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
