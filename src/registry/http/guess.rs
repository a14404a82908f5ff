//! Requests that are sent before anybody has asked for them, or asked for them in this way.

use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::time::timeout;

use crate::registry::error::Error;

/// The time in which a server answers that is asked because it was once the right one.
const PATIENCE: Duration = Duration::from_secs(3);

/// The grounds on which requests are sent that may be for nobody: they are not sent again after a failure, none is sent
/// after the first one that failed, and no host is given up for their answers.
#[derive(Debug, Clone)]
pub struct Guess {
    /// Whether it may be the wrong server that is asked: it is not waited for then.
    pub is_of_server: bool,
    failure: Arc<OnceLock<Error>>,
}

impl Guess {
    pub fn new(is_of_server: bool) -> Self {
        Self {
            is_of_server,
            failure: Arc::default(),
        }
    }

    /// The failure since which no more requests are sent.
    pub fn failure(&self) -> Option<Error> {
        self.failure.get().cloned()
    }

    pub fn fail(&self, error: Error) -> Error {
        self.failure.get_or_init(|| error).clone()
    }

    /// The outcome of an exchange, if it comes in time.
    pub async fn in_time<T>(&self, exchange: impl Future<Output = T>) -> Option<T> {
        if self.is_of_server {
            timeout(PATIENCE, exchange).await.ok()
        } else {
            Some(exchange.await)
        }
    }
}
