//! The first question goes ahead alone: what it learns spares all others their refusal.

use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard};

/// Whether the first question was asked. Held while it is under way.
#[derive(Clone, Default)]
pub struct FirstQuestion(Arc<Mutex<bool>>);

/// The right to ask before all others. Dropped without [`Turn::end`], it is the next one's.
pub struct Turn(OwnedMutexGuard<bool>);

impl FirstQuestion {
    /// Waits while it is under way. The turn is for the first question itself.
    pub async fn turn(&self) -> Option<Turn> {
        let is_done = Arc::clone(&self.0).lock_owned().await;
        (!*is_done).then_some(Turn(is_done))
    }
}

impl Turn {
    /// Lets all others go ahead.
    pub fn end(mut self) {
        *self.0 = true;
    }
}
