//! What a command prints, and how.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, ArgMatches, Args, ColorChoice, ValueEnum};

use super::arguments::{is_given, value};
use crate::report::{Printer, ReportFormat, Verbosity};

/// The formats of a report that points to places of files.
const REPORTS: [ReportFormat; 4] = [
    ReportFormat::Human,
    ReportFormat::Json,
    ReportFormat::Markdown,
    ReportFormat::Github,
];
/// The formats of data, which has no place and is no pull request's body.
pub(super) const DATA: [ReportFormat; 2] = [ReportFormat::Human, ReportFormat::Json];

/// The output of a command that reports what happened.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct ReportArguments {
    /// Format of the report
    #[arg(long, value_name = "FORMAT", value_parser = formats(&REPORTS), default_value = "human")]
    format: ReportFormat,
    /// Write outputs and a summary for GitHub Actions
    #[arg(long)]
    github_output: bool,
    #[command(flatten)]
    terminal: TerminalArguments,
}

/// The output of a command that lists what people asked to see.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct ListingArguments {
    /// Format of the list
    #[arg(long, value_name = "FORMAT", value_parser = formats(&REPORTS), default_value = "human")]
    format: ReportFormat,
    #[command(flatten)]
    terminal: TerminalArguments,
}

/// The output of a command that prints data.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct DataArguments {
    /// Format of the data
    #[arg(long, value_name = "FORMAT", value_parser = formats(&DATA), default_value = "human")]
    format: ReportFormat,
    #[command(flatten)]
    terminal: TerminalArguments,
}

/// How much is printed, and in which colours.
#[derive(Debug, Args)]
pub(super) struct TerminalArguments {
    /// Print errors only, and the data of commands like `get`
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// Explain every step
    #[arg(short, long, action = ArgAction::Count)]
    verbose: u8,
    /// When to use colors
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorChoice::Auto)]
    color: ColorChoice,
}

/// Reads one of these formats.
pub(super) fn formats(
    formats: &[ReportFormat],
) -> impl TypedValueParser<Value = ReportFormat> + use<> {
    let names = formats.iter().filter_map(ValueEnum::to_possible_value);
    PossibleValuesParser::new(names).try_map(|name| ReportFormat::from_str(&name, false))
}

/// The format of what a command prints; that for people where it has no other.
pub(super) fn format(command: &ArgMatches) -> ReportFormat {
    value(command, "format").unwrap_or(ReportFormat::Human)
}

pub(super) fn printer(command: &ArgMatches) -> Printer {
    let verbosity = match value(command, "verbose") {
        _ if is_given(command, "quiet") => Verbosity::Quiet,
        None | Some(0) => Verbosity::Normal,
        Some(1_u8..) => Verbosity::Verbose,
    };
    let color = match value(command, "color").unwrap_or(ColorChoice::Auto) {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    };
    Printer::new(verbosity, color)
}
