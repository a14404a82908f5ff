//! The probe of a credential: one request alone finds out whether it is right. Some servers lock the account of who
//! shows a wrong password again and again.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock};

use tokio::sync::Mutex as AsyncMutex;

use super::credentials::credential::Credential;
use crate::registry::error::Error;
use crate::registry::http::limits::locked;

/// The number in a row that may be left without an answer before all that wait are: one repository of a good registry
/// may be broken, and a registry that answers nobody would be asked for each of a thousand images, one after the other.
const UNANSWERED_MAX: u32 = 3;

/// The probes of a run: one for each credential at each place that it is presented to.
#[derive(Default)]
pub struct CredentialProbes {
    probes: Mutex<HashMap<(String, Credential), Arc<CredentialProbe>>>,
}

/// One credential at one place.
#[derive(Default)]
pub struct CredentialProbe {
    /// Held by the one that shows the credential while nothing is known of it.
    turn: AsyncMutex<()>,
    verdict: OnceLock<Result<(), Error>>,
    failure: Mutex<ProbeFailure>,
}

/// The last time that nothing was found out for want of an answer.
#[derive(Default)]
struct ProbeFailure {
    count: u64,
    /// The number that were left without an answer since the last one that came.
    unanswered: u32,
    error: Option<Error>,
}

/// The finding of an answer about the credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProbeResult {
    /// It is right. What is refused later is so for another reason.
    Right,
    /// It is wrong, and this is what everybody is told who would have presented it.
    Wrong(Error),
    /// Nothing. The next one tries alone as well.
    Nothing,
    /// There was no answer to this one.
    Unanswered(Error),
    /// There is no answer for anybody who waits. Who comes later tries anew, alone.
    Failed(Error),
}

impl ProbeFailure {
    fn fail(&mut self, error: Error) {
        *self = Self {
            count: self.count + 1,
            unanswered: 0,
            error: Some(error),
        };
    }
}

impl CredentialProbes {
    /// The probe of a credential at a place.
    pub fn of(&self, place: &str, credential: &Credential) -> Arc<CredentialProbe> {
        let key = (place.to_owned(), credential.clone());
        Arc::clone(locked(&self.probes).entry(key).or_default())
    }
}

impl CredentialProbe {
    /// Shows the credential, and alone while it is not known whether it is right.
    ///
    /// # Errors
    /// Those of the showing; where the credential is wrong, what was said of it the first time.
    pub async fn show<T>(
        &self,
        showing: impl Future<Output = Result<T, Error>>,
        judge: impl FnOnce(&Result<T, Error>) -> ProbeResult,
    ) -> Result<T, Error> {
        let failures = locked(&self.failure).count;
        let turn = match self.verdict.get() {
            Some(_) => None,
            None => Some(self.turn.lock().await),
        };
        if let Some(verdict) = self.verdict.get() {
            drop(turn);
            verdict.clone()?;
            return showing.await;
        }
        self.failed_since(failures)?;
        let outcome = showing.await;
        self.learn(judge(&outcome))?;
        outcome
    }

    fn failed_since(&self, count: u64) -> Result<(), Error> {
        let failure = locked(&self.failure);
        match &failure.error {
            Some(error) if failure.count > count => Err(error.clone()),
            _ => Ok(()),
        }
    }

    fn learn(&self, finding: ProbeResult) -> Result<(), Error> {
        match finding {
            ProbeResult::Right => _ = self.verdict.set(Ok(())),
            ProbeResult::Wrong(error) => {
                let _ = self.verdict.set(Err(error.clone()));
                return Err(error);
            }
            ProbeResult::Nothing => locked(&self.failure).unanswered = 0,
            ProbeResult::Unanswered(error) => {
                let mut failure = locked(&self.failure);
                failure.unanswered += 1;
                if failure.unanswered >= UNANSWERED_MAX {
                    failure.fail(error);
                }
            }
            ProbeResult::Failed(error) => locked(&self.failure).fail(error),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use futures::future::join_all;

    use super::*;

    fn wrong() -> Error {
        Error::Setup {
            cause: "wrong".to_owned(),
        }
    }

    /// Shows a credential twenty times at once. Returns how often it was presented, and how often at once.
    async fn presented(
        judge: impl Fn(usize) -> ProbeResult,
    ) -> (usize, usize, Vec<Result<(), Error>>) {
        let (probe, presented) = (CredentialProbe::default(), AtomicUsize::new(0));
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let one = || async {
            let mut number = 0;
            let showing = async {
                number = presented.fetch_add(1, Ordering::SeqCst);
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_secs(1)).await;
                now.fetch_sub(1, Ordering::SeqCst);
                Ok(number)
            };
            probe
                .show(showing, |number| judge(*number.as_ref().unwrap()))
                .await
                .map(|_| ())
        };
        let outcomes = join_all((0..20).map(|_| one())).await;
        (presented.into_inner(), most.into_inner(), outcomes)
    }

    #[tokio::test(start_paused = true)]
    async fn a_right_one_is_shown_by_one_alone_and_then_by_all() {
        let (count, most, outcomes) = presented(|_| ProbeResult::Right).await;
        assert_eq!((count, most), (20, 19));
        assert!(outcomes.iter().all(Result::is_ok));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wrong_one_is_shown_once_and_all_are_told_so() {
        let (count, _, outcomes) = presented(|_| ProbeResult::Wrong(wrong())).await;
        assert_eq!(count, 1);
        assert!(outcomes.iter().all(|outcome| *outcome == Err(wrong())));
    }

    #[tokio::test(start_paused = true)]
    async fn while_nothing_is_known_it_is_shown_by_one_after_the_other() {
        let (count, most, _) = presented(|_| ProbeResult::Nothing).await;
        assert_eq!((count, most), (20, 1));
        let late = |number| {
            if number == 3 {
                ProbeResult::Wrong(wrong())
            } else {
                ProbeResult::Nothing
            }
        };
        let (count, most, outcomes) = presented(late).await;
        assert_eq!(
            (
                count,
                most,
                outcomes.iter().filter(|outcome| outcome.is_ok()).count()
            ),
            (4, 1, 3)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn all_that_wait_for_an_answer_that_does_not_come_fail_with_it() {
        let (count, _, outcomes) = presented(|_| ProbeResult::Failed(wrong())).await;
        assert_eq!(
            (
                count,
                outcomes.iter().filter(|outcome| outcome.is_err()).count()
            ),
            (1, 19)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn one_without_an_answer_is_no_reason_to_give_up_and_three_in_a_row_are() {
        let (count, most, outcomes) = presented(|_| ProbeResult::Unanswered(wrong())).await;
        assert_eq!(
            (
                count,
                most,
                outcomes.iter().filter(|outcome| outcome.is_err()).count()
            ),
            (3, 1, 17)
        );
        let second = |number| {
            if number < 2 {
                ProbeResult::Unanswered(wrong())
            } else {
                ProbeResult::Right
            }
        };
        let (count, _, outcomes) = presented(second).await;
        assert_eq!(
            (
                count,
                outcomes.iter().filter(|outcome| outcome.is_err()).count()
            ),
            (20, 0)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn who_comes_after_a_failure_tries_anew_and_who_leaves_strands_nobody() {
        let probe = CredentialProbe::default();
        let fail = |_: &Result<(), Error>| ProbeResult::Failed(wrong());
        assert!(probe.show(async { Ok(()) }, fail).await.is_ok());
        let never = probe.show(std::future::pending::<Result<(), Error>>(), fail);
        assert!(
            tokio::time::timeout(Duration::from_secs(1), never)
                .await
                .is_err()
        );
        assert!(
            probe
                .show(async { Ok(()) }, |_| ProbeResult::Right)
                .await
                .is_ok()
        );
    }
}
