//! Why the image at a place is not known, and why no digest can be written there.

use crate::reference::ReferenceError;

/// The reason why the image cannot be determined.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Obstacle {
    /// A variable that has no default here, by its name.
    Variable(String),
    /// The same, where a file that may set it is not read. With the reason.
    UnreadVariable(String, String),
    /// A variable that another file sets, by its name: to different values, to what is no image, or by other variables.
    /// With the file, if it is known which one that is.
    SetElsewhere(String, Option<String>),
    /// A variable that is set in no file of the repository, by its name, but may be in what a file includes from
    /// elsewhere, by the keyword that says where.
    IncludedElsewhere { name: String, keyword: &'static str },
    /// A job of a pipeline that is in no file of the repository, by its name, but may be in what a file includes from
    /// elsewhere, by the keyword that says where.
    JobElsewhere { name: String, keyword: &'static str },
    /// An expression or a template, as it is written.
    Expression(String),
    /// No tag is written, and the tool does not take `latest` then.
    NoTag,
    /// The same, where a kustomization gives the image another name.
    NoNewTag,
    /// No tag is written, and whatever reads the text puts one behind it, or not.
    UnsaidTag,
    /// No tag is written, and templates of the chart put several in its place, or one that nobody can tell.
    ComputedTag,
    /// No tag is written, and the chart has no `appVersion` to take instead.
    NoAppVersion,
    /// The tag is the chart's `appVersion`, which is a number to YAML, and loses digits. With what it becomes.
    AppVersionNumber(String),
    /// A template of a chart that is included, and the file that defines it; `None` if no chart of the repository does.
    Included {
        /// The name of the template.
        name: String,
        /// The file, by its path in the chart.
        file: Option<String>,
    },
    /// A name of a Dockerfile that a file replaces in some builds, but not in all. With the file.
    Replaced(String),
    /// A key of values that may be a part of the name: a registry for all images, which charts put before this one or
    /// not.
    Registry(String),
    /// A tag, a digest or a registry alone, which another file has the repository of: values for one environment.
    NoRepository,
    /// A tag that is a number to YAML, and loses digits: `1.20` is 1.2. With what it becomes.
    Number(String),
    /// No registry is written, and settings elsewhere decide it, in words.
    NoRegistry(&'static str),
    /// The text is no reference.
    Invalid(ReferenceError),
}

/// The reason why a digest cannot be written safely.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Hindrance {
    /// A part of the reference comes from a variable or an argument, which a digest behind it would make ineffective.
    Variable(String),
    /// A part of the reference is set in another file, where a digest would be used for something else too. With the
    /// file.
    SetElsewhere(String, Option<String>),
    /// The text is written otherwise than it is read: with escapes, or folded lines.
    Escapes,
    /// The same text is used for something else too: an anchor, an argument.
    Shared,
    /// A job of a workflow has no name of its own, so that it is called after its image.
    JobName,
    /// The tag would have to change with it, and stands where it cannot be changed.
    Tag,
    /// The tag is the chart's `appVersion`, and there is no key for a digest: one in `tag` would freeze the version.
    AppVersion,
    /// The image cannot be determined.
    Unresolved,
    /// The tag has no quotes, without which YAML would read the new one as something else: a number, or nothing.
    Quotes,
    /// The file, read again, would not name what is meant.
    Unproven,
    /// The tool that uses the file takes no digest there, in words.
    Tool(&'static str),
}
