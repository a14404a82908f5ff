//! Files of variables such as `.env` beside a compose file: the images that variables are.
//!
//! Only what a compose file uses as an image is one, and nothing else of such a file is ever shown.

use std::collections::BTreeMap;

use crate::document::Source;
use crate::scan::dotenv::{AssignedValue, assignments};
use crate::scan::kind::row::{CommentRule, KindReader, KindRow};
use crate::scan::mention::{Mention, Mentions};
use crate::scan::surroundings::Surroundings;

/// The row of these files, which are known by what compose files say.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a file of variables",
    all: None,
    is_named: |_| false,
    reader: KindReader::TextAround(mentions, CommentRule::Lines),
    is_new: true,
};

/// The images that variables are by what compose files say. The last assignment counts.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it is one of the readers, and they can fail"
)]
fn mentions(source: &Source, surroundings: &Surroundings) -> Mentions {
    let all = assignments(&source.text).unwrap_or_default();
    let last: BTreeMap<&str, AssignedValue> =
        all.into_iter().map(|it| (it.name, it.value)).collect();
    let images = last.into_iter().filter_map(|(name, value)| match value {
        AssignedValue::Verbatim(place) if surroundings.is_image(name) => {
            Some(Mention::whole(source, place).with_defaults(true))
        }
        AssignedValue::Verbatim(_) | AssignedValue::Expanded(_) | AssignedValue::Unknown => None,
    });
    // Whatever it is now, what is no image is not shown
    Ok(images.filter(|mention| mention.image.is_ok()).collect())
}
