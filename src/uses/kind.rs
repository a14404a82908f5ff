//! Which kind of file uses images, by its name.

use std::fmt;
use std::path::{Component, Path};

/// Endings of files that a template engine turns into what the rest of the name says.
const TEMPLATE_ENDINGS: [&str; 7] = [".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".gotmpl", ".template"];

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Dockerfile => "a Dockerfile",
            Self::Compose => "a compose file",
            Self::Workflow => "a workflow",
            Self::GitLab => "GitLab CI",
            Self::Bake => "a Bake file",
            Self::HelmValues => "values of Helm",
            Self::Template => "a template",
            Self::Kubernetes => "maybe a manifest of Kubernetes",
        })
    }
}

/// A kind of file that uses images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `Dockerfile`, `Containerfile`, with a word before or behind.
    Dockerfile,
    /// `compose.yaml`, `docker-compose.yml`, with a word behind.
    Compose,
    /// A workflow or an action of GitHub, Gitea or Forgejo.
    Workflow,
    /// `.gitlab-ci.yml`, and what it includes from `.gitlab`.
    GitLab,
    /// `docker-bake.hcl`, `docker-bake.json`.
    Bake,
    /// `values.yaml` of a chart of Helm, with a word before or behind.
    HelmValues,
    /// A template of a chart of Helm, or one that is turned into another kind of file.
    Template,
    /// Any other YAML or JSON: it uses images where it is a manifest of Kubernetes.
    Kubernetes,
}

impl Kind {
    /// The kind of a file, by its path from the root; `has_chart` tells whether a directory has a `Chart.yaml`.
    pub fn of(path: &Path, has_chart: impl Fn(&Path) -> bool) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        if let Some(rest) = TEMPLATE_ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)) {
            return Self::by_name(rest, path).map(|_| Self::Template);
        }
        let below_templates = path.ancestors().skip(1).find(|it| it.ends_with("templates"));
        let chart = below_templates.and_then(Path::parent);
        match Self::by_name(&name, path)? {
            _ if chart.is_some_and(has_chart) => Some(Self::Template),
            kind => Some(kind),
        }
    }

    fn by_name(name: &str, path: &Path) -> Option<Self> {
        if is_dockerfile(name) {
            return Some(Self::Dockerfile);
        }
        let (stem, ending) = name.rsplit_once('.')?;
        let is_yaml = matches!(ending, "yaml" | "yml");
        Some(match stem {
            _ if is_bake(stem, ending) => Self::Bake,
            _ if ending == "json" => Self::Kubernetes,
            _ if !is_yaml => return None,
            _ if is_word_with(stem, &["compose", "docker-compose"]) => Self::Compose,
            "action" => Self::Workflow,
            _ if is_in(path, &[".github", ".gitea", ".forgejo"], "workflows") => Self::Workflow,
            _ if stem.ends_with(".gitlab-ci") || below(path, ".gitlab") => Self::GitLab,
            _ if is_word_with(stem, &["values"]) || ends_with_word(stem, "values") => Self::HelmValues,
            _ => Self::Kubernetes,
        })
    }
}

/// `Dockerfile`, `Dockerfile.dev`, `dev.Dockerfile`; not what docker keeps beside it, nor prose about it.
fn is_dockerfile(name: &str) -> bool {
    let is_other =
        [".dockerignore", ".md", ".txt", ".yaml", ".yml", ".json"].iter().any(|it| name.ends_with(it));
    let is = |word: &str| is_word_with(name, &[word]) || ends_with_word(name, word);
    !is_other && (is("dockerfile") || is("containerfile"))
}

fn is_bake(stem: &str, ending: &str) -> bool {
    matches!(ending, "hcl" | "json") && is_word_with(stem, &["docker-bake"])
}

/// Whether a name is one of the words, or begins with one and a separator.
fn is_word_with(name: &str, words: &[&str]) -> bool {
    let rest = |word: &&str| name.strip_prefix(*word);
    words.iter().filter_map(rest).any(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
}

fn ends_with_word(name: &str, word: &str) -> bool {
    name.strip_suffix(word).is_some_and(|rest| rest.ends_with(['.', '-', '_']))
}

/// Whether a file lies right in a directory of this name, in one of these.
fn is_in(path: &Path, outer: &[&str], inner: &str) -> bool {
    let mut above = path.ancestors().skip(1).filter_map(|it| it.file_name());
    above.next().is_some_and(|name| name == inner)
        && above.next().is_some_and(|name| outer.iter().any(|outer| name == *outer))
}

fn below(path: &Path, directory: &str) -> bool {
    path.parent().is_some_and(|it| it.components().any(|part| part == Component::Normal(directory.as_ref())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_names() {
        let cases = [
            ("Dockerfile", Some(Kind::Dockerfile)),
            ("a/dockerfile", Some(Kind::Dockerfile)),
            ("Dockerfile.dev", Some(Kind::Dockerfile)),
            ("Dockerfile-dev", Some(Kind::Dockerfile)),
            ("dev.Dockerfile", Some(Kind::Dockerfile)),
            ("Containerfile", Some(Kind::Dockerfile)),
            ("Dockerfile.dockerignore", None),
            ("Dockerfile.md", None),
            ("MyDockerfile", None),
            ("Dockerfile.j2", Some(Kind::Template)),
            ("compose.yaml.tmpl", Some(Kind::Template)),
            ("notes.tmpl", None),
            ("compose.yaml", Some(Kind::Compose)),
            ("docker-compose.override.yml", Some(Kind::Compose)),
            ("compose-dev.yml", Some(Kind::Compose)),
            ("composer.yml", Some(Kind::Kubernetes)),
            (".github/workflows/ci.yml", Some(Kind::Workflow)),
            ("sub/.forgejo/workflows/ci.yaml", Some(Kind::Workflow)),
            (".github/dependabot.yml", Some(Kind::Kubernetes)),
            ("action.yml", Some(Kind::Workflow)),
            (".gitlab-ci.yml", Some(Kind::GitLab)),
            ("ci/build.gitlab-ci.yml", Some(Kind::GitLab)),
            (".gitlab/ci/build.yml", Some(Kind::GitLab)),
            ("docker-bake.hcl", Some(Kind::Bake)),
            ("docker-bake.override.json", Some(Kind::Bake)),
            ("main.hcl", None),
            ("chart/values.yaml", Some(Kind::HelmValues)),
            ("chart/values-prod.yaml", Some(Kind::HelmValues)),
            ("prod.values.yml", Some(Kind::HelmValues)),
            ("chart/templates/app.yaml", Some(Kind::Template)),
            ("chart/templates/sub/app.yaml", Some(Kind::Template)),
            ("other/templates/app.yaml", Some(Kind::Kubernetes)),
            ("deploy/app.yaml", Some(Kind::Kubernetes)),
            ("package.json", Some(Kind::Kubernetes)),
            ("main.rs", None),
        ];
        for (path, kind) in cases {
            assert_eq!(Kind::of(Path::new(path), |it| it == Path::new("chart")), kind, "{path}");
        }
    }
}
