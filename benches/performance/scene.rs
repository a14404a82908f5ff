//! A registry with images, and a directory with the files that name them in every tool's way.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use crate::support::command::{Project, Run};
use crate::support::hub::certificates::{Authorities, Wants};
use crate::support::hub::{self, Certificate, Face, Hub, Names};
use crate::support::registry::{Builder, Fault, Image, Registry};

/// The platforms of every image with an index.
const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64"];
/// The media type of an index without children, which is all that a run without platforms looks at.
const INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// How the registry is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// HTTP on loopback.
    Plain,
    /// TLS, HTTP/1.1 alone.
    Tls,
    /// TLS, HTTP/2 where the client can.
    Http2,
    /// Docker Hub's own names over TLS, by way of a proxy; the token server is another host.
    DockerHub,
}

impl Transport {
    /// How a table names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain HTTP",
            Self::Tls => "TLS, HTTP/1.1",
            Self::Http2 => "TLS, HTTP/2",
            Self::DockerHub => "Docker Hub's shape",
        }
    }

    fn protocols(self) -> &'static [&'static str] {
        match self {
            Self::Plain | Self::Tls => &["http/1.1"],
            Self::Http2 | Self::DockerHub => &["h2", "http/1.1"],
        }
    }
}

/// What kind of image every tag names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// An index of two platforms, which the manifest asks for one of.
    Platforms,
    /// The same, where the manifest asks for none.
    Index,
    /// An image of one platform, which the manifest asks for.
    Single,
    /// A small body, so that a hundred thousand fit into memory.
    Small,
}

/// What is measured against.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// How many images.
    pub images: usize,
    /// In how many repositories.
    pub repositories: usize,
    /// Milliseconds before an answer.
    pub latency: u64,
    pub transport: Transport,
    pub content: Content,
    /// How many requests are served in any second.
    pub rate: Option<usize>,
    /// How many of a hundred requests are answered with 503.
    pub failing: u64,
}

impl Setting {
    /// Plain HTTP, indexes, no limit, no faults.
    pub fn new(images: usize, repositories: usize, latency: u64) -> Self {
        Self {
            images,
            repositories,
            latency,
            transport: Transport::Plain,
            content: Content::Index,
            rate: None,
            failing: 0,
        }
    }

    /// Whether the request of this number is answered with 503: they are spread evenly, and the first is none.
    fn fails(&self, number: u64) -> bool {
        (number + 1) * self.failing / 100 > number * self.failing / 100
    }

    /// `100 images in 20 repositories`.
    pub fn shape(&self) -> String {
        let many = if self.repositories == 1 { "y" } else { "ies" };
        let (images, repositories) = (grouped(self.images), grouped(self.repositories));
        format!("{images} images in {repositories} repositor{many}")
    }
}

/// A number with a comma before every three digits.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A registry that runs, and a project that names its images.
pub struct Scene {
    pub setting: Setting,
    pub registry: Registry,
    pub project: Project,
    /// The digest of what each tag names, by the number of its image.
    pub digests: Vec<String>,
    /// The images, as `HOST/REPOSITORY:TAG`.
    references: Vec<String>,
    hub: Option<Hub>,
}

impl Scene {
    pub fn new(setting: Setting) -> Self {
        let authorities = Authorities::new();
        let registry = registry(setting, &authorities);
        let project = Project::new();
        project.file("authority.pem", authorities.trusted.pem());
        let hub = (setting.transport == Transport::DockerHub).then(|| {
            // What is behind these names speaks TLS itself
            let names = Names::default().lead(hub::REGISTRY, &registry.host(), Face::Plain);
            let names = names.lead("index.docker.io", &registry.host(), Face::Plain);
            names
                .lead(hub::TOKENS, &registry.token_host(), Face::Plain)
                .start()
        });
        let mut scene = Self {
            setting,
            registry,
            project,
            digests: Vec::new(),
            references: Vec::new(),
            hub,
        };
        scene.push_all();
        scene.write_manifest();
        scene
    }

    /// Publishes the image of this number again, with another digest.
    pub fn move_tag(&mut self, number: usize) {
        let (repository, tag) = self.place(number);
        let image = image(self.setting.content, &format!("{repository}:{tag}, again"));
        self.digests[number] = self.registry.push(&repository, &tag, &image);
    }

    /// Writes the files that other tools read: a list, and a Dockerfile for each image.
    pub fn write_inputs(&self) {
        self.project
            .file("images.txt", self.references.join("\n") + "\n");
        for (number, reference) in self.references.iter().enumerate() {
            let text = format!("FROM {reference}\n");
            self.project.file(format!("apps/{number}/Dockerfile"), text);
        }
    }

    /// A run of imagelock.
    pub fn imagelock(&self, arguments: &[&str]) -> Run<'_> {
        let tls = matches!(self.setting.transport, Transport::Tls | Transport::Http2);
        let config: &[&str] = if tls {
            &["--config", "config.toml"]
        } else {
            &[]
        };
        self.reached_by(self.project.command(arguments.iter().chain(config)))
    }

    /// A run of other tools, by a line of shell.
    pub fn shell(&self, script: &str) -> Run<'_> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let run = self.project.command_of("/bin/sh".into(), ["-c", script]);
        self.reached_by(run).env("PATH", path)
    }

    /// Where imagelock keeps what it remembers.
    pub fn cache(&self) -> PathBuf {
        self.project.home().join("cache")
    }

    fn reached_by<'a>(&'a self, run: Run<'a>) -> Run<'a> {
        let run = run.env("IMAGELOCK_CACHE", self.cache());
        let run = match &self.hub {
            Some(hub) => run.env("HTTPS_PROXY", hub.proxy()),
            None => run,
        };
        match self.setting.transport {
            Transport::Plain => run,
            Transport::Tls | Transport::Http2 | Transport::DockerHub => run
                .env("SSL_CERT_FILE", self.project.path().join("authority.pem"))
                .env("SSL_CERT_DIR", ""),
        }
    }

    /// Which host the images are named with.
    pub fn host(&self) -> String {
        match self.hub {
            Some(_) => "docker.io".to_owned(),
            None => self.registry.host(),
        }
    }

    fn push_all(&mut self) {
        let host = self.host();
        for number in 0..self.setting.images {
            let (repository, tag) = self.place(number);
            let image = image(self.setting.content, &format!("{repository}:{tag}"));
            self.digests
                .push(self.registry.push(&repository, &tag, &image));
            self.references.push(format!("{host}/{repository}:{tag}"));
        }
    }

    fn place(&self, number: usize) -> (String, String) {
        let Setting { repositories, .. } = self.setting;
        let repository = format!("team/app{}", number % repositories);
        (repository, format!("1.{}", number / repositories))
    }

    fn write_manifest(&self) {
        let mut manifest = String::new();
        if matches!(self.setting.content, Content::Platforms | Content::Single) {
            let _ = writeln!(manifest, "[defaults]\nplatforms = [\"{}\"]\n", PLATFORMS[0]);
        }
        manifest.push_str("[images]\n");
        for (number, reference) in self.references.iter().enumerate() {
            let _ = writeln!(manifest, "image{number} = \"{reference}\"");
        }
        self.project.file("images.toml", manifest);
        let host = self.registry.host();
        let config = format!("[registries.\"{host}\"]\nca-file = \"authority.pem\"\n");
        self.project.file("config.toml", config);
    }
}

fn registry(setting: Setting, authorities: &Authorities) -> Registry {
    let latency = Duration::from_millis(setting.latency);
    let builder = match setting.transport {
        Transport::DockerHub => hub::docker_hub(),
        Transport::Plain | Transport::Tls | Transport::Http2 => Registry::builder(),
    };
    let fails = move |number| {
        setting
            .fails(number)
            .then(|| Fault::on("*", "*").status(503))
    };
    let builder = builder.latency(move |_| latency).trouble(fails);
    let builder = match setting.rate {
        Some(rate) => builder.rate(rate),
        None => builder,
    };
    with_tls(builder, setting.transport, authorities).start()
}

fn with_tls(builder: Builder, transport: Transport, authorities: &Authorities) -> Builder {
    let name = match transport {
        Transport::Plain => return builder,
        Transport::Tls | Transport::Http2 => "127.0.0.1",
        Transport::DockerHub => "*.docker.io",
    };
    let protocols = transport.protocols();
    builder.tls(authorities.server(name, Certificate::Good, Wants::Nothing, protocols))
}

fn image(content: Content, seed: &str) -> Image {
    match content {
        Content::Platforms | Content::Index => Image::index(&PLATFORMS, seed),
        Content::Single => Image::single(PLATFORMS[0], seed),
        Content::Small => {
            let annotations = format!("{{\"seed\":\"{seed}\"}}");
            let body = format!(
                "{{\"schemaVersion\":2,\"mediaType\":\"{INDEX}\",\"manifests\":[],\"annotations\":{annotations}}}"
            );
            Image::raw(INDEX, body)
        }
    }
}
