//! `imagelock export`: what is locked, as a file for another tool. Asks nobody.

use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::document::{Source, shown_path};
use crate::error::{Error, OutputError, ProjectError};
use crate::export::compose::{Services, overriding};
use crate::export::{Chosen, Export, ExportError, ExportFormat, export, is_export};
use crate::files::{self, FileError, Trust, repository_root};
use crate::lock::LockFile;
use crate::project::{CheckedLock, LockCheck, MANIFEST_EXTENSION, is_same_path, known};
use crate::report::export::ExportFile;
use crate::report::{ExportReport, Report};
use crate::scan::{Surroundings, beside_variables};

/// The file of variables that docker compose reads beside a compose file.
const ENVIRONMENT: &str = ".env";

#[derive(Debug, Clone)]
pub struct ExportOptions {
    pub target: ExportTarget,
    /// The names of the images; empty for all.
    pub names: Vec<String>,
    /// The file that is written; without one it is printed.
    pub output: Option<PathBuf>,
    pub against: LockCheck,
}

/// The tool that an export is for, with what the export is made of.
#[derive(Debug, Clone)]
pub enum ExportTarget {
    /// A format that is made of the lock alone.
    Lock(ExportFormat),
    /// An override of this compose file.
    Compose(PathBuf),
}

impl ExportTarget {
    /// Its name on the command line.
    fn name(&self) -> &'static str {
        match self {
            Self::Lock(format) => format.name(),
            Self::Compose(_) => "compose",
        }
    }

    /// Tells whether a file holds what an export to it wrote.
    fn is_export(&self, bytes: &[u8]) -> bool {
        let format = match self {
            Self::Lock(format) => Some(format),
            Self::Compose(_) => None,
        };
        std::str::from_utf8(bytes).is_ok_and(|text| is_export(format, text))
    }
}

/// Runs the command. Prints or writes all that was asked for, or nothing.
pub fn run(context: &Context, options: &ExportOptions) -> Result<Report, Error> {
    let locked = CheckedLock::read(context, options.against, &[])?;
    if let Some(output) = &options.output {
        check_output(context, &locked, options, output)?;
    }
    let chosen = choose(&locked.file, options)?;
    let export = match &options.target {
        ExportTarget::Lock(format) => export(format, &chosen)?,
        ExportTarget::Compose(path) => compose(path, options, &chosen)?,
    };
    let output = options.output.as_ref();
    let file = output.map(|path| write(path, &options.target, &export.text));
    let file = file.transpose()?;
    Ok(Report::Export(ExportReport {
        lock_path: shown_path(&locked.file.path),
        target: options.target.name(),
        export,
        file,
    }))
}

/// The entries that are asked for, by name or by a mapping.
fn choose<'a>(file: &'a LockFile, options: &ExportOptions) -> Result<Chosen<'a>, Error> {
    let entries = &file.lock.entries;
    let names = match &options.target {
        ExportTarget::Lock(ExportFormat::Helm(mappings)) => {
            &mappings.iter().map(|it| it.name.clone()).collect()
        }
        _ => &options.names,
    };
    if names.is_empty() {
        return Ok(entries.iter().collect());
    }
    let names = known(names, entries.keys(), &file.path)?;
    let chosen = names.iter().map(|name| entries.get_key_value(name));
    Ok(chosen.flatten().collect())
}

fn compose(path: &Path, options: &ExportOptions, chosen: &Chosen<'_>) -> Result<Export, Error> {
    let text = files::read_text(path, Trust::Named)?
        .ok_or_else(|| ProjectError::NoFile(path.to_owned()))?;
    let services = if options.names.is_empty() {
        Services::All
    } else {
        Services::OfChosen
    };
    let source = Source::new(path.display().to_string(), text);
    Ok(overriding(&source, &beside(path)?, services, chosen)?)
}

/// What is said beside a compose file. The file of variables need not be committed.
fn beside(path: &Path) -> Result<Surroundings, Error> {
    let path = path.with_file_name(ENVIRONMENT);
    let Some(text) = files::read_text(&path, Trust::Named)? else {
        return Ok(Surroundings::default());
    };
    let file = shown_path(&path);
    let surroundings = beside_variables(&text, &file);
    Ok(surroundings.ok_or(ExportError::Environment(file))?)
}

/// Refuses to write over what the export is made of. Where the lock alone was read, the manifest is the file that would
/// stand beside it.
fn check_output(
    context: &Context,
    locked: &CheckedLock,
    options: &ExportOptions,
    output: &Path,
) -> Result<(), Error> {
    let lock = &locked.file.path;
    let manifest = locked.manifest_path.as_deref().or(context.manifests.one()?);
    let beside = lock.with_extension(MANIFEST_EXTENSION);
    let compose = match &options.target {
        ExportTarget::Compose(path) => Some(path),
        ExportTarget::Lock(_) => None,
    };
    let sources = [lock, manifest.unwrap_or(&beside)].into_iter();
    let mut sources = sources.chain(compose.map(PathBuf::as_path));
    match sources.find(|source| same_file(source, output)) {
        Some(source) => Err(OutputError::OverSource(source.to_owned()).into()),
        None if files::is_of_system(output) => {
            Err(OutputError::OverSystem(output.to_owned()).into())
        }
        None => Ok(()),
    }
}

/// Tells whether two paths are one file, by how they are written or where their links lead.
fn same_file(one: &Path, other: &Path) -> bool {
    let real = one.canonicalize().ok().zip(other.canonicalize().ok());
    is_same_path(one, other) || real.is_some_and(|(one, other)| one == other)
}

/// Writes a file, unless it holds this text already. Only an earlier export is written over.
fn write(path: &Path, target: &ExportTarget, text: &str) -> Result<ExportFile, Error> {
    let is_written = match there(path)? {
        Some(old) if old == text.as_bytes() => false,
        Some(old) if old.is_empty() || target.is_export(&old) => true,
        Some(_) => return Err(OutputError::OverOthers(path.to_owned()).into()),
        None => true,
    };
    if is_written {
        files::replace(path, text.as_bytes())?;
    }
    Ok(ExportFile {
        path: shown_path(path),
        is_written,
    })
}

/// The content of a file. A link is not followed out of the repository, which somebody else may have written.
fn there(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    if let Some(root) = files::left_by_link(path) {
        let path = path.to_owned();
        return Err(OutputError::OverOutside { path, root }.into());
    }
    let directory = files::parent(path).canonicalize().ok();
    let trust = match directory.and_then(|directory| repository_root(&directory)) {
        Some(_) => Trust::Found,
        None => Trust::Kept,
    };
    match files::read_bytes(path, trust) {
        // One that is a link to nothing is created, as the lock is
        Err(FileError::Dangling(..)) => Ok(None),
        Err(FileError::Outside(path, root)) => Err(OutputError::OverOutside { path, root }.into()),
        there => Ok(there?),
    }
}
