//! The ways out of findings that name images: one sentence for one of them, or for many.

use std::collections::BTreeSet;

use super::VerifyFinding;
use super::named::NAMED_MAX;
use crate::document::listed;
use crate::lock::EntryState;
use crate::manifest::ImageName;

/// A way out that names images, in the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WayOut {
    /// An update, if the tag moved meanwhile.
    UpdateOfMoved,
    /// An update, for the locked digest is that of a part.
    UpdateOfPart,
    /// An update or a push, for a part is gone.
    UpdateOrPush,
    /// The same where no update helps, since the digest stands in the manifest.
    EditOrPush,
}

impl WayOut {
    pub(super) fn of(finding: &VerifyFinding) -> Option<Self> {
        match finding {
            // A record counts, and an update from here goes on from another digest
            VerifyFinding::NotFromTag(digests) if digests.way_out.is_some() => None,
            VerifyFinding::Moved(digests) | VerifyFinding::NotFromTag(digests)
                if digests.part.is_some() =>
            {
                Some(Self::UpdateOfPart)
            }
            VerifyFinding::State(EntryState::Stale(Some(_))) => Some(Self::UpdateOfPart),
            VerifyFinding::NotFromTag(_) => Some(Self::UpdateOfMoved),
            VerifyFinding::PlatformsGone(manifest) if manifest.is_pinned => Some(Self::EditOrPush),
            VerifyFinding::PlatformsGone(_) => Some(Self::UpdateOrPush),
            VerifyFinding::State(_)
            | VerifyFinding::Present
            | VerifyFinding::Gone
            | VerifyFinding::Moved(_)
            | VerifyFinding::OtherTag(_)
            | VerifyFinding::NoMatch(_)
            | VerifyFinding::Refused(_)
            | VerifyFinding::Failed(_)
            | VerifyFinding::PlatformsFailed { .. }
            | VerifyFinding::NotFromIndex(_)
            | VerifyFinding::RegistryNotAllowed(_)
            | VerifyFinding::NotPublic { .. }
            | VerifyFinding::Held(_)
            | VerifyFinding::TooYoung(_)
            | VerifyFinding::Weakened { .. } => None,
        }
    }

    /// The sentence about these images.
    pub(super) fn words(self, names: &BTreeSet<&ImageName>) -> String {
        let is_one = names.len() == 1;
        let either = |one: &'static str, many: &'static str| if is_one { one } else { many };
        let update = update_command(names);
        match self {
            Self::UpdateOfMoved => {
                let tags = either("the tag", "the tags");
                format!("if {tags} moved since, run `{update}`")
            }
            Self::UpdateOfPart => {
                let tags = either("the tag names", "the tags name");
                format!("run `{update}` to lock what {tags}")
            }
            // An update helps only where the tag names another index than the one that a clean-up left in part
            Self::UpdateOrPush => {
                let tags = either("its tag names", "their tags name");
                let images = either("the image", "the images");
                format!(
                    "if {tags} something else by now, run `{update}`; else a clean-up has deleted a part: push {images} again"
                )
            }
            Self::EditOrPush => {
                let images = either("the image", "the images");
                let digests = either("the digest of", "the digests of");
                let names = listed(names.iter().take(NAMED_MAX));
                format!(
                    "a clean-up has deleted a part: push {images} again, or change {digests} {names} in `images.toml`"
                )
            }
        }
    }
}

/// The command that locks what the tags of these images name; without names where there are many.
fn update_command(names: &BTreeSet<&ImageName>) -> String {
    let list = names.iter().map(|name| format!(" {name}"));
    let list: String = list.take_while(|_| names.len() <= NAMED_MAX).collect();
    format!("imagelock update{list}")
}
