//! Runs the real program in a scrubbed environment, in a project of its own.

use std::cell::{Cell, RefCell};
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use super::files::{read, write};

/// A temporary repository, with a home directory beside it.
pub struct Project {
    directory: TempDir,
    redactions: RefCell<Vec<(String, String)>>,
    runs: Cell<usize>,
}

impl Default for Project {
    fn default() -> Self {
        Self::new()
    }
}

impl Project {
    /// An empty project that is a repository, since it has a `.git` directory.
    pub fn new() -> Self {
        let project = Self {
            directory: temporary_directory(),
            redactions: RefCell::default(),
            runs: Cell::default(),
        };
        for directory in [
            project.path().join(".git"),
            project.home(),
            project.runtime(),
        ] {
            std::fs::create_dir_all(directory).expect("a temporary directory can be filled");
        }
        project.redact(&project.path().to_string_lossy(), "[PROJECT]");
        project.redact(&project.home().to_string_lossy(), "[HOME]");
        project.redact(&project.runtime().to_string_lossy(), "[RUNTIME]");
        project
    }

    /// The project's directory, with links resolved, as the program sees it.
    pub fn path(&self) -> PathBuf {
        self.root().join("project")
    }

    /// The home directory, which is outside the project.
    pub fn home(&self) -> PathBuf {
        self.root().join("home")
    }

    /// The directory for what lives as long as the user is logged in.
    pub fn runtime(&self) -> PathBuf {
        self.root().join("runtime")
    }

    fn root(&self) -> PathBuf {
        self.directory
            .path()
            .canonicalize()
            .expect("the temporary directory is there")
    }

    /// Writes a file below the project's directory, or at an absolute path, and makes the directories for it.
    pub fn file(&self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(path);
        let parent = path.parent().expect("a file has a directory");
        std::fs::create_dir_all(parent).expect("a temporary directory can be filled");
        write(&path, text.as_ref());
        path
    }

    /// Writes a shell script that can be run. Another process writes it: a child that a test beside this one starts
    /// could inherit the open file, and what is open for writing cannot be run.
    pub fn script(&self, path: impl AsRef<Path>, text: &str) -> PathBuf {
        let path = self.path().join(path);
        let write =
            "mkdir -p \"${0%/*}\" && printf '#!/bin/sh\\n%s\\n' \"$1\" >\"$0\" && chmod 755 \"$0\"";
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", write]).arg(&path).arg(text);
        assert!(shell.status().expect("there is a shell").success());
        path
    }

    /// The text of a file of the project.
    #[track_caller]
    pub fn read(&self, path: impl AsRef<Path>) -> String {
        read(&self.path().join(path))
    }

    /// Whether the project has this file or directory.
    pub fn exists(&self, path: impl AsRef<Path>) -> bool {
        self.path().join(path).exists()
    }

    /// Shows this text as that in outcomes, such as a port of today as a name.
    pub fn redact(&self, text: &str, shown_as: &str) {
        let mut redactions = self.redactions.borrow_mut();
        redactions.push((text.to_owned(), shown_as.to_owned()));
        // The longest first: one port's digits may begin with another's
        redactions.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
    }

    /// The text with everything replaced that differs from run to run.
    pub fn redacted(&self, text: &str) -> String {
        let redactions = self.redactions.borrow();
        redactions
            .iter()
            .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    }

    /// Runs the program with these arguments in the project's directory.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Outcome {
        self.command(arguments).run()
    }

    /// A run that can still be changed.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Run<'_> {
        self.command_of(program(), arguments)
    }

    /// The same, of a process that may not have more than so many files open at once.
    pub fn command_with_files<A: AsRef<OsStr>>(
        &self,
        files: usize,
        arguments: impl IntoIterator<Item = A>,
    ) -> Run<'_> {
        let script = format!("ulimit -n {files} && exec \"$0\" \"$@\"");
        let shell = ["-c".into(), script.into(), program()];
        let arguments = arguments
            .into_iter()
            .map(|argument| argument.as_ref().to_owned());
        self.command_of("/bin/sh".into(), shell.into_iter().chain(arguments))
    }

    /// The same where no file may grow.
    pub fn without_growth(&self, arguments: &str) -> Run<'_> {
        self.with_files_up_to(0, arguments)
    }

    /// The same where no file may be longer than this many blocks of 512 bytes.
    pub fn with_files_up_to(&self, blocks: usize, arguments: &str) -> Run<'_> {
        let script = format!("ulimit -f {blocks} && exec \"$0\" {arguments}");
        self.command_of(
            "/bin/sh".into(),
            [OsString::from("-c"), script.into(), program()],
        )
    }

    /// The same with so much memory at most, in MiB.
    pub fn within(&self, mebibytes: usize, arguments: &str) -> Run<'_> {
        let script = format!("ulimit -v {} && exec \"$0\" {arguments}", mebibytes * 1024);
        self.command_of(
            "/bin/sh".into(),
            [OsString::from("-c"), script.into(), program()],
        )
    }

    /// The same of another program.
    pub fn command_of<A: AsRef<OsStr>>(
        &self,
        program: OsString,
        arguments: impl IntoIterator<Item = A>,
    ) -> Run<'_> {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .stdin(Stdio::null());
        command
            .env("HOME", self.home())
            .env("PATH", "/usr/bin:/bin")
            .env("LANG", "C");
        // Without it the program would look for the credentials of who runs the tests
        command.env("XDG_RUNTIME_DIR", self.runtime());
        // What one run remembers would change what the next one asks
        self.runs.set(self.runs.get() + 1);
        let cache = format!("caches/{}", self.runs.get());
        command.env("IMAGELOCK_CACHE", self.root().join(cache));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Run {
            project: self,
            command,
            stdin: None,
        }
    }

    /// Waits for a program that was spawned.
    pub fn wait(&self, child: Child) -> Outcome {
        self.outcome(&child.wait_with_output().expect("a child can be waited for"))
    }

    fn outcome(&self, output: &Output) -> Outcome {
        let text = |bytes: &[u8]| self.redacted(&String::from_utf8_lossy(bytes));
        Outcome {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }
}

/// One run of the program, before it starts.
pub struct Run<'a> {
    project: &'a Project,
    command: Command,
    stdin: Option<Vec<u8>>,
}

impl Run<'_> {
    /// Sets a variable of the environment, which has `HOME`, `PATH`, `LANG` and `XDG_RUNTIME_DIR` otherwise, and in
    /// `IMAGELOCK_CACHE` an empty directory for this run alone.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Gives this text on stdin, which is empty otherwise.
    pub fn stdin(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(text.into());
        self.command.stdin(Stdio::piped());
        self
    }

    /// Has this as its stdout, which nobody reads then.
    pub fn stdout(mut self, to: impl Into<Stdio>) -> Self {
        self.command.stdout(to);
        self
    }

    /// Runs in a directory of the project.
    pub fn current_dir(mut self, path: impl AsRef<Path>) -> Self {
        self.command.current_dir(self.project.path().join(path));
        self
    }

    /// Runs to the end.
    pub fn run(self) -> Outcome {
        let project = self.project;
        project.wait(self.spawn())
    }

    /// Starts and does not wait, with stdout and stderr in pipes: see [`Project::wait`].
    pub fn spawn(mut self) -> Child {
        let mut child = self
            .command
            .spawn()
            .unwrap_or_else(|error| panic!("starting {:?}: {error}", self.command.get_program()));
        if let (Some(text), Some(mut pipe)) = (self.stdin, child.stdin.take()) {
            // On a thread, since a program that writes before it reads would block both sides; one that reads
            // nothing closes the pipe, which is its right
            std::thread::spawn(move || pipe.write_all(&text));
        }
        child
    }
}

/// How a run ended, redacted; displayed, it is one snapshot of everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The exit status; nothing after a signal.
    pub code: Option<i32>,
    /// What it wrote for programs to read.
    pub stdout: String,
    /// What it wrote for people to read.
    pub stderr: String,
}

impl Outcome {
    /// Asserts exit status 0.
    #[track_caller]
    pub fn success(self) -> Self {
        self.exits(0)
    }

    /// Asserts this exit status.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert!(
            self.code == Some(code),
            "expected exit status {code}\n{self}"
        );
        self
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => writeln!(formatter, "exit status: {code}")?,
            None => writeln!(formatter, "ended by a signal")?,
        }
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            let end = if text.is_empty() || text.ends_with('\n') {
                ""
            } else {
                "\n"
            };
            write!(formatter, "--- {name} ---\n{text}{end}")?;
        }
        Ok(())
    }
}

/// Sends a signal to a program that was started here.
#[track_caller]
pub fn signal(child: &Child, signal: &str) {
    let status = Command::new("kill")
        .args(["-s", signal, &child.id().to_string()])
        .status();
    assert!(status.expect("there is a `kill`").success());
}

/// The program under test. Cargo names it to tests; an example finds it where it was built itself.
pub fn program() -> OsString {
    if let Some(path) = option_env!("CARGO_BIN_EXE_imagelock") {
        return path.into();
    }
    let this = std::env::current_exe().expect("a running program has a path");
    let name = format!("imagelock{}", std::env::consts::EXE_SUFFIX);
    let mut places = this
        .ancestors()
        .skip(1)
        .take(3)
        .map(|directory| directory.join(&name));
    let found = places.find(|path| path.is_file());
    found
        .unwrap_or_else(|| panic!("no {name} near {}: run `cargo build` first", this.display()))
        .into()
}

fn temporary_directory() -> TempDir {
    tempfile::Builder::new()
        .prefix("imagelock-")
        .tempdir()
        .expect("a temporary directory can be made")
}
