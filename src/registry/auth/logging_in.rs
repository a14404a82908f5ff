//! The commands by which credentials come to where they are looked for.

use super::credentials::credential::CredentialOrigin;
use crate::files::shell_word;
use crate::reference::Registry;

/// The way out where credentials are in the way.
pub const WITHOUT_CREDENTIALS: &str =
    "pass `--anonymous` to ask without credentials, which is enough for public images";

/// The file that `docker login` writes; podman's has another name.
const DOCKER_FILE: &str = "config.json";
/// The ends of the names of Amazon's private registries, behind account and region. A login is sent to no other.
const ECR_ENDS: [&str; 8] = [
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "c2s.ic.gov",
    "sc2s.sgov.gov",
    "on.aws",
    "on.amazonwebservices.com.cn",
    "on.amazonwebservices.eu",
];
/// Helpers that keep no login of their own, and how the one that they use is renewed.
const HELPERS: [(&str, &str); 2] = [
    ("docker-credential-ecr-login", "aws sso login"),
    ("docker-credential-gcloud", "gcloud auth login"),
];

/// A command that prints a password of an hour or a day, and the user that it is for.
struct PasswordSource {
    command: String,
    user: &'static str,
}

/// The command that stores credentials for a registry.
pub fn login_command(registry: &Registry) -> String {
    if registry.is_docker_hub() {
        "`docker login`".to_owned()
    } else {
        format!("`docker login {registry}`")
    }
}

/// The step that replaces credentials where they are kept.
pub fn renewal(origin: &CredentialOrigin, registry: &Registry) -> String {
    match origin {
        // It goes before all that a login writes
        CredentialOrigin::Variable(name) => format!("correct `{name}`"),
        CredentialOrigin::File(path) if !path.ends_with(DOCKER_FILE) => {
            let file = shell_word(&path.to_string_lossy());
            let command = renewal_command(&format!("podman login --authfile {file}"), registry);
            format!("log in again with `{command}`")
        }
        CredentialOrigin::Helper { program, .. } => of_helper(program, registry),
        CredentialOrigin::File(_) => of_docker(registry),
    }
}

fn of_helper(program: &str, registry: &Registry) -> String {
    match HELPERS.iter().find(|(name, _)| *name == program) {
        Some((_, command)) => {
            format!("renew the login that {program} uses, for example with `{command}`")
        }
        None => of_docker(registry),
    }
}

fn of_docker(registry: &Registry) -> String {
    let command = renewal_command("docker login", registry);
    format!("log in again with `{command}`")
}

fn renewal_command(login: &str, registry: &Registry) -> String {
    match password_source(registry.as_str()) {
        Some(PasswordSource { command, user }) => {
            format!("{command} | {login} --username {user} --password-stdin {registry}")
        }
        None if registry.is_docker_hub() && login == "docker login" => login.to_owned(),
        None => format!("{login} {registry}"),
    }
}

/// The source of the passwords of a registry that has none which last.
fn password_source(registry: &str) -> Option<PasswordSource> {
    let of_aws = |command| PasswordSource {
        command,
        user: "AWS",
    };
    if matches!(registry, "public.ecr.aws" | "ecr-public.aws.com") {
        let command = "aws ecr-public get-login-password --region us-east-1";
        return Some(of_aws(command.to_owned()));
    }
    if let Some(region) = ecr_region(registry) {
        let command = format!("aws ecr get-login-password --region {region}");
        return Some(of_aws(command));
    }
    let is_of_google =
        registry == "gcr.io" || registry.ends_with(".gcr.io") || registry.ends_with(".pkg.dev");
    is_of_google.then(|| PasswordSource {
        command: "gcloud auth print-access-token".to_owned(),
        user: "oauth2accesstoken",
    })
}

/// The region of one of Amazon's private registries: `ACCOUNT.dkr.ecr.REGION.amazonaws.com`, with `ecr-fips` for `ecr`,
/// or `ACCOUNT.dkr-ecr.REGION.on.aws` (Amazon ECR user guide, "Making requests to Amazon ECR registries").
fn ecr_region(registry: &str) -> Option<&str> {
    let (account, rest) = registry.split_once('.')?;
    let starts = ["dkr.ecr.", "dkr.ecr-fips.", "dkr-ecr.", "dkr-ecr-fips."];
    let rest = starts.iter().find_map(|start| rest.strip_prefix(start))?;
    let (region, end) = rest.split_once('.')?;
    let is_account = !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_digit());
    (is_account && ECR_ENDS.contains(&end)).then_some(region)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> CredentialOrigin {
        CredentialOrigin::File(path.into())
    }

    fn helper(program: &str) -> CredentialOrigin {
        let by = Box::new(file("/h/.docker/config.json"));
        let program = program.to_owned();
        CredentialOrigin::Helper { program, by }
    }

    #[test]
    fn credentials_are_replaced_where_they_are_from() {
        let cases = [
            (
                file("/h/.docker/config.json"),
                "log in again with `docker login r.example`",
            ),
            (
                file("/run/my user/auth.json"),
                "log in again with `podman login --authfile '/run/my user/auth.json' r.example`",
            ),
            (CredentialOrigin::Variable("V"), "correct `V`"),
            (
                helper("docker-credential-desktop"),
                "log in again with `docker login r.example`",
            ),
            (
                helper("docker-credential-ecr-login"),
                "renew the login that docker-credential-ecr-login uses, for example with `aws sso login`",
            ),
        ];
        for (origin, expected) in cases {
            assert_eq!(renewal(&origin, &"r.example".parse().unwrap()), expected);
        }
    }

    #[test]
    fn a_registry_whose_passwords_do_not_last_is_logged_in_to_with_the_command_that_makes_one() {
        let aws = |region: &str| format!("aws ecr get-login-password --region {region} | ");
        let public = "aws ecr-public get-login-password --region us-east-1 | ".to_owned();
        let google = "gcloud auth print-access-token | ".to_owned();
        for (registry, before) in [
            ("1234.dkr.ecr.eu-west-1.amazonaws.com", aws("eu-west-1")),
            (
                "1234.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
                aws("us-gov-west-1"),
            ),
            (
                "1234.dkr.ecr.cn-north-1.amazonaws.com.cn",
                aws("cn-north-1"),
            ),
            ("1234.dkr-ecr.eu-west-1.on.aws", aws("eu-west-1")),
            ("1234.dkr-ecr-fips.us-east-1.on.aws", aws("us-east-1")),
            (
                "1234.dkr.ecr.us-iso-east-1.c2s.ic.gov",
                aws("us-iso-east-1"),
            ),
            ("public.ecr.aws", public),
            ("us-docker.pkg.dev", google.clone()),
            ("eu.gcr.io", google),
            (
                "1234.dkr.ecr.eu-west-1.amazonaws.com.evil.example",
                String::new(),
            ),
            ("1234.dkr.ecr.eu-west-1.evil.example", String::new()),
            ("dkr.ecr.eu-west-1.amazonaws.com", String::new()),
            ("evilgcr.io", String::new()),
        ] {
            let user = match before.split(' ').next() {
                Some("aws") => " --username AWS --password-stdin",
                Some("gcloud") => " --username oauth2accesstoken --password-stdin",
                _ => "",
            };
            let renewal = renewal(&file("/h/.docker/config.json"), &registry.parse().unwrap());
            let expected = format!("log in again with `{before}docker login{user} {registry}`");
            assert_eq!(renewal, expected);
        }
        let origin = file("/run/auth.json");
        let renewal = renewal(
            &origin,
            &"1.dkr.ecr.eu-west-1.amazonaws.com".parse().unwrap(),
        );
        assert!(
            renewal.contains("| podman login --authfile /run/auth.json --username AWS"),
            "{renewal}"
        );
    }
}
