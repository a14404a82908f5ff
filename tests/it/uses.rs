//! The corpus: what is read of files as people write them. A directory of `fixtures/uses` is a case, and its
//! `expected.txt` says for every file what is used, where, and where a digest may be written.
//!
//! With `UPDATE_FIXTURES=1` the expectations are written anew, to be read in the diff.
#![expect(
    clippy::disallowed_methods,
    reason = "fixtures are read and written as they are"
)]
#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers as well")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use imagelock::document::{Source, shown};
use imagelock::internals::scan::{
    Basis, FileKind, Mention, MentionRole, Pinning, find, read, scan,
};

use crate::support::command::Project;

/// What a case is expected to use.
const EXPECTED: &str = "expected.txt";
/// The cases that are read as repositories; the files of the others are read alone.
const REPOSITORIES: &str = "repositories";

/// What a case's files use if each is read alone, a line each.
fn report(case: &Path) -> String {
    let mut report = String::new();
    for path in files(case) {
        let name = path.strip_prefix(case).unwrap().display().to_string();
        let Some(kind) = FileKind::of(Path::new(&name), |chart| {
            case.join(chart).join("Chart.yaml").exists()
        }) else {
            writeln!(report, "{name}: no kind").unwrap();
            continue;
        };
        let source = Source::new(&name, fs::read_to_string(&path).unwrap());
        writeln!(report, "{name}: {kind:?}").unwrap();
        match read(kind, &source) {
            Ok(mentions) => mentions
                .iter()
                .for_each(|it| report.push_str(&line(&source, it))),
            Err(problem) => {
                let (line, column) = source.position(problem.span.start);
                writeln!(report, "  {line}:{column} broken: {}", problem.message).unwrap();
            }
        }
    }
    report
}

/// The same if they are the files of a repository, all of them tracked, and may say something of each other.
fn report_of_repository(case: &Path) -> String {
    let project = Project::new();
    let names = files(case).into_iter();
    let names: Vec<PathBuf> = names
        .map(|path| path.strip_prefix(case).unwrap().to_owned())
        .collect();
    for name in &names {
        let text = fs::read_to_string(case.join(name)).unwrap();
        project.file(name.to_str().unwrap(), &text);
    }
    project.git(&["init", "-q"]);
    project.git(&["add", "-A", "-f"]);
    let root = project.path();
    let found = find(std::slice::from_ref(&root), &[], "images.toml").unwrap();
    let scan = scan(&found);
    let mut report = String::new();
    let root_and_slash = root.display().to_string() + "/";
    for name in names {
        let path = root.join(&name);
        let candidate = found.candidates.iter().find(|it| it.path == path);
        let used = scan.used.iter().find(|used| used.path == path);
        let kind = used.map(|it| it.kind).or(candidate.map(|it| it.kind));
        let kind = kind.map_or("no kind".to_owned(), |kind| format!("{kind:?}"));
        writeln!(report, "{}: {kind}", name.display()).unwrap();
        if let Some(used) = used {
            let mentions = used.mentions.iter();
            mentions.for_each(|it| report.push_str(&line(&used.source, it)));
        }
        let mut unreadable = scan.unreadable.iter();
        if let Some((_, error)) = unreadable.find(|(file, _)| *file == path) {
            writeln!(report, "  broken: {error}").unwrap();
        }
    }
    report.replace(&root_and_slash, "")
}

fn line(source: &Source, mention: &Mention) -> String {
    let (line, column) = source.position(mention.span.start);
    let image = match &mention.image {
        Ok(reference) => format!("= {reference}"),
        Err(obstacle) => format!("? {}", shown(&obstacle.to_string())),
    };
    let pinning = match &mention.pinning {
        Pinning::Reference(span) => format!("reference {:?}", &source.text[span.clone()]),
        Pinning::Tag(span) => format!("tag {:?}", &source.text[span.clone()]),
        Pinning::Digest(span) => format!("digest {:?}", &source.text[span.clone()]),
        Pinning::Unsafe(hindrance) => format!("unsafe, {hindrance}"),
    };
    let basis = match mention.basis {
        Basis::Text => "",
        Basis::Defaults => " by default",
        Basis::Build => " built here",
    };
    let role = match mention.role {
        MentionRole::Used => "",
        MentionRole::Told => " told",
    };
    format!(
        "  {line}:{column} {:?} {image}{basis}{role} | {pinning}\n",
        mention.written
    )
}

/// All files of a directory and those below it, but the expectation, in order.
fn files(directory: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    paths.sort();
    let all = paths.into_iter().flat_map(|path| {
        if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        }
    });
    all.filter(|path| path.file_name().is_none_or(|name| name != EXPECTED))
        .collect()
}

fn check(kind: &str, case: &str) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/uses")
        .join(kind)
        .join(case);
    let report = match kind {
        REPOSITORIES => report_of_repository(&directory),
        _ => report(&directory),
    };
    let expected = directory.join(EXPECTED);
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        fs::write(&expected, &report).unwrap();
    }
    assert_eq!(
        report,
        fs::read_to_string(expected).unwrap(),
        "{kind}/{case}"
    );
}

/// A test for each case, and one that none is forgotten.
macro_rules! corpus {
    ($($kind:ident: $($name:ident),* $(,)?;)*) => {
        $(mod $kind {
            $(#[test]
            fn $name() {
                super::check(stringify!($kind), stringify!($name));
            })*

            #[test]
            fn every_case_is_tested() {
                super::every_case_is_tested(stringify!($kind), &[$(stringify!($name)),*]);
            }
        })*
    };
}

fn every_case_is_tested(kind: &str, tested: &[&str]) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/uses")
        .join(kind);
    let there = fs::read_dir(directory).into_iter().flatten();
    for case in there.map(|it| it.unwrap().file_name().into_string().unwrap()) {
        assert!(
            tested.contains(&case.as_str()),
            "`{kind}/{case}` has no test"
        );
    }
}

corpus! {
    dockerfile:
        arguments,
        bom,
        broken,
        continuations,
        copy_flags,
        crlf,
        digests,
        directives,
        go_mounts,
        heredocs,
        hostile,
        invalid,
        java,
        local_ids,
        monorepo,
        mounts,
        names,
        nginx,
        node_stages,
        onbuild,
        parts,
        php,
        platform_stages,
        python_version,
        quotes,
        rust_chef,
        stage_names,
        tabs,
        variable_digests,
        windows;
    compose:
        blog,
        broken,
        build_contexts,
        built,
        by_content,
        fragments,
        image_volumes,
        inline_dockerfile,
        json,
        local_ids,
        not_built_from,
        overridden,
        references,
        scalars,
        several_files,
        shared_text,
        variable_digests,
        variables,
        windows;
    kubernetes:
        argo_workflows,
        all_kinds,
        anchors,
        applications,
        broken,
        crossplane,
        custom_resources,
        deployment,
        escapes,
        flux_sources,
        image_volumes,
        json,
        kustomize,
        laughs,
        list,
        manifests_in_texts,
        mixed_documents,
        no_manifests,
        own_rules,
        placeholders,
        rendered_later,
        resources_in_pieces,
        resources_of_others,
        tekton,
        values_of_releases,
        told_keys,
        windows;
    kustomize:
        component,
        entries;
    helm:
        anchors,
        broken,
        elsewhere,
        expressions,
        numbers,
        parts,
        pieces,
        registries,
        scaffold,
        shared,
        umbrella,
        values_of_others,
        whole_images,
        windows;
    workflow:
        action_composite,
        action_docker,
        action_dockerfile,
        anchors,
        broken,
        choices,
        commands,
        containers,
        encodings,
        expressions,
        forges,
        inputs,
        other,
        reusable,
        services,
        steps,
        styles,
        told,
        values;
    azure:
        broken,
        commands,
        pipeline,
        templates,
        variables,
        windows;
    buildkite:
        broken,
        commands,
        pipeline,
        windows;
    cloudbuild:
        broken,
        build,
        windows;
    woodpecker:
        broken,
        commands,
        drone,
        pipeline,
        windows;
    circleci:
        broken,
        commands,
        config,
        hostile,
        orbs,
        parameters,
        windows;
    gitlab:
        anchors,
        broken,
        commands,
        default,
        encodings,
        hostile,
        images,
        inputs,
        job_defaults,
        matrix,
        predefined,
        reference_paths,
        references,
        rules,
        styles,
        templates,
        variable_digests,
        variables;
    bake:
        broken,
        contexts,
        empty,
        empty_heredoc,
        encodings,
        escapes,
        expressions,
        hostile,
        inline,
        json,
        matrix,
        variable_digests,
        variables;
    jenkins:
        broken_or_odd,
        pods,
        usual,
        windows;
    makefile:
        recipes,
        while_read;
    shell:
        commands,
        options_in_variables,
        prose,
        scripts_in_words;
    devcontainer:
        broken,
        built,
        images,
        variables,
        windows;
    quadlet:
        open,
        other,
        syntax,
        units,
        windows;
    nomad:
        broken,
        jobs,
        other,
        rendered,
        windows;
    terraform:
        broken,
        containers,
        docker,
        hostile,
        lambda,
        local_ids,
        variables,
        windows;
    ansible:
        anchors,
        broken,
        built_by_loop,
        built_by_variable,
        molecule,
        other,
        playbooks,
        tasks,
        windows;
    template:
        anywhere,
        chart,
        compose,
        dockerfiles,
        nomad,
        pipelines,
        scripts,
        units,
        unknown_stages;
    repositories:
        anchor_shared_by_same_image,
        bake_contexts,
        bake_elsewhere,
        bake_contexts_json,
        bake_named_contexts,
        build_arguments,
        build_arguments_of_env,
        chart_defines,
        chart_directories,
        chart_name_parts,
        chart_names_unused,
        chart_tags,
        chart_whole_images,
        chart_values_on_top,
        chart_without_digests,
        compose_builds_its_base,
        compose_neighbours,
        custom_resource_pieces,
        devcontainer_followed,
        dockerfile_with_number,
        duplicate_key,
        empty_compose,
        env_file,
        env_file_broken,
        env_file_expanded,
        env_file_of_includes,
        env_file_used_elsewhere,
        env_file_values,
        env_file_windows,
        flow_bracket_at_parent_column,
        gitlab_child_pipelines,
        gitlab_include,
        gitlab_includes,
        gitlab_pipeline,
        helm_global_image_registry,
        helm_global_registry_places,
        helm_hub,
        inline_actions,
        istio_auto_in_template,
        kustomize_components,
        kustomize_ignored_entry,
        kustomize_json_patch,
        kustomize_overlays,
        kustomize_replaces_name,
        misleading_names,
        null_in_template,
        nvidia_pieces,
        only_first_problem,
        quoted_scalar_less_indented,
        scripts_without_ending,
        silent_variable_in_custom_resource,
        skaffold,
        source_files_named_dockerfile,
        stage_by_targetos,
        syntax_line_in_jinja_dockerfile,
        templates_no_yaml,
        terraform_module;
}
