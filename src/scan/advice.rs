//! What to do at an open place, in words.

use super::ignore::COMMENT;
use super::kind::FileKind;
use super::mention::Obstacle;

/// What makes the image known.
pub(super) fn change(kind: FileKind, obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Variable(name) => match kind {
            FileKind::Compose => format!("give it a default, `${{{name}:-…}}`"),
            FileKind::Dockerfile => format!("give it a default, `ARG {name}=…`"),
            FileKind::Kubernetes
            | FileKind::Kustomize
            | FileKind::HelmValues
            | FileKind::Template
            | FileKind::Workflow
            | FileKind::GitLab
            | FileKind::Bake => format!("give `{name}` a default here"),
        },
        Obstacle::Expression(_) => "write the image out".to_owned(),
        Obstacle::NoTag => "set `tag`".to_owned(),
        Obstacle::NoAppVersion => "set `tag` here or `appVersion` in Chart.yaml".to_owned(),
        Obstacle::AppVersionNumber(_) => "put `appVersion` in quotes".to_owned(),
        Obstacle::NoRepository => "set `repository` here too".to_owned(),
        Obstacle::Number(_) => "put the tag in quotes".to_owned(),
        Obstacle::Invalid(_) => "correct it".to_owned(),
    }
}

/// How to leave the place out, or the whole file where no comment can stand above the place.
pub(super) fn way_out(
    takes_comment: bool,
    exclude: impl FnOnce() -> Option<String>,
) -> Option<String> {
    if takes_comment {
        return Some(format!("put `{COMMENT}` on the line above"));
    }
    let words = |line| format!("leave the file out by `{line}` below `[files]` in images.toml");
    exclude().map(words)
}
