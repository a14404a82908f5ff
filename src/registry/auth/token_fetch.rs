//! A token on its way: the realm is checked first, and a credential is shown to it by one request alone until it is
//! known to be right.

use std::future::{Future, ready};
use std::sync::Arc;

use futures::FutureExt;

use super::token::TokenFuture;
use super::token_server::{self, TokenRequest, TokenServer};
use super::{Bearer, Credential, SessionContext, realm};
use crate::registry::http::authority;

/// Fetches a token. The future owns what it needs: whoever polls it first may leave.
pub fn fetch_token(
    context: &Arc<SessionContext>,
    bearer: Bearer,
    credential: Option<Credential>,
    wanted: TokenRequest,
) -> TokenFuture {
    let (endpoint, credentials) = (&context.endpoint, &context.credentials);
    let allowed = match &credential {
        Some(_) => realm::check_with_credentials(endpoint, &bearer.realm),
        None => realm::check(endpoint, &bearer.realm),
    };
    if let Err(error) = allowed {
        return ready(Err(error)).boxed();
    }
    let server = TokenServer {
        host: endpoint.host(),
        bearer: bearer.clone(),
        missing_helper: credentials.missing_helper(&endpoint.registry),
        context: Arc::clone(context),
    };
    let Some(credential) = credential else {
        return async move { server.fetch_token(None, wanted).await }.boxed();
    };
    let place = format!("{}{}", authority(&bearer.realm), bearer.realm.path());
    let probe = credentials.probe(&place, &credential);
    let answer = async move {
        let answer = server.fetch_token(Some(credential), wanted);
        probe
            .show(answer, |answer| token_server::judge(&bearer, answer))
            .await
    };
    on_its_own(answer).boxed()
}

/// Runs a future whether or not anybody waits for it: it may hold what others wait for, and not itself.
async fn on_its_own<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(future).await {
        Ok(outcome) => outcome,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        // The run is over
        Err(_) => std::future::pending().await,
    }
}
