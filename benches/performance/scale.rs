//! From forty images to a hundred thousand.

use crate::measure::Measured;
use crate::progress;
use crate::scene::{Content, Scene, Setting};
use crate::tool::{Memory, imagelock, update};

/// How many images, and the largest number of them at each latency.
const IMAGES: [usize; 5] = [40, 100, 1_000, 10_000, 100_000];
/// Milliseconds before an answer.
pub const LATENCIES: [u64; 3] = [0, 20, 100];
/// More images than that take too long where an answer takes a tenth of a second.
const FEW: usize = 10_000;

/// So many images, cold and warm.
pub struct Point {
    pub setting: Setting,
    pub cold: Measured,
    /// The same again, where nothing moved.
    pub warm: Measured,
}

/// Ten images a repository; plain HTTP.
pub fn points() -> Vec<Point> {
    let mut points = Vec::new();
    for latency in LATENCIES {
        for images in IMAGES
            .into_iter()
            .filter(|images| latency < 100 || *images <= FEW)
        {
            progress(&format!("{images} images, {latency} ms an answer"));
            let setting = Setting::new(images, images.div_ceil(10), latency);
            let setting = Setting {
                content: Content::Small,
                ..setting
            };
            let scene = Scene::new(setting);
            let cold = imagelock(&scene, Memory::None, &[]);
            let warm = update(&scene, &[]);
            points.push(Point {
                setting,
                cold,
                warm,
            });
        }
    }
    points
}
