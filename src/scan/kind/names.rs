//! What the names of files say of their kinds.

use std::path::Path;

use crate::scan::name::{FileName, begins_with_word, ends_with_word};

/// The names of Dockerfiles, with a word before or behind.
const DOCKERFILE_WORDS: [&str; 2] = ["dockerfile", "containerfile"];
/// The endings of what lies beside a Dockerfile: what docker leaves out, prose, data, licences, checksums, signatures,
/// bills of materials, and what editors keep.
const NO_DOCKERFILES: &str = "adoc asc cdx csv diff dockerignore gz html json json5 license lock log md md5 md5sum orig \
    patch pdf png rej rst sarif sbom sha1 sha256 sha256sum sha512 sig snap spdx svg swo swp toml \
    txt xml yaml yml zip";
/// The endings of source text and of settings, by which people also call a Dockerfile for that language.
const SOURCE_ENDINGS: &str = "awk bash bat bzl c cc cfg cjs clj conf cpp cs css cue dart el env ex exs fish go golden gradle \
    groovy h hcl hs ini ipynb java js jsx kt lua mjs mts nix php pl properties proto ps1 py pyi r \
    rb readme rego rs scala scm sh snippets sql swift tf tmlanguage tmtheme ts tsx vim vue zsh";
/// The names of compose files, before an ending or another word.
const COMPOSE_WORDS: [&str; 5] = [
    "compose",
    "docker-compose",
    "docker_compose",
    "podman-compose",
    "podman_compose",
];
const JENKINSFILE: &str = "jenkinsfile";
/// The name of the file that kustomize reads in a directory, with an ending of YAML or none.
const KUSTOMIZATION: &str = "kustomization";

/// `Dockerfile`, `Dockerfile.dev`, `dev.Dockerfile`, `myDockerfile`, `Dockerfile2`; not what lies beside it, nor prose
/// about it. Renovate's patterns are as wide (`managerFilePatterns` of its `dockerfile`).
pub(in crate::scan) fn is_dockerfile(file: &FileName<'_>) -> bool {
    let has = |word: &&str| file.whole.starts_with(word) || file.whole.ends_with(word);
    let is_copy = file.whole.ends_with('~');
    !is_copy && !has_word(NO_DOCKERFILES, file.ending) && DOCKERFILE_WORDS.iter().any(has)
}

/// Whether a Dockerfile is called nothing else.
pub(in crate::scan) fn is_plain_dockerfile(name: &str) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut words = DOCKERFILE_WORDS.iter();
    words.any(|word| name.eq_ignore_ascii_case(word))
}

/// Whether a Dockerfile's name may be that of something else, so that its text has to say what it is: `Dockerfile.go`
/// is one for Go, or source text about them.
pub(in crate::scan) fn may_be_no_dockerfile(name: &str) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    let file = FileName::new(Path::new(""), &name);
    let mut words = DOCKERFILE_WORDS.iter();
    let Some(behind) = words.find_map(|word| name.strip_prefix(word)) else {
        return false;
    };
    let is_number = behind.bytes().all(|byte| byte.is_ascii_digit());
    let is_word = behind.starts_with(['.', '-', '_']);
    has_word(SOURCE_ENDINGS, file.ending) || !(is_number || is_word)
}

fn has_word(words: &str, word: &str) -> bool {
    words.split(' ').any(|it| it == word)
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
    file.is_yaml() && !file.is_of_role() && (COMPOSE_WORDS.iter().any(begins) || ends())
}

pub(in crate::scan) fn is_pipeline(file: &FileName<'_>) -> bool {
    file.is_yaml() && (file.stem.ends_with(".gitlab-ci") || file.is_below(".gitlab"))
}

/// `Jenkinsfile`, `Jenkinsfile.release`, `deploy.jenkinsfile`; not what lies beside it.
pub(in crate::scan) fn is_jenkinsfile(file: &FileName<'_>) -> bool {
    let is_beside = file.is_yaml() || has_word(NO_DOCKERFILES, file.ending);
    let begins = begins_with_word(file.whole, JENKINSFILE) && !is_beside;
    begins || file.ending == JENKINSFILE
}

pub(in crate::scan) fn is_values(file: &FileName<'_>) -> bool {
    let is_called_so =
        || begins_with_word(file.stem, "values") || ends_with_word(file.stem, "values");
    file.is_yaml() && !file.is_of_role() && is_called_so()
}

pub(in crate::scan) fn is_kustomization(file: &FileName<'_>) -> bool {
    let is_called_so = || file.is_yaml() && file.stem == KUSTOMIZATION;
    file.whole == KUSTOMIZATION || !file.is_of_role() && is_called_so()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::kind::FileKind;

    #[test]
    fn files_are_known_by_their_names() {
        let cases = [
            (
                Some(FileKind::Dockerfile),
                "Dockerfile a/dockerfile Dockerfile.dev Dockerfile-dev dev.Dockerfile Containerfile \
                 MyDockerfile Dockerfile2 Containerfilecache Dockerfile.go dockerfile_test.go",
            ),
            (
                None,
                "Dockerfile.dockerignore Dockerfile.md Dockerfile.license Dockerfile.sha256 Dockerfile.sbom \
                 .Dockerfile.swp Dockerfile~ test_dockerfile.py notes.tmpl \
                 chart/templates/NOTES.txt chart/templates/logo.png other/templates/_helpers.tpl \
                 main.rs Makefile.in deploy.sh.j2 requirements.in Jenkinsfile.md jenkinsfiles.txt Jenkinsfile.lock",
            ),
            (
                Some(FileKind::Template),
                "Dockerfile.j2 compose.yaml.tmpl Dockerfile.in Dockerfile.erb values.yaml.gotmpl chart/templates/_helpers.tpl \
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
                "composer.yml decompose.yml .github/dependabot.yml ci.bake.json dockerfile.yml \
                 tasks/docker-compose.yml a/tasks/values.yml handlers/kustomization.yml \
                 other/templates/app.yaml deploy/app.yaml package.json",
            ),
            (
                Some(FileKind::HelmValues),
                "values-compose.yaml chart/values.yaml chart/values-prod.yaml prod.values.yml",
            ),
            (
                Some(FileKind::Workflow),
                ".github/workflows/docker-compose.yml .github/workflows/dockerfile-lint.yml .github/workflows/test-compose.yml \
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
                Some(FileKind::Jenkins),
                "Jenkinsfile Jenkinsfile.release Jenkinsfile-nightly ci/deploy.jenkinsfile \
                 Jenkinsfile.groovy",
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
            (
                Some(FileKind::Molecule),
                "roles/a/molecule/default/molecule.yml molecule/molecule.yaml",
            ),
            (Some(FileKind::Kubernetes), "deploy/molecule.yml"),
        ];
        for (kind, paths) in cases {
            for path in paths.split_whitespace() {
                let found = FileKind::of(Path::new(path), |it| it == Path::new("chart"));
                assert_eq!(found, kind, "{path}");
            }
        }
    }

    #[test]
    fn the_text_decides_if_a_name_may_be_that_of_source_text() {
        for name in [
            "a/Dockerfile.go",
            "dockerfile_test.go",
            "dockerfilelint",
            "Dockerfile.SH",
            "Dockerfile.rego",
        ] {
            assert!(may_be_no_dockerfile(name), "{name}");
        }
        for name in [
            "Dockerfile",
            "a/Dockerfile2",
            "Dockerfile.dev",
            "my-dockerfile",
            "a.Containerfile",
        ] {
            assert!(!may_be_no_dockerfile(name), "{name}");
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
