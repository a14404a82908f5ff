//! The helpers of a run: each is asked once for each host, however many wait for it.

use std::collections::HashMap;
use std::ffi::OsString;
use std::sync::Mutex;

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};

use super::helper::{self, HelperAnswer};
use super::keys::DOCKER_HUB_KEY;
use crate::reference::Registry;
use crate::registry::http::locked;

type Flight = Shared<BoxFuture<'static, Result<HelperAnswer, String>>>;

/// The helpers of a run.
#[derive(Default)]
pub struct Helpers {
    flights: Mutex<HashMap<(String, Registry), Flight>>,
}

impl Helpers {
    /// The answer of a helper for a host. A failure stays as well: a person who pressed "cancel" is not asked again.
    pub async fn credential(
        &self,
        program: &str,
        registry: &Registry,
    ) -> Result<HelperAnswer, String> {
        let key = (program.to_owned(), registry.clone());
        let (program, server) = (OsString::from(program), server(registry));
        let run = || async move { helper::get(&program, &server).await }.boxed();
        let flight = locked(&self.flights)
            .entry(key)
            .or_insert_with(|| run().shared())
            .clone();
        flight.await
    }
}

/// The name that helpers know a host by: docker's key for Docker Hub, the bare name for others (docker_credential#22).
fn server(registry: &Registry) -> String {
    if registry.is_docker_hub() {
        DOCKER_HUB_KEY.to_owned()
    } else {
        registry.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::server;

    #[test]
    fn docker_hub_is_known_to_helpers_by_dockers_key_and_others_by_their_names() {
        for (registry, expected) in [
            ("docker.io", "https://index.docker.io/v1/"),
            ("registry-1.docker.io", "https://index.docker.io/v1/"),
            ("h.example:5000", "h.example:5000"),
        ] {
            assert_eq!(server(&registry.parse().unwrap()), expected);
        }
    }
}
