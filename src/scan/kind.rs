//! Which kind of file uses images, by its name.

use std::fmt;
use std::path::{Component, Path};

use super::readers::template;

/// What compose files are called, with a word behind.
const COMPOSE_WORDS: [&str; 5] = [
    "compose",
    "docker-compose",
    "docker_compose",
    "podman-compose",
    "podman_compose",
];
/// What kustomize reads in a directory, with an ending of YAML or none.
const KUSTOMIZATION: &str = "kustomization";
/// What Helm shows to people.
const NOTES: &str = "notes.txt";
/// Endings of files that are no text.
const NO_TEXTS: [&str; 8] = [
    ".gif", ".gz", ".ico", ".jpeg", ".jpg", ".png", ".tgz", ".zip",
];

impl fmt::Display for FileKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Dockerfile => "a Dockerfile",
            Self::Compose => "a compose file",
            Self::Workflow => "a workflow",
            Self::GitLab => "GitLab CI",
            Self::Bake => "a Bake file",
            Self::HelmValues => "values of Helm",
            Self::Kustomize => "a kustomization",
            Self::Template => "a template",
            Self::Kubernetes => "maybe a manifest of Kubernetes",
        })
    }
}

/// A kind of file that uses images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// `Dockerfile`, `Containerfile`, with a word before or behind; `myDockerfile`.
    Dockerfile,
    /// `compose.yaml`, `docker-compose.yml`, with a word before or behind.
    Compose,
    /// A workflow or an action of GitHub, Gitea or Forgejo.
    Workflow,
    /// `.gitlab-ci.yml`, and what it includes from `.gitlab`.
    GitLab,
    /// `docker-bake.hcl`, `docker-bake.json`, `bake.hcl` with a word before or behind.
    Bake,
    /// `values.yaml` of a chart of Helm, with a word before or behind.
    HelmValues,
    /// A file that Helm renders, or a template that is turned into another kind of file.
    Template,
    /// `kustomization.yaml`, `Kustomization`.
    Kustomize,
    /// Any other YAML or JSON: it uses images where it is a manifest of Kubernetes, or a compose file by what it says.
    Kubernetes,
}

impl FileKind {
    /// The kind of a file, by its path from the root; `has_chart` tells whether a directory has a `Chart.yaml`.
    pub fn of(path: &Path, has_chart: impl Fn(&Path) -> bool) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let mut templates = path
            .ancestors()
            .skip(1)
            .filter(|it| it.ends_with("templates"));
        if is_rendered(&name) && templates.any(|it| it.parent().is_some_and(&has_chart)) {
            return Some(Self::Template);
        }
        if let Some(rest) = template::ENDINGS
            .iter()
            .find_map(|ending| name.strip_suffix(ending))
        {
            return Self::by_name(rest, path).map(|_| Self::Template);
        }
        Self::by_name(&name, path)
    }

    fn by_name(name: &str, path: &Path) -> Option<Self> {
        if is_dockerfile(name) {
            return Some(Self::Dockerfile);
        }
        if name == KUSTOMIZATION {
            return Some(Self::Kustomize);
        }
        let (stem, ending) = name.rsplit_once('.')?;
        let is_yaml = matches!(ending, "yaml" | "yml");
        Some(match stem {
            _ if is_bake(stem, ending) => Self::Bake,
            _ if ending == "json" => Self::Kubernetes,
            _ if !is_yaml => return None,
            // What the forge runs, whatever it is called after
            _ if is_in(path, &[".github", ".gitea", ".forgejo"], "workflows") => Self::Workflow,
            _ if is_word_with(stem, &COMPOSE_WORDS) => Self::Compose,
            "action" => Self::Workflow,
            KUSTOMIZATION => Self::Kustomize,
            _ if stem.ends_with(".gitlab-ci") || below(path, ".gitlab") => Self::GitLab,
            _ if is_word_with(stem, &["values"]) || ends_with_word(stem, "values") => {
                Self::HelmValues
            }
            _ if ends_with_word(stem, "compose") => Self::Compose,
            _ => Self::Kubernetes,
        })
    }
}

/// Whether Helm renders a file of `templates` into manifests: it does whatever the name is, but for the notes
/// (`notesFileSuffix` in Helm's `pkg/action/action.go`).
fn is_rendered(name: &str) -> bool {
    !name.ends_with(NOTES) && !NO_TEXTS.iter().any(|ending| name.ends_with(ending))
}

/// `Dockerfile`, `Dockerfile.dev`, `dev.Dockerfile`, `myDockerfile`; not what docker keeps beside it, nor prose about it.
fn is_dockerfile(name: &str) -> bool {
    let is_other = [".dockerignore", ".md", ".txt", ".yaml", ".yml", ".json"]
        .iter()
        .any(|it| name.ends_with(it));
    let is = |word: &str| is_word_with(name, &[word]) || name.ends_with(word);
    !is_other && (is("dockerfile") || is("containerfile"))
}

fn is_bake(stem: &str, ending: &str) -> bool {
    let is_bake = is_word_with(stem, &["docker-bake"]);
    let is_called_so = || is_word_with(stem, &["bake"]) || ends_with_word(stem, "bake");
    matches!(ending, "hcl" | "json") && is_bake || ending == "hcl" && is_called_so()
}

/// Whether a name is one of the words, or begins with one and a separator.
fn is_word_with(name: &str, words: &[&str]) -> bool {
    let rest = |word: &&str| name.strip_prefix(*word);
    words
        .iter()
        .filter_map(rest)
        .any(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
}

fn ends_with_word(name: &str, word: &str) -> bool {
    name.strip_suffix(word)
        .is_some_and(|rest| rest.ends_with(['.', '-', '_']))
}

/// Whether a file lies right in a directory of this name, in one of these.
fn is_in(path: &Path, outer: &[&str], inner: &str) -> bool {
    let mut above = path.ancestors().skip(1).filter_map(|it| it.file_name());
    above.next().is_some_and(|name| name == inner)
        && above
            .next()
            .is_some_and(|name| outer.iter().any(|outer| name == *outer))
}

fn below(path: &Path, directory: &str) -> bool {
    path.parent().is_some_and(|it| {
        it.components()
            .any(|part| part == Component::Normal(directory.as_ref()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_names() {
        let cases = [
            ("Dockerfile", Some(FileKind::Dockerfile)),
            ("a/dockerfile", Some(FileKind::Dockerfile)),
            ("Dockerfile.dev", Some(FileKind::Dockerfile)),
            ("Dockerfile-dev", Some(FileKind::Dockerfile)),
            ("dev.Dockerfile", Some(FileKind::Dockerfile)),
            ("Containerfile", Some(FileKind::Dockerfile)),
            ("Dockerfile.dockerignore", None),
            ("Dockerfile.md", None),
            ("MyDockerfile", Some(FileKind::Dockerfile)),
            ("Dockerfiles", None),
            ("Dockerfile.j2", Some(FileKind::Template)),
            ("compose.yaml.tmpl", Some(FileKind::Template)),
            ("notes.tmpl", None),
            ("compose.yaml", Some(FileKind::Compose)),
            ("docker-compose.override.yml", Some(FileKind::Compose)),
            ("compose-dev.yml", Some(FileKind::Compose)),
            ("composer.yml", Some(FileKind::Kubernetes)),
            ("prod.compose.yml", Some(FileKind::Compose)),
            ("dev-compose.yml", Some(FileKind::Compose)),
            ("podman-compose.yml", Some(FileKind::Compose)),
            ("podman-compose.override.yml", Some(FileKind::Compose)),
            ("docker_compose.yml", Some(FileKind::Compose)),
            ("decompose.yml", Some(FileKind::Kubernetes)),
            ("values-compose.yaml", Some(FileKind::HelmValues)),
            (
                ".github/workflows/docker-compose.yml",
                Some(FileKind::Workflow),
            ),
            (
                ".github/workflows/test-compose.yml",
                Some(FileKind::Workflow),
            ),
            (".github/workflows/ci.yml", Some(FileKind::Workflow)),
            ("sub/.forgejo/workflows/ci.yaml", Some(FileKind::Workflow)),
            (".github/dependabot.yml", Some(FileKind::Kubernetes)),
            ("action.yml", Some(FileKind::Workflow)),
            (".gitlab-ci.yml", Some(FileKind::GitLab)),
            ("ci/build.gitlab-ci.yml", Some(FileKind::GitLab)),
            (".gitlab/ci/build.yml", Some(FileKind::GitLab)),
            ("docker-bake.hcl", Some(FileKind::Bake)),
            ("docker-bake.override.json", Some(FileKind::Bake)),
            ("main.hcl", None),
            ("bake.hcl", Some(FileKind::Bake)),
            ("bake.override.hcl", Some(FileKind::Bake)),
            ("ci.bake.hcl", Some(FileKind::Bake)),
            ("ci.bake.json", Some(FileKind::Kubernetes)),
            ("kustomization.yaml", Some(FileKind::Kustomize)),
            ("base/Kustomization", Some(FileKind::Kustomize)),
            ("chart/templates/_helpers.tpl", Some(FileKind::Template)),
            ("chart/templates/more.conf", Some(FileKind::Template)),
            ("chart/templates/more.txt", Some(FileKind::Template)),
            ("chart/templates/NOTES.txt", None),
            ("chart/templates/logo.png", None),
            ("other/templates/_helpers.tpl", None),
            ("chart/values.yaml", Some(FileKind::HelmValues)),
            ("chart/values-prod.yaml", Some(FileKind::HelmValues)),
            ("prod.values.yml", Some(FileKind::HelmValues)),
            ("chart/templates/app.yaml", Some(FileKind::Template)),
            ("chart/templates/sub/app.yaml", Some(FileKind::Template)),
            (
                "chart/templates/templates/app.yaml",
                Some(FileKind::Template),
            ),
            ("other/templates/app.yaml", Some(FileKind::Kubernetes)),
            ("deploy/app.yaml", Some(FileKind::Kubernetes)),
            ("package.json", Some(FileKind::Kubernetes)),
            ("main.rs", None),
        ];
        for (path, kind) in cases {
            assert_eq!(
                FileKind::of(Path::new(path), |it| it == Path::new("chart")),
                kind,
                "{path}"
            );
        }
    }
    #[cfg(unix)]
    #[test]
    fn a_name_need_not_be_utf8() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(OsStr::from_bytes(b"caf\xe9.Dockerfile"));
        assert_eq!(FileKind::of(path, |_| false), Some(FileKind::Dockerfile));
    }
}
