//! What a conversation shows of its hosts, told to the observer.

use super::Transport;
use crate::registry::event::Event;
use crate::registry::http::clients::ConnectionRoute;
use crate::registry::http::limits::Pause;
use crate::registry::http::pace::Pace;
use crate::registry::http::{Request, Response, authority};

impl Transport {
    /// Tells how many pulls are left, where that is about pulls.
    pub(super) fn tell_quota(&self, request: &Request, response: &Response) {
        let quota = response
            .quota
            .filter(|quota| response.status.is_success() && quota.is_of_hours());
        if let Some(quota) = quota {
            let host = authority(&request.url);
            (self.observer)(Event::Quota { host, quota });
        }
    }

    /// Tells the pace of a host, where that is news.
    pub(super) fn tell_pace(&self, request: &Request, pace: Option<Pace>) {
        if let Some(pace) = pace {
            let host = authority(&request.url);
            (self.observer)(Event::Paced { host, pace });
        }
    }

    /// Tells who leads to a host, where it is not asked directly.
    pub(super) fn tell_proxy(&self, request: &Request, route: &ConnectionRoute) {
        if let Some(proxy) = route.proxy.clone() {
            let host = authority(&request.url);
            (self.observer)(Event::Proxied { host, proxy });
        }
    }

    /// Tells that everybody waits for a host.
    pub(super) fn tell_pause(&self, request: &Request, pause: Pause) {
        (self.observer)(Event::Waiting {
            host: authority(&request.url),
            wait: pause.wait,
            is_asked: pause.is_asked,
            concurrency: pause.concurrency,
        });
    }
}
