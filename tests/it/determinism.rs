//! Whatever the order of the answers: the same bytes, the same words.

use std::time::Duration;

use crate::support::case::Case;
use crate::support::registry::{Image, Registry, seeded};

/// How many orders are tried.
const RUNS: u64 = 50;

/// A first run with failures of several kinds, and the lock of a second, told in full.
fn run(seed: u64) -> (String, String) {
    let case = Case::with(Registry::builder().latency(seeded(seed, Duration::from_millis(3))));
    let mut images = String::new();
    for number in 0..12 {
        let repository = format!("acme/r{}", number % 4);
        let image = match number % 3 {
            0 => Image::index(&["linux/amd64", "linux/arm64"], &number.to_string()),
            1 => Image::single("linux/amd64", &number.to_string()),
            _ => Image::index(&["linux/amd64"], &number.to_string()).docker(),
        };
        case.push(&repository, &number.to_string(), &image);
        images += &format!(
            "image-{number} = {{ image = \"HOST/{repository}:{number}\", platforms = [\"linux/amd64\"] }}\n"
        );
    }
    let wrong = "gone = \"HOST/acme/r1:gone\"\nnone = \"HOST/acme/none:1\"\nlost = \"HOST/acme/r2:lost\"\n\
                 refused = { image = \"HOST/acme/r0:0\", platforms = [\"linux/s390x\"] }\n";
    case.manifest(&(images.clone() + wrong));
    let all = case.run("update -v --keep-going").exits(1);
    (all.to_string(), case.lock())
}

#[test]
fn the_order_of_the_answers_changes_no_byte() {
    let (said, written) = run(0);
    assert_snapshot!(said);
    for seed in 1..RUNS {
        let (said_again, written_again) = run(seed);
        assert_eq!(said_again, said, "seed {seed}");
        assert_eq!(written_again, written, "seed {seed}");
    }
}
