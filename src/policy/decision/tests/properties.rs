//! Random histories: what an update locks in them, and when.

use proptest::prelude::*;

use super::history::{BODIES, History, MANIFESTS, step};
use super::world::day;
use crate::policy::decision::simulation::{Run, digest, manifest};

/// One image that waits for long.
const RANGE: &str = "a = { image = \"app\", version = \"*\", min-age = \"9d\" }";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn nothing_is_locked_before_its_tag_was_seen_to_name_it_long_enough(
        first in 0..MANIFESTS.len(),
        steps in prop::collection::vec(step(), 1..80),
    ) {
        let mut history = History::new(first);
        for step in steps {
            history.happen(step);
        }
    }

    #[test]
    fn of_many_releases_few_are_noted_that_are_too_young(
        steps in prop::collection::vec(step(), 0..20),
        bodies in prop::collection::vec(0..BODIES.len(), 12..30),
    ) {
        let mut history = History::new(0);
        for step in steps {
            history.happen(step);
        }
        history.registry.failing.clear();
        history.registry.refusing.clear();
        let branch = &mut history.branches[0];
        branch.manifest = manifest(RANGE);
        for (number, body) in bodies.into_iter().enumerate() {
            history.registry.push(&format!("3.{number}"), BODIES[body]);
            branch.update(&history.registry, &Run::on(day(history.today)));
            let records = branch.seen.records();
            let young = records.filter(|it| day(history.today).days_since(it.days.since) < 9);
            prop_assert!(young.count() <= 8);
        }
    }

    #[test]
    fn a_digest_that_stays_is_locked_on_the_day_on_which_it_is_old_enough(
        steps in prop::collection::vec(step(), 0..40),
        body in 0..BODIES.len(),
    ) {
        let mut history = History::new(0);
        for step in steps {
            history.happen(step);
        }
        let branch = &mut history.branches[0];
        branch.manifest = manifest(MANIFESTS[0]);
        history.registry.failing.clear();
        history.registry.refusing.clear();
        history.registry.push("1.0", BODIES[body]);
        let today = history.today;
        for day_later in [0, 1, 2] {
            branch.update(&history.registry, &Run::on(day(today + day_later)));
        }
        let locked = branch.lock.entries.values().next().unwrap();
        prop_assert_eq!(&locked.digest, &digest(BODIES[body]));
    }
}
