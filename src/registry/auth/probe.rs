//! The probe of a credential: one request alone finds out whether it is right. Some servers lock the account of who
//! shows a wrong password again and again.

use std::future::Future;
use std::sync::{Mutex, OnceLock};

use tokio::sync::Mutex as AsyncMutex;

use crate::registry::error::Error;
use crate::registry::http::locked;

/// The number in a row that may be left without an answer before all that wait are: one repository of a good registry
/// may be broken, and a registry that answers nobody would be asked for each of a thousand images, one after the other.
const UNANSWERED_MAX: u32 = 3;

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

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProbeResult {
    /// It is right. What is refused later is so for another reason.
    Right,
    /// It is wrong, and this is what everybody is told who would have presented it.
    Wrong(Error),
    /// Nothing. The next one tries alone as well.
    Nothing,
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

impl CredentialProbe {
    /// Shows the credential, and alone while it is not known whether it is right.
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

    /// Whether it is known to be right.
    pub fn is_right(&self) -> bool {
        matches!(self.verdict.get(), Some(Ok(())))
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
mod tests;
