//! The output of a thread, for the tests of this room.

use std::cell::RefCell;
use std::io::Write as _;

use anstream::{AutoStream, ColorChoice};

#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    Out,
    Err,
}

#[derive(Debug, Default)]
pub(super) struct CapturedOutput {
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
}

thread_local! {
    static PRINTED: RefCell<Option<CapturedOutput>> = const { RefCell::new(None) };
}

/// The output of this thread meanwhile.
pub(super) fn printed(print: impl FnOnce()) -> CapturedOutput {
    PRINTED.replace(Some(CapturedOutput::default()));
    print();
    PRINTED.take().unwrap_or_default()
}

/// True where a test takes the text, so that nobody else has to.
pub(super) fn took(stream: Stream, text: &str, color: ColorChoice) -> bool {
    PRINTED.with_borrow_mut(|printed| {
        let Some(printed) = printed else { return false };
        let mut bytes = AutoStream::new(Vec::new(), color);
        bytes.write_all(text.as_bytes()).unwrap();
        let stream = match stream {
            Stream::Out => &mut printed.stdout,
            Stream::Err => &mut printed.stderr,
        };
        stream.extend(bytes.into_inner());
        true
    })
}
