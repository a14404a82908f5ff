//! The door before what opens connections, as the HTTP client takes it.

use std::error::Error as StdError;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::Connection;
use tower_layer::Layer;
use tower_service::Service;

use super::counts::KeptConnection;
use super::{Door, Opening, Purpose, purpose};

type BoxError = Box<dyn StdError + Send + Sync>;

/// The end of an exchange that needs no connection any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the connection is left to another request")]
struct NotNeeded;

/// What opens connections, behind the door.
#[derive(Debug, Clone)]
pub struct GuardedConnector<S> {
    /// Shared, for the HTTP client makes several copies of all this a request.
    connector: Arc<S>,
    door: Arc<Door>,
}

impl<S> Layer<S> for Opening {
    type Service = GuardedConnector<S>;

    fn layer(&self, connector: S) -> Self::Service {
        GuardedConnector {
            connector: Arc::new(connector),
            door: Arc::clone(&self.0),
        }
    }
}

impl<S, D> Service<D> for GuardedConnector<S>
where
    S: Service<D, Error = BoxError> + Clone + Send + 'static,
    S::Response: Connection + Send + 'static,
    S::Future: Send,
    D: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    /// Whether what is behind the door is ready is asked behind it.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, destination: D) -> Self::Future {
        let connector = S::clone(&self.connector);
        let door = Arc::clone(&self.door);
        Box::pin(async move {
            if purpose() == Some(Purpose::Later) {
                let mut opener = door.enter_for_later().await.ok_or(NotNeeded)?;
                let connection = opener.open(open(connector, destination)).await?;
                door.keep(connection);
                return Err(NotNeeded.into());
            }
            let mut opener = unless_left(door.enter()).await?;
            let kept = opener.kept.take().and_then(KeptConnection::into_inner);
            let connection = match kept {
                Some(kept) => kept,
                None => match opener.open(open(connector, destination)).await {
                    Ok(opened) => opened,
                    Err(error) => {
                        unless_left(opener.fail()).await?;
                        return Err(error);
                    }
                },
            };
            opener.linger();
            Ok(connection)
        })
    }
}

/// Opens a connection when what opens them is ready.
async fn open<S: Service<D>, D>(mut connector: S, destination: D) -> Result<S::Response, S::Error> {
    poll_fn(|context| connector.poll_ready(context)).await?;
    connector.call(destination).await
}

/// The end of a wait, or that the request has left.
async fn unless_left<T>(wait: impl Future<Output = T>) -> Result<T, NotNeeded> {
    let mut wait = pin!(wait);
    poll_fn(|context| match purpose() {
        Some(_) => wait.as_mut().poll(context).map(Ok),
        None => Poll::Ready(Err(NotNeeded)),
    })
    .await
}
