//! What to do at an open place, in words.

use super::ignore::COMMENT;
use super::kind::FileKind;
use super::mention::Obstacle;

/// What makes the image known, if that changes nothing else.
pub(super) fn change(kind: FileKind, obstacle: &Obstacle, written: &str) -> Option<String> {
    let text = match obstacle {
        Obstacle::Variable(name) => return default_of(kind, name, written),
        Obstacle::UnreadVariable(name, _) if kind == FileKind::Compose => {
            return default_of(kind, name, written);
        }
        Obstacle::UnreadVariable(name, _) | Obstacle::IncludedElsewhere { name, .. } => {
            format!("give `{name}` a default here")
        }
        Obstacle::SetElsewhere(..) | Obstacle::Expression(_) | Obstacle::Included { .. } => {
            "write the image out".to_owned()
        }
        Obstacle::JobElsewhere { .. } => "give the job an `image` here".to_owned(),
        Obstacle::NoNewTag => "set `newTag`".to_owned(),
        Obstacle::NoTag | Obstacle::ComputedTag => "set `tag`".to_owned(),
        Obstacle::UnsaidTag => "write its tag, if nothing puts one behind it".to_owned(),
        Obstacle::NoAppVersion => "set `tag` here or `appVersion` in Chart.yaml".to_owned(),
        Obstacle::AppVersionNumber(_) => "put `appVersion` in quotes".to_owned(),
        // Which key the chart reads is in its templates, and which build is meant in nobody's file
        Obstacle::Registry(_) | Obstacle::Replaced(_) => return None,
        Obstacle::NoRepository => "set `repository` here too".to_owned(),
        Obstacle::Number(_) => "put the tag in quotes".to_owned(),
        Obstacle::NoRegistry(_) => "write its registry before it".to_owned(),
        Obstacle::Invalid(_) => "correct it".to_owned(),
    };
    Some(text)
}

/// What gives a variable a default in a file of this kind.
fn default_of(kind: FileKind, name: &str, written: &str) -> Option<String> {
    use FileKind::{Buildkite, Compose, Dockerfile, Drone, Nomad, Terraform, Woodpecker};
    let in_braces = || format!("give it a default, `${{{name}:-…}}`");
    Some(match kind {
        // A default would let compose start what somebody has to choose
        Compose if is_required(name, written) => return None,
        Compose => in_braces(),
        Dockerfile => format!("give it a default, `ARG {name}=…`"),
        // The cells of a matrix have no defaults
        _ if name.split('.').next() == Some("matrix") => "write the image out".to_owned(),
        Woodpecker | Drone | Buildkite => in_braces(),
        Terraform | Nomad => {
            let name = name.strip_prefix("var.").unwrap_or(name);
            format!("give it a default in its block, `variable \"{name}\"`")
        }
        _ => format!("give `{name}` a default here"),
    })
}

/// Whether compose refuses to start if a variable is not set: `${TAG:?message}`.
fn is_required(name: &str, written: &str) -> bool {
    let starts = [format!("${{{name}:?"), format!("${{{name}?")];
    starts.iter().any(|it| written.contains(it))
}

/// How to leave the place out, or the whole file where no comment can stand above the place.
pub(super) fn way_out(
    takes_comment: bool,
    exclude: impl FnOnce() -> Option<String>,
) -> Option<String> {
    if takes_comment {
        return Some(format!("put `{COMMENT}` on the line above"));
    }
    let words =
        |addition| format!("leave the file out by {addition} below `[files]` in images.toml");
    exclude().map(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_kustomization_lacks_the_key_that_it_reads() {
        let found = change(FileKind::Kustomize, &Obstacle::NoNewTag, "acme/shop");
        assert_eq!(found.as_deref(), Some("set `newTag`"));
    }

    #[test]
    fn a_variable_that_compose_requires_gets_no_default() {
        let obstacle = Obstacle::Variable("TAG".to_owned());
        for (written, expected) in [
            ("acme/shop:${TAG}", Some("give it a default, `${TAG:-…}`")),
            ("acme/shop:$TAG", Some("give it a default, `${TAG:-…}`")),
            ("acme/shop:${TAG:?set}", None),
            ("acme/shop:${TAG?}", None),
            ("acme/shop:${OTHER:-${TAG:?set}}", None),
        ] {
            let found = change(FileKind::Compose, &obstacle, written);
            assert_eq!(found.as_deref(), expected, "{written}");
        }
        let found = change(FileKind::Dockerfile, &obstacle, "acme/shop:${TAG:?set}");
        assert!(found.is_some());
    }
}
