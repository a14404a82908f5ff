//! What a kind of files says of itself, in a row of the table.

use crate::document::Source;
use crate::scan::mention::Mentions;
use crate::scan::name::FileName;
use crate::scan::surroundings::Surroundings;
use crate::yaml::Yaml;

/// What is known of a kind.
#[derive(Clone, Copy)]
pub(in crate::scan) struct KindRow {
    /// The name of one file, with its article.
    pub(in crate::scan) one: &'static str,
    /// The name of all such files in help and hints; `None` where another row names them too, or where images are only
    /// told.
    pub(in crate::scan) all: Option<&'static str>,
    /// Whether a name is one of this kind, where it is none of the rows above.
    pub(in crate::scan) is_named: fn(&FileName<'_>) -> bool,
    pub(in crate::scan) reader: KindReader,
    /// Whether the version before this one did not read such files.
    pub(in crate::scan) is_new: bool,
}

/// The function that finds the images of a file.
#[derive(Clone, Copy)]
pub(in crate::scan) enum KindReader {
    Text(fn(&Source) -> Mentions, CommentRule),
    /// A text of which other files may say something.
    TextAround(fn(&Source, &Surroundings) -> Mentions, CommentRule),
    Yaml(fn(&Source, &Yaml) -> Mentions),
    /// The same, of which other files may say something.
    YamlAround(fn(&Source, &Yaml, &Surroundings) -> Mentions),
    /// YAML, which people also make by template engines without saying so in the name.
    YamlOrTemplate(fn(&Source, &Yaml) -> Mentions),
    /// The same, of which other files may say something.
    YamlOrTemplateAround(fn(&Source, &Yaml, &Surroundings) -> Mentions),
    /// A text of its own, of which each line may be a comment, and the same in JSON.
    TextOrJson(fn(&Source) -> Mentions, fn(&Source, &Yaml) -> Mentions),
}

/// How to prove that a comment on a line of its own, which is added to a file, changes nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scan) enum CommentRule {
    /// A line that begins with the mark is a comment wherever it may stand.
    Lines,
    /// A line that begins with the mark is no comment.
    Never,
    /// The same YAML.
    Yaml,
    /// The same YAML, but for lines in texts that are files with such comments, unless objects have them; or a template
    /// of it.
    YamlWithFiles,
    /// The same instructions.
    Dockerfile,
    /// A place that no action of the template is about.
    Template,
}
