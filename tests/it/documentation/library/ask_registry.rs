use imagelock::reference::Reference;
use imagelock::registry::{Client, Error};

/// The image with the digest that its tag names now; nothing if the registry has no such tag.
pub async fn pinned(image: &Reference) -> Result<Option<String>, Error> {
    match Client::default().resolve(image).await {
        Ok(descriptor) => Ok(Some(format!("{image}@{}", descriptor.digest))),
        Err(Error::NoSuchTag { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
