//! The reasons why an image is not known, or no digest can be written, in words.

use std::fmt;

use super::mention::{Hindrance, Obstacle};

impl fmt::Display for Obstacle {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(out, "the variable `{name}` has no default here"),
            Self::UnreadVariable(name, reason) => {
                write!(
                    out,
                    "the variable `{name}` has no default here, and {reason}"
                )
            }
            Self::SetElsewhere(name, file) => write!(
                out,
                "`{name}` is set in {}, and nobody can tell to which image",
                elsewhere(file.as_deref())
            ),
            Self::IncludedElsewhere { name, keyword } => write!(
                out,
                "the variable `{name}` has no default in this repository, and what `include: {keyword}` brings may set it"
            ),
            Self::JobElsewhere { name, keyword } => write!(
                out,
                "the job `{name}` is not in this repository; it may have the image, in what `include: {keyword}` brings"
            ),
            Self::Expression(text) => write!(out, "`{text}` decides it"),
            Self::NoTag | Self::NoNewTag => out.write_str("no tag is set here"),
            Self::UnsaidTag => {
                out.write_str("no tag is written, and whatever reads it may put one behind it")
            }
            Self::ComputedTag => {
                out.write_str("no tag is set here, and templates of the chart compute one")
            }
            Self::NoAppVersion => {
                out.write_str("no tag is set here, and Chart.yaml has no `appVersion`")
            }
            Self::AppVersionNumber(number) => write!(
                out,
                "without quotes, YAML reads the `appVersion` of Chart.yaml as `{number}`"
            ),
            Self::Included {
                name,
                file: Some(file),
            } => write!(out, "`{name}` in `{file}` of its chart decides it"),
            Self::Included { name, file: None } => {
                let chart = name.split('.').next().unwrap_or_default();
                write!(
                    out,
                    "`{name}` decides it, and the chart `{chart}` that may define it is not in this repository"
                )
            }
            Self::Replaced(file) => write!(
                out,
                "`{file}` puts something else in its place, but not in every build"
            ),
            Self::Registry(key) => write!(out, "`{key}` may be a part of its name"),
            Self::NoRepository => out.write_str("the repository is set in another file"),
            Self::Number(number) => write!(out, "without quotes, YAML reads the tag as `{number}`"),
            Self::NoRegistry(settings) => {
                write!(
                    out,
                    "no registry is named here, so that {settings} decides it"
                )
            }
            Self::Invalid(error) => write!(out, "it is not a reference: {error}"),
        }
    }
}

impl fmt::Display for Hindrance {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(out, "a part of the reference comes from `{name}`"),
            Self::SetElsewhere(name, file) => {
                let file = elsewhere(file.as_deref());
                write!(out, "a part of the reference comes from `{name}` in {file}")
            }
            Self::Escapes => out.write_str("it has escapes, or spans several lines"),
            Self::Shared => out.write_str("the same text is also used for something else"),
            Self::JobName => out.write_str(
                "the job is called after its matrix, so its name would change too; give the job a `name`",
            ),
            Self::Tag => out.write_str("the tag beside it cannot be changed"),
            Self::AppVersion => out
                .write_str(r#"the tag is the chart's `appVersion`, and there is no `digest: ""`"#),
            Self::Unresolved => out.write_str("the image cannot be determined"),
            Self::Quotes => {
                out.write_str("put the tag in quotes, or YAML would misread the new one")
            }
            Self::Unproven => out.write_str("the file would then name another image"),
            Self::Tool(reason) => out.write_str(reason),
        }
    }
}

/// Another file, by its name if that is known.
fn elsewhere(file: Option<&str>) -> String {
    file.map_or_else(|| "another file".to_owned(), |file| format!("`{file}`"))
}
