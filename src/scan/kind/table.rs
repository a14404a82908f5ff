//! The kinds, and the order in which the name of a file is held against them.
//!
//! A new kind is a variant and a row here, and its reader below `readers`, which says the rest.

use super::row::KindRow;
use crate::scan::readers::{
    azure, bake, buildkite, circleci, cloudbuild, compose, devcontainer, dockerfile, environment,
    gitlab, helm, jenkins, kubernetes, molecule, nomad, other, quadlet, shell, template, terraform,
    woodpecker, workflow,
};

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
    /// YAML below `.circleci`.
    CircleCi,
    /// `azure-pipelines.yml` with a word before or behind, and YAML below `.azure-pipelines`, `.azuredevops` and the
    /// like.
    Azure,
    /// `.woodpecker.yml`, and YAML below `.woodpecker`.
    Woodpecker,
    /// `.drone.yml`.
    Drone,
    /// YAML below `.buildkite`.
    Buildkite,
    /// `cloudbuild.yaml`, `cloudbuild.json`, with a word before or behind.
    CloudBuild,
    /// `Jenkinsfile`, with a word behind; `deploy.jenkinsfile`.
    Jenkins,
    /// `Makefile`, `GNUmakefile`, `rules.mk`.
    Makefile,
    /// `deploy.sh`, `build.bash`.
    Shell,
    /// `devcontainer.json`.
    DevContainer,
    /// `web.container`, `web.image`, `data.volume`: units of podman for systemd.
    Quadlet,
    /// `web.nomad`, `web.nomad.hcl`, and other files in HCL that have a job.
    Nomad,
    /// `main.tf`, `main.tofu`.
    Terraform,
    /// `molecule.yml` below `molecule`.
    Molecule,
    /// `.env` beside a compose file, and whatever a compose file names instead.
    Environment,
}

/// The kinds; the first that has the name of a file is its kind.
pub(super) static KINDS: &[(FileKind, KindRow)] = &[
    // What the forge runs, whatever it is called after
    (FileKind::Workflow, workflow::KIND),
    (FileKind::Dockerfile, dockerfile::KIND),
    (FileKind::Bake, bake::KIND),
    (FileKind::DevContainer, devcontainer::KIND),
    (FileKind::Quadlet, quadlet::KIND),
    (FileKind::Nomad, nomad::KIND),
    (FileKind::Terraform, terraform::KIND),
    (FileKind::Molecule, molecule::KIND),
    (FileKind::Compose, compose::KIND),
    (FileKind::Kustomize, kubernetes::KUSTOMIZATION),
    (FileKind::GitLab, gitlab::KIND),
    (FileKind::HelmValues, helm::KIND),
    (FileKind::CircleCi, circleci::KIND),
    (FileKind::Azure, azure::KIND),
    (FileKind::Woodpecker, woodpecker::KIND),
    (FileKind::Drone, woodpecker::DRONE),
    (FileKind::Buildkite, buildkite::KIND),
    (FileKind::CloudBuild, cloudbuild::KIND),
    (FileKind::Jenkins, jenkins::KIND),
    (FileKind::Template, template::KIND),
    (FileKind::Makefile, shell::MAKEFILE),
    (FileKind::Shell, shell::KIND),
    (FileKind::Environment, environment::KIND),
    (FileKind::Kubernetes, other::KIND),
];
