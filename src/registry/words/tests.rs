use super::shown;

#[test]
fn what_went_wrong_is_shown_in_one_line() {
    assert_eq!(shown("error: no such\nuser"), "error: no such user");
    assert_eq!(shown("a\u{1b}[31m b"), "a [31m b");
    assert_eq!(shown(&"word ".repeat(100)).chars().count(), 200);
}

#[test]
fn what_says_no_secret_is_shown_as_it_is() {
    let digest = "sha256:4f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d7";
    let digests = [
        format!("manifest {digest} is not there"),
        format!("GET https://h.example:5000/v2/team/app@{digest}"),
        format!("key {digest} of h.example:5000/team/app:1@{digest}"),
    ];
    let said = [
        "ExpiredToken: the security token has expired",
        "ExpiredTokenException: The security token included in the request is expired",
        "GET https://ecr.example/v2/ failed",
        "the token has expired",
        "token is odd",
        "token is expired by 2h3m",
        "password authentication is not supported",
        "Password authentication is not supported for Git operations",
        "invalid token: signature is invalid",
        "invalid token: the key is unknown",
        "invalid_token: expired",
        "invalid password: not accepted",
        "incorrect username or password",
        "unsupported_grant_type: only password",
        "UNAUTHORIZED: authentication required",
        "denied: requested access to the resource is denied",
        "the scope is `repository:team/app:pull`, and repository:team/token:pull,push and repository:secret:pull",
        "team/secret:1 is not there",
        "Request ID: 0c2d3b0a-1f6e-4b0e-9a57-0f5d8a4f2f11",
        "Trace ID: 1, Correlation ID: 0C2D3B0A-1F6E-4B0E-9A57-0F5D8A4F2F11 Timestamp: 2024-01-01 10:00:00Z",
        "AADSTS7000222: The provided client secret keys for app 'a' are expired.",
        "the secret AADSTS7000222 is expired",
        "Basic authentication is required, Bearer realm=\"https://h.example/token\"",
        "User: arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/ana is not authorized",
        "org.springframework.security.AuthenticationCredentialsNotFoundException",
        "repository europe-west1-docker.pkg.dev/a-company-1234/containers-of-the-team/application-1 is not there",
        "unexpected token < in JSON at position 0",
        "the key `errors` is missing",
        "token for service `registry.example`",
        "mail ana@corp.example",
        "redirected to https://h.example:5000/a?account=ana@corp.example",
        "the monkey: 12345a",
    ];
    for said in said.into_iter().chain(digests.iter().map(String::as_str)) {
        assert_eq!(shown(said), said);
    }
}

#[test]
fn what_looks_like_a_secret_is_not_shown() {
    for said in [
        "GET https://tester:hunter2@h.example/ failed",
        "GET https://tester:a/b?hunter2@h.example/ failed",
        "https://hunter2@h.example/",
        "tester:hunter2@h.example/",
        "sent Authorization: Basic hunter2",
        "sent Authorization: hunter2",
        "sent Authorization: hunterx",
        "with bearer hunter2",
        "Bearer hunter_two_hunter2",
        "password: hunter2",
        "password:\nhunter2",
        "password: hunter of h.example",
        "password=hunter2",
        "password=corphunter2 … Bearer hunter2",
        "password%3Dhunter2",
        "password = 'hunter2 hunter2'",
        "password is hunter2",
        "the password is hunter",
        "password hunter2 is wrong",
        "secret \"hunter2\" rejected",
        r#""Secret":"hunter2""#,
        r#"{\"Secret\":\"hunter2\"}"#,
        r#"{"password": "a\"hunter2"}"#,
        "AWS_SECRET=hunter2 is wrong",
        "AWS_SECRET_ACCESS_KEY hunter2",
        "api_key=hunter2",
        "X-Api-Key: hunter2",
        "apiKey: hunter2",
        "api-key: hunter2",
        "credential: hunter2",
        "key=hunter2",
        "db_pass: hunter2",
        "PASS=hunter2: command not found",
        "+ nosuch login --password hunter2 h",
        "+ nosuch login --password hunter h",
        "+ nosuch login --password=hunter2 h",
        "+ nosuch login -p hunter2 h",
        "+ nosuch -u me:hunter2 https://h/v2/",
        "user me pass hunter2",
        "refresh_token:hunter2",
        "got hunter2hunter2hunter2hunter2hunter2",
        "got a/hunter2Ahunter2B/hunter2Chunter2D+hunter2",
        "got ghp_hunter2hunter2",
    ] {
        let shown = shown(said);
        assert!(
            !shown.contains("hunter") && shown.contains("***"),
            "{said}: {shown}"
        );
    }
}

#[test]
fn a_token_is_not_shown_wherever_it_stands() {
    for (said, expected) in [
        (
            "the token 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIi.x-_y' has expired",
            "the token '***' has expired",
        ),
        ("access_token=eyJhbGciOiJSUzI1NiJ9", "access_token=***"),
        ("eyJhbGciOiJSUzI1NiJ9.", "***."),
        (
            "éyJ eyJ team/app:1 is not there",
            "éyJ eyJ team/app:1 is not there",
        ),
        ("https://ana:b@h.example/v2/", "https://***@h.example/v2/"),
    ] {
        assert_eq!(shown(said), expected);
    }
}
