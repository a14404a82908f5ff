//! The reasons that programs read, a word each. Words are added, and never changed.

/// The reasons with their words; a reason's documentation is its row in `docs/json.md`.
macro_rules! reasons {
    ($($(#[doc = $documentation:literal])+ $name:ident = $word:literal,)+) => {
        /// The reason of a finding or a failure. Its words are part of the JSON.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Reason {
            $($(#[doc = $documentation])+ $name,)+
        }

        impl Reason {
            /// All of them, each with what it means.
            pub const ALL: &'static [(Self, &'static str)] = &[
                $((Self::$name, concat!($($documentation),+)),)+
            ];

            /// The word for programs.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

reasons! {
    // Manifest and lock, held against each other
    /// The image has no entry in the lock.
    NotLocked = "not-locked",
    /// The entry has no image in the manifest.
    NotDeclared = "not-declared",
    /// The entry is of another repository than the image.
    OtherImage = "other-image",
    /// The entry has another tag than the image.
    OtherTag = "other-tag",
    /// The manifest gives a digest, and the entry has another one.
    OtherDigest = "other-digest",
    /// The manifest gives a digest, and the entry has a tag.
    TagOfPin = "tag-of-pin",
    /// Declared platforms are not locked.
    PlatformsNotLocked = "platforms-not-locked",
    /// Platforms are locked that are not declared.
    PlatformsNotDeclared = "platforms-not-declared",
    /// The locked platforms belong to another digest; `imagelock lock` fetches them anew. No failure.
    PlatformsStale = "platforms-stale",
    /// The lock has bytes that imagelock would not have written.
    NotCanonical = "not-canonical",
    // The lock, held against registries
    /// The registry does not have the locked digest any more.
    DigestGone = "digest-gone",
    /// The tag names another digest than the locked one.
    TagMoved = "tag-moved",
    /// What is there lacks a declared platform.
    PlatformsMissing = "platforms-missing",
    // What a change locks, held against registries and its base
    /// The tag does not name the digest that the change locks.
    DigestNotFromTag = "digest-not-from-tag",
    /// The index does not have the platforms that the change locks.
    PlatformsNotFromIndex = "platforms-not-from-index",
    /// The base does not use this registry, which was not asked.
    RegistryNotAllowed = "registry-not-allowed",
    /// Asked anonymously, the registry refuses access.
    NotPublic = "not-public",
    /// The change removes platforms that the base demands.
    PolicyRemoved = "policy-removed",
    /// The change pins an image by hand.
    PinnedByHand = "pinned-by-hand",
    /// The change takes a tag of a lower version.
    TagLowered = "tag-lowered",
    /// The change excludes files that the base does not exclude.
    FilesExcluded = "files-excluded",
    /// The base has a manifest, and the change has none.
    ManifestRemoved = "manifest-removed",
    /// The change adds or removes an `images.toml` above or below the one that is verified; `--all` verifies all.
    ManifestNotVerified = "manifest-not-verified",
    /// The base has a file where the change has a link.
    LinkInPlaceOfFile = "link-in-place-of-file",
    /// The base cannot be read.
    BaseUnreadable = "base-unreadable",
    // Registries, and the way to them
    /// There is no connection.
    Unreachable = "unreachable",
    /// The connection is not to be trusted, or is none of TLS.
    Tls = "tls",
    /// A proxy leads nowhere.
    Proxy = "proxy",
    /// The connection broke or went silent.
    ConnectionBroken = "connection-broken",
    /// The registry answered with a status that says it has failed.
    ServerError = "server-error",
    /// The registry asks to wait, and that is no use or takes too long.
    RateLimited = "rate-limited",
    /// A quota of pulls is used up.
    QuotaUsedUp = "quota-used-up",
    /// The registry refuses access; private and missing look the same.
    AccessRefused = "access-refused",
    /// The stored credentials are wrong.
    CredentialsRejected = "credentials-rejected",
    /// The token server is not one that may be asked, or sent the credentials.
    UntrustedRealm = "untrusted-realm",
    /// The token server gives no tokens.
    NoToken = "no-token",
    /// A file of credentials cannot be used.
    CredentialsUnusable = "credentials-unusable",
    /// A credential helper failed.
    HelperFailed = "helper-failed",
    /// A file of certificates cannot be used.
    CertificatesUnusable = "certificates-unusable",
    /// The challenge cannot be met.
    Challenge = "challenge",
    /// The tag, or the repository, does not exist.
    NoSuchTag = "no-such-tag",
    /// The digest does not exist (any more).
    NoSuchDigest = "no-such-digest",
    /// The content is not what its digest says.
    WrongDigest = "wrong-digest",
    /// The answer is none that a registry gives.
    NotARegistry = "not-a-registry",
    /// No mirror has an answer, and the registry itself is not to be asked.
    MirrorsFailed = "mirrors-failed",
    /// This machine cannot ask at all.
    Setup = "setup",
    // Files that use images, held against manifest and lock
    /// The manifest does not name the image that a file uses.
    ImageNotDeclared = "image-not-declared",
    /// A file writes another digest than the locked one.
    DigestDiffers = "digest-differs",
    /// Nobody can tell which image a file uses: a variable or a template decides.
    Unresolved = "unresolved",
    /// A digest cannot be written safely into a file. No failure.
    NotRewritable = "not-rewritable",
    // The run as a whole
    /// `images.toml` or `config.toml` is not valid; see `problems`.
    InvalidFile = "invalid-file",
    /// A file is not there.
    NoFile = "no-file",
    /// A file cannot be read or written, or may not be.
    File = "file",
    /// There is no lock.
    NoLock = "no-lock",
    /// The lock is not one of imagelock.
    ForeignLock = "foreign-lock",
    /// The lock was written by a newer version of imagelock.
    NewerLock = "newer-lock",
    /// The lock has an unresolved merge conflict.
    Conflict = "conflict",
    /// The lock is damaged.
    DamagedLock = "damaged-lock",
    /// The lock does not satisfy the manifest.
    LockUnsatisfied = "lock-unsatisfied",
    /// What was asked for is no image of the file.
    UnknownName = "unknown-name",
    /// What was asked for cannot be: a reference that is none, a variable that is not set.
    BadRequest = "bad-request",
    /// The platform that was asked for is not locked.
    PlatformNotLocked = "platform-not-locked",
    /// The time that was given is over.
    TimedOut = "timed-out",
    /// A signal ended the run.
    Interrupted = "interrupted",
}
