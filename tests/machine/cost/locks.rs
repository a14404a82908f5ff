//! The cost of making a lock satisfy its manifest.

use super::grows_linearly;
use crate::needs::Need;
use crate::support::command::Project;

trials! {
    [Need::Valgrind] => [
        entries_that_are_kept_cost_as_much_as_there_are,
    ],
}

fn entries_that_are_kept_cost_as_much_as_there_are() {
    grows_linearly(&["lock", "--dry-run", "-q"], 0, |size| {
        let project = Project::new();
        let (mut images, mut lock) = ("[images]\n".to_owned(), "version = 1\n".to_owned());
        for number in 0..100 * size {
            let digest = format!("{number:064x}");
            // The platforms are no longer declared, and the range is another one
            images.push_str(&format!(
                "a{number} = {{ image = \"acme/a{number}\", tag = \"1.2\" }}\n\
                 b{number} = {{ image = \"acme/b{number}\", version = \"^1\" }}\n"
            ));
            let platform = format!("\"linux/amd64\" = \"sha256:{digest}\"");
            lock.push_str(&format!(
                "\n[images.a{number}]\nimage = \"docker.io/acme/a{number}\"\ntag = \"1.2\"\n\
                 digest = \"sha256:{digest}\"\nplatforms-of = \"{}\"\n\n\
                 [images.a{number}.platforms]\n{platform}\n\n[images.b{number}]\nversion = \"~1.2\"\n\
                 image = \"docker.io/acme/b{number}\"\ntag = \"1.2\"\ndigest = \"sha256:{digest}\"\n",
                &digest[..16]
            ));
        }
        project.file("images.toml", images);
        project.file("images.lock", lock);
        project
    });
}
