//! Images for kustomize, as a component: a kustomization takes it in by `components:`, and nothing has to be pasted.

use super::chosen::{Chosen, HEADER, agreed, grouped};
use super::error::ExportError;
use super::yaml::quoted;
use crate::lock::Entry;
use crate::manifest::ImageName;
use crate::reference::Repository;

/// The kind of the file (kustomize, "components").
const KIND: &str = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";

/// The component. kustomize knows an image by its name as it is written, without the tag, so that a repository of
/// Docker Hub stands here under each of its names.
pub(super) fn component(chosen: &Chosen<'_>) -> Result<String, ExportError> {
    let groups = grouped(chosen, |_, entry| Some(&entry.repository));
    let none = if groups.is_empty() { " []" } else { "" };
    let mut text = format!("{HEADER}{KIND}images:{none}\n");
    for (repository, names) in &groups {
        let entry = agreed("kustomize", repository, names, chosen)?;
        check_tags(repository, names, chosen)?;
        for name in written(repository) {
            text += &image(&name, entry);
        }
    }
    Ok(text)
}

/// One name has one tag: with another one's, people would take it for what it is not.
fn check_tags(
    repository: &Repository,
    names: &[&ImageName],
    chosen: &Chosen<'_>,
) -> Result<(), ExportError> {
    let tag = |name: &ImageName| &chosen[name].tag;
    if names.iter().all(|name| tag(name) == tag(names[0])) {
        return Ok(());
    }
    Err(ExportError::Indistinguishable {
        tool: "kustomize",
        subject: repository.to_string(),
        names: names.iter().copied().cloned().collect(),
        differing: "tags",
    })
}

/// `newName` makes the reference the locked one however the name is written; `newTag` without `digest` would not pin.
fn image(name: &str, entry: &Entry) -> String {
    let mut text = format!("  - name: {}\n", quoted(&pattern(name)));
    text += &format!("    newName: {}\n", quoted(&entry.repository.to_string()));
    if let Some(tag) = &entry.tag {
        text += &format!("    newTag: {}\n", quoted(tag.as_str()));
    }
    text + &format!("    digest: {}\n", quoted(entry.digest.as_str()))
}

/// The names by which people write a repository.
fn written(repository: &Repository) -> Vec<String> {
    if !repository.registry().is_docker_hub() {
        return vec![repository.to_string()];
    }
    let mut paths = vec![repository.familiar_path(), repository.path()];
    paths.dedup();
    let hosts = ["", "docker.io/", "index.docker.io/"];
    let names = hosts
        .iter()
        .flat_map(|host| paths.iter().map(move |path| format!("{host}{path}")));
    // `localhost/app` is another repository than `docker.io/localhost/app`
    names
        .filter(|name| name.parse().as_ref() == Ok(repository))
        .collect()
}

/// The name as kustomize takes it: for a regular expression (kustomize, `internal/image/image.go`). There `a.b` would
/// be `a-b` as well, and the brackets of an IPv6 address a class of letters.
fn pattern(name: &str) -> String {
    name.replace('.', "\\.")
        .replace('[', "\\[")
        .replace(']', "\\]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docker_hubs_names_are_all_there_and_mean_the_same() {
        let names = |text: &str| written(&text.parse().unwrap());
        let official = [
            "nginx",
            "library/nginx",
            "docker.io/nginx",
            "docker.io/library/nginx",
        ];
        let further = ["index.docker.io/nginx", "index.docker.io/library/nginx"];
        assert_eq!(names("nginx"), [&official[..], &further[..]].concat());
        assert_eq!(
            names("acme/tool"),
            [
                "acme/tool",
                "docker.io/acme/tool",
                "index.docker.io/acme/tool"
            ]
        );
        assert_eq!(names("ghcr.io/library/app"), ["ghcr.io/library/app"]);
        let of_hub = ["docker.io/localhost/app", "index.docker.io/localhost/app"];
        assert_eq!(names("docker.io/localhost/app"), of_hub);
    }

    #[test]
    fn a_name_matches_itself_and_no_other() {
        assert_eq!(pattern("ghcr.io/acme/a.b"), "ghcr\\.io/acme/a\\.b");
        assert_eq!(pattern("node.js"), "node\\.js");
        assert_eq!(pattern("acme/node.js"), "acme/node\\.js");
        assert_eq!(pattern("[fc00::1]:5000/app"), "\\[fc00::1\\]:5000/app");
    }
}
