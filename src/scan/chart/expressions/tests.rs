//! Which texts values alone decide, and who decides about the others.

use super::*;
use crate::scan::readers::helm;

/// The mention of a value in a file, with what decides it; `None` if that are values.
fn decided_in(scope: Option<&TemplateScope>, file: &str, value: &str) -> Option<Obstacle> {
    let source = Source::new("a.yaml", format!("{file}\n{value}"));
    let mention = Mention::undecided(file.len() + 1..source.text.len(), "it");
    let decided = decided(&source, vec![mention], scope);
    decided.into_iter().next()?.image.err()
}

fn values_decide(file: &str, value: &str) -> bool {
    decided_in(None, file, value).is_none()
}

/// A release with these templates, and with these values where there are some.
fn scope(templates: &str, values: Option<&str>) -> TemplateScope {
    let (_, defined) = parse(templates).unwrap();
    let defined = defined
        .into_iter()
        .map(|it| ("_helpers.tpl".to_owned(), it));
    let values = values.map(|text| Source::new("values.yaml", text));
    let images = values.and_then(|values| MainImages::read(&values, helm::mentions));
    TemplateScope {
        defines: Arc::new(Defines::of(defined.collect())),
        images: images.map(Arc::new),
    }
}

/// What decides about an image that a template with a name puts together.
fn included(templates: &str, values: Option<&str>) -> Option<Obstacle> {
    let value = "{{ include \"web.image\" . | quote }}";
    decided_in(Some(&scope(templates, values)), "", value)
}

fn define(name: &str, body: &str) -> String {
    format!("{{{{- define \"{name}\" -}}}}{body}{{{{- end -}}}}")
}

#[test]
fn what_only_puts_values_together_is_read_from_the_values() {
    for text in [
        "{{ .Values.image.repository }}:{{ .Values.image.tag }}",
        "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}",
        "{{- .Values.image.registry -}}/{{- .Values.image.repository -}}@{{ .Values.image.digest }}",
        "{{ printf \"%s:%s\" .Values.image.repository (.Values.image.tag | default \"latest\") | quote }}",
        "{{ $.Values.sidecarImage }}",
        "{{ .Values.image }}",
        "{{ default \"docker.io\" .Values.image.registry }}/{{ .Values.image.repository | default \"\" }}",
        "{{ default .Chart.AppVersion .Values.image.tag | default \"latest\" | printf \"%s:%s\" .Values.image.repository }}",
        "{{ .Values.image.repository }}{{ if .Values.image.tag }}:{{ .Values.image.tag }}{{ end }}",
        "{{ with .Values.image.registry }}{{ . }}/{{ end }}{{ .Values.image.repository }}:{{ .Values.image.tag }}",
        "{{ .Values.hub }}/{{ .Values.image }}:{{ .Values.tag }}",
        "{{ .Values.web.image }}:{{ .Values.web.imageTag }}",
        "{{- toYaml .Values.image | nindent 8 }}",
        "{{ with .Values.image }}{{ .repository }}:{{ .tag }}{{ end }}",
        "{{ tpl .Values.image . }}",
        "{{ with (merge .Values.web.image .Values.global.image) }}{{ .registry }}/{{ .image }}:{{ .tag }}@{{ .digest }}{{ end }}",
        "{{ (index .Values \"web\").image.repository }}:{{ get .Values.web.image \"tag\" }}",
        "{{ required \"one\" .Values.image.repository }}:{{ .Values.image.tag | default (printf \"v%s\" .Chart.AppVersion) }}",
        "{{ default .Values.image.registry (.Values.global).imageRegistry }}/{{ .Values.image.repository }}",
    ] {
        assert!(values_decide("", text), "{text}");
    }
}

#[test]
fn what_something_else_has_a_part_in_is_not() {
    for text in [
        "nginx:{{ .Values.image.tag }}",
        "{{ include \"app.image\" . }}",
        "{{ template \"app.image\" . }}",
        "{{ printf \"nginx:%s\" .Values.image.tag }}",
        "{{ .Values.app.container }}",
        "{{ .repository }}:{{ .tag }}",
        "{{ $image }}",
        "{{ .Chart.AppVersion }}",
        "{{ .Values.image",
        "{{ image }}",
        "{{ .Values.image.repository | default \"evil:1\" }}",
        "{{ default \"nginx\" .Values.image.repository }}:{{ .Values.image.tag }}",
        "{{ .Values.image | default \"evil:1\" | quote }}",
        "{{ .Values.image.registry | default \"quay.io\" }}/{{ .Values.image.repository }}",
        "{{ default \"evil:1\" }}",
        "",
        "{{ .Values.global.hub }}/{{ .Values.pilot.image }}:{{ .Values.global.tag }}",
        "{{ range .Values.images }}{{ . }}{{ end }}",
        "{{ with .Values.image }}{{ end }}{{ . }}",
        "{{ $a := .Values.app }}{{ $a }}",
        "{{ default (.Values.app) .tag }}{{ .Values.image }}",
        "{{ printf \"%s:%d\" .Values.image 1 }}",
        "{{ .Values.testImage }}:{{ .Chart.AppVersion }}",
        "{{ printf \"%s:%s\" .Values.testImage $.Chart.AppVersion }}",
    ] {
        assert!(!values_decide("", text), "{text}");
    }
}

#[test]
fn a_variable_of_the_file_is_followed_if_it_only_holds_pieces() {
    let value = "{{ $r }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}";
    for file in [
        "{{- $r := .Values.global.imageRegistry | default .Values.image.registry -}}",
        "{{ $s := .Values.image.registry }}{{ $r := $s }}",
        "{{ $r := \"\" }}{{ if .x }}{{ $r = .Values.image.registry }}{{ end }}",
    ] {
        assert!(values_decide(file, value), "{file}");
    }
    for file in [
        "",
        "{{ $r := \"quay.io\" }}",
        "{{ $r := .Values.image.registry }}{{ $r = \"quay.io\" }}",
        "{{ $r := .Values.image.registry | default \"quay.io\" }}",
        "{{ $r := .Values.image.registry }}{{ range $r := .Values.registries }}{{ end }}",
        "{{ with .Values.x }}{{ $r := .registry }}{{ end }}",
        "{{ $r := include \"registry\" . }}",
    ] {
        assert!(!values_decide(file, value), "{file}");
    }
}

#[test]
fn templates_that_only_put_values_together_leave_it_to_them() {
    for text in [
        "{{- define \"web.image\" -}}\n{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}\n{{- end -}}",
        "{{ define \"web.image\" }}{{ include \"lib.image\" (dict \"imageRoot\" .Values.image \"global\" .Values.global) }}{{ end }}\
         {{ define \"lib.image\" }}{{ $r := default .imageRoot.registry ((.global).imageRegistry) }}{{ $s := \":\" }}\
         {{ $t := .imageRoot.tag | toString }}{{ if .imageRoot.digest }}{{ $s = \"@\" }}{{ $t = .imageRoot.digest }}{{ end }}\
         {{ if $r }}{{ printf \"%s/%s%s%s\" $r .imageRoot.repository $s $t }}{{ else }}{{ printf \"%s%s%s\" .imageRoot.repository $s $t }}{{ end }}{{ end }}",
        "{{ define \"web.image\" }}{{ include \"common.images.image\" (dict \"imageRoot\" .Values.image \"global\" .Values.global) }}{{ end }}",
        "{{ define \"web.image\" }}{{ with .Values.image }}{{ if .registry }}{{ .registry }}/{{ end }}{{ .repository }}:{{ .tag }}{{ end }}{{ end }}",
        "{{ define \"web.image\" }}{{ .Values.image.repository }}{{ ternary (printf \"@%s\" .Values.image.digest) (printf \":%s\" .Values.image.tag) (not (empty .Values.image.digest)) }}{{ end }}",
        "{{/* {{ if a }} {{ end }} */}}{{ define \"web.image\" }}{{- /* {{ end }}{{ b }} */ -}}{{ .Values.image }}{{ end }}",
        "{{ define \"web.image\" }}{{ if eq .Values.flavor \"x\" }}{{ .Values.image.repository }}{{ else }}{{ .Values.otherImage }}{{ end }}{{ end }}",
    ] {
        assert_eq!(included(text, None), None, "{text}");
    }
}

#[test]
fn those_that_write_an_image_or_compute_one_are_told_with_their_file() {
    for body in [
        "nginx:1.27",
        "{{ .Values.image.repository }}:{{ .Values.image.tag }}-alpine",
        "{{ .Values.image.repository }}:{{ .Values.image.tag | trimPrefix \"v\" }}",
        "{{ printf \"quay.io/%s\" .Values.image.repository }}",
        "{{ .Values.image.repository | default \"nginx\" }}",
        "{{ $x := .Values.app.name }}{{ $x }}",
        "{{ $x := \"nginx\" }}{{ $x }}:{{ .Values.image.tag }}",
        "{{ include \"web.image\" . }}",
        "{{ range .Values.list }}{{ . }}{{ end }}",
    ] {
        let text = format!("{{{{ define \"web.image\" }}}}{body}{{{{ end }}}}");
        let expected = Obstacle::Included {
            name: "web.image".to_owned(),
            file: Some("_helpers.tpl".to_owned()),
        };
        assert_eq!(included(&text, None), Some(expected), "{text}");
    }
}

#[test]
fn an_image_in_what_a_template_is_given_is_no_value() {
    let lib = "{{ define \"lib\" }}{{ .repository }}:{{ .tag }}{{ end }}";
    for given in [
        "(dict \"repository\" \"nginx\" \"tag\" .Values.image.tag)",
        "(dict \"repository\" (default \"nginx\" .Values.x) \"tag\" .Values.image.tag)",
        "(dict \"repository\" .Values.app.name \"tag\" .Values.image.tag)",
    ] {
        let text = format!(
            "{lib}{{{{ define \"web.image\" }}}}{{{{ include \"lib\" {given} }}}}{{{{ end }}}}"
        );
        assert!(included(&text, None).is_some(), "{text}");
    }
}

#[test]
fn what_no_chart_defines_is_told_by_its_name() {
    let missing = |name: &str| {
        let name = name.to_owned();
        Some(Obstacle::Included { name, file: None })
    };
    assert_eq!(included("", None), missing("web.image"));
    let text = "{{ define \"web.image\" }}{{ include \"lib.image\" . }}{{ end }}";
    assert_eq!(included(text, None), missing("lib.image"));
}

#[test]
fn templates_that_include_each_other_end() {
    let one = |at: usize| {
        let next = format!("{{{{ include \"t{}\" . }}}}", at + 1);
        format!("{{{{ define \"t{at}\" }}}}{}{{{{ end }}}}", next.repeat(50))
    };
    let text: String = (0..1000).map(one).collect();
    let text = text + "{{ define \"web.image\" }}{{ include \"t0\" . }}{{ end }}";
    assert!(included(&text, None).is_some());
}

#[test]
fn what_a_template_is_given_is_followed_into_it() {
    let base = define(
        "base",
        "{{ $r := coalesce .global.registry .service.registry .web.registry }}{{ $n := coalesce .service.repository .web.repository }}\
         {{ $t := coalesce .service.tag .web.tag .defaultVersion | toString }}{{ printf \"%s/%s:%s\" $r $n $t }}",
    );
    let of_tuple = define(
        "tuple",
        "{{ $image := index . 0 }}{{ $v := index . 1 }}{{ $r := \"\" }}{{ if $image.repository }}{{ $r = $image.repository }}\
         {{ else }}{{ $r = required \"a name\" $image.name }}{{ end }}{{ if $image.registry }}{{ $r = printf \"%s/%s\" $image.registry $r }}{{ end }}\
         {{ $r }}{{ if $image.digest }}@{{ $image.digest }}{{ else }}:{{ default $v $image.tag }}{{ end }}",
    );
    for body in [
        "{{ $d := dict \"web\" .Values.web.image \"service\" .Values.job.image \"global\" .Values.global.image \"defaultVersion\" .Chart.AppVersion }}{{ include \"base\" $d }}",
        "{{ $d := dict \"web\" .Values.web.image \"global\" .Values.global.image }}{{ $_ := set $d \"service\" ((index .Values .name).image | default dict) }}{{ include \"base\" $d }}",
        "{{ template \"tuple\" (tuple .Values.image $.Chart.AppVersion) }}",
        "{{ include \"tuple\" (list .Values.image .Chart.AppVersion) | trim }}",
    ] {
        let text = base.clone() + &of_tuple + &define("web.image", body);
        assert_eq!(included(&text, None), None, "{body}");
    }
    for body in [
        "{{ include \"tuple\" (list (dict \"repository\" \"nginx\") .Chart.AppVersion) }}",
        "{{ include \"tuple\" (list (merge (dict \"tag\" \"1\") .Values.image) .Chart.AppVersion) }}",
        "{{ $d := dict \"web\" .Values.image \"global\" .Values.global }}{{ $_ := set $d \"service\" (dict \"repository\" \"nginx\") }}{{ include \"base\" $d }}",
        "{{ include \"tuple\" .Values.image }}",
    ] {
        let text = base.clone() + &of_tuple + &define("web.image", body);
        assert!(included(&text, None).is_some(), "{body}");
    }
}

#[test]
fn an_image_of_which_the_values_tell_nothing_is_told_in_the_template() {
    let text = define(
        "web.image",
        "{{ .Values.cfg.image }}:{{ .Values.cfg.tag | default \"9\" }}",
    );
    for (values, is_told) in [
        ("cfg: {image: foo/bar}", true),
        ("cfg: {image: foo/bar, tag: \"8\"}", false),
        ("cfg: {}", false),
    ] {
        let is_open = included(&text, Some(values)).is_some();
        assert_eq!(is_open, is_told, "{values}");
    }
}

#[test]
fn keys_of_few_charts_count_if_the_values_tell_the_image() {
    let operator = define(
        "web.image",
        "{{ .Values.o.repository }}/{{ .Values.o.image }}:{{ .Values.o.version | default .Chart.AppVersion }}",
    );
    let values = "o: {repository: quay.io/acme, image: operator, version: v1}";
    assert_eq!(included(&operator, Some(values)), None);
    assert!(included(&operator, None).is_some());
    let registry = define(
        "web.image",
        "{{ with .Values.private.registryUrl }}{{ . }}/{{ end }}{{ .Values.image.repository }}:{{ .Values.image.tag }}",
    );
    let values = "image: {repository: acme/web, tag: \"1\"}\nprivate: {registryUrl: ";
    let open = |url: &str| included(&registry, Some(&format!("{values}{url}}}"))).is_some();
    assert!(!open("\"\""));
    assert!(open("quay.io"));
}

#[test]
fn a_default_that_the_values_leave_no_place_for_says_nothing() {
    let text = define(
        "web.image",
        "{{ .Values.image.repository | default \"acme/other\" }}:{{ .Values.image.tag }}",
    );
    let values = "image: {repository: acme/web, tag: \"1\"}";
    assert_eq!(included(&text, Some(values)), None);
    assert!(included(&text, Some("image: {tag: \"1\"}")).is_some());
}

#[test]
fn a_block_around_a_value_says_what_the_dot_is() {
    for (before, is_known) in [
        ("{{ with .Values.web.image }}", true),
        (
            "{{ range $name, $web := .Values.webs }}{{ with $web.image }}",
            true,
        ),
        ("{{ range .Values.webs }}{{ with .image }}", true),
        ("{{ range .Values.list }}", true),
        ("{{ with dict \"repository\" \"nginx\" }}", false),
        ("", false),
    ] {
        let value = "{{ .repository }}:{{ .tag }}";
        let ends = "{{ end }}".repeat(before.matches("{{").count());
        let source = Source::new("a.yaml", format!("{before}\n{value}\n{ends}"));
        let start = before.len() + 1;
        let mention = Mention::undecided(start..start + value.len(), "it");
        let is_left = !decided_alone(&source, vec![mention]).is_empty();
        assert_eq!(!is_left, is_known, "{before}");
    }
}

#[test]
fn an_action_within_a_value_is_a_part_of_it() {
    let action = "{{ toYaml (get (dict \"image\" .Values.image) \"image\").repository }}";
    let text = format!("{action}:{{{{ .Values.image.tag }}}}");
    let length = text.len();
    let source = Source::new("a.yaml", text);
    let mention = |end: usize| Mention::undecided(0..end, "it");
    let mentions = vec![mention(action.len()), mention(length)];
    assert_eq!(decided_alone(&source, mentions), []);
}

#[test]
fn a_large_template_takes_time_that_grows_with_it() {
    for part in [
        "{{ $a := .b }}",
        "{{ if .a }}{{ end }}",
        "{{ $x = printf \"%s%s\" $x $x }}",
        "{{ include \"web.image\" . }}",
        "{{ with .a }}",
        "((((",
    ] {
        let scope = scope(&define("web.image", &"{{ .Values.a }}".repeat(500)), None);
        let file = part.repeat(1_000_000 / part.len());
        decided_in(Some(&scope), &file, "{{ .Values.image }}");
    }
}
