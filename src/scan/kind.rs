//! The kinds of files in which images are looked for.
//!
//! One table says what a kind is called, which names its files have, and which reader reads them. A new kind is a variant
//! and a row here, and its reader below `readers`. Finds and reads no file.

use std::fmt;
use std::path::Path;

use super::mention::Mentions;
use super::name::{FileName, begins_with_word, ends_with_word, is_rendered, lower_name};
use super::readers::{
    bake, compose, dockerfile, gitlab, helm, kubernetes, other, template, workflow,
};
use crate::document::Source;
use crate::yaml::Yaml;

/// A kind of file that uses images, in the order in which people are told of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// `Dockerfile`, `Containerfile`, with a word before or behind; `myDockerfile`.
    Dockerfile,
    /// `compose.yaml`, `docker-compose.yml`, with a word before or behind.
    Compose,
    /// Any other YAML or JSON: it uses images where it is a manifest of Kubernetes, or a compose file by what it says.
    Kubernetes,
    /// `kustomization.yaml`, `Kustomization`.
    Kustomize,
    /// `values.yaml` of a chart of Helm, with a word before or behind.
    HelmValues,
    /// A file that Helm renders, or a template that is turned into another kind of file.
    Template,
    /// A workflow or an action of GitHub, Gitea or Forgejo.
    Workflow,
    /// `.gitlab-ci.yml`, and what it includes from `.gitlab`.
    GitLab,
    /// `docker-bake.hcl`, `docker-bake.json`, `bake.hcl` with a word before or behind.
    Bake,
}

#[derive(Clone, Copy)]
struct KindRow {
    kind: FileKind,
    /// The name of one file, with its article.
    one: &'static str,
    /// The name of all such files in help and hints; `None` where another row names them too.
    all: Option<&'static str>,
    /// Whether a name is one of this kind, where it is none of the rows above.
    is_named: fn(&FileName<'_>) -> bool,
    reader: KindReader,
}

/// The function that finds the images of a file.
#[derive(Clone, Copy)]
enum KindReader {
    Text(fn(&Source) -> Mentions),
    Yaml(fn(&Source, &Yaml) -> Mentions),
    /// YAML, which people also make by template engines without saying so in the name.
    YamlOrTemplate(fn(&Source, &Yaml) -> Mentions),
    /// A text of its own, and the same in JSON.
    TextOrJson(fn(&Source) -> Mentions, fn(&Source, &Yaml) -> Mentions),
}

/// The kinds; the first that has the name of a file is its kind.
static KINDS: [KindRow; 9] = [
    KindRow {
        kind: FileKind::Dockerfile,
        one: "a Dockerfile",
        all: Some("Dockerfiles"),
        is_named: is_dockerfile,
        reader: KindReader::Text(dockerfile::mentions),
    },
    KindRow {
        kind: FileKind::Bake,
        one: "a Bake file",
        all: Some("Bake files"),
        is_named: is_bake,
        reader: KindReader::TextOrJson(bake::mentions, bake::of_json),
    },
    // What the forge runs, whatever it is called after
    KindRow {
        kind: FileKind::Workflow,
        one: "a workflow",
        all: Some("workflows"),
        is_named: |file| file.is_yaml() && (file.is_of_forge() || file.stem == "action"),
        reader: KindReader::Yaml(workflow::mentions),
    },
    KindRow {
        kind: FileKind::Compose,
        one: "a compose file",
        all: Some("compose files"),
        is_named: is_compose,
        reader: KindReader::YamlOrTemplate(compose::mentions),
    },
    KindRow {
        kind: FileKind::Kustomize,
        one: "a kustomization",
        all: Some("kustomizations"),
        is_named: |file| {
            file.whole == KUSTOMIZATION || file.is_yaml() && file.stem == KUSTOMIZATION
        },
        reader: KindReader::YamlOrTemplate(kubernetes::kustomizations),
    },
    KindRow {
        kind: FileKind::GitLab,
        one: "GitLab CI",
        all: Some("GitLab CI"),
        is_named: is_pipeline,
        reader: KindReader::Yaml(gitlab::mentions),
    },
    KindRow {
        kind: FileKind::HelmValues,
        one: "Helm values",
        all: Some("Helm values and templates"),
        is_named: is_values,
        reader: KindReader::Yaml(helm::mentions),
    },
    KindRow {
        kind: FileKind::Template,
        one: "a template",
        all: None,
        // By what it becomes, or where it is
        is_named: |_| false,
        reader: KindReader::Text(template::mentions),
    },
    OTHER,
];
/// The kind of files whose names say nothing.
const OTHER: KindRow = KindRow {
    kind: FileKind::Kubernetes,
    one: "maybe a Kubernetes manifest",
    all: Some("Kubernetes manifests"),
    is_named: |file| file.is_yaml() || file.ending == "json",
    reader: KindReader::YamlOrTemplate(other::mentions),
};
/// The names of compose files, before an ending or another word.
const COMPOSE_WORDS: [&str; 5] = [
    "compose",
    "docker-compose",
    "docker_compose",
    "podman-compose",
    "podman_compose",
];
/// The name of the file that kustomize reads in a directory, with an ending of YAML or none.
const KUSTOMIZATION: &str = "kustomization";

impl FileKind {
    /// The kind of a file, by its path from the root; `has_chart` tells whether a directory has a `Chart.yaml`.
    pub fn of(path: &Path, has_chart: impl Fn(&Path) -> bool) -> Option<Self> {
        Self::of_named(path, &lower_name(path)?, has_chart)
    }

    /// The same for a file whose name, in lower case, is known.
    pub(super) fn of_named(
        path: &Path,
        name: &str,
        has_chart: impl Fn(&Path) -> bool,
    ) -> Option<Self> {
        let above = path.ancestors().skip(1);
        let mut templates = above.filter(|it| it.ends_with("templates"));
        if is_rendered(name) && templates.any(|it| it.parent().is_some_and(&has_chart)) {
            return Some(Self::Template);
        }
        let mut endings = template::ENDINGS.iter();
        let rest = endings.find_map(|ending| name.strip_suffix(ending));
        let file = FileName::new(path, rest.unwrap_or(name));
        let row = KINDS.iter().find(|row| (row.is_named)(&file))?;
        Some(rest.map_or(row.kind, |_| Self::Template))
    }

    /// All kinds in a sentence, as help and hints name them.
    pub fn list() -> String {
        let mut rows = KINDS;
        rows.sort_by_key(|row| row.kind);
        let mut names: Vec<&str> = rows.iter().filter_map(|row| row.all).collect();
        let last = names.pop().unwrap_or_default();
        format!("{} and {last}", names.join(", "))
    }

    /// Whether people make such files by template engines without saying so in the name.
    pub(super) fn may_be_template(self) -> bool {
        matches!(self.row().reader, KindReader::YamlOrTemplate(_))
    }

    /// The images of a text; `None` where it is YAML or JSON.
    pub(super) fn read_text(self, source: &Source) -> Option<Mentions> {
        match self.row().reader {
            KindReader::Text(read) => Some(read(source)),
            KindReader::TextOrJson(read, _) if !is_json(source) => Some(read(source)),
            KindReader::TextOrJson(..) | KindReader::Yaml(_) | KindReader::YamlOrTemplate(_) => {
                None
            }
        }
    }

    /// The images of YAML or JSON, as the reader of this kind finds them.
    pub(super) fn read_yaml(self, source: &Source, yaml: &Yaml) -> Mentions {
        match self.row().reader {
            KindReader::Yaml(read)
            | KindReader::YamlOrTemplate(read)
            | KindReader::TextOrJson(_, read) => read(source, yaml),
            KindReader::Text(_) => Ok(Vec::new()),
        }
    }

    fn row(self) -> &'static KindRow {
        KINDS.iter().find(|row| row.kind == self).unwrap_or(&OTHER)
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.row().one)
    }
}

/// `Dockerfile`, `Dockerfile.dev`, `dev.Dockerfile`, `myDockerfile`; not what docker keeps beside it, nor prose about it.
fn is_dockerfile(file: &FileName<'_>) -> bool {
    let is_other = matches!(
        file.ending,
        "dockerignore" | "md" | "txt" | "yaml" | "yml" | "json"
    );
    let has = |word: &&str| begins_with_word(file.whole, word) || file.whole.ends_with(word);
    !is_other && ["dockerfile", "containerfile"].iter().any(has)
}

fn is_bake(file: &FileName<'_>) -> bool {
    let is_called_so = || begins_with_word(file.stem, "bake") || ends_with_word(file.stem, "bake");
    match file.ending {
        "hcl" => begins_with_word(file.stem, "docker-bake") || is_called_so(),
        "json" => begins_with_word(file.stem, "docker-bake"),
        _ => false,
    }
}

fn is_compose(file: &FileName<'_>) -> bool {
    let begins = |word: &&str| begins_with_word(file.stem, word);
    let ends = || ends_with_word(file.stem, "compose") && !is_pipeline(file) && !is_values(file);
    file.is_yaml() && (COMPOSE_WORDS.iter().any(begins) || ends())
}

fn is_pipeline(file: &FileName<'_>) -> bool {
    file.is_yaml() && (file.stem.ends_with(".gitlab-ci") || file.is_below(".gitlab"))
}

fn is_values(file: &FileName<'_>) -> bool {
    file.is_yaml() && (begins_with_word(file.stem, "values") || ends_with_word(file.stem, "values"))
}

fn is_json(source: &Source) -> bool {
    source.name.to_ascii_lowercase().ends_with(".json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_row() {
        let mut kinds = KINDS.map(|row| row.kind);
        kinds.sort();
        kinds
            .windows(2)
            .for_each(|pair| assert_eq!(pair[0] as usize + 1, pair[1] as usize));
        assert_eq!(kinds.map(|kind| kind.row().kind), kinds);
    }

    #[test]
    fn files_are_known_by_their_names() {
        let cases = [
            (
                Some(FileKind::Dockerfile),
                "Dockerfile a/dockerfile Dockerfile.dev Dockerfile-dev dev.Dockerfile Containerfile \
                 MyDockerfile",
            ),
            (
                None,
                "Dockerfile.dockerignore Dockerfile.md Dockerfiles notes.tmpl main.hcl \
                 chart/templates/NOTES.txt chart/templates/logo.png other/templates/_helpers.tpl \
                 main.rs",
            ),
            (
                Some(FileKind::Template),
                "Dockerfile.j2 compose.yaml.tmpl chart/templates/_helpers.tpl \
                 chart/templates/more.conf chart/templates/more.txt chart/templates/app.yaml \
                 chart/templates/sub/app.yaml chart/templates/templates/app.yaml",
            ),
            (
                Some(FileKind::Compose),
                "compose.yaml docker-compose.override.yml compose-dev.yml prod.compose.yml \
                 dev-compose.yml podman-compose.yml podman-compose.override.yml docker_compose.yml",
            ),
            (
                Some(FileKind::Kubernetes),
                "composer.yml decompose.yml .github/dependabot.yml ci.bake.json \
                 other/templates/app.yaml deploy/app.yaml package.json",
            ),
            (
                Some(FileKind::HelmValues),
                "values-compose.yaml chart/values.yaml chart/values-prod.yaml prod.values.yml",
            ),
            (
                Some(FileKind::Workflow),
                ".github/workflows/docker-compose.yml .github/workflows/test-compose.yml \
                 .github/workflows/ci.yml sub/.forgejo/workflows/ci.yaml action.yml",
            ),
            (
                Some(FileKind::GitLab),
                ".gitlab-ci.yml ci/build.gitlab-ci.yml .gitlab/ci/build.yml",
            ),
            (
                Some(FileKind::Bake),
                "docker-bake.hcl docker-bake.override.json bake.hcl bake.override.hcl ci.bake.hcl",
            ),
            (
                Some(FileKind::Kustomize),
                "kustomization.yaml base/Kustomization",
            ),
        ];
        for (kind, paths) in cases {
            for path in paths.split_whitespace() {
                let found = FileKind::of(Path::new(path), |it| it == Path::new("chart"));
                assert_eq!(found, kind, "{path}");
            }
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
