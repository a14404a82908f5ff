//! What the names of files say of their kinds.

use crate::scan::name::{FileName, begins_with_word, ends_with_word};

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

/// `Dockerfile`, `Dockerfile.dev`, `dev.Dockerfile`, `myDockerfile`; not what docker keeps beside it, nor prose about it.
pub(in crate::scan) fn is_dockerfile(file: &FileName<'_>) -> bool {
    let is_other = matches!(
        file.ending,
        "dockerignore" | "md" | "txt" | "yaml" | "yml" | "json"
    );
    let has = |word: &&str| begins_with_word(file.whole, word) || file.whole.ends_with(word);
    !is_other && ["dockerfile", "containerfile"].iter().any(has)
}

pub(in crate::scan) fn is_bake(file: &FileName<'_>) -> bool {
    let is_called_so = || begins_with_word(file.stem, "bake") || ends_with_word(file.stem, "bake");
    match file.ending {
        "hcl" => begins_with_word(file.stem, "docker-bake") || is_called_so(),
        "json" => begins_with_word(file.stem, "docker-bake"),
        _ => false,
    }
}

pub(in crate::scan) fn is_compose(file: &FileName<'_>) -> bool {
    let begins = |word: &&str| begins_with_word(file.stem, word);
    let ends = || ends_with_word(file.stem, "compose") && !is_pipeline(file) && !is_values(file);
    file.is_yaml() && (COMPOSE_WORDS.iter().any(begins) || ends())
}

pub(in crate::scan) fn is_pipeline(file: &FileName<'_>) -> bool {
    file.is_yaml() && (file.stem.ends_with(".gitlab-ci") || file.is_below(".gitlab"))
}

pub(in crate::scan) fn is_values(file: &FileName<'_>) -> bool {
    file.is_yaml() && (begins_with_word(file.stem, "values") || ends_with_word(file.stem, "values"))
}

pub(in crate::scan) fn is_kustomization(file: &FileName<'_>) -> bool {
    file.whole == KUSTOMIZATION || file.is_yaml() && file.stem == KUSTOMIZATION
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::scan::kind::FileKind;

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
                "Dockerfile.dockerignore Dockerfile.md Dockerfiles notes.tmpl \
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
                Some(FileKind::Makefile),
                "Makefile GNUmakefile sub/makefile rules.mk",
            ),
            (Some(FileKind::Shell), "deploy.sh ci/build.bash"),
            (
                Some(FileKind::Kustomize),
                "kustomization.yaml base/Kustomization",
            ),
            (
                Some(FileKind::DevContainer),
                ".devcontainer/devcontainer.json .devcontainer.json .devcontainer/a/devcontainer.json",
            ),
            (
                Some(FileKind::Quadlet),
                "web.container web.image data.volume",
            ),
            (Some(FileKind::Nomad), "job.nomad job.nomad.hcl main.hcl"),
            (Some(FileKind::Terraform), "infra/main.tf main.tofu"),
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
