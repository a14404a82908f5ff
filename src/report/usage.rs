//! What is printed of a command line that cannot be read.

/// An error of the command line.
#[derive(Debug)]
pub struct UsageReport {
    pub message: String,
    /// The way out, where there is one.
    pub hint: Option<String>,
    /// `Usage: …`, in colours.
    pub usage: String,
    /// The command that prints more, such as `imagelock update --help`.
    pub help: String,
}
