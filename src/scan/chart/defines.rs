//! The templates of a name that charts define: `{{ define "web.image" }}`, which their files include by that name.
//!
//! All charts of a release share their names (<https://helm.sh/docs/chart_template_guide/named_templates/>): those of a
//! chart, of the charts in it and of the one around it.

use std::collections::BTreeMap;

use super::around::{ActionKind, kind};
use super::decision::{Decision, OtherSource, of_text, of_value};
use super::pieces::length;
use super::printed::PrintedPaths;
use super::tokens::tokens;

/// The most templates with names of the charts of a release: many times what anybody has. Of more, nothing is known.
const DEFINES_MAX: usize = 20_000;
/// The longest template that is looked into, in bytes: one that puts an image together is much shorter.
const BODY_MAX: usize = 16 << 10;
/// The most templates that include each other.
const DEPTH_MAX: usize = 32;
/// The template of Bitnami's library chart that puts an image together of what values say
/// (<https://github.com/bitnami/charts/blob/main/bitnami/common/templates/_images.tpl>): registry, repository, tag and
/// digest of its `imageRoot`, and the registry of `global` before all. The library is seldom in the repository.
const KNOWN: &str = "common.images.image";
/// A path to the pieces that it prints.
const KNOWN_PATHS: [&str; 2] = [".imageRoot.repository", ".imageRoot.tag"];

/// A template with a name.
pub(super) struct NamedTemplate {
    name: String,
    /// The file that defines it, by its path in the chart.
    file: String,
    /// Its text; `None` if it is too long to be looked into.
    body: Option<String>,
}

/// The templates with names that a text defines.
pub(super) fn defined(file: &str, text: &str) -> Vec<NamedTemplate> {
    let (mut found, mut open) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(start) = text[at..].find("{{").map(|start| at + start) {
        let Some(length) = length(&text[start..]) else {
            break;
        };
        at = start + length;
        let inner = text[start + 2..at - 2].trim_matches('-');
        match kind(inner) {
            ActionKind::Define => {
                let name = tokens(inner)
                    .get(1)
                    .map(|name| name.trim_matches(['"', '`']));
                open.push(name.map(|name| (name, at)));
            }
            ActionKind::Opens => open.push(None),
            ActionKind::Ends => {
                let defined = open.pop().flatten();
                found.extend(defined.map(|(name, from)| {
                    NamedTemplate {
                        name: name.to_owned(),
                        file: file.to_owned(),
                        body: text
                            .get(from..start)
                            .filter(|it| it.len() <= BODY_MAX)
                            .map(str::to_owned),
                    }
                }));
            }
            ActionKind::Else | ActionKind::Silent | ActionKind::Prints => {}
        }
    }
    found
}

/// What each template with a name comes to, for the charts of a release.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Defines(BTreeMap<String, Decision>);

impl Defines {
    /// What they come to. All are read at once, so that the answer does not depend on who asks first.
    pub(super) fn of(templates: Vec<NamedTemplate>) -> Self {
        if templates.len() > DEFINES_MAX {
            return Self::default();
        }
        let mut by_name: BTreeMap<String, Vec<NamedTemplate>> = BTreeMap::new();
        for template in templates {
            let all = by_name.entry(template.name.clone()).or_default();
            all.push(template);
        }
        let mut reader = DefinesReader {
            by_name: &by_name,
            known: BTreeMap::new(),
            open: Vec::new(),
        };
        for name in by_name.keys() {
            let _ = reader.decision(name);
        }
        Self(reader.known)
    }

    /// Who decides about a text that is the value of an image, apart from values.
    pub(super) fn of_value(&self, text: &str) -> Result<(), OtherSource> {
        of_value(text, &mut |name| match self.0.get(name) {
            Some(decision) => decision.clone(),
            None => unknown(name),
        })
    }
}

/// What a template comes to that no chart of the repository defines.
fn unknown(name: &str) -> Decision {
    if name != KNOWN {
        return Err(OtherSource::Missing(name.to_owned()));
    }
    let mut printed = PrintedPaths::default();
    KNOWN_PATHS.iter().for_each(|path| {
        printed.note(path);
    });
    Ok(printed)
}

struct DefinesReader<'d> {
    by_name: &'d BTreeMap<String, Vec<NamedTemplate>>,
    known: BTreeMap<String, Decision>,
    /// The names of those that are being read: each includes the next.
    open: Vec<&'d str>,
}

impl<'d> DefinesReader<'d> {
    fn decision(&mut self, name: &str) -> Decision {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let Some((name, templates)) = self.by_name.get_key_value(name) else {
            return unknown(name);
        };
        if self.open.contains(&name.as_str()) || self.open.len() >= DEPTH_MAX {
            return Err(OtherSource::Text);
        }
        self.open.push(name);
        // Of several with one name, the last one counts, in an order that nobody relies on
        let mut decision = Ok(PrintedPaths::default());
        for template in templates {
            decision = decision.and_then(|mut all: PrintedPaths| {
                let is_known = all.extend(self.of_template(template)?);
                is_known.then_some(all).ok_or(OtherSource::Text)
            });
        }
        self.open.pop();
        self.known.insert(name.clone(), decision.clone());
        decision
    }

    fn of_template(&mut self, template: &'d NamedTemplate) -> Decision {
        let body = template.body.as_deref();
        let decision = body.map_or(Err(OtherSource::Text), |body| {
            of_text(body, true, &mut |name| self.decision(name))
        });
        decision.map_err(|other| match other {
            OtherSource::Text => OtherSource::Define {
                name: template.name.clone(),
                file: template.file.clone(),
            },
            OtherSource::Missing(_) | OtherSource::Define { .. } => other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who decides about what is included by `web.image`, apart from values.
    fn other(templates: &str) -> Option<OtherSource> {
        let defines = Defines::of(defined("_helpers.tpl", templates));
        defines
            .of_value("{{ include \"web.image\" . | quote }}")
            .err()
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
            assert_eq!(other(text), None, "{text}");
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
            let expected = OtherSource::Define {
                name: "web.image".to_owned(),
                file: "_helpers.tpl".to_owned(),
            };
            assert_eq!(other(&text), Some(expected), "{text}");
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
            assert!(other(&text).is_some(), "{text}");
        }
    }

    #[test]
    fn what_no_chart_defines_is_told_by_its_name() {
        let missing = |name: &str| Some(OtherSource::Missing(name.to_owned()));
        assert_eq!(other(""), missing("web.image"));
        let text = "{{ define \"web.image\" }}{{ include \"lib.image\" . }}{{ end }}";
        assert_eq!(other(text), missing("lib.image"));
    }

    #[test]
    fn templates_that_include_each_other_end() {
        let one = |at: usize| {
            let next = format!("{{{{ include \"t{}\" . }}}}", at + 1);
            format!("{{{{ define \"t{at}\" }}}}{}{{{{ end }}}}", next.repeat(50))
        };
        let text: String = (0..1000).map(one).collect();
        let text = text + "{{ define \"web.image\" }}{{ include \"t0\" . }}{{ end }}";
        assert!(other(&text).is_some());
    }
}
