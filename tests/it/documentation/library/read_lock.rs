use std::error::Error;
use std::path::Path;

use imagelock::document::Source;
use imagelock::lock;

/// The references of a lock, each with its tag and its digest.
pub fn references(file: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let text = std::fs::read_to_string(file)?;
    let source = Source::new(file.display().to_string(), text);
    let lock = lock::decode(&source)?.lock;
    let entries = lock.entries.values();
    Ok(entries.map(|entry| entry.reference().to_string()).collect())
}
