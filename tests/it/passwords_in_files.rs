//! Files have passwords beside images: where nobody can tell the image, no other part of the file is printed.

use crate::support::case::Case;
use crate::support::command::Project;

/// Files with an image that nobody can tell, and `hunter2` beside it.
const FILES: [(&str, &str); 12] = [
    (
        "argo.yaml",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n        \
         imageCredentials: {user: u, password: hunter2}\n        x: [\n",
    ),
    (
        "roles/a/tasks/main.yml",
        "- docker_container: name=web image=nginx env=\"DB_PASSWORD=hunter2\"\n",
    ),
    (
        "one-line.tf",
        "resource \"aws_ecs_task_definition\" \"a\" {\n  container_definitions = \
         \"[{\\\"image\\\":\\\"a\\\",\\n\\\"environment\\\":[{\\\"value\\\":\\\"hunter2\\\"}]}]\"\n}\n",
    ),
    (
        "module/main.tf",
        "resource \"docker_image\" \"a\" {\n  name = \"a:${var.tag}\"\n}\nvariable \"tag\" {}\n",
    ),
    ("module/terraform.tfvars", "tag = \"hunter2 !\"\n"),
    (
        ".devcontainer/devcontainer.json",
        "{\"image\": \"${localEnv:X}\\nhunter2\"}\n",
    ),
    (
        "mapping.yaml",
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image:\n      password: hunter2\n  - image: {registry: a, \
         password: hunter2}\n  - image: |\n      $X\n      hunter2\n",
    ),
    (
        "script.yaml",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  script: |\n    apply <<X\n    apiVersion: v1\n    kind: Pod\n    image: a \
         --password=hunter2\n    \"image\":\"a\",\"password\":\"hunter2\"\n    metadata: [\n    spec: [\n    X\n",
    ),
    (
        "unclosed.yaml.tmpl",
        "- {\"image\": \"{{ .x }\", \"password\": \"hunter2\"}\n- {\"image\"\n  : \"a\", \"password\": \"hunter2\"}\n",
    ),
    (
        "kustomization.yaml",
        "patches:\n- patch: '[{\"op\": \"add\", \"value\": \"hunter2\", \"image\": ['\n",
    ),
    (
        "long.container",
        "[Container]\nImage=user:hunter2-abcdefghijklmnopqrstuvwxyz0123456789-abcdefghijklmnopqrstuvwxyz@host.example/a:%i\n",
    ),
    (
        "long.nomad",
        "job \"a\" {\n[[ x ]]\nimage = user:hunter2-abcdefghijklmnopqrstuvwxyz0123456789-abcdefghijklmnopqrstuvwxyz@h.example/a\n}\n",
    ),
];

#[test]
fn where_no_image_can_be_told_nothing_else_of_the_file_is_printed() {
    let (project, case) = (Project::new(), Case::locked());
    for project in [&project, &case.project] {
        for (path, text) in FILES {
            project.file(path, text);
        }
        project.git(&["init", "-q"]);
        project.git(&["add", "-A", "-f"]);
    }
    let mut said = vec![project.run(["init", "--dry-run", "-v"])];
    for format in ["human", "json", "markdown", "github"] {
        said.push(case.run(&format!("check -v --format {format}")));
    }
    for outcome in said {
        for (path, _) in FILES {
            let is_told = outcome.stdout.contains(path) || path.ends_with(".tfvars");
            assert!(is_told, "{path}: {outcome}");
        }
        let said = outcome.to_string();
        assert!(!said.contains("hunter2"), "{said}");
    }
}
