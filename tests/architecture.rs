//! Holds the rooms of the code apart: which may import which, and how long a file may be.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Each room and the rooms of the crate that it may import.
const ROOMS: &[(&str, &[&str])] = &[
    ("api", &[]),
    ("domain", &["api"]),
    ("dataworks", &["domain"]),
    ("cluster", &["api", "domain"]),
    (
        "controller",
        &["api", "cluster", "dataworks", "domain", "telemetry"],
    ),
    (
        "app",
        &["cluster", "controller", "dataworks", "domain", "telemetry"],
    ),
    ("telemetry", &[]),
    (
        "cli",
        &["api", "app", "controller", "dataworks", "domain", "telemetry"],
    ),
];

/// Crates that a room must not touch, and why.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "api",
        &["kube::Client", "kube::Api", "reqwest", "tokio", "tracing"],
    ),
    (
        "domain",
        &[
            "kube::Client",
            "kube::Api",
            "kube::runtime",
            "reqwest",
            "tokio",
            "tracing",
            "Timestamp::now",
            "std::time",
        ],
    ),
    ("dataworks", &["kube", "k8s_openapi"]),
    ("cluster", &["reqwest"]),
    ("controller", &["reqwest"]),
    ("telemetry", &["crate::"]),
];

/// The longest file, in lines, and the share of files that may be longer than the usual length.
const LONGEST: usize = 300;
const USUAL: usize = 150;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The lines of code of a file: without comments, and without what only tests see.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn files_of(room: &str) -> Vec<PathBuf> {
    let (folder, file) = (
        root().join("src").join(room),
        root().join(format!("src/{room}.rs")),
    );
    let all = if folder.is_dir() {
        sources(&folder)
    } else {
        vec![file]
    };
    all.into_iter()
        .filter(|path| !path.components().any(|part| part.as_os_str() == "tests"))
        .collect()
}

#[test]
fn every_room_is_known() {
    let known: BTreeSet<_> = ROOMS.iter().map(|(room, _)| (*room).to_owned()).collect();
    let found: BTreeSet<_> = std::fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        })
        .filter(|name| name != "lib" && name != "main")
        .collect();
    assert_eq!(found, known);
}

#[test]
fn rooms_import_only_what_they_may() {
    let mut wrong = Vec::new();
    for (room, allowed) in ROOMS {
        for path in files_of(room) {
            let code = code(&path);
            let imported = ROOMS.iter().map(|(other, _)| *other).filter(|other| {
                other != room
                    && (code.contains(&format!("crate::{other}::"))
                        || code.contains(&format!("crate::{other};"))
                        || code.contains(&format!("crate::{{{other}")))
            });
            wrong.extend(
                imported
                    .filter(|other| !allowed.contains(other))
                    .map(|other| format!("{}: {other}", path.display())),
            );
        }
    }
    assert!(wrong.is_empty(), "imports against the arrows: {wrong:#?}");
}

#[test]
fn rooms_keep_off_what_is_not_theirs() {
    let mut wrong = Vec::new();
    for (room, forbidden) in FORBIDDEN {
        for path in files_of(room) {
            let code = code(&path);
            let found = forbidden.iter().filter(|word| {
                code.lines().any(|line| {
                    line.contains(&format!("{word}::"))
                        || line.contains(&format!("use {word};"))
                        || (word.contains("::") && line.contains(*word))
                })
            });
            wrong.extend(found.map(|word| format!("{}: {word}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_simulator_shares_no_code_with_the_operator() {
    let manifest = std::fs::read_to_string(root().join("simulator/Cargo.toml")).unwrap();
    assert!(
        !manifest.contains("dataworks-operator ="),
        "the judge must not be the judged"
    );
    let wrong: Vec<_> = sources(&root().join("simulator"))
        .into_iter()
        .filter(|path| code(path).contains("dataworks_operator"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn files_are_short_and_say_what_they_do() {
    let all: Vec<_> = ["src", "simulator/src", "testbed/src"]
        .iter()
        .flat_map(|folder| sources(&root().join(folder)))
        .collect();
    let lines = |path: &PathBuf| std::fs::read_to_string(path).unwrap().lines().count();
    let too_long: Vec<_> = all.iter().filter(|path| lines(path) > LONGEST).collect();
    assert!(too_long.is_empty(), "longer than {LONGEST} lines: {too_long:#?}");
    let longer = all.iter().filter(|path| lines(path) > USUAL).count();
    assert!(
        longer * 5 <= all.len(),
        "{longer} of {} files are longer than {USUAL} lines",
        all.len()
    );
    let silent: Vec<_> = all
        .iter()
        .filter(|path| !std::fs::read_to_string(path).unwrap().starts_with("//!"))
        .collect();
    assert!(
        silent.is_empty(),
        "files that do not say what they do: {silent:#?}"
    );
}

#[test]
fn generated_definitions_are_up_to_date() {
    for (file, crd) in [
        ("disynctasks.yaml", dataworks_operator::api::disynctask_crd()),
        (
            "dataworksworkspaces.yaml",
            dataworks_operator::api::workspace_crd(),
        ),
    ] {
        let printed = serde_saphyr::to_string(&crd).unwrap();
        for folder in ["crds", "charts/dataworks-operator/crd-bases"] {
            let committed = std::fs::read_to_string(root().join(folder).join(file)).unwrap();
            assert_eq!(
                committed.trim_end(),
                printed.trim_end(),
                "{folder}/{file}: run `make generate`"
            );
        }
    }
}
