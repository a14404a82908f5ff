//! One connection: `CONNECT` or SOCKS, the handshake under the name that was asked for, and the bytes in both
//! directions.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::certificates::{Authorities, Certificate, Wants};
use super::{Backend, Connection, Face, socks};

/// How large the head of a `CONNECT` may be, in bytes.
const HEAD_MAX: usize = 16 * 1024;

/// What all connections share.
pub(super) struct Shared {
    pub(super) backends: BTreeMap<String, Backend>,
    pub(super) authorities: Authorities,
    pub(super) connections: Mutex<Vec<Connection>>,
}

impl Shared {
    /// Notes a connection, and returns its number.
    fn opened(&self, target: &str, shown_to_proxy: String) -> usize {
        let mut connections = self
            .connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let target = target.to_owned();
        connections.push(Connection {
            target,
            shown_to_proxy,
            has_certificate: false,
            sent: Vec::new(),
        });
        connections.len() - 1
    }

    /// Who is asked for as `HOST:PORT`, as a certificate names it, and where that leads.
    fn place<'a>(&self, target: &'a str) -> Option<(&'a str, &Backend)> {
        let place = target.strip_suffix(":443").unwrap_or(target);
        let name = place.rsplit_once(':').map_or(place, |(name, _)| name);
        self.backends.get(place).map(|backend| (name, backend))
    }

    /// Changes what is noted of a connection. What it sent is noted before it goes on: who has an answer finds its
    /// question here.
    fn note(&self, number: usize, change: impl FnOnce(&mut Connection)) {
        let mut connections = self
            .connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        change(&mut connections[number]);
    }
}

/// Accepts connections for ever, as a proxy, or as the server itself.
pub(super) async fn serve(shared: Arc<Shared>, listener: TcpListener, server: Option<Backend>) {
    loop {
        // An accepted connection that is gone already is the client's affair
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let (shared, server) = (Arc::clone(&shared), server.clone());
        tokio::spawn(async move {
            // It ends with an error where either side leaves, or where the client does not trust the certificate
            let _ = match server {
                Some(server) => direct(&shared, stream, &server).await,
                None => proxied(&shared, stream).await,
            };
        });
    }
}

async fn direct(shared: &Shared, client: TcpStream, backend: &Backend) -> std::io::Result<()> {
    let address = client.local_addr()?;
    let number = shared.opened(&address.to_string(), String::new());
    connection(shared, client, number, &address.ip().to_string(), backend).await
}

async fn proxied(shared: &Shared, mut client: TcpStream) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    let mut version = [0];
    client.peek(&mut version).await?;
    if version == [socks::VERSION] {
        return by_socks(shared, client).await;
    }
    let head = read_head(&mut client).await?;
    let target = head
        .strip_prefix("CONNECT ")
        .and_then(|rest| rest.split(' ').next())
        .unwrap_or_default();
    let mut headers = head.lines().filter_map(|line| line.split_once(':'));
    let shown = headers.find(|(name, _)| name.eq_ignore_ascii_case("proxy-authorization"));
    let number = shared.opened(
        target,
        shown.map_or("", |(_, value)| value.trim()).to_owned(),
    );
    let Some((name, backend)) = shared.place(target) else {
        return client
            .write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            .await;
    };
    client
        .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
        .await?;
    connection(shared, client, number, name, backend).await
}

async fn by_socks(shared: &Shared, mut client: TcpStream) -> std::io::Result<()> {
    let target = socks::target(&mut client).await?;
    let number = shared.opened(&target, String::new());
    let Some((name, backend)) = shared.place(&target) else {
        return socks::answer(&mut client, socks::Answer::NotAllowed).await;
    };
    socks::answer(&mut client, socks::Answer::Connected).await?;
    connection(shared, client, number, name, backend).await
}

/// Shows the client the server's face, and lets it speak to the server behind.
async fn connection(
    shared: &Shared,
    mut client: TcpStream,
    number: usize,
    name: &str,
    backend: &Backend,
) -> std::io::Result<()> {
    let note = |bytes: &[u8]| {
        shared.note(number, |connection| {
            connection.sent.extend_from_slice(bytes)
        })
    };
    let (certificate, wants) = match backend.face {
        Face::Tls(certificate) => (certificate, Wants::Nothing),
        Face::Mutual(wants) => (Certificate::Good, wants),
        Face::Plain => {
            return forward(client, TcpStream::connect(&backend.address).await?, note).await;
        }
        Face::Alert(number) => {
            // Not before the client has spoken: what comes right behind the proxy's answer is lost to it
            client.read_u8().await?;
            // A record of kind alert, TLS 1.2, two bytes: fatal, and why
            client.write_all(&[0x15, 3, 3, 0, 2, 2, number]).await?;
            return drain(client).await;
        }
    };
    // Nobody behind speaks HTTP/2
    let protocol = if wants == Wants::CertificateInHttp2 {
        "h2"
    } else {
        "http/1.1"
    };
    let acceptor = TlsAcceptor::from(shared.authorities.server(
        name,
        certificate,
        wants,
        &[protocol],
    ));
    let client = match acceptor.accept(client).into_fallible().await {
        Ok(client) => client,
        // The alert is on its way; closed with bytes unread, the connection would take it back
        Err((_, client)) => return drain(client).await,
    };
    let has_certificate = client.get_ref().1.peer_certificates().is_some();
    shared.note(number, |connection| {
        connection.has_certificate = has_certificate
    });
    forward(client, TcpStream::connect(&backend.address).await?, note).await
}

/// Says that nothing more comes, and reads until the client has understood.
async fn drain(mut client: TcpStream) -> std::io::Result<()> {
    client.shutdown().await?;
    tokio::io::copy(&mut client, &mut tokio::io::sink())
        .await
        .map(|_| ())
}

/// The head of the first request, and not a byte of what comes behind it.
async fn read_head(client: &mut TcpStream) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < HEAD_MAX {
        head.push(client.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Copies both ways until one side has ended, and notes what the client sent.
async fn forward(
    client: impl AsyncRead + AsyncWrite,
    server: TcpStream,
    note: impl Fn(&[u8]),
) -> std::io::Result<()> {
    server.set_nodelay(true)?;
    let (mut from_client, mut to_client) = tokio::io::split(client);
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let questions = async {
        let mut buffer = [0; 4096];
        loop {
            match from_client.read(&mut buffer).await? {
                0 => return to_server.shutdown().await,
                count => {
                    note(&buffer[..count]);
                    to_server.write_all(&buffer[..count]).await?;
                }
            }
        }
    };
    let answers = async {
        tokio::io::copy(&mut from_server, &mut to_client).await?;
        to_client.shutdown().await
    };
    tokio::try_join!(questions, answers).map(|_| ())
}
