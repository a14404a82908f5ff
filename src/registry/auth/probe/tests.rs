use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::future::join_all;

use super::*;

fn wrong() -> Error {
    Error::Setup {
        cause: "wrong".to_owned(),
    }
}

/// Shows a credential twenty times at once. Returns how often it was presented, and how often at once.
async fn presented(judge: impl Fn(usize) -> ProbeResult) -> (usize, usize, Vec<Result<(), Error>>) {
    let (probe, presented) = (CredentialProbe::default(), AtomicUsize::new(0));
    let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let one = || async {
        let mut number = 0;
        let showing = async {
            number = presented.fetch_add(1, Ordering::SeqCst);
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_secs(1)).await;
            now.fetch_sub(1, Ordering::SeqCst);
            Ok(number)
        };
        probe
            .show(showing, |number| judge(*number.as_ref().unwrap()))
            .await
            .map(|_| ())
    };
    let outcomes = join_all((0..20).map(|_| one())).await;
    (presented.into_inner(), most.into_inner(), outcomes)
}

#[tokio::test(start_paused = true)]
async fn a_right_one_is_shown_by_one_alone_and_then_by_all() {
    let (count, most, outcomes) = presented(|_| ProbeResult::Right).await;
    assert_eq!((count, most), (20, 19));
    assert!(outcomes.iter().all(Result::is_ok));
}

#[tokio::test(start_paused = true)]
async fn a_wrong_one_is_shown_once_and_all_are_told_so() {
    let (count, _, outcomes) = presented(|_| ProbeResult::Wrong(wrong())).await;
    assert_eq!(count, 1);
    assert!(outcomes.iter().all(|outcome| *outcome == Err(wrong())));
}

#[tokio::test(start_paused = true)]
async fn while_nothing_is_known_it_is_shown_by_one_after_the_other() {
    let (count, most, _) = presented(|_| ProbeResult::Nothing).await;
    assert_eq!((count, most), (20, 1));
    let late = |number| {
        if number == 3 {
            ProbeResult::Wrong(wrong())
        } else {
            ProbeResult::Nothing
        }
    };
    let (count, most, outcomes) = presented(late).await;
    assert_eq!(
        (
            count,
            most,
            outcomes.iter().filter(|outcome| outcome.is_ok()).count()
        ),
        (4, 1, 3)
    );
}

#[tokio::test(start_paused = true)]
async fn all_that_wait_for_an_answer_that_does_not_come_fail_with_it() {
    let (count, _, outcomes) = presented(|_| ProbeResult::Failed(wrong())).await;
    assert_eq!(
        (
            count,
            outcomes.iter().filter(|outcome| outcome.is_err()).count()
        ),
        (1, 19)
    );
}

#[tokio::test(start_paused = true)]
async fn one_without_an_answer_is_no_reason_to_give_up_and_three_in_a_row_are() {
    let (count, most, outcomes) = presented(|_| ProbeResult::Unanswered(wrong())).await;
    assert_eq!(
        (
            count,
            most,
            outcomes.iter().filter(|outcome| outcome.is_err()).count()
        ),
        (3, 1, 17)
    );
    let second = |number| {
        if number < 2 {
            ProbeResult::Unanswered(wrong())
        } else {
            ProbeResult::Right
        }
    };
    let (count, _, outcomes) = presented(second).await;
    assert_eq!(
        (
            count,
            outcomes.iter().filter(|outcome| outcome.is_err()).count()
        ),
        (20, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn who_comes_after_a_failure_tries_anew_and_who_leaves_strands_nobody() {
    let probe = CredentialProbe::default();
    let fail = |_: &Result<(), Error>| ProbeResult::Failed(wrong());
    assert!(probe.show(async { Ok(()) }, fail).await.is_ok());
    let never = probe.show(std::future::pending::<Result<(), Error>>(), fail);
    assert!(
        tokio::time::timeout(Duration::from_secs(1), never)
            .await
            .is_err()
    );
    assert!(
        probe
            .show(async { Ok(()) }, |_| ProbeResult::Right)
            .await
            .is_ok()
    );
}
