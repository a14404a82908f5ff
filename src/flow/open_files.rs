//! Connections are open files, of which the system grants a process so many: 256 on macOS, where nobody says otherwise.

/// The connections of a job: one to the registry and one to its token server, since both are kept.
const PER_JOB: u64 = 2;
/// The open files that are no connections to a registry or a token server, and some to spare.
const OTHERS: u64 = 64;
/// What is asked for even if less is needed: registries have mirrors, and redirect.
const USUAL: u64 = 1024;

/// Asks the system for the open files that so many jobs need. Returns the number of jobs that it grants them for, and
/// explains if there are fewer.
#[cfg(unix)]
pub fn jobs_within(jobs: usize, explain: impl Fn(&str)) -> usize {
    use crate::document::count_of;
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let needed = PER_JOB * jobs as u64 + OTHERS;
    let Some(current) = limit.current.filter(|current| *current < needed) else {
        return jobs;
    };
    let wanted = needed.max(USUAL);
    let wanted = limit.maximum.map_or(wanted, |most| most.min(wanted));
    let raised = Rlimit {
        current: Some(wanted),
        ..limit
    };
    let granted = setrlimit(Resource::Nofile, raised).map_or(current, |()| wanted);
    let within = jobs_for(granted, jobs);
    if within < jobs {
        let requests = count_of(within, "request");
        explain(&format!("{granted} open files allow {requests} at once"));
    }
    within
}

#[cfg(not(unix))]
pub fn jobs_within(jobs: usize, _explain: impl Fn(&str)) -> usize {
    jobs
}

#[cfg(any(unix, test))]
fn jobs_for(files: u64, jobs: usize) -> usize {
    let most = usize::try_from(files.saturating_sub(OTHERS) / PER_JOB).unwrap_or(jobs);
    most.clamp(1, jobs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_needs_two_files_beside_those_that_are_no_connections() {
        for (files, jobs) in [
            (4, 1),
            (64, 1),
            (100, 18),
            (256, 96),
            (320, 128),
            (5000, 128),
        ] {
            assert_eq!(jobs_for(files, 128), jobs, "{files}");
        }
        assert_eq!(jobs_for(5000, 1), 1);
    }
}
