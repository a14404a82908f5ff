//! What a registry is like before it starts, and the configuration that makes it so.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::process::Process;
use super::tokens::TokenServer;
use super::{Clients, Distribution, HTPASSWD, Mode, authority};
use crate::support::files::write;

/// Chooses what a registry is like; [`start`](Builder::start) starts it.
pub struct Builder {
    mode: Mode,
    tls: Option<Clients>,
    upstream: Option<String>,
    store: Arc<TempDir>,
}

impl Builder {
    pub(super) fn new(mode: Mode) -> Self {
        Self {
            mode,
            tls: None,
            upstream: None,
            store: Arc::new(directory()),
        }
    }

    /// Speaks TLS, with a certificate of a private authority, to these clients.
    pub fn tls(mut self, clients: Clients) -> Self {
        self.tls = Some(clients);
        self
    }

    /// Fetches what it has not got from a running registry, and keeps it.
    pub fn pulls_through(mut self, upstream: &Distribution) -> Self {
        self.upstream = Some(format!("http://{}", upstream.host()));
        self
    }

    /// Serves what has been pushed to another, which may have ended.
    pub fn serves_store_of(mut self, other: &Distribution) -> Self {
        self.store = Arc::clone(&other.store);
        self
    }

    /// Starts it on a free port, and returns when it listens.
    pub fn start(self) -> Distribution {
        let (root, tokens) = (directory(), TokenServer::start());
        write(&root.path().join("htpasswd"), HTPASSWD);
        write(&root.path().join("roots.pem"), tokens.certificate());
        if self.tls.is_some() {
            authority::make(root.path());
        }
        let process = Process::start(root.path(), |path, host| {
            write(
                path,
                self.configuration(root.path(), host, &tokens).to_string(),
            );
        });
        Distribution {
            process,
            mode: self.mode,
            tokens,
            store: self.store,
            root,
        }
    }

    /// The configuration. JSON is YAML, and quotes paths by itself.
    fn configuration(&self, root: &Path, host: &str, tokens: &TokenServer) -> Value {
        let mut config = json!({
            "version": 0.1,
            "log": { "level": "info" },
            "storage": {
                "filesystem": { "rootdirectory": self.store.path() },
                "delete": { "enabled": true },
            },
            "http": { "addr": host },
        });
        match self.mode {
            Mode::Open => {}
            Mode::Htpasswd => {
                config["auth"]["htpasswd"] =
                    json!({ "realm": "tests", "path": root.join("htpasswd") });
            }
            Mode::Token => config["auth"]["token"] = tokens.configuration(&root.join("roots.pem")),
        }
        if let Some(clients) = self.tls {
            config["http"]["tls"] =
                json!({ "certificate": root.join("server.cert"), "key": root.join("server.key") });
            if clients == Clients::WithCertificate {
                config["http"]["tls"]["clientcas"] = json!([root.join("authority.pem")]);
            }
        }
        if let Some(upstream) = &self.upstream {
            config["proxy"]["remoteurl"] = json!(upstream);
        }
        config
    }
}

fn directory() -> TempDir {
    TempDir::new().expect("a temporary directory can be made")
}
