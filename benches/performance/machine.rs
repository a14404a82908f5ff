//! The machine and the day of the measurement.

use std::process::Command;

/// Processor, memory, system, and how busy they are.
pub fn description() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let processor =
        line_of("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let memory = line_of("/proc/meminfo", "MemTotal").and_then(|text| {
        let kibibytes: f64 = text.trim_end_matches(" kB").parse().ok()?;
        Some(format!(
            ", {:.0} GiB of memory",
            kibibytes / 1024.0 / 1024.0
        ))
    });
    let system = said("uname", &["-s"]).unwrap_or_else(|| std::env::consts::OS.to_owned());
    let release = said("uname", &["-r"]).unwrap_or_default();
    let release = release.split('-').next().unwrap_or_default();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().filter(|load| !load.is_empty());
    let load = load.map(|load| format!("; load {load} before the first run"));
    format!(
        "{processor}, {cores} cores{}, {system} {release}{}",
        memory.unwrap_or_default(),
        load.unwrap_or_default()
    )
}

/// Today, in UTC.
pub fn date() -> String {
    said("date", &["-u", "+%Y-%m-%d"]).unwrap_or_default()
}

/// The commit that was measured.
pub fn commit() -> String {
    said("git", &["rev-parse", "--short=8", "HEAD"])
        .unwrap_or_else(|| "an unknown commit".to_owned())
}

fn line_of(file: &str, key: &str) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}
