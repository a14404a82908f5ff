//! What help says beside the arguments.

/// What stands at the end of `--help`; narrow enough for a terminal of 80 columns.
pub(super) const EXIT_STATUSES: &str = "\
Exit status:
  0    done; an update that wrote changes is 0 too
  1    the answer is no: the lock is missing or does not satisfy the manifest,
       a tag or digest is gone, a tag moved under `--fresh`, a change locks
       what is not true, `--check` or `--exit-code` found work, a policy
       refused
  2    the question is wrong, or this machine cannot ask it: usage, an unknown
       name, a file that cannot be read or written
  3    there is no answer: network, TLS, credentials, refused access, rate
       limits, a broken registry; the only one that a retry can change
  130  ended by SIGINT, or 143 by SIGTERM; nothing is half-written";

/// Below the help of `init`.
pub(super) const INIT_HELP: &str = "\
It looks into Dockerfiles, compose files, Kubernetes manifests, kustomizations,
Helm values and templates, workflows, GitLab CI and Bake files that .gitignore
does not name. What a variable or a template decides is told and left open. An
images.toml that is there is never written over. What is not to be read is left
out with `--exclude`, which goes into images.toml.

Examples:
  imagelock init                 then: imagelock update
  imagelock init deploy compose.yaml
  imagelock init --exclude 'testdata/' --exclude 'vendor/**'
  imagelock init --dry-run       show what would be written";

/// Below the help of `import`.
pub(super) const IMPORT_HELP: &str = "\
The digests are taken as they are: no registry is asked whether they are true.
`imagelock verify --fresh` does.

Examples:
  imagelock import docker-lock.json
  imagelock import .imgpkg/images.yml
  imagelock import .              a repository that is pinned in place already";

/// Below the help of `check`.
pub(super) const CHECK_HELP: &str = "\
Every image that a file uses has to be in images.toml, and where it is written
with a digest, that is the locked one. An image without a digest passes: write
the digests with `--fix`, or hand them over with `imagelock export`. A comment
`# imagelock: ignore`, alone on the line above a place, or behind it where a
comment may stand, leaves it out. So does `exclude` below `[files]` in
images.toml, with patterns as in .gitignore, for whole files.

Examples:
  imagelock check --all           a gate for pull requests, beside `verify`
  imagelock check --fix           after an update: write nginx:1.27@sha256:…
  imagelock check Dockerfile";

/// Below the help of `update`.
pub(super) const UPDATE_HELP: &str = "\
Examples:
  imagelock update              lock what all tags name now
  imagelock update web cache    the same for these two, and touch no other
  imagelock update --check      fail if that would change anything
  imagelock update --all        lock every images.toml of the repository";

/// Below the help of `lock`.
pub(super) const LOCK_HELP: &str = "\
Run it after every edit of images.toml. An entry that still satisfies its image
keeps its digest, and where all do, no registry is asked.";

/// Below the help of `add`.
pub(super) const ADD_HELP: &str = "\
An image that does not exist is not added: both files are written, or neither.

Examples:
  imagelock add nginx:1.27 ghcr.io/acme/app:main    as `nginx` and `acme-app`
  imagelock add redis:7 --name cache";

/// Below the help of `remove`.
pub(super) const REMOVE_HELP: &str = "\
A comment behind an image goes with it, and so does one above that would be
about nothing else, unless the file begins with it. All other bytes of the
manifest stay.";

/// Below the help of `list`.
pub(super) const LIST_HELP: &str = "\
The exit status says nothing of the lock; that is for `imagelock verify`.";

/// Below the help of `verify`.
pub(super) const VERIFY_HELP: &str = "\
By default no registry is asked, so that the answer is always the same: the gate
for every pull request. A lock is not wrong because something newer was
published: only `--fresh` fails for that.

`--base` is the gate for changes by others: every entry that differs from the
base is asked, its tag must name its digest, and its platforms must be those of
the index. What did not change is not asked, so nothing that moved meanwhile
fails. Of a branch, the base is the commit at which the change left it; where
histories cross there are several, and each counts. Without `--all`, a change
that adds or removes an images.toml above or below this one fails.

Examples:
  imagelock verify --all                                   on every pull request
  imagelock verify --all --base origin/main --anonymous    on those of strangers
  imagelock verify --present                               every night";

/// Below the help of `outdated`.
pub(super) const OUTDATED_HELP: &str = "\
Examples:
  imagelock outdated                      what has moved since the lock was made
  imagelock outdated --exit-code          the same, and fail if anything has
  imagelock outdated --format markdown    as the body of an issue";

/// Below the help of `diff`.
pub(super) const DIFF_HELP: &str = "\
Examples:
  imagelock diff                   since the last commit
  imagelock diff HEAD~1            since the one before
  imagelock diff v1.0 v1.1         between two tags of this repository
  imagelock diff old.lock new.lock";

/// Below the help of `resolve`.
pub(super) const RESOLVE_HELP: &str = "\
Examples:
  imagelock resolve alpine:3.20
  grep -v '^#' references.txt | imagelock resolve -";

/// Below the help of `get`.
pub(super) const GET_HELP: &str = "\
Examples:
  docker run \"$(imagelock get web)\"
  imagelock get --all --field digest
  imagelock get web --platform linux/arm64 --no-tag

The tag of an image that is pinned without one is an empty line.";

/// Below the help of `export`.
pub(super) const EXPORT_HELP: &str = "\
KEYS are some of registry, repository, tag and digest with commas between them,
or reference alone for the whole in one string; repository,tag by default. Where
digest is not among them, it stands behind the tag.

Examples:
  imagelock export env --output images.env
  imagelock export bake web base > images.hcl
  imagelock export helm --map web=frontend.image --map db=db.image:reference";
