use super::*;

fn told(text: &str, dialect: ShellDialect) -> Vec<String> {
    let words = |command: ShellCommand| {
        let words = command.into_iter().map(|word| {
            if word.is_verbatim {
                assert_eq!(text[word.span.clone()], word.text);
            }
            word.text.replace(MARK, "…")
        });
        words.collect::<Vec<_>>().join(" ")
    };
    commands(text, dialect).into_iter().map(words).collect()
}

#[test]
fn commands_have_the_words_that_a_shell_gives_them() {
    let cases: [(&str, &[&str]); 24] = [
        ("a b c", &["a b c"]),
        (
            "a;b && c || d | e & f\ng",
            &["a", "b", "c", "d", "e", "f", "g"],
        ),
        ("a 'b c' \"d e\" f\\ g", &["a b c d e f g"]),
        ("a \\\n  b\\\nc", &["a bc"]),
        ("a # b\nc#d", &["a", "c#d"]),
        ("a $b ${c:-{d}} \"$e f\"", &["a … … … f"]),
        ("a $(b c) d", &["b c", "a … d"]),
        ("a \"$(b \"c d\")\" e", &["b c d", "a … e"]),
        ("a `b c` d", &["b c", "a … d"]),
        ("(a; b) c", &["a", "b", "c"]),
        ("f() { a; }", &["f", "{ a", "}"]),
        ("x=(a b) c", &["a b", "x=… c"]),
        ("a >b 2>&1 <c d &>e f", &["a d f"]),
        ("a <<EOF b\nc d\nEOF\ne", &["a b", "e"]),
        ("a <<-'EOF'\nc\n\tEOF\ne", &["a", "e"]),
        ("a <<EOF\nc", &["a"]),
        ("a <<<b c", &["a c"]),
        ("a <(b) c", &["b", "a …… c"]),
        ("a $((1 << 2)) b\nc", &["a … b", "c"]),
        ("((a << 2))\nc", &["…", "c"]),
        ("case a in b) c;; esac", &["case a in b", "c", "esac"]),
        ("a 'b\nc", &[]),
        ("a ${b\nc", &[]),
        ("a $(b\nc", &["b"]),
    ];
    for (text, expected) in cases {
        assert_eq!(told(text, ShellDialect::Shell), expected, "{text}");
    }
}

#[test]
fn variables_of_make_are_no_commands() {
    let cases: [(&str, &[&str]); 6] = [
        ("a $(b c) ${d} $@ e", &["a … … … e"]),
        ("a $(shell b c) d", &["b c", "a … d"]),
        ("ifeq ($(shell b $(c) $$d),)", &["ifeq", "b … …", "…,"]),
        ("a $$(b c) $$d", &["b c", "a … …"]),
        ("a $(b $(c d)) e", &["a … e"]),
        ("a $(b", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(told(text, ShellDialect::Make), expected, "{text}");
    }
}
