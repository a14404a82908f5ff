//! Bodies that are read as they come and are kept nowhere: a list of tags may be larger than a run should be.

use std::io::{self, Read};

use hyper::body::Bytes;
use reqwest::Response as Answer;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::spawn_blocking;

use super::body::BodyReader;
use super::clients::ConnectionRoute;
use super::failure::ExchangeFailure;

/// The size up to which a body is read at once, in bytes: most lists have less, and a thread for each would cost more.
const SMALL: usize = 64 * 1024;
/// The number of pieces that may wait for who reads them.
const WAITING_MAX: usize = 4;

/// Has the body of an answer read, up to this size in bytes.
pub async fn stream(
    answer: &mut Answer,
    reader: &BodyReader,
    max: usize,
    route: &ConnectionRoute,
) -> Result<(), ExchangeFailure> {
    let broken = |error| ExchangeFailure::of(&error, route);
    let headers = answer.headers().clone();
    let mut beginning = Vec::new();
    while beginning.len() <= SMALL {
        match answer.chunk().await.map_err(broken)? {
            Some(piece) => beginning.extend_from_slice(&piece),
            None => {
                reader.read(&headers, &mut beginning.as_slice());
                return Ok(());
            }
        }
    }
    let room = max.saturating_sub(beginning.len());
    let (sender, receiver) = channel(WAITING_MAX);
    let (reader, mut body) = (reader.clone(), BodyPieces::new(beginning, receiver));
    let reading = spawn_blocking(move || reader.read(&headers, &mut body));
    let fed = feed(answer, sender, room).await;
    // Whoever made the reader knows what came of it; it has ended before it is given another answer
    let _ = reading.await;
    match fed {
        Ok(true) => Ok(()),
        Ok(false) => Err(ExchangeFailure::too_large(max, route)),
        Err(error) => Err(broken(error)),
    }
}

/// Passes on the rest of a body, up to where nobody wants more of it. `false` if there is no room for it.
async fn feed(
    answer: &mut Answer,
    sender: Sender<Bytes>,
    mut room: usize,
) -> Result<bool, reqwest::Error> {
    while let Some(piece) = answer.chunk().await? {
        let Some(left) = room.checked_sub(piece.len()) else {
            return Ok(false);
        };
        room = left;
        if sender.send(piece).await.is_err() {
            break;
        }
    }
    Ok(true)
}

/// A body for who reads it on a thread of its own.
struct BodyPieces {
    next: Bytes,
    rest: Receiver<Bytes>,
}

impl BodyPieces {
    fn new(beginning: Vec<u8>, rest: Receiver<Bytes>) -> Self {
        let next = beginning.into();
        Self { next, rest }
    }
}

impl Read for BodyPieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.next.is_empty() {
            match self.rest.blocking_recv() {
                Some(piece) => self.next = piece,
                None => return Ok(0),
            }
        }
        let count = self.next.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.next.split_to(count));
        Ok(count)
    }
}
