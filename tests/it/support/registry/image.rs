//! Images with real bodies and real digests, made out of a platform and a seed.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// A body that has a media type and is known by its digest: a manifest or an index.
#[derive(Debug, Clone)]
pub struct Document {
    /// What the registry says in `Content-Type`.
    pub media_type: String,
    /// The bytes that the digest is the hash of.
    pub body: Vec<u8>,
}

impl Document {
    /// The digest of the body.
    pub fn digest(&self) -> String {
        digest(&self.body)
    }

    /// How a manifest or an index refers to it.
    fn descriptor(&self) -> Value {
        descriptor(&self.media_type, &self.body)
    }
}

/// The `sha256:…` of these bytes.
pub fn digest(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().fold(String::from("sha256:"), |text, byte| {
        format!("{text}{byte:02x}")
    })
}

/// An image to push. The manifest of a platform depends on platform, seed, labels and media types alone, so that
/// two indexes of one seed share it.
#[derive(Debug, Clone)]
pub struct Image {
    kind: Kind,
    seed: String,
    docker: bool,
    annotations: serde_json::Map<String, Value>,
    labels: serde_json::Map<String, Value>,
}

#[derive(Debug, Clone)]
enum Kind {
    Single(String),
    Index(Vec<String>),
    Raw(Document),
}

/// All that an image consists of.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// Manifests, each before what refers to it: the last is what a tag names.
    pub documents: Vec<Document>,
    /// Configs and layers.
    pub blobs: Vec<Vec<u8>>,
}

impl Contents {
    /// What a tag names.
    pub fn top(&self) -> &Document {
        self.documents.last().expect("an image has a manifest")
    }
}

impl Image {
    /// An image for one platform, such as `linux/amd64`, without an index.
    pub fn single(platform: &str, seed: &str) -> Self {
        Self::new(Kind::Single(platform.to_owned()), seed)
    }

    /// An index of these platforms, with an attestation beside them as buildkit writes it.
    pub fn index(platforms: &[&str], seed: &str) -> Self {
        Self::new(
            Kind::Index(
                platforms
                    .iter()
                    .map(|&platform| platform.to_owned())
                    .collect(),
            ),
            seed,
        )
    }

    /// A body as it is, for manifests that no builder would write.
    pub fn raw(media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(
            Kind::Raw(Document {
                media_type: media_type.to_owned(),
                body: body.into(),
            }),
            "",
        )
    }

    fn new(kind: Kind, seed: &str) -> Self {
        let (annotations, labels) = (serde_json::Map::new(), serde_json::Map::new());
        Self {
            kind,
            seed: seed.to_owned(),
            docker: false,
            annotations,
            labels,
        }
    }

    /// The same with Docker's media types instead of OCI's; a manifest list has no attestation.
    pub fn docker(mut self) -> Self {
        self.docker = true;
        self
    }

    /// The same with an annotation on the top: another digest, while the platforms' manifests stay.
    pub fn annotated(mut self, key: &str, value: &str) -> Self {
        self.annotations.insert(key.to_owned(), value.into());
        self
    }

    /// The same with a label in the config of each platform: other digests of all manifests but an attestation's.
    pub fn labelled(mut self, key: &str, value: &str) -> Self {
        self.labels.insert(key.to_owned(), value.into());
        self
    }

    /// The same with a label that is none, but a value of another type.
    pub fn mislabelled(mut self, key: &str, value: serde_json::Value) -> Self {
        self.labels.insert(key.to_owned(), value);
        self
    }

    /// The digest of what a tag names.
    pub fn digest(&self) -> String {
        self.contents().top().digest()
    }

    /// The digest of the manifest for one platform.
    pub fn platform_digest(&self, platform: &str) -> String {
        let single = Self {
            kind: Kind::Single(platform.to_owned()),
            annotations: serde_json::Map::new(),
            ..self.clone()
        };
        single.digest()
    }

    /// The documents and blobs.
    pub fn contents(&self) -> Contents {
        let mut contents = Contents::default();
        let top = match &self.kind {
            Kind::Raw(document) => document.clone(),
            Kind::Single(platform) => {
                self.manifest(platform, &self.annotations, &mut contents.blobs)
            }
            Kind::Index(platforms) => self.index_of(platforms, &mut contents),
        };
        contents.documents.push(top);
        contents
    }

    /// The index, after its children went into the contents.
    fn index_of(&self, platforms: &[String], contents: &mut Contents) -> Document {
        let mut entries = Vec::new();
        for platform in platforms {
            let child = self.manifest(platform, &serde_json::Map::new(), &mut contents.blobs);
            entries.push(with(
                child.descriptor(),
                "platform",
                platform_json(platform),
            ));
            contents.documents.push(child);
        }
        if !self.docker {
            let child = self.attestation(&mut contents.blobs);
            entries.push(attestation_entry(&child, entries.first()));
            contents.documents.push(child);
        }
        let media_type = self.choose("index.v1+json", "manifest.list.v2+json");
        let body = json!({ "schemaVersion": 2, "mediaType": media_type, "manifests": entries });
        document(media_type, body, &self.annotations)
    }

    /// A platform's manifest, after its config and its layer went to the blobs.
    fn manifest(
        &self,
        platform: &str,
        annotations: &serde_json::Map<String, Value>,
        blobs: &mut Vec<Vec<u8>>,
    ) -> Document {
        let layer = format!("the files of {} for {platform}\n", self.seed).into_bytes();
        let layer_type = if self.docker {
            "application/vnd.docker.image.rootfs.diff.tar.gzip"
        } else {
            "application/vnd.oci.image.layer.v1.tar+gzip"
        };
        let labels = if self.labels.is_empty() {
            json!({})
        } else {
            json!({ "Labels": self.labels })
        };
        let config = with(platform_json(platform), "config", labels);
        self.manifest_of(config, (layer_type, layer), annotations, blobs)
    }

    /// What buildkit adds to an index: a manifest for no platform, whose layer is a statement.
    fn attestation(&self, blobs: &mut Vec<Vec<u8>>) -> Document {
        let statement = json!({ "_type": "https://in-toto.io/Statement/v0.1", "subject": [], "seed": self.seed });
        let layer = (
            "application/vnd.in-toto+json",
            statement.to_string().into_bytes(),
        );
        let config = with(platform_json("unknown/unknown"), "config", json!({}));
        self.manifest_of(config, layer, &serde_json::Map::new(), blobs)
    }

    /// A manifest of one layer and of this config, to which the layer is added.
    fn manifest_of(
        &self,
        config: Value,
        (layer_type, layer): (&str, Vec<u8>),
        annotations: &serde_json::Map<String, Value>,
        blobs: &mut Vec<Vec<u8>>,
    ) -> Document {
        let rootfs = json!({ "type": "layers", "diff_ids": [digest(&layer)] });
        let config = with(config, "rootfs", rootfs).to_string().into_bytes();
        let config_type = if self.docker {
            "application/vnd.docker.container.image.v1+json"
        } else {
            "application/vnd.oci.image.config.v1+json"
        };
        let media_type = self.choose("manifest.v1+json", "manifest.v2+json");
        let body = json!({
            "schemaVersion": 2,
            "mediaType": media_type,
            "config": descriptor(config_type, &config),
            "layers": [descriptor(layer_type, &layer)],
        });
        blobs.extend([config, layer]);
        document(media_type, body, annotations)
    }

    /// The media type of a document, in OCI's words or in Docker's.
    fn choose(&self, oci: &str, docker: &str) -> String {
        if self.docker {
            format!("application/vnd.docker.distribution.{docker}")
        } else {
            format!("application/vnd.oci.image.{oci}")
        }
    }
}

fn document(
    media_type: String,
    body: Value,
    annotations: &serde_json::Map<String, Value>,
) -> Document {
    let body = if annotations.is_empty() {
        body
    } else {
        with(body, "annotations", annotations.clone().into())
    };
    Document {
        media_type,
        body: body.to_string().into_bytes(),
    }
}

fn descriptor(media_type: &str, body: &[u8]) -> Value {
    json!({ "mediaType": media_type, "digest": digest(body), "size": body.len() })
}

/// The entry of an index for an attestation, which says what it attests.
fn attestation_entry(child: &Document, attested: Option<&Value>) -> Value {
    let annotations = json!({
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": attested.map_or(Value::Null, |entry| entry["digest"].clone()),
    });
    with(
        with(
            child.descriptor(),
            "platform",
            platform_json("unknown/unknown"),
        ),
        "annotations",
        annotations,
    )
}

/// `os/architecture/variant` as indexes and configs have it.
fn platform_json(platform: &str) -> Value {
    let keys = ["os", "architecture", "variant"];
    keys.iter()
        .zip(platform.splitn(3, '/'))
        .map(|(&key, part)| (key.to_owned(), Value::from(part)))
        .collect()
}

fn with(mut object: Value, key: &str, value: Value) -> Value {
    object[key] = value;
    object
}
