//! The tag that values leave to the `appVersion` of their chart.

use crate::support::case::Case;
use crate::support::command::Project;
use crate::support::registry::Image;

const TEMPLATE: &str = "image: \"{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}\"\n";
const VALUES: &str = "image:\n  repository: nginx\n  tag: \"\"\n";
const CHART: &str = "apiVersion: v2\nname: web\nappVersion: \"1.16.0\"\n";

/// A chart of these files, below `web`.
fn chart(chart: &str, values: &str, template: &str) -> Project {
    let project = Project::new();
    project.file("web/Chart.yaml", chart);
    project.file("web/values.yaml", values);
    project.file("web/templates/deployment.yaml", template);
    project
}

/// What `images.toml` would name, or what is said of the only place.
fn image(project: &Project) -> String {
    let outcome = project.run(["init", "--dry-run"]);
    let named = outcome.stdout.lines().find(|line| line.contains(" = \""));
    named.unwrap_or(&outcome.stdout).to_owned()
}

#[test]
fn an_empty_tag_is_the_app_version() {
    for (version, tag) in [
        ("\"1.16.0\"", "1.16.0"),
        ("1.16.0", "1.16.0"),
        ("1.16", "1.16"),
        ("'1.20'", "1.20"),
        ("!!str 1.20", "1.20"),
        ("v2", "v2"),
    ] {
        let project = chart(
            &format!("name: web\nappVersion: {version}\n"),
            VALUES,
            TEMPLATE,
        );
        assert_eq!(
            image(&project),
            format!("nginx = \"nginx:{tag}\""),
            "{version}"
        );
    }
    for values in [
        "image:\n  repository: nginx\n  tag:\n",
        "image:\n  repository: nginx\n",
        "image: {repository: nginx, tag: ''}\n",
    ] {
        let project = chart(CHART, values, TEMPLATE);
        assert_eq!(image(&project), "nginx = \"nginx:1.16.0\"", "{values}");
    }
}

#[test]
fn a_tag_that_something_else_may_decide_stays_open() {
    let no_tag = "no tag is set here";
    for (what, chart_file, values, template, message) in [
        (
            "no appVersion",
            "name: web\n",
            VALUES,
            TEMPLATE,
            "Chart.yaml has no `appVersion`",
        ),
        (
            "a number",
            "name: web\nappVersion: 1.20\n",
            VALUES,
            TEMPLATE,
            "as `1.2`",
        ),
        (
            "a template without it",
            CHART,
            VALUES,
            "image: {{ .Values.image.tag }}\n",
            no_tag,
        ),
        (
            "a label alone",
            CHART,
            VALUES,
            "version: {{ .Chart.AppVersion }}\nimage: {{ .Values.image.tag }}\n",
            no_tag,
        ),
        (
            "a prefix",
            CHART,
            VALUES,
            "image: {{ .Values.image.tag | default (printf \"v%s\" .Chart.AppVersion) }}\n",
            no_tag,
        ),
        (
            "values of a subchart",
            "name: web\nappVersion: \"1\"\ndependencies:\n  - name: mariadb\n    alias: db\n",
            "db:\n  image:\n    repository: nginx\n    tag: \"\"\n",
            "image: {{ .image.tag | default $.Chart.AppVersion }}\n",
            no_tag,
        ),
        (
            "values of all charts",
            CHART,
            "global:\n  image:\n    repository: nginx\n    tag: \"\"\n",
            "image: {{ .image.tag | default $.Chart.AppVersion }}\n",
            no_tag,
        ),
    ] {
        let said = image(&chart(chart_file, values, template));
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(message), "{what}: {said}");
    }
}

#[test]
fn values_on_top_of_others_leave_to_the_chart_what_they_empty() {
    let project = chart(
        CHART,
        "image:\n  repository: alpine\n  tag: \"3\"\n",
        TEMPLATE,
    );
    project.file("web/values-prod.yaml", VALUES);
    let outcome = project.run(["init", "--dry-run"]).success();
    assert!(outcome.stdout.contains("\"nginx:1.16.0\""), "{outcome}");
    project.file("web/values-prod.yaml", "image:\n  repository: nginx\n");
    let outcome = project.run(["init", "--dry-run"]).success();
    assert!(!outcome.stdout.contains("nginx:"), "{outcome}");
}

#[test]
fn values_that_are_named_alone_have_the_same_chart() {
    let project = chart(CHART, VALUES, TEMPLATE);
    let outcome = project
        .run(["init", "--dry-run", "web/values.yaml"])
        .success();
    assert!(
        outcome.stdout.contains("nginx = \"nginx:1.16.0\""),
        "{outcome}"
    );
}

#[test]
fn a_chart_that_is_ignored_excluded_or_elsewhere_decides_nothing() {
    let project = chart(CHART, VALUES, TEMPLATE);
    project.file(".gitignore", "Chart.yaml\n");
    assert!(image(&project).contains("no tag is set here"));
    let project = chart(CHART, VALUES, TEMPLATE);
    let outcome = project.run(["init", "--dry-run", "--exclude", "Chart.yaml"]);
    assert!(outcome.stdout.contains("no tag is set here"), "{outcome}");
}

#[cfg(unix)]
#[test]
fn a_chart_that_a_link_leads_out_of_the_repository_is_not_read() {
    let outside = Project::new();
    let target = outside.file("Chart.yaml", CHART);
    let project = chart(CHART, VALUES, TEMPLATE);
    project.commit("a chart");
    std::fs::remove_file(project.path().join("web/Chart.yaml")).expect("it is there");
    std::os::unix::fs::symlink(target, project.path().join("web/Chart.yaml"))
        .expect("it can be made");
    let outcome = project.run(["init", "--dry-run"]).exits(2);
    assert!(!outcome.stdout.contains("1.16.0"), "{outcome}");
}

#[test]
fn a_chart_that_is_broken_is_told_with_its_place() {
    let project = chart("name: [\n", VALUES, TEMPLATE);
    let outcome = project.run(["init", "--dry-run"]).exits(2);
    assert!(outcome.stderr.contains("web/Chart.yaml:1:7"), "{outcome}");
}

#[test]
fn a_directory_of_a_subchart_makes_its_values_those_of_another_chart() {
    let template = "image: {{ .image.tag | default $.Chart.AppVersion }}\n";
    let values = "db:\n  image:\n    repository: nginx\n    tag: \"\"\n";
    let project = chart(CHART, values, template);
    assert_eq!(image(&project), "nginx = \"nginx:1.16.0\"");
    project.file("web/charts/db/Chart.yaml", "name: db\n");
    assert!(image(&project).contains("no tag is set here"));
}

#[test]
fn a_digest_goes_into_its_key_and_the_tag_stays_empty() {
    let case = Case::new();
    case.push("acme/api", "1.16.0", &Image::single("linux/amd64", "api"));
    let values = "image:\n  repository: HOST/acme/api\n  tag: \"\"\n  digest: \"\"\n";
    case.project.file("web/Chart.yaml", CHART);
    case.project.file("web/values.yaml", case.text(values));
    let template = TEMPLATE.replace(
        "\"\n",
        "{{ with .Values.image.digest }}@{{ . }}{{ end }}\"\n",
    );
    case.project
        .file("web/templates/deployment.yaml", &template);
    case.run("init").success();
    case.run("update").success();
    case.run("check").exits(1);
    case.run("check --fix").success();
    let digest = case.run("get acme-api --field digest").success().stdout;
    let fixed = values.replace("digest: \"\"", &format!("digest: \"{}\"", digest.trim()));
    assert_eq!(case.project.read("web/values.yaml"), case.text(&fixed));
    case.run("check").success();
    case.run("check --fix").success();
    assert_eq!(case.project.read("web/values.yaml"), case.text(&fixed));
}

/// Values of an image without a registry.
const NAME: &str = "image:\n  repository: acme/web\n  tag: \"1\"\n";

#[test]
fn a_registry_that_templates_put_before_a_name_leaves_it_open() {
    for (template, key) in [
        ("quay.io/{{ .Values.image.repository }}", "quay.io"),
        (
            "{{ .Values.hub }}/{{ .Values.image.repository }}",
            ".Values.hub",
        ),
        (
            "{{ printf \"%s/%s\" .Values.hub .Values.image.repository }}",
            ".Values.hub",
        ),
    ] {
        let said = image(&chart(CHART, NAME, &format!("image: {template}\n")));
        assert!(!said.contains("acme/web:1\""), "{template}: {said}");
        let project = chart(CHART, NAME, &format!("image: {template}\n"));
        let outcome = project.run(["init", "--dry-run", "--format", "json"]);
        let message = format!("`{key}` may be a part of its name");
        assert!(outcome.stdout.contains(&message), "{template}: {outcome}");
    }
    for template in [
        "{{ .Values.image.repository }}",
        "{{ with .Values.hub }}{{ . }}/{{ end }}{{ .Values.image.repository }}",
    ] {
        let said = image(&chart(CHART, NAME, &format!("image: {template}\n")));
        assert!(said.contains("acme/web:1\""), "{template}: {said}");
    }
}

#[test]
fn a_registry_in_the_values_below_leaves_a_name_in_others_open() {
    let values = "image:\n  registry: quay.io\n  repository: acme/web\n  tag: \"1\"\n";
    let project = chart(CHART, values, "image: {{ .Values.image.repository }}\n");
    project.file("web/values-prod.yaml", NAME.replace("\"1\"", "\"2\""));
    let outcome = project.run(["init", "--dry-run", "--format", "json"]);
    assert!(!outcome.stdout.contains("docker.io"), "{outcome}");
    let message = "`image.registry` may be a part of its name";
    assert!(outcome.stdout.contains(message), "{outcome}");
}

#[test]
fn text_that_templates_print_around_a_tag_leaves_the_image_open_and_takes_no_digest() {
    let values = "image:\n  repository: quay.io/acme/web\n  tag: \"1\"\n";
    let plain = "image: {{ .Values.image.repository }}:{{ .Values.image.tag }}\n";
    let longer = "image: {{ .Values.image.repository }}:{{ .Values.image.tag }}-alpine\n";
    let open = chart(CHART, values, longer).run(["init", "--dry-run"]);
    assert!(!open.stdout.contains(" = \""), "{open}");
    assert!(open.stdout.contains("web/values.yaml\n~ 2:15"), "{open}");

    // Somebody uses it as it is, and a digest would make the other one no image
    let both = chart(CHART, values, &format!("{plain}---\n{longer}"));
    assert_eq!(image(&both), "acme-web = \"quay.io/acme/web:1\"");
    both.run(["init", "--ignore-open"]).success();
    let digest = "1".repeat(64);
    both.file(
        "images.lock",
        format!(
            "version = 1\n\n[images.acme-web]\nimage = \"quay.io/acme/web\"\ntag = \"1\"\ndigest = \"sha256:{digest}\"\n"
        ),
    );
    both.run(["check", "--fix"]);
    assert_eq!(both.read("web/values.yaml"), values);

    let alone = chart(CHART, values, plain);
    alone.run(["init"]).success();
    alone.file("images.lock", both.read("images.lock"));
    alone.run(["check", "--fix"]).success();
    assert_ne!(alone.read("web/values.yaml"), values);
}
