//! The words by which a server says that the credentials themselves are no good, whatever status it says it with: they
//! have expired, or they are wrong. ECR says so with 403, its public registry and Azure with 400.
//!
//! Only what leaves no doubt counts. A server that says no more than `denied` may mean the repository.

mod expiry;

use super::credentials::CredentialOrigin;
use super::refusal::AccessRefusal;
use crate::reference::Registry;
use crate::registry::error::Error;

/// Words that say it wherever they stand, in lower case.
const SAYINGS: [&str; 28] = [
    "reauthenticate",
    "re-authenticate",
    "log in again",
    "login again",
    "sign in again",
    "please log in",
    "please login",
    "login failed",
    "not logged in",
    "invalid credential",
    "incorrect credential",
    "bad credential",
    "wrong credential",
    "invalid authentication credential",
    "username or password",
    "user name or password",
    "password or token is incorrect",
    "invalid password",
    "incorrect password",
    "wrong password",
    "http basic: access denied",
    "token could not be validated",
    "token failed verification",
    "invalid api key",
    "invalid apikey",
    "cannot be authenticated",
    "authentication failed",
    "unauthenticated request",
];
/// Errors of OAuth about the credentials (RFC 6749, 5.2).
const OAUTH_REJECTIONS: [&str; 3] = ["invalid_grant", "invalid_client", "unauthorized_client"];
/// Errors of OAuth about the rest of the request (RFC 6749, 5.2; RFC 8707, 2).
const OAUTH_OTHERS: [&str; 5] = [
    "invalid_request",
    "invalid_scope",
    "invalid_resource",
    "invalid_target",
    "unsupported_grant_type",
];
/// The beginnings of the codes of Microsoft's Entra ID for users and for applications that it does not let in.
const ENTRA_REJECTIONS: [&str; 2] = ["aadsts50", "aadsts700"];

/// The error behind a refused access: one of the credentials, if the server says so of those that it was shown.
pub fn refused(refusal: AccessRefusal) -> Error {
    let words = refusal.message.as_deref().unwrap_or_default();
    match refusal.blamed().filter(|_| is_rejection(words)).cloned() {
        Some(origin) => Error::CredentialsRejected {
            registry: refusal.repository.registry().clone(),
            host: refusal.host,
            status: refusal.status,
            origin,
            message: refusal.message,
        },
        None => Error::Refused(Box::new(refusal)),
    }
}

/// The verdict on a credential, as it is told to who keeps it for this registry, and there: another registry may have
/// been the one that found it out.
pub fn told_to(registry: &Registry, origin: &CredentialOrigin, error: Error) -> Error {
    let (own_registry, own_origin) = (registry.clone(), origin.clone());
    match error {
        Error::CredentialsRejected {
            host,
            status,
            message,
            ..
        } => Error::CredentialsRejected {
            registry: own_registry,
            host,
            status,
            origin: own_origin,
            message,
        },
        Error::NoIdentityTokens {
            server,
            status,
            message,
            ..
        } => Error::NoIdentityTokens {
            server,
            status,
            message,
            origin: own_origin,
        },
        other => other,
    }
}

/// Whether a token server says that it takes no such form of credentials.
pub fn is_of_grant_type(words: &str) -> bool {
    words.contains("unsupported_grant_type")
}

/// Whether a token server says that the rest of the request is wrong, whoever sent it.
pub fn is_of_request(words: &str) -> bool {
    let words = words.to_lowercase();
    OAUTH_OTHERS.iter().any(|error| words.contains(error))
}

/// Whether a server says that the credentials are no good which it was shown.
pub fn is_rejection(words: &str) -> bool {
    if is_of_request(words) {
        return false;
    }
    let lower = words.to_lowercase();
    let says = |known: &&str| lower.contains(known);
    let mut codes = OAUTH_REJECTIONS.iter().chain(&ENTRA_REJECTIONS);
    codes.any(says) || expiry::sentences(words).any(is_sure)
}

fn is_sure(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let says = |saying: &&str| lower.contains(saying);
    !expiry::is_doubtful(sentence) && (SAYINGS.iter().any(says) || expiry::is_of_login(sentence))
}

#[cfg(test)]
mod tests {
    use super::is_rejection;

    /// As servers say it, from public reports.
    const REJECTIONS: &str = "
DENIED: Your authorization token has expired. Reauthenticate and try again.
DENIED: Your Authorization Token is invalid.
Your Authorization Token has expired. Please run 'aws ecr get-login' to fetch a new one.
UnrecognizedClientException: The security token included in the request is expired
invalid_grant: AADSTS700082: The refresh token has expired due to inactivity.
invalid_grant
AADSTS50126: Error validating credentials due to invalid username or password.
AADSTS50034: The user account {EmailHidden} does not exist in the directory.
invalid_client: AADSTS7000222: The provided client secret keys for app 'a' are expired.
invalid_client: AADSTS7000215: Invalid client secret provided.
AADSTS700016: Application with identifier 'a' was not found in the directory 'b'.
invalid_grant: refresh token expired
HTTP Basic: Access denied. The provided password or token is incorrect or your account has 2FA enabled
Your password expired. Please access GitLab from a web browser to update your password.
personal access token is expired
incorrect username or password
UNAUTHORIZED: Invalid Username or Password
UNAUTHORIZED: robot account has expired
Token failed verification: expired
Bad credentials
unauthenticated: User cannot be authenticated with the token provided.
DENIED: Unauthenticated request. Unauthenticated requests do not have permission \"a\" on resource \"b\"
UNAUTHORIZED: authentication failed
UNAUTHORIZED: Request had invalid authentication credentials. Expected OAuth 2 access token
UNAUTHORIZED: The login credentials are not valid, or your IBM Cloud account is not active.
UNAUTHORIZED: Invalid apikey
Personal access token was revoked
jwt is no longer valid
DENIED: jwt expired
TOKEN_EXPIRED
ExpiredToken: The provided token has expired.
ExpiredTokenException: The security token included in the request is expired
The security token included in the request is invalid.
Project access token has expired
The image cannot be pulled because your token has expired
cannot pull image with an expired token
The token does not exist or has expired
Your session has expired, please sign in
expired or revoked credentials
";

    /// What is about the repository, or may be.
    const OTHERS: &str = "
DENIED: denied
DENIED: requested access to the resource is denied
DENIED: access forbidden
UNAUTHORIZED: authentication required
UNAUTHORIZED: access to the requested resource is not authorized
DENIED: User: arn:aws:iam::1:user/ana is not authorized to perform: ecr:BatchGetImage on resource: a
DENIED: The token provided does not match expected scopes.
UNAUTHORIZED: The client does not have permission for manifest: Download request for repo:path 'a' is forbidden
UNAUTHORIZED: You don't have the needed permissions to perform this operation, and you may have invalid credentials.
DENIED: Permission \"artifactregistry.repositories.downloadArtifacts\" denied on resource \"a\" (or it may not exist)
invalid_scope: the scope repository:a:pull is not known
invalid_request: AADSTS900144: The request body must contain the following parameter: 'scope'.
invalid_scope: AADSTS70011: The provided value for the input parameter 'scope' is not valid.
unsupported_grant_type: AADSTS70003: The app requested an unsupported grant type.
DENIED: your license has expired
your membership of project a has expired
the image has expired
storage quota of ana has expired
Tag 1 was deleted or has expired
DENIED: the artifact has expired
Your plan expired. Renew it to go on.
Your account's trial has expired
the repository's retention expired
Request has expired
your subscription is no longer valid
Check whether your token has expired
your token might have expired
the token has not expired
the token is valid, but the tag has expired
tls: certificate has expired or is not yet valid
";

    #[test]
    fn what_servers_say_of_credentials_is_told_from_what_they_say_of_the_rest() {
        let lines = |text: &'static str| text.lines().filter(|line| !line.is_empty());
        for words in lines(REJECTIONS) {
            assert!(is_rejection(words), "{words}");
        }
        for words in lines(OTHERS) {
            assert!(!is_rejection(words), "{words}");
        }
    }
}
