//! The lives of tokens, on a clock that does not run by itself.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::oneshot;
use tokio::time::advance;

use super::*;
use crate::registry::auth::challenge::Distrust;
use crate::registry::auth::credentials::CredentialOrigin;
use crate::registry::auth::refusal::Grants;

fn token(generation: u64, lifetime: Duration) -> Token {
    let asked = TokenSummary {
        realm: "tokens.test".to_owned(),
        service: None,
        scope: "repository:a:pull".to_owned(),
        login: None,
        grants: Grants::Opaque,
    };
    let authorization = Authorization::bearer(&Secret::new("T"), false).unwrap();
    let url = "https://tokens.test/token".parse().unwrap();
    Token {
        authorization,
        question: Arc::new(Request::get(url, 0)),
        asked: Arc::new(asked),
        bearer: Arc::new(Bearer {
            realm: Arc::new("https://tokens.test/token".parse().unwrap()),
            service: None,
            or_basic: false,
        }),
        issued_at: Instant::now(),
        renew_at: renew_at(lifetime),
        generation,
        has_rested: false,
    }
}

/// The generation of the token that is shown for `a`; a new one lives for a minute.
async fn generation(tokens: &Tokens, refused: Option<u64>) -> u64 {
    let fetch = |generation| async move { Ok(token(generation, LIFETIME_MIN)) }.boxed();
    tokens.get("a", refused, fetch).await.unwrap().generation
}

fn lifetime(answer: &str) -> u64 {
    read_answer(answer.as_bytes()).unwrap().1.as_secs()
}

#[test]
fn a_list_is_no_answer() {
    assert!(read_answer(br#"["T", ""]"#).is_err());
    assert!(read_answer(br#" {"token":"T"}"#).is_ok());
}

#[test]
fn a_lifetime_is_a_minute_at_least_in_whatever_form_it_is_written() {
    assert_eq!(lifetime(r#"{"token":"T","expires_in":300}"#), 300);
    assert_eq!(lifetime(r#"{"token":"T","expires_in":"300"}"#), 300);
    assert_eq!(lifetime(r#"{"token":"T","expires_in":300.5}"#), 300);
    for short in [
        "",
        r#","expires_in":0"#,
        r#","expires_in":1"#,
        r#","expires_in":-1"#,
        r#","expires_in":"x""#,
    ] {
        assert_eq!(
            lifetime(&format!("{{\"token\":\"T\"{short}}}")),
            60,
            "{short}"
        );
    }
    renew_at(
        read_answer(br#"{"token":"T","expires_in":1e19}"#)
            .unwrap()
            .1,
    );
    renew_at(Duration::MAX);
}

#[test]
fn of_two_names_the_one_that_is_not_empty_holds_the_token() {
    let secret = |answer: &[u8]| read_answer(answer).map(|(secret, _)| secret.expose().to_owned());
    assert_eq!(
        secret(br#"{"token":"A","access_token":"B"}"#).as_deref(),
        Ok("A")
    );
    assert_eq!(
        secret(br#"{"token":"","access_token":"B"}"#).as_deref(),
        Ok("B")
    );
    assert_eq!(
        secret(br#"{"token":null,"access_token":"B"}"#).as_deref(),
        Ok("B")
    );
    assert!(secret(br#"{"token":""}"#).is_err() && secret(b"{}").is_err() && secret(b"").is_err());
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_when_nine_tenths_of_its_life_are_over() {
    let tokens = Tokens::default();
    assert_eq!(generation(&tokens, None).await, 1);
    advance(Duration::from_millis(53_999)).await;
    assert_eq!(generation(&tokens, None).await, 1);
    advance(Duration::from_millis(1)).await;
    assert_eq!(generation(&tokens, None).await, 2);
}

#[tokio::test(start_paused = true)]
async fn all_that_hold_a_refused_token_get_the_one_that_came_since() {
    let tokens = Tokens::default();
    assert_eq!(generation(&tokens, None).await, 1);
    for _ in 0..10 {
        assert_eq!(generation(&tokens, Some(1)).await, 2);
    }
    assert_eq!(generation(&tokens, Some(2)).await, 3);
}

#[tokio::test(start_paused = true)]
async fn a_second_token_that_is_refused_is_renewed_only_where_one_was_taken() {
    let tokens = Tokens::default();
    generation(&tokens, None).await;
    assert!(tokens.may_renew("a", 1));
    generation(&tokens, Some(1)).await;
    assert!(tokens.may_renew("a", 1) && !tokens.may_renew("a", 2));
    tokens.accepted("a", 1);
    assert!(tokens.may_renew("a", 2));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_has_rested_is_replaced_only_where_it_was_taken_or_another_came_since() {
    let tokens = Tokens::default();
    generation(&tokens, None).await;
    let fresh = token(1, LIFETIME_MIN);
    assert!(tokens.may_rest("a", &fresh));
    generation(&tokens, Some(1)).await;
    let rested = Token {
        has_rested: true,
        ..token(2, LIFETIME_MIN)
    };
    assert!(tokens.may_rest("a", &fresh) && !tokens.may_rest("a", &rested));
    tokens.accepted("a", 1);
    assert!(!tokens.may_rest("a", &rested));
    tokens.accepted("a", 2);
    assert!(tokens.may_rest("a", &rested));
}

#[tokio::test(start_paused = true)]
async fn who_leaves_while_a_token_is_under_way_strands_nobody() {
    let (tokens, asked) = (Tokens::default(), AtomicU64::new(0));
    let (send, receive) = oneshot::channel::<()>();
    let fetch = |generation| {
        asked.fetch_add(1, Ordering::SeqCst);
        async move {
            receive.await.unwrap();
            Ok(token(generation, LIFETIME_MIN))
        }
        .boxed()
    };
    let first = tokens.get("a", None, fetch);
    // The first that waits is dropped before the answer is there
    assert!(
        tokio::time::timeout(Duration::from_secs(1), first)
            .await
            .is_err()
    );
    send.send(()).unwrap();
    assert_eq!(generation(&tokens, None).await, 1);
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_shared_and_then_asked_anew_unless_it_is_definite() {
    let server = Error::Server {
        host: "h".to_owned(),
        status: 503,
        attempts: 5,
        wait: None,
        message: None,
    };
    let wrong = Error::CredentialsRejected {
        status: 401,
        registry: "h.example".parse().unwrap(),
        host: "h".to_owned(),
        origin: CredentialOrigin::Variable("V"),
        message: None,
    };
    for (error, is_asked_anew) in [(server, true), (wrong, false)] {
        let tokens = Tokens::default();
        let failure = tokens
            .get("a", None, |_| std::future::ready(Err(error)).boxed())
            .await;
        assert!(failure.is_err());
        let again = tokens.get("a", None, |generation| {
            async move { Ok(token(generation, LIFETIME_MIN)) }.boxed()
        });
        assert_eq!(again.await.is_ok(), is_asked_anew);
    }
}

/// The number of tokens that are asked for where one was asked for by guess, which comes when it was waited for, or not
/// at all, and then one of this token server is wanted.
async fn asked_after_a_guess(guess: Result<Token, Error>, wanted: &Bearer) -> u64 {
    let (tokens, asked) = (Tokens::default(), AtomicU64::new(0));
    let (send, comes) = oneshot::channel();
    let fetch = |answer: TokenFuture| {
        asked.fetch_add(1, Ordering::Relaxed);
        answer
    };
    let guessed = Bearer::clone(&token(1, LIFETIME_MIN).bearer);
    let coming = async move { comes.await.unwrap() }.boxed();
    let first = tokens.guess("a", guessed, |_| fetch(coming));
    let then = async {
        let settled = tokens.settle_guess("a", wanted);
        let _ = tokio::join!(settled, async { send.send(guess).unwrap() });
        let anew = async { Ok(token(1, LIFETIME_MIN)) }.boxed();
        tokens.get("a", None, |_| fetch(anew)).await.unwrap()
    };
    let _ = tokio::join!(first, then);
    asked.into_inner()
}

#[tokio::test(start_paused = true)]
async fn a_guess_that_is_under_way_is_waited_for_and_asked_anew_only_if_it_comes_to_nothing() {
    let right = Bearer::clone(&token(1, LIFETIME_MIN).bearer);
    let other = Bearer {
        service: Some("other".into()),
        ..right.clone()
    };
    let good = || Ok(token(1, LIFETIME_MIN));
    let bad = Err(Error::protocol("tokens.test".to_owned(), String::new()));
    assert_eq!(asked_after_a_guess(good(), &right).await, 1);
    assert_eq!(asked_after_a_guess(good(), &other).await, 2);
    assert_eq!(asked_after_a_guess(bad, &right).await, 2);
}

#[tokio::test(start_paused = true)]
async fn a_guess_that_came_to_nothing_is_counted_and_what_it_was_refused_with_is_told() {
    let tokens = Tokens::default();
    let guessed = Bearer::clone(&token(1, LIFETIME_MIN).bearer);
    let error = Error::UntrustedRealm {
        registry: "r.test".parse().unwrap(),
        host: "r.test".to_owned(),
        realm: "tokens.test".to_owned(),
        distrust: Distrust::Foreign,
    };
    let refused = async move { Err(error) }.boxed();
    let _ = tokens.guess("a", guessed.clone(), |_| refused).await;
    let again = tokens.guess("a", guessed.clone(), |_| panic!("it is asked for once"));
    assert!(again.await.is_err());
    let refusal = tokens.settle_guess("a", &guessed).await;
    assert!(matches!(refusal, Some(Error::UntrustedRealm { .. })));
    assert_eq!(generation(&tokens, None).await, 2);
    assert!(
        tokens.may_renew("a", 2),
        "it is the first that was asked for"
    );
    assert_eq!(generation(&tokens, Some(2)).await, 3);
    assert!(!tokens.may_renew("a", 3));
}
