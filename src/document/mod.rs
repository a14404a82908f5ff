//! Files as people wrote them: a text with a name, and problems at places of it.
//!
//! Owns what `images.toml`, `config.toml` and `images.lock` share: typed reading of TOML that collects every problem
//! instead of stopping at the first, and the masking of what may be a secret in a quoted line. Prints nothing.

mod findings;
mod lines;
mod mask;
mod outline;
mod placed;
mod quoted;
mod readable;
mod source;
mod syntax;
mod table;
mod value;
mod words;

pub use findings::Findings;
pub use lines::LineIndex;
pub use mask::{has_credentials, is_harmful, shown, shown_argument, shown_path};
pub use placed::{Placed, Problem, Problems, left_out};
pub use quoted::quoted;
pub use source::{Source, without_mark};
pub use syntax::TomlDocument;
pub use table::{Table, TableEntry};
pub use words::{count_of, first_listed, first_of, listed, plural};
