//! What the page says whatever was measured.

use crate::contract::JOBS;
use crate::machine;

/// The first screen.
pub fn head(machine: &str) -> String {
    format!(
        "\
# Performance

imagelock asks a registry as seldom as its rules allow, and as many things at once as you allow. This page says what that
comes to. One command measures everything on it and writes it:

```text
cargo bench --bench performance
```

Written on {} by commit {}. The machine: {}.
{}Other machines have other times, and the same requests.

![Seconds and requests of imagelock and other tools](performance-tools.svg)
",
        machine::date(),
        machine::commit(),
        machine,
        if cfg!(debug_assertions) { DEBUG } else { "" }
    )
}

/// What is said of a build for tests.
const DEBUG: &str = "\
**This is a draft, by a build for tests on a busy machine: only its requests count. `cargo bench` measures what is shipped.**
";

/// What the bounds are.
pub fn promises() -> String {
    format!(
        "\
N is the number of images, R of their repositories, L the time of an answer, J what `--jobs` says ({JOBS} if it is not
given). A cold run has no lock. Its time is promised to be within 1.2 × (1 + ⌈R/J⌉ + ⌈N/J⌉) × L, plus the start of the
process: an answer that says where tokens come from, tokens, images.

"
    )
}

/// How the figures came about.
pub const METHOD: &str = "\
* The registry is that of the tests (`tests/it/support/registry`): real sockets on loopback, bearer tokens as Docker Hub has
  them, a delay before each answer. It shares the processors with the tool that is measured, and counts requests and
  connections itself.
* Docker Hub's shape: `registry-1.docker.io` and `auth.docker.io` over TLS by way of a proxy on loopback, HTTP/2 for those
  who speak it, a token for each repository.
* Each run is a process of its own, or 32 at once for tools that take one image. Time is that of the clock from start to
  end. CPU is what the system counts, with all processes that were started.
* After each run the digests are compared with those of the registry, image by image for imagelock and frizbee, which say
  which image a digest is of. A run that is not complete is marked.
* imagelock starts without a lock, and without what an earlier run remembered, as on a machine of CI. \"imagelock again\"
  has no lock either, but the cache directory of the run before.
";

/// What was left out.
pub const OTHERS: &str = "
To measure a tool that was not installed, put it into `PATH` and run the command again. A line for another tool belongs
into `benches/performance/tool.rs`.

ratchet reads workflows, kbld Kubernetes manifests, pinner and dockerfile-pin Dockerfiles; Renovate is a service. They are
not in this run.
";
