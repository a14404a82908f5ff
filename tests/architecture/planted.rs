//! The rules, seen red: each finds what is planted, however it is written, and nothing else.

use super::table;
use super::{
    File, LINES_MAX, house, too_long, trespasses, uses_of_other_commands, without_reason,
    wrong_imports,
};

#[test]
fn an_import_that_the_table_does_not_allow_is_found_however_it_is_written() {
    let table = house();
    let found = |path: &str, text: &str| !wrong_imports(&File::new(path, text), &table).is_empty();
    assert!(found("manifest/mod.rs", "use crate::registry::Client;"));
    assert!(found(
        "manifest/mod.rs",
        "use crate::{document::Document, registry::{Client, Error}};"
    ));
    assert!(found(
        "manifest/schema.rs",
        "fn f() -> crate::registry::Error { todo!() }"
    ));
    assert!(found("manifest/mod.rs", "use super::lock;"));
    assert!(found("manifest/schema.rs", "use super::super::lock::Lock;"));
    assert!(found("config.rs", "use super::{reference, lock::Lock};"));
    assert!(found("registry/mod.rs", "use crate::report::Printer;"));
    assert!(found("reference/mod.rs", "use crate::files::read_text;"));
    assert!(found("manifest/mod.rs", "use crate::unheard_of::X;"));
    assert!(!found(
        "manifest/schema.rs",
        "use super::lock; use super::super::document::X; use crate::exit::Class;"
    ));
    assert!(!found(
        "manifest/mod.rs",
        "/// [`crate::lock`]\nfn f() { g(\"crate::lock\", r#\"\"crate::lock\"\"#, '\"') }"
    ));
    assert!(!found(
        "manifest/mod.rs",
        "fn f() {}\n#[cfg(test)]\nmod tests { use crate::registry::Client; }"
    ));
    assert!(found(
        "manifest/mod.rs",
        "#[cfg(test)]\nmod tests { fn g() { h(\"}\") } }\nuse crate::lock::Lock;"
    ));
}

#[test]
fn an_inner_room_uses_only_those_of_its_room_that_the_table_allows() {
    let table = house();
    let found = |path: &str, text: &str| !wrong_imports(&File::new(path, text), &table).is_empty();
    for text in [
        "use crate::registry::auth::token::Token;",
        "use super::super::auth::token::Token;",
        "use crate::registry::{error::Error, auth::token::Token};",
        "use crate::registry::image::labels::Labels;",
        "use crate::registry::Labels;",
        "use crate::lock::Lock;",
    ] {
        assert!(found("registry/http/tls.rs", text), "{text}");
    }
    assert!(found(
        "registry/http/mod.rs",
        "use super::auth::token::Token;"
    ));
    assert!(found(
        "registry/auth/token.rs",
        "use crate::registry::image::labels::Labels;"
    ));
    for (path, text) in [
        (
            "registry/http/tls.rs",
            "use super::retry; use crate::registry::{error::Error, http::proxy}; use crate::config::Config;",
        ),
        (
            "registry/auth/token.rs",
            "use crate::registry::http::secret::Secret;",
        ),
        (
            "registry/client.rs",
            "use super::{auth::token::Token, image::labels::Labels};",
        ),
    ] {
        assert!(!found(path, text), "{path} may: {text}");
    }
}

#[test]
fn a_command_that_uses_another_is_found_however_it_is_written() {
    let commands = ["add", "get", "verify"].map(str::to_owned).into();
    let found = |path: &str, text: &str| {
        !uses_of_other_commands(&File::new(path, text), &commands).is_empty()
    };
    assert!(found("commands/get.rs", "use super::add::AddOptions;"));
    assert!(found(
        "commands/get.rs",
        "use crate::commands::{add, Context};"
    ));
    assert!(found("commands/verify/mod.rs", "use super::add::run;"));
    assert!(found(
        "commands/verify/find.rs",
        "use super::super::add::run;"
    ));
    assert!(!found("commands/get.rs", "use super::references::read;"));
    assert!(!found("commands/verify/find.rs", "use super::add;"));
    assert!(!found(
        "commands/verify/mod.rs",
        "use crate::commands::verify;"
    ));
    assert!(!found("commands/mod.rs", "use add::AddOptions;"));
}

#[test]
fn what_is_reserved_is_found_outside_its_place_however_it_is_written() {
    let found = |path: &str, text: &str| !trespasses(&File::new(path, text)).is_empty();
    let planted = [
        ("registry/http/transport.rs", "use reqwest::Method;"),
        ("files/read.rs", "use std::{fs, io};"),
        (
            "report/printer.rs",
            "fn f() { println!(\"{}\", std::io::stdout()) }",
        ),
        (
            "registry/auth/credentials/source.rs",
            "fn f() { std::env::var_os(\"HOME\"); }",
        ),
    ];
    for (place, text) in planted {
        assert!(!found(place, text), "{place} may: {text}");
        assert!(found("resolve/plan.rs", text), "nobody else may: {text}");
    }
    for text in [
        "use std::fs::File;",
        "use std::{env, io}; fn f() { env::var(\"HOME\"); }",
        "fn f() { std::fs::remove_file(path) }",
        "fn f() { eprintln!(\"x\") }",
        "use std::io; fn f() { io::stderr() }",
        "use std::io::{Write, stdout};",
        "use anstream::AutoStream;",
        "use std::time::{Duration, SystemTime}; fn f() { SystemTime::now() }",
        "use tokio::time::Instant; fn f() { Instant::now() }",
        "fn f(error: &reqwest::Error) {}",
    ] {
        assert!(found("commands/verify.rs", text), "{text}");
    }
    assert!(!found(
        "commands/verify.rs",
        "fn f() { Error::File(FileError::X); std::env::current_dir(); a != b }"
    ));
    assert!(!found(
        "commands/verify.rs",
        "// println!\nfn f() { g(\"println! std::fs\"); }"
    ));
}

#[test]
fn a_file_that_is_too_long_is_found() {
    assert_eq!(
        too_long(&File::new("cli.rs", &"\n".repeat(LINES_MAX))),
        None
    );
    assert!(too_long(&File::new("cli.rs", &"\n".repeat(LINES_MAX + 1))).is_some());
}

#[test]
fn a_dependency_without_its_reason_is_found() {
    let cargo = "[dependencies]\n# a\na = \"1\"\nb = \"1\"\n[dev-dependencies]\nc = { version = \"1\", features = [\n    \"x\",\n] }\n\
        [dependencies.d]\nversion = \"1\"\n[package]\nname = \"x\"\n";
    let found = without_reason(cargo);
    let expected = [
        "b = \"1\"",
        "c = { version = \"1\", features = [",
        "[dependencies.d]",
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_table_is_read_as_it_is_meant() {
    let lib = "//! | room | may import |\n//! | --- | --- |\n//! | `a`, `exit` | nothing of ours |\n//! | `b` | `a` |\n\
        //! | `c` | the data types of all of the above |\n//! | `d` | `b`, and value types |\n";
    let table = table::read(lib);
    let allowed = |room: &str| {
        table[room]
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        [allowed("a"), allowed("b"), allowed("c"), allowed("d")],
        ["exit", "a exit", "a b exit", "b exit"]
    );
}
