//! Waits for whoever answers a request: from the first try on, with what it asks for and with what lies between the
//! tries.

use url::Url;

use super::Transport;
use crate::registry::awaited::{Awaited, AwaitedRole};
use crate::registry::event::Event;
use crate::registry::host::Endpoint;
use crate::registry::http::{Request, authority};

impl Transport {
    /// Tells that somebody is waited for. Whoever ends the run before the end of the wait ends it within the wait.
    pub(super) fn begin_wait(&self, request: &Request) -> Option<Awaited> {
        let peer = self.peer.as_ref()?;
        let awaited = Awaited {
            role: role(request, peer),
            name: authority(&request.url),
            registry: peer.registry.clone(),
            proxy: self.proxy(&request.url),
        };
        (self.observer)(Event::WaitBegan(awaited.clone()));
        Some(awaited)
    }

    pub(super) fn end_wait(&self, awaited: Option<Awaited>) {
        if let Some(awaited) = awaited {
            (self.observer)(Event::WaitEnded(awaited));
        }
    }

    /// The proxy on the way. One that cannot be used is told of by whoever would use it.
    fn proxy(&self, url: &Url) -> Option<String> {
        let proxy = self.clients.proxy(url).ok().flatten();
        proxy.map(|proxy| proxy.to_string())
    }
}

/// Who answers a request in a conversation.
fn role(request: &Request, peer: &Endpoint) -> AwaitedRole {
    match (
        request.is_for_token,
        peer.is_at(&request.url),
        peer.is_mirror,
    ) {
        (true, ..) => AwaitedRole::TokenServer,
        (false, false, _) => AwaitedRole::RedirectTarget,
        (false, true, true) => AwaitedRole::Mirror,
        (false, true, false) => AwaitedRole::Registry,
    }
}
