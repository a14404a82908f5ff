//! Artifacts: what registries hold beside container images, such as Helm charts and signatures.

use std::fmt;

use super::platforms::ImagePlatforms;

/// Media types by how they begin, and what an artifact of the type is called.
const KINDS: [(&str, &str); 15] = [
    ("application/vnd.cncf.helm.", "a Helm chart"),
    ("application/vnd.cncf.flux.", "a Flux artifact"),
    ("application/vnd.cncf.notary.", "a Notary signature"),
    (
        "application/vnd.cncf.openpolicyagent.",
        "an Open Policy Agent bundle",
    ),
    ("application/vnd.cncf.model.", "an AI model"),
    ("application/vnd.docker.ai.", "an AI model"),
    ("application/vnd.docker.plugin.", "a Docker plugin"),
    ("application/vnd.dev.cosign.", "a cosign signature"),
    ("application/vnd.dev.sigstore.", "a Sigstore bundle"),
    ("application/vnd.docker.attestation.", "an attestation"),
    ("application/vnd.dsse.envelope.", "an attestation"),
    ("application/vnd.in-toto", "an attestation"),
    ("application/vnd.cyclonedx", "an SBOM"),
    ("application/spdx", "an SBOM"),
    ("application/vnd.syft", "an SBOM"),
];
/// How the types of Wasm begin, whose config names a platform like that of an image (CNCF's layout of Wasm artifacts).
const WASM: [&str; 2] = ["application/vnd.wasm.", "application/wasm"];
/// The media types of an image's config that docker takes, those of broken registries among them
/// (distribution#1621).
const IMAGE_CONFIGS: [&str; 6] = [
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.docker.container.image.v1+json",
    "application/octet-stream",
    "application/json",
    "text/html",
    "",
];
/// How the media types of an image's layers begin.
const IMAGE_LAYERS: [&str; 2] = [
    "application/vnd.oci.image.layer.",
    "application/vnd.docker.image.rootfs.",
];
/// The configs that say nothing: the empty one of the image specification, and that of older ORAS.
const NO_CONFIGS: [&str; 2] = [
    "application/vnd.oci.empty.v1+json",
    "application/vnd.unknown.config.v1+json",
];
/// The longest media type that is shown (RFC 6838, section 4.2: two names of 127 characters).
const TYPE_MAX: usize = 255;

/// The media type of an artifact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtifactType(String);

/// The content of a repository under one digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageOrArtifact {
    /// The platforms that an image is there for; none where it names none.
    Image(ImagePlatforms),
    /// No image, whatever it is.
    Artifact(ArtifactType),
}

impl ArtifactType {
    /// The type that a manifest names; characters that no media type has are left out.
    fn new(text: &str) -> Option<Self> {
        let letters = text.chars();
        let letters = letters.filter(|letter| letter.is_ascii_graphic() && *letter != '`');
        let text: String = letters.take(TYPE_MAX).collect();
        (!text.is_empty()).then_some(Self(text))
    }

    fn begins_with_any(&self, beginnings: &[&str]) -> bool {
        beginnings.iter().any(|start| self.0.starts_with(start))
    }

    fn is_wasm(&self) -> bool {
        self.begins_with_any(&WASM)
    }

    fn kind(&self) -> Option<&'static str> {
        let kind = KINDS.iter().find(|(start, _)| self.0.starts_with(start));
        kind.map(|(_, kind)| *kind)
    }
}

/// ``a Helm chart (`application/vnd.cncf.helm.config.v1+json`)``.
impl fmt::Display for ArtifactType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind().or(self.is_wasm().then_some("a Wasm module"));
        write!(out, "{} (`{}`)", kind.unwrap_or("an artifact"), self.0)
    }
}

/// The media types that a manifest names.
#[derive(Debug, Default)]
pub(super) struct ManifestTypes {
    artifact: Option<ArtifactType>,
    config: Option<ArtifactType>,
    /// That of the first layer.
    layer: Option<ArtifactType>,
    /// Whether a layer is one of an image.
    has_image_layer: bool,
}

impl ManifestTypes {
    pub(super) fn new(artifact: &str, config: &str, layers: &[&str]) -> Self {
        let types: Vec<_> = layers.iter().map(|it| ArtifactType::new(it)).collect();
        let is_of_image = |it: &ArtifactType| it.begins_with_any(&IMAGE_LAYERS);
        Self {
            artifact: ArtifactType::new(artifact),
            config: ArtifactType::new(config),
            has_image_layer: types.iter().flatten().any(is_of_image),
            layer: types.into_iter().next().flatten(),
        }
    }

    /// The artifact that the manifest is, whatever its config says.
    pub(super) fn artifact(&self) -> Option<&ArtifactType> {
        let config = self.config.as_ref();
        let config = config.filter(|it| !IMAGE_CONFIGS.contains(&it.0.as_str()));
        match config {
            // Cosign's signatures have the config of an image
            None => self.layer.as_ref().filter(|it| it.kind().is_some()),
            Some(config) if config.is_wasm() => None,
            Some(config) => {
                let is_telling = !NO_CONFIGS.contains(&config.0.as_str());
                let own = self.artifact.as_ref().or(is_telling.then_some(config));
                own.or(self.layer.as_ref()).or(Some(config))
            }
        }
    }

    /// The artifact that it is where its config names no platform.
    pub(super) fn artifact_without_platform(self) -> Option<ArtifactType> {
        let wasm = self.config.filter(ArtifactType::is_wasm);
        let layer = self.layer.filter(|_| !self.has_image_layer);
        self.artifact.or(wasm).or(layer)
    }
}

/// The artifact that an index without platforms is a list of.
pub(super) fn artifact_of_index<'a>(
    types: impl IntoIterator<Item = &'a str>,
) -> Option<ArtifactType> {
    types.into_iter().find_map(ArtifactType::new)
}

#[cfg(test)]
mod tests;
