//! Lines whose columns stand under each other, and counts in words.

use std::iter;

use unicode_width::UnicodeWidthStr;

use crate::report::plain::plain_line;

/// A mark, a name, and what is to say of it in columns; never without a cell.
pub(super) type Line = (char, Vec<String>);

/// Lines with two spaces between their columns, behind their marks.
pub(super) fn columns(lines: &[Line]) -> Vec<String> {
    let (marks, cells): (Vec<char>, Vec<&[String]>) = lines
        .iter()
        .map(|(mark, cells)| (*mark, cells.as_slice()))
        .unzip();
    marks
        .iter()
        .zip(aligned(&cells))
        .map(|(mark, line)| format!("{mark} {line}"))
        .collect()
}

/// Files below a heading, a line each; nothing where there are none.
pub(super) fn headed(heading: &str, files: &[String]) -> Vec<String> {
    if files.is_empty() {
        return Vec::new();
    }
    let lines: Vec<Line> = files.iter().map(|file| (' ', vec![file.clone()])).collect();
    let heading = iter::once(format!("{heading}:"));
    heading.chain(columns(&lines)).collect()
}

/// Lines with two spaces between their columns.
pub(super) fn aligned<C: AsRef<[String]>>(lines: &[C]) -> Vec<String> {
    // Who wrote a cell does not say where the next one begins
    let plain = |cell: &String| {
        let cell = plain_line(cell);
        (cell.width(), cell)
    };
    let plain = |cells: &C| cells.as_ref().iter().map(plain).collect();
    let lines: Vec<Vec<(usize, String)>> = lines.iter().map(plain).collect();
    let mut widths: Vec<usize> = Vec::new();
    for cells in &lines {
        widths.resize(widths.len().max(cells.len()), 0);
        // The last cell of a line fills no column
        for (width, (own, _)) in widths
            .iter_mut()
            .zip(cells.split_last().map_or(&[][..], |(_, before)| before))
        {
            *width = (*width).max(*own);
        }
    }
    let line = |cells: &Vec<(usize, String)>| {
        let mut line = String::new();
        for ((own, cell), width) in cells.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(iter::repeat_n(' ', width.saturating_sub(*own) + 2));
        }
        line.truncate(line.trim_end().len());
        line
    };
    lines.iter().map(line).collect()
}

/// `1 added, 2 updated`, without what there is none of; `None` where there is nothing at all.
pub(super) fn counted(counts: &[(usize, &str)]) -> Option<String> {
    let words: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(mark: char, cells: &[&str]) -> Line {
        (mark, cells.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn columns_stand_under_each_other() {
        let lines = [
            line('+', &["a", "3.20", "91be"]),
            line('~', &["longer", "1 → 2", "4f3c"]),
        ];
        assert_eq!(
            columns(&lines),
            ["+ a       3.20   91be", "~ longer  1 → 2  4f3c"]
        );
    }

    #[test]
    fn the_last_cell_of_a_line_widens_nothing() {
        let lines = [
            line('!', &["a", "a long sentence about it"]),
            line('+', &["b", "1", "2"]),
        ];
        assert_eq!(
            columns(&lines),
            ["! a  a long sentence about it", "+ b  1  2"]
        );
    }

    #[test]
    fn width_is_what_a_terminal_shows() {
        let lines = [
            line('+', &["a", "日本", "x"]),
            line('+', &["b", "1234", "y"]),
        ];
        assert_eq!(columns(&lines), ["+ a  日本  x", "+ b  1234  y"]);
    }
}
