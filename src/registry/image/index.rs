//! The content of a manifest: the platforms of an index, or the config of a single-platform image.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::artifact::{ArtifactType, ManifestTypes, artifact_of_index};
use super::part::ImagePart;
use super::platforms::ImagePlatforms;
use crate::reference::{Digest, Platform};

/// Marks a manifest that belongs to another one of the same index: an attestation of buildkit.
const REFERENCE_TYPE: &str = "vnd.docker.reference.type";
/// The platform that buildkit gives an attestation.
const UNKNOWN: &str = "unknown";

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManifestContent {
    /// The manifests of its platforms.
    Index(ImagePlatforms),
    /// One image; its platform is in its config.
    Single {
        config: Digest,
        /// The artifact that it is where the config names no platform.
        otherwise: Option<ArtifactType>,
    },
    /// No image.
    Artifact(ArtifactType),
}

/// A body that is not the JSON of a manifest.
const NO_MANIFEST: &str = "its answer is not a manifest";
/// An index and a manifest in one: clients would read it in different ways (CVE-2021-41190).
const AMBIGUOUS: &str = "its answer can be read both as an index and as a manifest";
/// A digest that is none.
const NO_DIGEST: &str = "the manifest names an invalid digest";

#[derive(Deserialize)]
struct JsonImageManifest {
    manifests: Option<Vec<JsonIndexEntry>>,
    config: Option<JsonDescriptor>,
    layers: Option<JsonLenient<Vec<JsonLenient<JsonLayer>>>>,
    #[serde(rename = "schemaVersion")]
    schema_version: Option<u64>,
    #[serde(default, rename = "artifactType")]
    artifact_type: JsonMediaType,
}

#[derive(Deserialize)]
struct JsonDescriptor {
    digest: String,
    #[serde(default, rename = "mediaType")]
    media_type: JsonMediaType,
}

#[derive(Deserialize)]
struct JsonLayer {
    #[serde(default, rename = "mediaType")]
    media_type: JsonMediaType,
}

/// What nothing depends on if it has another form than it should have.
#[derive(Deserialize)]
#[serde(untagged)]
enum JsonLenient<T> {
    Valid(T),
    Other(serde::de::IgnoredAny),
}

type JsonMediaType = JsonLenient<String>;

impl<T> Default for JsonLenient<T> {
    fn default() -> Self {
        Self::Other(serde::de::IgnoredAny)
    }
}

impl<T> JsonLenient<T> {
    fn valid(&self) -> Option<&T> {
        match self {
            Self::Valid(value) => Some(value),
            Self::Other(_) => None,
        }
    }
}

impl JsonLenient<JsonLayer> {
    fn media_type(&self) -> &str {
        self.valid().map_or("", |layer| layer.media_type.as_str())
    }
}

impl JsonMediaType {
    fn as_str(&self) -> &str {
        self.valid().map_or("", String::as_str)
    }
}

#[derive(Deserialize)]
struct JsonIndexEntry {
    digest: String,
    platform: Option<JsonPlatform>,
    #[serde(default, rename = "artifactType")]
    artifact_type: JsonMediaType,
    #[serde(default)]
    annotations: JsonAnnotations,
}

/// Whether annotations say that a manifest belongs to another one; what else they say may be any amount.
#[derive(Default)]
struct JsonAnnotations {
    is_attestation: bool,
}

impl<'de> Deserialize<'de> for JsonAnnotations {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_option(Self::default())
    }
}

/// An object of texts, or null.
impl<'de> Visitor<'de> for JsonAnnotations {
    type Value = Self;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("annotations")
    }

    fn visit_none<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_some<D: Deserializer<'de>>(self, reader: D) -> Result<Self, D::Error> {
        reader.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut found = self;
        while let Some((key, _)) = map.next_entry::<Cow<'de, str>, Cow<'de, str>>()? {
            found.is_attestation |= key == REFERENCE_TYPE;
        }
        Ok(found)
    }
}

/// The platform of an index's entry and of a config, which have the same fields.
#[derive(Deserialize)]
struct JsonPlatform {
    #[serde(default)]
    os: String,
    #[serde(default)]
    architecture: String,
    variant: Option<String>,
    #[serde(default, rename = "os.version")]
    os_version: JsonLenient<String>,
    #[serde(default, rename = "os.features")]
    os_features: JsonLenient<Vec<serde::de::IgnoredAny>>,
}

/// Whether a body is a manifest or an index at all, and not the page of a portal.
pub fn is_manifest(body: &[u8]) -> bool {
    let raw = serde_json::from_slice::<JsonImageManifest>(body);
    raw.is_ok_and(|raw| {
        raw.schema_version == Some(2) || raw.manifests.is_some() || raw.config.is_some()
    })
}

pub fn read(body: &[u8]) -> Result<ManifestContent, &'static str> {
    let raw: JsonImageManifest = serde_json::from_slice(body).map_err(|_| NO_MANIFEST)?;
    let digest = |text: &str| text.parse::<Digest>().map_err(|_| NO_DIGEST);
    match (raw.manifests, raw.config) {
        (Some(_), Some(_)) => Err(AMBIGUOUS),
        (Some(_), None) if raw.layers.is_some() => Err(AMBIGUOUS),
        (Some(entries), None) => of_index(&raw.artifact_type, entries),
        (None, Some(config)) => {
            let layers = raw.layers.iter().filter_map(JsonLenient::valid).flatten();
            let layers = layers.map(JsonLenient::media_type).collect::<Vec<_>>();
            let (artifact, type_of_config) = (&raw.artifact_type, &config.media_type);
            let types = ManifestTypes::new(artifact.as_str(), type_of_config.as_str(), &layers);
            Ok(match types.artifact() {
                Some(artifact) => ManifestContent::Artifact(artifact.clone()),
                None => ManifestContent::Single {
                    config: digest(&config.digest)?,
                    otherwise: types.artifact_without_platform(),
                },
            })
        }
        (None, None) => Err(NO_MANIFEST),
    }
}

/// A list of artifacts, as the signatures of an image have one, has no platforms at all.
fn of_index(
    artifact: &JsonMediaType,
    entries: Vec<JsonIndexEntry>,
) -> Result<ManifestContent, &'static str> {
    let types = entries.iter().map(|entry| entry.artifact_type.as_str());
    let artifact = artifact_of_index(std::iter::once(artifact.as_str()).chain(types));
    let platforms = platforms(entries)?;
    Ok(match artifact {
        Some(artifact) if platforms.is_empty() => ManifestContent::Artifact(artifact),
        _ => ManifestContent::Index(platforms),
    })
}

/// The part that a digest is of an image with this manifest or index.
pub fn part(body: &[u8], digest: &Digest) -> Option<ImagePart> {
    let raw: JsonImageManifest = serde_json::from_slice(body).ok()?;
    let is_config = |config: &JsonDescriptor| config.digest == digest.as_str();
    if raw.config.is_some_and(|config| is_config(&config)) {
        return Some(ImagePart::Config);
    }
    let mut entries = raw.manifests.unwrap_or_default().into_iter();
    let entry = entries.find(|entry| entry.digest == digest.as_str())?;
    let platform = entry.platform.and_then(|raw| raw.platform());
    let platform = platform.filter(|_| !entry.annotations.is_attestation);
    Some(platform.map_or(ImagePart::Attestation, ImagePart::Platform))
}

/// The platform that a config says its image is for; `None` where it does not say so.
pub fn platform_of_config(body: &[u8]) -> Option<Platform> {
    let config: JsonPlatform = serde_json::from_slice(body).ok()?;
    config.platform()
}

/// The manifests that a runtime may start. A manifest whose platform wants a feature of the system that others do
/// without is for few, so that it counts only if its platform has no other (containerd's `platforms.Matcher`); for
/// Windows features choose nothing.
fn platforms(entries: Vec<JsonIndexEntry>) -> Result<ImagePlatforms, &'static str> {
    let mut usual = Vec::new();
    let mut special = Vec::new();
    let mut others = BTreeSet::new();
    for entry in entries {
        let raw = entry.platform.as_ref();
        let is_attestation = entry.annotations.is_attestation;
        let platform = raw.and_then(JsonPlatform::platform);
        // What buildkit calls unknown nobody starts, and what has no platform some do
        let is_other = raw.is_none_or(|raw| !raw.is_unknown());
        let digest = || entry.digest.parse::<Digest>().map_err(|_| NO_DIGEST);
        match platform {
            Some(platform) if !is_attestation => {
                let is_special = raw.is_some_and(JsonPlatform::wants_features);
                let list = if is_special { &mut special } else { &mut usual };
                list.push((platform, digest()?));
            }
            _ if is_other => drop(others.insert(entry.digest)),
            _ => {}
        }
    }
    let known: BTreeSet<Platform> = usual.iter().map(|(it, _)| it.clone()).collect();
    let (doubled, own): (Vec<_>, Vec<_>) =
        special.into_iter().partition(|(it, _)| known.contains(it));
    others.extend(doubled.iter().map(|(_, digest)| digest.to_string()));
    let platforms: ImagePlatforms = usual.into_iter().chain(own).collect();
    Ok(platforms.with_others(others))
}

impl JsonPlatform {
    fn platform(&self) -> Option<Platform> {
        if self.is_unknown() {
            return None;
        }
        let variant = self.variant.as_deref();
        let platform = Platform::new(&self.os, &self.architecture, variant).ok()?;
        let version = self.os_version.valid();
        Some(version.map_or_else(|| platform.clone(), |it| platform.with_os_version(it)))
    }

    fn is_unknown(&self) -> bool {
        self.os == UNKNOWN || self.architecture == UNKNOWN
    }

    fn wants_features(&self) -> bool {
        let features = self.os_features.valid();
        !self.os.eq_ignore_ascii_case("windows") && features.is_some_and(|all| !all.is_empty())
    }
}

#[cfg(test)]
mod tests;
