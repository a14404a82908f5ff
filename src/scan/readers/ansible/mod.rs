//! Playbooks and tasks of Ansible: images of the modules for docker and podman
//! (<https://docs.ansible.com/ansible/latest/collections/community/docker/>,
//! <https://docs.ansible.com/ansible/latest/collections/containers/podman/>).
//!
//! A file is one by what it says: a list of plays or tasks with such a module. A variable as a whole is its value,
//! where the play, the block or the task gives it one; inventories, roles and `-e` may give it another.

mod tasks;
mod value;

use crate::scan::mention::Mention;
use crate::yaml::{Node, Yaml};
use tasks::TaskReader;

/// The images of the documents that are lists.
pub(in crate::scan) fn mentions(yaml: &Yaml) -> Vec<Mention> {
    let mut reader = TaskReader::default();
    for document in yaml.documents() {
        reader.list(document, &[]);
    }
    reader.mentions()
}

/// Whether a document is a list of plays or blocks, or has a task with one of the modules.
pub(in crate::scan) fn is_known(document: Node<'_>) -> bool {
    document.items().any(tasks::is_task)
}
