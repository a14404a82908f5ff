//! The look of help, and its end.

use clap::builder::styling::{AnsiColor, Styles};

pub(super) const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// The end of `--help`, narrow enough for a terminal of 80 columns.
pub(super) const EXIT_STATUSES: &str = "\
Exit status:
  0    done; an update that wrote changes is 0 too
  1    the answer is no: the lock is missing or does not satisfy the manifest,
       a tag or digest is gone, a tag moved under `--fresh`, a change locks
       what is not true, `--check` or `--exit-code` found work, a policy
       refused
  2    the question is wrong, or this machine cannot ask it: usage, an unknown
       name, a file that cannot be read or written
  3    there is no answer: network, TLS, credentials, refused access, rate
       limits, a broken registry; the only one that a retry can change
  130  ended by SIGINT, or 143 by SIGTERM; nothing is half-written";

/// A paragraph in lines that are narrow enough for a terminal of 80 columns.
pub(super) fn lines(text: &str) -> String {
    let (mut lines, mut width) = (String::new(), 0);
    for word in text.split(' ') {
        let is_first = width == 0;
        width += usize::from(!is_first) + word.len();
        if width >= 80 {
            lines.push('\n');
            width = word.len();
        } else if !is_first {
            lines.push(' ');
        }
        lines.push_str(word);
    }
    lines
}
