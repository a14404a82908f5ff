//! The options of the commands that name an image, by what follows them.
//!
//! Those of `run` and `create` are docker's (`cli/command/container/opts.go` and `run.go` of docker/cli) and what
//! podman (`cmd/podman/common/create.go`) and nerdctl (`cmd/nerdctl/container/container_create.go`) have besides. An
//! option that is not here may have a value or not: behind it, nobody knows which word is the image.

/// The options of one command.
pub(super) struct OptionTable {
    /// Long ones that stand alone.
    pub(super) flags: &'static [&'static str],
    /// Long ones whose value is a word of its own.
    pub(super) valued: &'static [&'static str],
    /// The letters of the short ones that stand alone.
    pub(super) short_flags: &'static str,
    pub(super) short_valued: &'static str,
}

/// Those between the program and its command.
pub(super) static GLOBAL: OptionTable = OptionTable {
    flags: &["debug", "tls", "tlsverify", "remote", "insecure-registry"],
    valued: &[
        "address",
        "config",
        "connection",
        "context",
        "host",
        "identity",
        "log-level",
        "namespace",
        "root",
        "runroot",
        "runtime",
        "snapshotter",
        "storage-driver",
        "storage-opt",
        "tlscacert",
        "tlscert",
        "tlskey",
        "url",
    ],
    short_flags: "D",
    short_valued: "Hcln",
};

/// Those of `run` and `create`.
pub(super) static RUN: OptionTable = OptionTable {
    flags: &[
        "detach",
        "disable-content-trust",
        "env-host",
        "init",
        "interactive",
        "no-healthcheck",
        "no-hostname",
        "no-hosts",
        "oom-kill-disable",
        "privileged",
        "publish-all",
        "quiet",
        "read-only",
        "replace",
        "rm",
        "rmi",
        "sig-proxy",
        "tty",
        "unsetenv-all",
        "use-api-socket",
    ],
    valued: &[
        "add-host",
        "annotation",
        "arch",
        "attach",
        "authfile",
        "blkio-weight",
        "blkio-weight-device",
        "cap-add",
        "cap-drop",
        "cert-dir",
        "cgroup-conf",
        "cgroup-parent",
        "cgroupns",
        "cgroups",
        "cidfile",
        "conmon-pidfile",
        "cpu-count",
        "cpu-percent",
        "cpu-period",
        "cpu-quota",
        "cpu-rt-period",
        "cpu-rt-runtime",
        "cpu-shares",
        "cpus",
        "cpuset-cpus",
        "cpuset-mems",
        "creds",
        "detach-keys",
        "device",
        "device-cgroup-rule",
        "device-read-bps",
        "device-read-iops",
        "device-write-bps",
        "device-write-iops",
        "dns",
        "dns-opt",
        "dns-option",
        "dns-search",
        "domainname",
        "entrypoint",
        "env",
        "env-file",
        "env-merge",
        "expose",
        "gidmap",
        "gpus",
        "group-add",
        "health-cmd",
        "health-interval",
        "health-retries",
        "health-start-interval",
        "health-start-period",
        "health-timeout",
        "hostname",
        "image-volume",
        "init-path",
        "io-maxbandwidth",
        "io-maxiops",
        "ip",
        "ip6",
        "ipc",
        "isolation",
        "kernel-memory",
        "label",
        "label-file",
        "link",
        "link-local-ip",
        "log-driver",
        "log-opt",
        "mac-address",
        "memory",
        "memory-reservation",
        "memory-swap",
        "memory-swappiness",
        "mount",
        "name",
        "net",
        "net-alias",
        "network",
        "network-alias",
        "oom-score-adj",
        "os",
        "personality",
        "pid",
        "pidfile",
        "pids-limit",
        "platform",
        "pod",
        "pod-id-file",
        "publish",
        "pull",
        "requires",
        "restart",
        "runtime",
        "sdnotify",
        "seccomp-policy",
        "secret",
        "security-opt",
        "shm-size",
        "stop-signal",
        "stop-timeout",
        "storage-opt",
        "subgidname",
        "subuidname",
        "sysctl",
        "systemd",
        "timeout",
        "tmpfs",
        "tz",
        "uidmap",
        "ulimit",
        "umask",
        "unsetenv",
        "user",
        "userns",
        "uts",
        "variant",
        "volume",
        "volume-driver",
        "volumes-from",
        "workdir",
    ],
    short_flags: "diqtP",
    short_valued: "acehlmpuvw",
};

/// Those of `pull`.
pub(super) static PULL: OptionTable = OptionTable {
    flags: &["all-tags", "disable-content-trust", "quiet"],
    valued: &[
        "arch",
        "authfile",
        "cert-dir",
        "creds",
        "os",
        "platform",
        "retry",
        "retry-delay",
        "unpack",
        "variant",
    ],
    short_flags: "aq",
    short_valued: "",
};

/// Those of `build`, of which the names that it gives are of interest.
pub(super) const BUILD_NAME: [&str; 2] = ["-t", "--tag"];

/// Those of `sudo` (sudo(8)).
pub(super) static SUDO: OptionTable = OptionTable {
    flags: &["login", "non-interactive", "preserve-env", "set-home"],
    valued: &["group", "user"],
    short_flags: "EHbinPS",
    short_valued: "gu",
};

/// Those of `timeout` (timeout(1)), behind which the time stands.
pub(super) static TIMEOUT: OptionTable = OptionTable {
    flags: &["foreground", "preserve-status", "verbose"],
    valued: &["kill-after", "signal"],
    short_flags: "fpv",
    short_valued: "ks",
};

/// What an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OptionLength {
    /// It is one word.
    One,
    /// The next word is its value.
    Two,
}

impl OptionTable {
    /// What an option takes, by its word; `None` for one that is not known.
    pub(super) fn length(&self, word: &str) -> Option<OptionLength> {
        if let Some(long) = word.strip_prefix("--") {
            return match long.split_once('=') {
                Some((name, _)) if is_name(name) => Some(OptionLength::One),
                _ if self.flags.contains(&long) => Some(OptionLength::One),
                _ if self.valued.contains(&long) => Some(OptionLength::Two),
                _ => None,
            };
        }
        let mut letters = word.strip_prefix('-')?.chars();
        while let Some(letter) = letters.next() {
            if self.short_valued.contains(letter) {
                let is_alone = letters.as_str().is_empty();
                return Some(if is_alone {
                    OptionLength::Two
                } else {
                    OptionLength::One
                });
            }
            // `-t=false`
            if letter == '=' {
                return Some(OptionLength::One);
            }
            if !self.short_flags.contains(letter) {
                return None;
            }
        }
        Some(OptionLength::One)
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
}
