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
    /// The image has no entry in `images.lock`.
    NotLocked = "not-locked",
    /// `images.toml` does not name the image of the entry.
    NotDeclared = "not-declared",
    /// The entry has another repository than the image.
    OtherImage = "other-image",
    /// The entry has another tag than the image.
    OtherTag = "other-tag",
    /// The tag of the entry is not one that `version` or `tag-pattern` accepts.
    TagNotAccepted = "tag-not-accepted",
    /// The entry has another `version`, `variant` or `tag-pattern` than the image.
    OtherRule = "other-rule",
    /// `images.toml` has a digest, but the entry has another one.
    OtherDigest = "other-digest",
    /// `images.toml` has a digest, but the entry has a tag.
    TagOfPin = "tag-of-pin",
    /// Declared platforms are not locked.
    PlatformsNotLocked = "platforms-not-locked",
    /// Locked platforms are not declared.
    PlatformsNotDeclared = "platforms-not-declared",
    /// The locked platforms belong to another digest; `imagelock lock` fetches them again. No failure.
    PlatformsStale = "platforms-stale",
    /// `images.lock` is not as imagelock writes it.
    NotCanonical = "not-canonical",
    // The lock, held against registries
    /// The registry no longer has the locked digest.
    DigestGone = "digest-gone",
    /// The registry no longer has the manifest of a locked platform; a clean-up may delete it below an index that
    /// stays.
    PlatformGone = "platform-gone",
    /// The tag names another digest than the locked one.
    TagMoved = "tag-moved",
    /// The tag names a digest that is not as old as `min-age` demands, so that what is locked stays. No failure.
    TooYoung = "too-young",
    /// The tag has been held for three times `min-age`, since it names another digest before one is old enough. No
    /// failure.
    HeldLong = "held-long",
    /// No earlier digest of its tag is locked, so this one is locked at once although it has a `min-age`. No failure.
    NotAged = "not-aged",
    /// It is locked, since its tag was seen to name it for as long as `min-age` demands. No failure.
    Aged = "aged",
    /// The tag names another index, which has the same manifests for the declared platforms, so that what is locked
    /// stays. No failure.
    SamePlatforms = "same-platforms",
    /// The locked digest is that of a part of what the tag names, as of one platform.
    DigestOfPart = "digest-of-part",
    /// The image lacks a declared or requested platform.
    PlatformsMissing = "platforms-missing",
    /// The image has several manifests for a declared or requested platform.
    PlatformsDoubled = "platforms-doubled",
    /// Platforms are declared or requested, but it is no container image: a Helm chart, a signature.
    NotAnImage = "not-an-image",
    /// No tag of the registry's list is one that `version` and `variant`, or `tag-pattern`, accept.
    NoMatchingTag = "no-matching-tag",
    /// `update` would choose another tag.
    OtherTagChosen = "other-tag-chosen",
    /// A newer version is there, but the range does not accept it. No failure.
    NewerOutside = "newer-outside-range",
    /// A newer version is there, but with another variant. No failure.
    NewerVariant = "newer-with-other-variant",
    /// A newer version with the same variant is there beside the fixed tag. No failure.
    NewerTag = "newer-tag",
    /// The locked tag is still there, but the list of tags lacks it. No failure.
    TagNotListed = "tag-not-listed",
    /// The registry no longer has the locked tag, so that a lower one is chosen. No failure.
    TagGone = "tag-gone",
    // What a change locks, held against registries and its base
    /// The tag does not name the digest that the change locks.
    DigestNotFromTag = "digest-not-from-tag",
    /// The tag has not named the digest that the change locks for as long as `min-age` demands.
    DigestTooYoung = "digest-too-young",
    /// A record that the change adds to `images.seen` is not what `update` would write.
    RecordNotTrusted = "record-not-trusted",
    /// The index does not have the platforms that the change locks.
    PlatformsNotFromIndex = "platforms-not-from-index",
    /// The base does not use this registry, which was not asked.
    RegistryNotAllowed = "registry-not-allowed",
    /// The registry refuses anonymous access.
    NotPublic = "not-public",
    /// The change removes platforms, an age, `immutable`, or the digests in files, that the base demands.
    PolicyRemoved = "policy-removed",
    /// The change pins an image by hand.
    PinnedByHand = "pinned-by-hand",
    /// The change uses a tag of a lower version.
    TagLowered = "tag-lowered",
    /// The change has a `version`, `variant` or `tag-pattern` by which `update` may choose other tags than by the base.
    ChoiceWidened = "choice-widened",
    /// The change excludes files that the base does not exclude.
    FilesExcluded = "files-excluded",
    /// The base has an `images.toml`, but the change has none.
    ManifestRemoved = "manifest-removed",
    /// The change adds or removes an `images.toml` above or below the one that is verified; `--all` verifies all.
    ManifestNotVerified = "manifest-not-verified",
    /// The base has a file where the change has a link.
    LinkInPlaceOfFile = "link-in-place-of-file",
    /// The link in place of `images.lock` leads elsewhere than in the base.
    LinkChanged = "link-changed",
    /// The base cannot be read.
    BaseUnreadable = "base-unreadable",
    // Registries, and the way to them
    /// There is no connection.
    Unreachable = "unreachable",
    /// The TLS connection failed or cannot be trusted.
    Tls = "tls",
    /// A proxy does not connect to the registry.
    Proxy = "proxy",
    /// The connection broke, or the registry stopped responding.
    ConnectionBroken = "connection-broken",
    /// The registry answered with a server error.
    ServerError = "server-error",
    /// The registry limits requests, and waiting does not help or takes too long.
    RateLimited = "rate-limited",
    /// A quota of pulls is used up.
    QuotaUsedUp = "quota-used-up",
    /// The registry refuses access; a private repository and a missing one look the same.
    AccessRefused = "access-refused",
    /// The stored credentials are wrong.
    CredentialsRejected = "credentials-rejected",
    /// The token server is not trusted, with a token request or with the credentials.
    UntrustedRealm = "untrusted-realm",
    /// The token server issues no tokens.
    NoToken = "no-token",
    /// A file with credentials cannot be used.
    CredentialsUnusable = "credentials-unusable",
    /// A credential helper failed.
    HelperFailed = "helper-failed",
    /// A file with certificates cannot be used.
    CertificatesUnusable = "certificates-unusable",
    /// The registry asks for an authentication that is not supported.
    Challenge = "challenge",
    /// The tag, or the repository, does not exist.
    NoSuchTag = "no-such-tag",
    /// The repository, whose list of tags is needed, does not exist.
    NoSuchRepository = "no-such-repository",
    /// The list of tags cannot be read to its end: no tag is chosen out of a part of it. Of a mirror also: no tag of
    /// its list matches.
    TagListUnusable = "tag-list-unusable",
    /// The digest does not exist, or no longer exists.
    NoSuchDigest = "no-such-digest",
    /// The content does not match its digest.
    WrongDigest = "wrong-digest",
    /// The answer is compressed, though nobody asked for that.
    Compressed = "compressed",
    /// The answer is not one of a registry.
    NotARegistry = "not-a-registry",
    /// No mirror has an answer, and the registry itself is not asked.
    MirrorsFailed = "mirrors-failed",
    /// This machine cannot send requests.
    Setup = "setup",
    // Files that use images, held against manifest and lock
    /// `images.toml` does not name the image that a file uses.
    ImageNotDeclared = "image-not-declared",
    /// The `version` or `tag-pattern` of several images accepts the tag that a file has, and they lock different ones.
    ImageAmbiguous = "image-ambiguous",
    /// A file has another tag than the one that is locked for `version` or `tag-pattern`.
    TagDiffers = "tag-differs",
    /// A file has another digest than the locked one.
    DigestDiffers = "digest-differs",
    /// A file has no digest where `require-digests` asks for one.
    DigestMissing = "digest-missing",
    /// A file has the tag and digest that were locked before.
    FileOutdated = "file-outdated",
    /// The image that a file uses cannot be determined: a variable or a template decides.
    Unresolved = "unresolved",
    /// A digest cannot be written safely into a file. No failure.
    NotRewritable = "not-rewritable",
    // The run as a whole
    /// `images.toml` or `config.toml` is not valid; see `problems`.
    InvalidFile = "invalid-file",
    /// A file does not exist.
    NoFile = "no-file",
    /// A file cannot be read or written, or must not be.
    File = "file",
    /// `images.lock` does not exist.
    NoLock = "no-lock",
    /// `images.lock` was not written by imagelock.
    ForeignLock = "foreign-lock",
    /// `images.lock` was written by a newer version of imagelock.
    NewerLock = "newer-lock",
    /// `images.lock` or `images.seen` has an unresolved merge conflict.
    Conflict = "conflict",
    /// `images.lock` is damaged.
    DamagedLock = "damaged-lock",
    /// `images.seen` was not written by imagelock.
    ForeignSeen = "foreign-seen",
    /// `images.seen` was written by a newer version of imagelock.
    NewerSeen = "newer-seen",
    /// `images.seen` is damaged.
    DamagedSeen = "damaged-seen",
    /// `images.lock` does not satisfy `images.toml`.
    LockUnsatisfied = "lock-unsatisfied",
    /// The file has no image of the given name.
    UnknownName = "unknown-name",
    /// An argument is not valid: a malformed reference, a variable that is not set.
    BadRequest = "bad-request",
    /// The requested platform is not locked.
    PlatformNotLocked = "platform-not-locked",
    /// The clock of this machine was never set, but ages count.
    ClockNotSet = "clock-not-set",
    /// The run timed out.
    TimedOut = "timed-out",
    /// A signal ended the run.
    Interrupted = "interrupted",
}
