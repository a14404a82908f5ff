//! Every figure that imagelock promises, measured.

use std::time::Duration;

use crate::figure::{Figure, Verdict, time};
use crate::limits::Row;
use crate::measure::{Measured, Results, measure, median};
use crate::progress;
use crate::scene::{Content, Scene, Setting, Transport, grouped};
use crate::support::registry::Fault;
use crate::tool::{Memory, imagelock, update};

/// The default of `--jobs`.
pub const JOBS: usize = imagelock::registry::JOBS;
/// How many tags move between two runs.
const MOVED: usize = 10;
/// How often a time is taken; the one in the middle counts.
pub const ROUNDS: usize = 5;

/// The figures, in the order in which they are promised.
pub fn figures(limits: &[Row]) -> Vec<Figure> {
    progress("the promises: requests");
    let mut figures = requests();
    progress("the promises: time");
    for (images, repositories) in [(40, 25), (100, 20), (100, 100), (10_000, 1_000)] {
        for latency in [20, 100] {
            figures.push(waiting(Setting::new(images, repositories, latency)));
        }
    }
    figures.push(limited(limits));
    progress("the promises: verify, and 10,000 images");
    figures.extend([
        verify(10, Duration::from_millis(5)),
        verify(10_000, Duration::from_millis(100)),
    ]);
    figures.extend(many());
    figures
}

/// What a run sends, row by row.
fn requests() -> Vec<Figure> {
    let setting = Setting::new(100, 20, 20);
    let base = setting.images + setting.repositories;
    let mut scene = Scene::new(Setting {
        content: Content::Platforms,
        ..setting
    });
    let cold = imagelock(&scene, Memory::None, &[]);
    let again = imagelock(&scene, Memory::Challenge, &[]);
    let lock = scene.project.read("images.lock");
    let warm = update(&scene, &[]);
    let untouched =
        lock == scene.project.read("images.lock") && scene.registry.count("GET", "/v2/") == 0;
    (0..MOVED).for_each(|number| scene.move_tag(number));
    let moved = update(&scene, &[]);
    let hub = Scene::new(Setting {
        transport: Transport::DockerHub,
        ..setting
    });
    let hub = imagelock(&hub, Memory::None, &[]);
    let single = Scene::new(Setting {
        content: Content::Single,
        ..setting
    });
    let single = imagelock(&single, Memory::None, &[]);
    let odd = Scene::new(setting);
    odd.registry
        .fault(Fault::on("HEAD", "/v2/team/*").without_header("www-authenticate"));
    let odd = imagelock(&odd, Memory::None, &[]);
    let row = |what: &str, bound: &str, run: &Measured, requests: usize, refused: usize| {
        let measured = format!("{} requests, {} refused", run.requests, run.refused);
        let holds =
            run.is_good(setting.images) && run.requests <= requests && run.refused <= refused;
        Figure::new(
            what,
            format!("{bound} = {requests}, {refused} refused"),
            measured,
            holds,
        )
    };
    let mut rows = vec![
        row(
            "cold, N = 100 images in R = 20 repositories, new platforms too",
            "1 + R + N",
            &cold,
            base + 1,
            1,
        ),
        row("the same on Docker Hub", "R + N", &hub, base, 0),
        row(
            "the same where the challenge is remembered",
            "R + N",
            &again,
            base,
            0,
        ),
        row(
            "10 of them changed, with platforms",
            "1 + R + N + 10",
            &moved,
            base + 1 + MOVED,
            1,
        ),
        row(
            "single-platform images, with their configs",
            "1 + R + N + 2 N",
            &single,
            base + 1 + 2 * setting.images,
            1,
        ),
        row(
            "the registry's first answer is odd",
            "1 + R + N + 2",
            &odd,
            base + 3,
            2,
        ),
    ];
    rows.push(Figure::new(
        "pages of tag lists",
        "each list once",
        "–",
        Verdict::NotBuilt,
    ));
    let mut warm = row(
        "warm `update`, nothing moved; no GET of a manifest, lock untouched",
        "1 + R + N",
        &warm,
        base + 1,
        1,
    );
    if !untouched {
        warm.verdict = Verdict::Missed;
    }
    rows.push(warm);
    rows
}

/// The time of a cold run against the bound of the strategy.
fn waiting(setting: Setting) -> Figure {
    let scene = Scene::new(Setting {
        content: Content::Small,
        ..setting
    });
    let rounds = if setting.images > 1_000 { 1 } else { ROUNDS };
    let runs = (0..rounds).map(|_| imagelock(&scene, Memory::None, &[]));
    let run = median(runs.collect());
    let start = start_of_a_process(&scene);
    let bound = bound(&setting, JOBS) + start;
    let holds = run.is_good(setting.images) && run.wall <= bound;
    Figure::new(
        format!("cold, {}, L = {} ms", setting.shape(), setting.latency),
        format!("{}, with {} for the start", time(bound), time(start)),
        time(run.wall),
        holds,
    )
}

/// 1.2 × (1 + ⌈R/J⌉ + ⌈N/J⌉) × L.
pub fn bound(setting: &Setting, jobs: usize) -> Duration {
    let rounds = 1 + setting.repositories.div_ceil(jobs) + setting.images.div_ceil(jobs);
    let rounds = u64::try_from(rounds).expect("few");
    Duration::from_millis(rounds * setting.latency * 12 / 10)
}

/// The worst of all runs under a limit.
fn limited(rows: &[Row]) -> Figure {
    let ours: Vec<&Row> = rows.iter().filter(|row| row.is_ours()).collect();
    let share = |row: &&Row| 1.3 * row.run.seconds() / row.bound().as_secs_f64();
    let worst = ours.iter().map(share).fold(0.0, f64::max);
    let good = ours.iter().filter(|row| row.is_good()).count();
    Figure::new(
        "a registry that serves r requests a second, else 429, at 1, 8, 64 and 128 jobs",
        "1.3 × (R + N) / r, exit 0",
        format!(
            "the slowest of {} [runs](#a-tight-limit) took {worst:.2} × (R + N) / r; {good} of them got everything",
            ours.len()
        ),
        good == ours.len() && worst <= 1.3,
    )
}

/// How long the program takes to say its version.
fn start_of_a_process(scene: &Scene) -> Duration {
    let run = || {
        measure(scene, scene.project.command(["--version"]), |_| {
            Results::none()
        })
    };
    median((0..ROUNDS).map(|_| run()).collect()).wall
}

/// The gate of every pull request.
fn verify(images: usize, bound: Duration) -> Figure {
    let setting = Setting {
        content: Content::Small,
        ..Setting::new(images, images.div_ceil(10), 0)
    };
    let scene = Scene::new(setting);
    update(&scene, &[]);
    let run = || {
        measure(&scene, scene.imagelock(&["verify", "-q"]), |_| {
            Results::none()
        })
    };
    let run = median((0..ROUNDS).map(|_| run()).collect());
    let holds = run.outcome.code == Some(0) && run.wall < bound && run.requests == 0;
    Figure::new(
        format!("`verify`, {} images, no request", grouped(images)),
        format!("under {}", time(bound)),
        time(run.wall),
        holds,
    )
}

/// Memory and CPU of 10,000 images in 1,000 repositories.
fn many() -> Vec<Figure> {
    let setting = Setting {
        content: Content::Platforms,
        ..Setting::new(10_000, 1_000, 0)
    };
    let scene = Scene::new(setting);
    let cold = imagelock(&scene, Memory::None, &[]);
    let warm = update(&scene, &[]);
    let row = |what: &str, run: &Measured| {
        let mebibytes = run.peak.unwrap_or_default() / 1024;
        let holds =
            run.is_good(setting.images) && mebibytes < 64 && run.cpu < Duration::from_secs(5);
        Figure::new(
            format!("{what}, {} with platforms", setting.shape()),
            "under 64 MiB, under 5 s of CPU",
            format!("{mebibytes} MiB, {} of CPU", time(run.cpu)),
            holds,
        )
    };
    vec![row("cold `update`", &cold), row("warm `update`", &warm)]
}
