//! How the work of a run grows with its input, in instructions and not in seconds.

mod bodies;
mod exclusion;
mod growth;
mod locks;
mod readers;
mod yaml;

use libtest_mimic::Trial;

use crate::needs::Need;
use crate::support::command::Project;

/// The tests of this module and of those below it.
pub fn all() -> Vec<Trial> {
    let mut trials = trials();
    trials.extend(bodies::trials());
    trials.extend(exclusion::trials());
    trials.extend(growth::trials());
    trials.extend(locks::trials());
    trials.extend(readers::trials());
    trials.extend(yaml::trials());
    trials
}

trials! {
    [Need::Valgrind] => [
        dockerfiles_cost_as_much_as_they_have_lines,
    ],
}

/// How much more the step from size 2 to size 4 may cost than twice the step from size 1 to size 2, in percent. On a
/// line it costs just twice as much, on a parabola four times.
const BEND_MAX: u64 = 125;

/// Asserts that runs on projects of the sizes 1, 2 and 4 cost no more than a line through the sizes allows. `project`
/// makes the project of a size in the unit of the caller, large enough for one to cost some ten million instructions;
/// `status` is how each run has to end.
#[track_caller]
fn grows_linearly(arguments: &[&str], status: i32, project: impl Fn(usize) -> Project) {
    let mut counts = [0; 3];
    for (count, size) in counts.iter_mut().zip([1, 2, 4]) {
        let counted = project(size).count(arguments);
        assert_eq!(counted.code, Some(status), "{arguments:?}, size {size}");
        *count = counted.instructions;
    }
    let [one, two, four] = counts;
    let (first, second) = (two.saturating_sub(one).max(1), four.saturating_sub(two));
    let bend = second * 100 / (2 * first);
    assert!(
        bend <= BEND_MAX,
        "{counts:?} instructions: {bend} percent of a line"
    );
}

fn dockerfiles_cost_as_much_as_they_have_lines() {
    grows_linearly(&["init", "--dry-run", "-q"], 0, |size| {
        let project = Project::new();
        let line = |number: usize| format!("FROM image{number}:1\n");
        project.file("Dockerfile", (0..100 * size).map(line).collect::<String>());
        project
    });
}
