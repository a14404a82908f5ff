//! Which texts values alone decide.

use super::*;

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
        "{{ default .Values.image.registry (.Values.global).imageRegistry }}/{{ .Values.image.repository }}",
    ] {
        assert!(values_decide(text, &FileVariables::default()), "{text}");
    }
}

#[test]
fn what_something_else_has_a_part_in_is_not() {
    for text in [
        "nginx:{{ .Values.image.tag }}",
        "{{ include \"app.image\" . }}",
        "{{ template \"app.image\" . }}",
        "{{ tpl .Values.image . }}",
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
        assert!(!values_decide(text, &FileVariables::default()), "{text}");
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
        assert!(values_decide(value, &FileVariables::of(file)), "{file}");
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
        assert!(!values_decide(value, &FileVariables::of(file)), "{file}");
    }
}
