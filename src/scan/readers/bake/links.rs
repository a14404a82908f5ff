//! The Dockerfiles that the targets of a Bake file build.
//!
//! Paths begin where Bake is run: beside the file, or at the root of the repository, wherever the Dockerfile is. What a
//! matrix or a function decides leads to no file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::targets::BakeTarget;
use super::text::BakeFile;
use super::value::BakeValue;
use crate::scan::links::{BuildInputs, DOCKERFILE, LINKS_MAX, Link, Statement};
use crate::scan::readers::hcl::{LENGTH_MAX, ResolvedText};

/// The context of a target that names none.
const CONTEXT: &str = ".";
/// The scheme of a path that does not begin at the context.
const WORKING_DIRECTORY: &str = "cwd://";
/// The most names of one target that count.
const TAGS_MAX: usize = 50;
/// The most names that are replaced in all targets: many times what anybody writes.
const NAMES_MAX: usize = 100_000;

/// The Dockerfiles that targets build, with what each puts into its own, and the names of what is built.
pub(super) fn of(file: &BakeFile) -> Vec<Link> {
    let mut links = Vec::new();
    let mut names = 0;
    for name in file.targets.built().take(LINKS_MAX) {
        let target = file.targets.whole(name);
        names += target.contexts.len() + target.arguments.len();
        if names > NAMES_MAX {
            break;
        }
        for tag in target.tags.iter().take(TAGS_MAX) {
            links.extend(text(file, Some(tag), "").map(|tag| Link {
                span: target.span.clone(),
                target: PathBuf::new(),
                statement: Statement::BuiltName(tag),
            }));
        }
        let path = dockerfile(file, &target).filter(|_| !target.is_inline);
        links.extend(path.map(|path| Link {
            span: target.span.clone(),
            target: path,
            statement: Statement::Build(inputs(file, target)),
        }));
    }
    links
}

/// What a target puts into its Dockerfile.
fn inputs(file: &BakeFile, target: BakeTarget) -> BuildInputs {
    let arguments = target.arguments.into_iter();
    let read = arguments.map(|(name, value)| {
        let read = ResolvedText::of(&file.scope, &value.matrix, &value.text, LENGTH_MAX);
        let known = read.obstacle.is_none().then(|| read.text());
        (name, known)
    });
    BuildInputs {
        contexts: Arc::new(target.contexts),
        arguments: Arc::new(read.collect()),
        ..BuildInputs::default()
    }
}

/// The path of the Dockerfile that a target builds.
fn dockerfile(file: &BakeFile, target: &BakeTarget) -> Option<PathBuf> {
    let name = text(file, target.dockerfile.as_ref(), DOCKERFILE)?;
    let (name, context) = match name.strip_prefix(WORKING_DIRECTORY) {
        Some(name) => (name.to_owned(), CONTEXT.to_owned()),
        None => (name, text(file, target.context.as_ref(), CONTEXT)?),
    };
    let context = context.strip_prefix(WORKING_DIRECTORY).unwrap_or(&context);
    let path = Path::new(context).join(name);
    // A repository or an archive elsewhere is no directory
    let is_elsewhere = context.contains("://") || path.is_absolute();
    (!is_elsewhere).then_some(path)
}

/// A text with the defaults of its variables; `None` where something else decides it.
fn text(file: &BakeFile, value: Option<&BakeValue>, default: &str) -> Option<String> {
    let Some(value) = value else {
        return Some(default.to_owned());
    };
    let read = ResolvedText::of(&file.scope, &value.matrix, &value.text, LENGTH_MAX);
    read.obstacle.is_none().then(|| read.text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Source;
    use crate::scan::readers::bake;

    /// The Dockerfiles that a file builds, with the names that are replaced in each.
    fn built(text: String) -> Vec<(PathBuf, usize)> {
        let links = bake::links(&Source::new("docker-bake.hcl", text));
        let built = links.into_iter().map(|link| match link.statement {
            Statement::Build(inputs) => (link.target, inputs.contexts.len()),
            other => panic!("{other:?}"),
        });
        built.collect()
    }

    #[test]
    fn paths_begin_where_bake_takes_them_from() {
        let cases = [
            ("", Some("./Dockerfile")),
            ("context = \"a\"", Some("a/Dockerfile")),
            ("context = \"a\"\ndockerfile = \"b/c\"", Some("a/b/c")),
            ("context = \"cwd://a\"", Some("a/Dockerfile")),
            ("context = \"a\"\ndockerfile = \"cwd://b\"", Some("./b")),
            ("context = \"https://example.com/a.git\"", None),
            ("context = \"/a\"", None),
            ("context = NOTHING", None),
            ("dockerfile-inline = \"FROM a\"", None),
        ];
        for (body, expected) in cases {
            let built = built(format!("target \"a\" {{\n{body}\n}}\n"));
            let path = built.first().map(|(path, _)| path.as_path());
            assert_eq!(path, expected.map(Path::new), "{body}");
        }
    }

    #[test]
    fn targets_that_inherit_from_each_other_and_from_many_come_to_an_end() {
        let circle = "target \"default\" {\ninherits = [\"b\"]\n}\ntarget \"b\" {\ninherits = [\"default\"]\ncontexts = {c = \"d\"}\n}\n";
        assert_eq!(built(circle.to_owned()), [("./Dockerfile".into(), 1)]);
        let names: String = (0..900).map(|it| format!("n{it} = \"d\"\n")).collect();
        let targets =
            (0..900).map(|it| format!("target \"t{it}\" {{\ninherits = [\"base\"]\n}}\n"));
        let text = format!(
            "target \"base\" {{\ncontexts = {{\n{names}}}\n}}\n{}",
            targets.collect::<String>()
        );
        assert_eq!(built(text).len(), NAMES_MAX / 900);
    }
}
