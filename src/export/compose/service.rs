//! Which image a service uses, and whether that is locked.

use crate::document::shown;
use crate::export::chosen::{Chosen, agreed};
use crate::export::error::ExportError;
use crate::lock::Entry;
use crate::manifest::ImageName;
use crate::reference::{Reference, ReferenceError, Tag};
use crate::scan::Surroundings;
use crate::scan::interpolation::{InterpolationError, interpolate_around};
use crate::yaml::Node;

/// The most services that one may extend, one after the other: a circle comes to an end here.
const EXTENDS_MAX: usize = 32;

/// A service, among those of its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Service<'y> {
    /// The services of its document.
    pub all: Node<'y>,
    /// The service itself.
    pub node: Node<'y>,
}

/// The image that a service uses.
pub(super) struct ServiceImage<'a> {
    pub entry: &'a Entry,
    /// The names under which it is.
    pub names: Vec<&'a ImageName>,
    /// The first variable in what is written, which would have decided.
    pub variable: Option<String>,
}

/// The reason why a service uses nothing that is locked.
pub(super) enum Unlocked {
    /// It uses several things that are.
    Ambiguous(ExportError),
    /// It uses another digest than the locked one, or a tag in the place of which another one is locked. With the words
    /// for that.
    OtherPin(String),
    For(String),
}

impl<'y> Service<'y> {
    /// The locked image that it uses; `None` where it uses none at all, but is built or provided.
    pub(super) fn locked<'a>(
        self,
        surroundings: &Surroundings,
        chosen: &Chosen<'a>,
    ) -> Result<Option<ServiceImage<'a>>, Unlocked> {
        let chain = self.chain().map_err(Unlocked::For)?;
        let inherited = |key: &str| {
            let mut values = chain.iter().filter_map(|service| service.get(key));
            values.find(|value| !value.is_null())
        };
        if inherited("build").is_some() || inherited("provider").is_some() {
            return Ok(None);
        }
        let image = inherited("image").and_then(Node::as_str);
        let image = image.ok_or_else(|| Unlocked::For("it has no `image`".to_owned()))?;
        let (reference, variable) = reference(image, surroundings).map_err(Unlocked::For)?;
        Ok(Some(ServiceImage {
            variable,
            ..find(&reference, chosen)?
        }))
    }

    /// The service, and those that it extends.
    fn chain(self) -> Result<Vec<Node<'y>>, String> {
        let mut chain = vec![self.node];
        while let Some(extends) = chain[chain.len() - 1].get("extends")
            && !extends.is_null()
        {
            if extends.get("file").is_some() {
                return Err("it extends a service in another file".to_owned());
            }
            let service = || extends.get("service").and_then(Node::as_str);
            let base = extends.as_str().or_else(service);
            match base.and_then(|base| self.all.get(base)) {
                Some(base) if chain.len() < EXTENDS_MAX => chain.push(base),
                _ => return Err("it extends a service that does not exist".to_owned()),
            }
        }
        Ok(chain)
    }
}

/// The reference that is written, with the values and the defaults of its variables, and the first of these.
fn reference(
    written: &str,
    surroundings: &Surroundings,
) -> Result<(Reference, Option<String>), String> {
    let plain = interpolate_around(written, surroundings);
    let plain = plain.map_err(|unknown| undecided(written, &unknown))?;
    // The text is not quoted: it may hold a password
    let read: Result<Reference, ReferenceError> = plain.text.parse();
    let mut reference = read.map_err(|error| format!("its `image` is not a reference: {error}"))?;
    if reference.digest.is_none() {
        reference.tag.get_or_insert_with(Tag::latest);
    }
    Ok((reference, plain.variable))
}

/// The reason why a variable leaves the image open, and the way out if there is one in the file.
fn undecided(written: &str, unknown: &InterpolationError) -> String {
    let remedy = match unknown {
        InterpolationError::Variable(_) => "; give it a default",
        InterpolationError::Switch(_)
        | InterpolationError::Invalid
        | InterpolationError::SetElsewhere(_) => "",
    };
    format!("`{}`: {unknown}{remedy}", shown(written))
}

/// The entry with the digest that is written, or else with the tag.
fn find<'a>(written: &Reference, chosen: &Chosen<'a>) -> Result<ServiceImage<'a>, Unlocked> {
    let is_meant = |entry: &Entry| {
        let is_content = match &written.digest {
            Some(digest) => entry.digest == *digest,
            None => entry.tag == written.tag,
        };
        entry.repository == written.repository && is_content
    };
    let meant = chosen.iter().filter(|(_, entry)| is_meant(entry));
    let names: Vec<&ImageName> = meant.map(|(name, _)| *name).collect();
    if names.is_empty() {
        return Err(unlocked(written, chosen));
    }
    let entry = agreed("compose", written, &names, chosen).map_err(Unlocked::Ambiguous)?;
    Ok(ServiceImage {
        entry,
        names,
        variable: None,
    })
}

/// The reason why a reference is not locked: its tag may be, with another digest.
fn unlocked(written: &Reference, chosen: &Chosen<'_>) -> Unlocked {
    let tagged = Reference {
        digest: None,
        ..written.clone()
    };
    let is_of_tag =
        |entry: &&Entry| (&entry.repository, &entry.tag) == (&tagged.repository, &tagged.tag);
    if tagged.tag.is_some() && chosen.values().any(is_of_tag) {
        return Unlocked::OtherPin(format!("`{tagged}` is locked with another digest"));
    }
    let of_rule = |(name, entry): (&&ImageName, &&Entry)| {
        let (rule, locked) = (entry.rule.as_ref()?, entry.tag.as_ref()?);
        let tag = tagged
            .tag
            .as_ref()
            .filter(|_| entry.repository == tagged.repository)?;
        let is_accepted = rule.accepts(tag.as_str());
        is_accepted.then(|| format!("`{tagged}` is used, but `{locked}` is locked as `{name}`"))
    };
    if let Some(why) = chosen.iter().find_map(of_rule) {
        return Unlocked::OtherPin(why);
    }
    let other_tag = |(name, entry): (&&ImageName, &&Entry)| {
        let tag = entry.tag.as_ref()?;
        let is_other = entry.repository == written.repository;
        is_other.then(|| format!("; `images.lock` has the tag `{tag}`, as `{name}`"))
    };
    let other = chosen.iter().find_map(other_tag).unwrap_or_default();
    Unlocked::For(format!("`{written}` is not locked{other}"))
}
