//! SOCKS 5 (RFC 1928), as much of it as leads to a host: who is asked for, and the answer.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The first byte of a client that speaks it.
pub(super) const VERSION: u8 = 5;

/// What a client is told of the host that it asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// The connection is there.
    Connected = 0,
    /// This host is led to by nobody.
    NotAllowed = 2,
}

/// Greets a client without asking who it is, and returns whom it wants to speak to, as `HOST:PORT`.
pub(super) async fn target(client: &mut TcpStream) -> io::Result<String> {
    let _version = client.read_u8().await?;
    let methods = client.read_u8().await?;
    client.read_exact(&mut vec![0; methods.into()]).await?;
    client.write_all(&[VERSION, 0]).await?;
    let [_version, _command, _reserved, kind] = client.read_u32().await?.to_be_bytes();
    let host = match kind {
        1 => Ipv4Addr::from(client.read_u32().await?).to_string(),
        4 => format!("[{}]", Ipv6Addr::from(client.read_u128().await?)),
        _ => {
            let mut name = vec![0; client.read_u8().await?.into()];
            client.read_exact(&mut name).await?;
            String::from_utf8_lossy(&name).into_owned()
        }
    };
    Ok(format!("{host}:{}", client.read_u16().await?))
}

/// Answers; where the connection comes from on the other side is nobody's affair.
pub(super) async fn answer(client: &mut TcpStream, answer: Answer) -> io::Result<()> {
    client
        .write_all(&[VERSION, answer as u8, 0, 1, 0, 0, 0, 0, 0, 0])
        .await
}
