//! The pulls that a run still costs, held against what the answers say is left.
//!
//! A pull is a GET of a manifest on Docker Hub; HEADs and configs cost nothing. New images with platforms cost one
//! each, and others as soon as their HEAD has said that they changed.

use std::cell::RefCell;
use std::future::Future;

use super::question::{ManifestQuestion, Need};
use crate::reference::Registry;
use crate::registry::http::quota::Quota;
use crate::registry::{Client, Descriptor, Error};

/// More pulls are needed than are left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// The host that said how many are left.
    pub host: String,
    /// The quota that it grants, and what is left of it.
    pub quota: Quota,
    /// The pulls that are needed at least: images that are not known to have changed yet may need more.
    pub needed: usize,
}

/// The cost of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PullCost {
    /// It is one of a registry that does not count, and of no interest here.
    Uncounted,
    /// Nothing, where pulls are counted: HEAD.
    Nothing,
    /// A pull: GET of a manifest.
    Pull,
}

impl PullCost {
    /// The same at a registry that counts or does not.
    pub fn at(self, client: &Client, registry: &Registry) -> Self {
        match client.counts_pulls(registry) {
            true => self,
            false => Self::Uncounted,
        }
    }
}

/// The pulls of a run.
#[derive(Debug, Default)]
pub(super) struct Pulls {
    count: RefCell<PullCount>,
}

#[derive(Debug, Default)]
struct PullCount {
    planned: usize,
    begun: usize,
    answered: usize,
    /// The quota that was told last, by whom, and after how many pulls.
    left: Option<(Quota, String, usize)>,
    is_told: bool,
}

impl Pulls {
    /// The pulls that are known before anything is asked, of registries that count.
    pub fn plan(questions: &[ManifestQuestion], counts: impl Fn(&Registry) -> bool) -> Self {
        let is_pull = |question: &&ManifestQuestion| {
            question.need == Need::Platforms && counts(question.repository.registry())
        };
        let planned = questions.iter().filter(is_pull).count();
        Self {
            count: RefCell::new(PullCount {
                planned,
                ..PullCount::default()
            }),
        }
    }

    /// One more has turned out to be needed.
    pub fn need_one_more(&self) {
        self.count.borrow_mut().planned += 1;
    }

    /// Waits for an answer that costs so much.
    pub async fn watch(
        &self,
        cost: PullCost,
        answer: impl Future<Output = Result<Descriptor, Error>>,
    ) -> Result<Descriptor, Error> {
        let pulls = match cost {
            PullCost::Uncounted => return answer.await,
            PullCost::Nothing => 0,
            PullCost::Pull => 1,
        };
        let before = {
            let mut count = self.count.borrow_mut();
            count.begun += pulls;
            count.begun
        };
        let answer = answer.await;
        self.count.borrow_mut().answered += pulls;
        self.note(before, &answer);
        answer
    }

    /// Notes what is left after so many pulls: those that began earlier, and those that have their answer. Others under
    /// way may or may not be in the number, and it is no use to warn of what happens anyway.
    fn note(&self, before: usize, answer: &Result<Descriptor, Error>) {
        let Ok(Descriptor { host, quota, .. }) = answer else {
            return;
        };
        let mut count = self.count.borrow_mut();
        if let Some(quota) = quota {
            let counted = before.max(count.answered);
            count.left = Some((*quota, host.clone(), counted));
        }
    }

    /// More is needed than is left: said once in a run.
    pub fn shortage(&self) -> Option<Shortage> {
        let mut count = self.count.borrow_mut();
        let (quota, host, counted) = count.left.clone()?;
        let needed = count.planned.saturating_sub(counted);
        if count.is_told || needed as u64 <= quota.remaining {
            return None;
        }
        count.is_told = true;
        Some(Shortage {
            host,
            quota,
            needed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(remaining: u64) -> Result<Descriptor, Error> {
        let quota = Quota {
            limit: None,
            remaining,
            window: None,
            is_logged_in: false,
        };
        let digest = crate::reference::Digest::sha256(b"");
        Ok(Descriptor {
            digest,
            method: "GET",
            is_index: false,
            host: "hub".to_owned(),
            body: None,
            quota: Some(quota),
            day: None,
        })
    }

    fn planned(planned: usize) -> Pulls {
        Pulls {
            count: RefCell::new(PullCount {
                planned,
                ..PullCount::default()
            }),
        }
    }

    fn needed(pulls: &Pulls) -> Option<usize> {
        pulls.shortage().map(|shortage| shortage.needed)
    }

    #[tokio::test]
    async fn what_is_left_is_held_against_what_is_still_to_come() {
        let pulls = planned(10);
        pulls
            .watch(PullCost::Pull, async { answer(9) })
            .await
            .unwrap();
        assert_eq!(needed(&pulls), None, "nine are needed, and nine are left");
        pulls
            .watch(PullCost::Pull, async { answer(7) })
            .await
            .unwrap();
        assert_eq!(needed(&pulls), Some(8));
        pulls
            .watch(PullCost::Pull, async { answer(0) })
            .await
            .unwrap();
        assert_eq!(needed(&pulls), None, "it was said");
    }

    #[tokio::test]
    async fn a_head_tells_it_as_well_and_what_it_finds_is_added() {
        let pulls = planned(0);
        pulls
            .watch(PullCost::Nothing, async { answer(1) })
            .await
            .unwrap();
        assert_eq!(needed(&pulls), None);
        pulls.need_one_more();
        assert_eq!(needed(&pulls), None);
        pulls.need_one_more();
        assert_eq!(needed(&pulls), Some(2));
    }

    #[tokio::test]
    async fn answers_that_overtake_each_other_are_no_shortage() {
        let (pulls, (send, receive)) = (planned(3), tokio::sync::oneshot::channel::<()>());
        let slow = pulls.watch(PullCost::Pull, async {
            receive.await.unwrap();
            answer(2)
        });
        let fast = async {
            pulls
                .watch(PullCost::Pull, async { answer(1) })
                .await
                .unwrap();
            assert_eq!(needed(&pulls), None, "the slow one is in the number");
            send.send(()).unwrap();
        };
        let (slow, ()) = tokio::join!(slow, fast);
        slow.unwrap();
        assert_eq!(needed(&pulls), None);
    }

    #[tokio::test]
    async fn what_registries_say_that_count_nothing_is_of_no_interest() {
        let pulls = Pulls {
            count: RefCell::new(PullCount {
                planned: 2,
                ..PullCount::default()
            }),
        };
        for _ in 0..5 {
            pulls
                .watch(PullCost::Uncounted, async { answer(0) })
                .await
                .unwrap();
        }
        assert_eq!(pulls.shortage(), None);
        pulls
            .watch(PullCost::Nothing, async { answer(1) })
            .await
            .unwrap();
        assert_eq!(pulls.shortage().unwrap().needed, 2);
    }
}
