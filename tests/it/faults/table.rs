//! The faults, what imagelock does with each, and the tests that hold it to that: the rows of `docs/reliability.md`.

/// A fault that the next `update` of one locked image meets.
pub struct Row {
    pub fault: &'static str,
    /// What happens to the run, for people.
    pub happens: &'static str,
    /// What imagelock does, for people.
    pub does: &'static str,
    /// A part of what it says.
    pub says: &'static str,
    pub status: &'static str,
    /// The number of requests that it sends.
    pub requests: &'static str,
    /// The tests, by module and name. Those of `tests/machine` begin with `machine::`.
    pub tests: &'static [&'static str],
}

impl Row {
    /// The row of the page.
    pub fn line(&self) -> String {
        let Self {
            fault,
            happens,
            does,
            says,
            status,
            requests,
            ..
        } = self;
        let says = if says.is_empty() {
            String::new()
        } else {
            format!(" `{says}`")
        };
        format!("| {fault} | {happens} | {does}{says} | {status} | {requests} |\n")
    }

    /// Its tests, as the page names them.
    pub fn names(&self) -> String {
        let names: Vec<String> = self.tests.iter().map(|name| format!("`{name}`")).collect();
        names.join("<br>")
    }
}

/// The row of a fault.
#[track_caller]
pub fn row(fault: &str) -> &'static Row {
    let row = ROWS.iter().find(|row| row.fault == fault);
    row.unwrap_or_else(|| panic!("the table has no row `{fault}`"))
}

pub const ROWS: &[Row] = &[
    Row {
        fault: "refused",
        happens: "nobody listens at the registry's address",
        does: "tries four times more, once for all images:",
        says: "cannot be reached after 5 attempts",
        status: "3",
        requests: "0",
        tests: &[
            "faults::wire::a_connection_that_is_refused",
            "limits::a_host_that_cannot_be_reached_fails_for_all_after_the_retries_of_one",
        ],
    },
    Row {
        fault: "reset",
        happens: "each connection is reset",
        does: "tries four times more:",
        says: "did not answer after 5 attempts",
        status: "3",
        requests: "5",
        tests: &[
            "faults::wire::a_connection_that_is_reset",
            "limits::a_connection_that_breaks_is_tried_four_times_more_and_the_error_says_so",
            "limits::what_works_the_fourth_time_is_an_answer",
            "reuse::a_balancer_that_resets_each_reuse_of_a_connection_fails_no_image",
            "reuse::one_connection_of_http_2_that_is_reset_under_all_requests_fails_none_of_them",
        ],
    },
    Row {
        fault: "half-closed",
        happens: "the server closes its half of each connection, and answers nothing",
        does: "tries four times more:",
        says: "did not answer after 5 attempts",
        status: "3",
        requests: "5",
        tests: &["faults::wire::a_connection_that_is_half_closed"],
    },
    Row {
        fault: "dripping",
        happens: "an answer comes byte by byte, and does not end",
        does: "takes a minute at most for an answer, asks once more, and then fails; ends with `--timeout`:",
        says: "still waiting for 1 from registry.test",
        status: "3",
        requests: "1",
        tests: &["faults::wire::an_answer_that_drips"],
    },
    Row {
        fault: "silent",
        happens: "the server takes the request, and sends nothing",
        does: "waits half a minute for the next byte, asks once more, and fails after a minute in all; ends with `--timeout`:",
        says: "still waiting for 1 from registry.test",
        status: "3",
        requests: "1",
        tests: &[
            "faults::wire::a_server_that_is_silent",
            "signals::a_time_limit_says_how_far_the_run_came",
            "slow::a_slow_registry_is_named_once_where_the_time_is_over",
        ],
    },
    Row {
        fault: "truncated",
        happens: "the connection ends in the middle of a body",
        does: "tries four times more:",
        says: "after 5 attempts",
        status: "3",
        requests: "6",
        tests: &[
            "faults::wire::a_body_that_is_cut_off",
            "reuse::half_a_body_over_a_connection_that_is_used_again_fails_no_image",
        ],
    },
    Row {
        fault: "wrong length",
        happens: "a body is longer than its length says",
        does: "takes no more than is announced, and refuses it:",
        says: "its answer is not a manifest",
        status: "3",
        requests: "2",
        tests: &["faults::wire::a_body_of_another_length_than_is_said"],
    },
    Row {
        fault: "2 GiB",
        happens: "a body of 2 GiB",
        does: "hangs up after 4 MiB:",
        says: "is larger than 4194304 bytes",
        status: "3",
        requests: "2",
        tests: &[
            "faults::wire::a_body_of_two_gigabytes_is_not_taken",
            "limits::a_manifest_beyond_all_bounds_is_not_read_and_not_tried_again",
        ],
    },
    Row {
        fault: "lying digest",
        happens: "a body has another digest than its header says",
        does: "refuses it:",
        says: "sent the wrong content: expected sha256:",
        status: "3",
        requests: "2",
        tests: &[
            "faults::wire::a_digest_that_is_a_lie",
            "fallbacks::a_body_that_is_not_what_the_header_says_is_an_error",
            "fallbacks::an_answer_to_a_digest_is_held_against_that_digest",
        ],
    },
    Row {
        fault: "redirect ring",
        happens: "two URLs redirect to each other",
        does: "follows five redirects:",
        says: "redirects more than 5 times",
        status: "3",
        requests: "6",
        tests: &[
            "faults::refusals::redirects_in_a_ring",
            "limits::redirects::redirects_that_lead_nowhere_are_errors",
        ],
    },
    Row {
        fault: "429 without end",
        happens: "the registry answers nothing but `429`",
        does: "waits five times, longer each time:",
        says: "registry.test limits requests: ",
        status: "3",
        requests: "6",
        tests: &["faults::refusals::refusals_without_end"],
    },
    Row {
        fault: "429 for an hour",
        happens: "the registry asks to wait for more than a minute",
        does: "asks no more, and says until when:",
        says: "it asks to wait 1 h, which is longer than imagelock waits",
        status: "3",
        requests: "1",
        tests: &[
            "faults::refusals::a_refusal_for_more_than_a_minute",
            "limits::a_longer_wait_than_a_minute_fails_at_once_for_all_and_says_until_when",
            "limits::a_wait_without_end_fails_at_once",
        ],
    },
    Row {
        fault: "429 in storms",
        happens: "the registry serves so many requests a second, and answers all others with `429`",
        does: "many images: asks at the pace that it was seen to serve, until all is there",
        says: "",
        status: "0",
        requests: "all, and the refused ones again",
        tests: &[
            "limits::paces::a_tight_limit_is_kept_by_one_job",
            "limits::paces::a_tight_limit_is_kept_by_many_jobs_and_the_pace_is_told",
            "limits::paces::pauses_that_bring_answers_are_not_counted",
            "limits::many_answers_to_requests_under_way_are_one_pause",
        ],
    },
    Row {
        fault: "503 without end",
        happens: "the registry answers nothing but `503`",
        does: "tries four times more:",
        says: "answered 503 after 5 attempts",
        status: "3",
        requests: "5",
        tests: &[
            "faults::refusals::a_server_that_keeps_failing",
            "limits::what_has_failed_is_tried_four_times_more_and_the_error_says_so",
            "limits::a_registry_in_trouble_is_given_up_in_bounded_time",
        ],
    },
    Row {
        fault: "token server down",
        happens: "nobody listens at the token server's address",
        does: "tries four times more, and names it:",
        says: "the token server 127.0.0.1:1 of registry.test cannot be reached after 5 attempts",
        status: "3",
        requests: "1",
        tests: &["faults::refusals::a_token_server_that_is_down"],
    },
    Row {
        fault: "token server failing",
        happens: "the token server answers nothing but `503`",
        does: "tries four times more, and names it:",
        says: "the token server tokens.test of registry.test answered 503 after 5 attempts",
        status: "3",
        requests: "6",
        tests: &[
            "faults::refusals::a_token_server_that_fails",
            "limits::a_token_server_in_trouble_is_not_asked_for_each_image",
            "authentication::tokens::a_token_server_that_has_failed_is_asked_again",
        ],
    },
    Row {
        fault: "token server slow",
        happens: "the token server takes the request, and sends nothing",
        does: "ends with `--timeout`, and names it:",
        says: "the token server tokens.test of registry.test",
        status: "3",
        requests: "2",
        tests: &[
            "faults::refusals::a_token_server_that_is_slow",
            "slow::a_slow_token_server_is_named_where_the_time_is_over",
        ],
    },
    Row {
        fault: "token server lying",
        happens: "the token server answers with a page instead of a token",
        does: "names it, and sends no empty token:",
        says: "returned something that is not the JSON of a token",
        status: "3",
        requests: "2",
        tests: &[
            "faults::refusals::a_token_server_that_gives_no_token",
            "authentication::tokens::an_answer_without_a_token_is_an_error_and_no_empty_token_is_sent",
        ],
    },
    Row {
        fault: "tokens worth nothing",
        happens: "the registry refuses the tokens of its token server",
        does: "asks for one more after a second, then says what was asked for and what was granted:",
        says: "two fresh tokens were refused",
        status: "3",
        requests: "5",
        tests: &[
            "faults::refusals::tokens_that_are_worth_nothing",
            "authentication::tokens::a_repository_that_refuses_all_tokens_is_not_asked_with_one_for_each_image",
        ],
    },
    Row {
        fault: "tokens expire",
        happens: "tokens are refused long before they should expire",
        does: "many images: replaces each that lived for more than about a second, once for all images of its repository, and at most eight times for a request",
        says: "",
        status: "0",
        requests: "2 more for each token",
        tests: &[
            "authentication::tokens::a_token_that_is_rejected_early_is_renewed_once_for_all_that_hold_it",
            "authentication::tokens::a_token_that_expires_again_and_again_is_renewed_as_often",
        ],
    },
    Row {
        fault: "disk full",
        happens: "the disk takes no more bytes",
        does: "keeps the old lock, and leaves nothing beside it:",
        says: "No space left on device",
        status: "2",
        requests: "all",
        tests: &["machine::disks::a_full_disk_leaves_the_old_lock_whole_and_nothing_beside_it"],
    },
    Row {
        fault: "file may not grow",
        happens: "the system lets no file grow (`ulimit -f`)",
        does: "keeps the old lock, and leaves nothing beside it:",
        says: "File too large",
        status: "2",
        requests: "2",
        tests: &[
            "faults::places::a_file_that_may_not_grow",
            "files::unix::a_kernel_that_stops_a_write_leaves_the_old_file_whole",
        ],
    },
    Row {
        fault: "read-only",
        happens: "the lock is on a read-only mount",
        does: "finds out before it asks anybody:",
        says: "Read-only file system",
        status: "2",
        requests: "0",
        tests: &["machine::mounts::a_place_on_a_read_only_mount_is_found_out_before_any_request"],
    },
    Row {
        fault: "no directory",
        happens: "the directory of the lock is not there",
        does: "finds out before it asks anybody:",
        says: "does not exist",
        status: "2",
        requests: "0",
        tests: &[
            "faults::places::a_directory_that_is_not_there",
            "bad_input::a_place_that_cannot_be_written_is_found_out_before_any_request",
        ],
    },
    Row {
        fault: "lock is a directory",
        happens: "`images.lock` is a directory",
        does: "finds out before it asks anybody:",
        says: "is a directory",
        status: "2",
        requests: "0",
        tests: &[
            "faults::places::a_directory_in_the_place_of_the_lock",
            "machine::mounts::a_directory_that_docker_made_for_a_missing_lock_is_told",
        ],
    },
    Row {
        fault: "lock is a pipe",
        happens: "`images.lock` is a pipe",
        does: "waits for nobody, and asks nobody:",
        says: "is not a regular file",
        status: "2",
        requests: "0",
        tests: &["faults::places::a_pipe_in_the_place_of_the_lock"],
    },
    Row {
        fault: "lock is a link",
        happens: "`images.lock` is a link within the repository",
        does: "keeps the link, and replaces the file that it leads to",
        says: "",
        status: "0",
        requests: "2",
        tests: &[
            "faults::places::a_link_in_the_place_of_the_lock",
            "files::unix::a_chain_of_links_is_followed_and_kept",
        ],
    },
    Row {
        fault: "lock is a link to the outside",
        happens: "`images.lock` is a link that leads out of the repository",
        does: "finds out before it asks anybody:",
        says: "leads outside of",
        status: "2",
        requests: "0",
        tests: &[
            "faults::places::a_link_out_of_the_repository_in_the_place_of_the_lock",
            "bad_input::a_lock_that_leads_out_of_the_repository_is_refused",
        ],
    },
    Row {
        fault: "lock is a mount point",
        happens: "`images.lock` is mounted by itself, as by `docker run -v`",
        does: "finds out before it asks anybody:",
        says: "is a mount point of its own, so it cannot be replaced",
        status: "2",
        requests: "0",
        tests: &[
            "machine::mounts::a_lock_that_is_a_bind_mount_is_found_out_before_any_request",
            "machine::mounts::a_link_to_a_bind_mount_is_found_out_before_any_request",
            "machine::mounts::a_mounted_lock_that_is_empty_or_damaged_is_told_to_be_mounted",
        ],
    },
    Row {
        fault: "kill -9",
        happens: "the process is killed at any moment",
        does: "the lock is the old one or the new one; the next run that writes it removes what was left beside it",
        says: "",
        status: "137",
        requests: "any",
        tests: &[
            "faults::ends::a_kill_after_any_number_of_requests_leaves_the_old_lock_or_the_new_one",
            "faults::ends::a_kill_after_the_last_answer_leaves_the_old_lock_or_the_new_one",
            "hostile::promises::leftovers::what_a_kill_left_is_removed_by_the_next_who_writes_that_file",
        ],
    },
    Row {
        fault: "SIGINT, SIGTERM",
        happens: "the run is ended at any moment, as by Ctrl-C",
        does: "the lock is the old one or the new one, nothing is left beside it, and the message says what was written",
        says: "",
        status: "130, 143",
        requests: "any",
        tests: &[
            "faults::ends::a_signal_after_any_number_of_requests_leaves_the_old_lock_or_the_new_one_and_nothing_else",
            "signals::a_signal_ends_the_run_and_writes_nothing",
            "signals::every_command_that_waits_can_be_ended",
            "many::a_signal_or_the_end_of_the_time_leaves_every_lock_as_it_was",
        ],
    },
];
