//! One connection: `CONNECT`, the handshake under the name that was asked for, and the bytes in both directions.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::certificates::Authority;
use super::{Backend, Connection, Face};

/// How large the head of a `CONNECT` may be, in bytes.
const HEAD_MAX: usize = 16 * 1024;

/// What all connections share.
pub(super) struct Shared {
    pub(super) backends: BTreeMap<String, Backend>,
    pub(super) authority: Authority,
    pub(super) connections: Mutex<Vec<Connection>>,
}

impl Shared {
    /// Notes a connection, and returns its number.
    fn opened(&self, target: &str) -> usize {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections.push(Connection { target: target.to_owned(), sent: Vec::new() });
        connections.len() - 1
    }

    /// Notes what came out of a connection, before it goes on: who has an answer finds its question here.
    fn sent(&self, number: usize, bytes: &[u8]) {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections[number].sent.extend_from_slice(bytes);
    }
}

/// Accepts connections for ever.
pub(super) async fn serve(shared: Arc<Shared>, listener: TcpListener) {
    loop {
        // An accepted connection that is gone already is the client's affair
        let Ok((stream, _)) = listener.accept().await else { continue };
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            // It ends with an error where either side leaves, or where the client does not trust the certificate
            let _ = connection(&shared, stream).await;
        });
    }
}

async fn connection(shared: &Shared, mut client: TcpStream) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    let head = read_head(&mut client).await?;
    let target = head.strip_prefix("CONNECT ").and_then(|rest| rest.split(' ').next()).unwrap_or_default();
    let number = shared.opened(target);
    let known = target.strip_suffix(":443").and_then(|name| Some((name, shared.backends.get(name)?)));
    let Some((name, backend)) = known else {
        return client.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n").await;
    };
    let server = TcpStream::connect(&backend.address).await?;
    server.set_nodelay(true)?;
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
    let note = |bytes: &[u8]| shared.sent(number, bytes);
    match backend.face {
        Face::Plain => forward(client, server, note).await,
        Face::Tls(certificate) => {
            let acceptor = TlsAcceptor::from(shared.authority.server(name, certificate));
            forward(acceptor.accept(client).await?, server, note).await
        }
    }
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
