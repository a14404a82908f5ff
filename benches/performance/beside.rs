//! imagelock and other tools on the same images of the same registry, in turn.

use crate::contract::ROUNDS;
use crate::measure::{Measured, median};
use crate::progress;
use crate::scene::{Scene, Setting, Transport};
use crate::tool::{Memory, Tool, Way, imagelock};

/// A tool in a race.
pub struct Entrant {
    pub name: String,
    pub run: Measured,
}

impl Entrant {
    /// Whether it is imagelock.
    pub fn is_ours(&self) -> bool {
        self.name.starts_with("imagelock")
    }
}

/// What all tools took for the same. imagelock is the first of them.
pub struct Race {
    pub setting: Setting,
    pub entrants: Vec<Entrant>,
}

impl Race {
    /// The tools that got everything, and sooner than imagelock.
    pub fn quicker(&self) -> impl Iterator<Item = &Entrant> {
        let ours = self.entrants[0].run.wall;
        self.complete()
            .filter(move |entrant| entrant.run.wall < ours)
    }

    /// The tools that got everything with fewer requests than imagelock.
    pub fn more_frugal(&self) -> impl Iterator<Item = &Entrant> {
        let ours = self.entrants[0].run.requests;
        self.complete()
            .filter(move |entrant| entrant.run.requests < ours)
    }

    /// The other tools that got everything.
    fn complete(&self) -> impl Iterator<Item = &Entrant> {
        let others = self.entrants.iter().filter(|entrant| !entrant.is_ours());
        others.filter(|entrant| entrant.run.is_good(self.setting.images))
    }
}

/// The tools that ask for all images in one process, which are those to beat on the clock.
pub fn matrix(tools: &[Tool]) -> Vec<Race> {
    let tools: Vec<&Tool> = tools.iter().filter(|tool| tool.way == Way::Bulk).collect();
    let mut races = Vec::new();
    for transport in [Transport::Plain, Transport::Tls, Transport::Http2] {
        for latency in [20, 100] {
            for (images, repositories) in [(100, 20), (100, 100), (40, 25)] {
                let setting = Setting::new(images, repositories, latency);
                races.push(race(
                    Setting {
                        transport,
                        ..setting
                    },
                    &tools,
                ));
            }
        }
    }
    races
}

/// All tools on Docker Hub's shape.
pub fn docker_hub(tools: &[Tool]) -> Vec<Race> {
    let tools: Vec<&Tool> = tools.iter().collect();
    let setting = |latency| Setting {
        transport: Transport::DockerHub,
        ..Setting::new(100, 20, latency)
    };
    [20, 100]
        .map(|latency| race(setting(latency), &tools))
        .into()
}

/// Everybody once to warm up, then five rounds in turn.
fn race(setting: Setting, tools: &[&Tool]) -> Race {
    let Setting {
        latency, transport, ..
    } = setting;
    progress(&format!(
        "{}, {latency} ms, {}",
        setting.shape(),
        transport.name()
    ));
    let tools: Vec<&&Tool> = tools.iter().filter(|tool| tool.version.is_some()).collect();
    let scene = Scene::new(setting);
    let mut runs = vec![Vec::new(); 2 + tools.len()];
    for round in 0..=ROUNDS {
        let ours = [Memory::None, Memory::Challenge].map(|memory| imagelock(&scene, memory, &[]));
        let others = tools.iter().map(|tool| tool.run(&scene));
        for (runs, run) in runs.iter_mut().zip(ours.into_iter().chain(others)) {
            if round > 0 {
                runs.push(run);
            }
        }
    }
    let names = ["imagelock", "imagelock again"];
    let names = names.into_iter().chain(tools.iter().map(|tool| tool.name));
    let entrants = names.zip(runs).map(|(name, runs)| Entrant {
        name: name.to_owned(),
        run: median(runs),
    });
    Race {
        setting,
        entrants: entrants.collect(),
    }
}
