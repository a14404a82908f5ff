//! The message where the program itself is wrong.

use std::any::Any;
use std::panic::{self, Location};

use anstream::ColorChoice;

use super::body::Message;
use super::file_options::FileOptions;
use super::printer::{Printer, Verbosity};

/// Has panics told as other failures are: their words may repeat what stands in a file. Then `end` ends the process.
pub fn tell_panics(end: fn() -> !) {
    panic::set_hook(Box::new(move |info| {
        let printer = Printer::new(Verbosity::Quiet, ColorChoice::Auto);
        let hint = "this is a bug in imagelock; please report it, with the steps that led to it";
        printer.messages(
            &[
                Message::Failure(words(info.payload(), info.location())),
                Message::Hint(hint.to_owned()),
            ],
            FileOptions::default(),
        );
        end();
    }));
}

fn words(payload: &dyn Any, location: Option<&Location<'_>>) -> String {
    let said = payload.downcast_ref::<&str>().copied();
    let said = said.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let place = location
        .map(|location| format!(" at {location}"))
        .unwrap_or_default();
    format!(
        "imagelock failed{place}: {}",
        said.unwrap_or("no details are known")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_says_where_and_what() {
        let words = |payload: &dyn Any| words(payload, Some(Location::caller()));
        let said = words(&String::from("index 7 of `é`"));
        assert!(
            said.starts_with("imagelock failed at src/report/panic.rs:"),
            "{said}"
        );
        assert!(said.ends_with(": index 7 of `é`"), "{said}");
        assert!(words(&"no").ends_with(": no"));
        assert!(words(&7).ends_with(": no details are known"));
    }
}
