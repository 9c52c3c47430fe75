//! The definitions of this version take all that those of earlier releases took.

mod narrowed;
mod table;

use std::path::Path;

use serde_json::Value;
use testbed::layout;

use crate::release::Release;
use narrowed::{Narrowing, definition};

/// Narrowings that are meant: since which version, of which definition, what the comparison says of it, and why nobody is
/// hurt. They are named in the changelog, under *Changed*.
const MEANT: &[(&str, &str, &str, &str)] = &[];

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_saphyr::from_str(&text).unwrap()
}

#[test]
fn no_definition_takes_less_than_that_of_a_release() {
    let mut meant: Vec<_> = MEANT.iter().collect();
    let mut found = Vec::new();
    let releases = Release::all();
    for release in &releases {
        for entry in std::fs::read_dir(release.file("crds")).unwrap() {
            let file = entry.unwrap().file_name();
            let new = layout::checkout().join("crds").join(&file);
            let name = file.to_string_lossy().into_owned();
            let old = read(&release.file("crds").join(&file));
            for Narrowing { path, what } in definition(&old, &read(&new)) {
                let said = format!("{path}: {what}");
                meant.retain(|(_, of, words, _)| (*of, *words) != (name.as_str(), said.as_str()));
                let allowed = |(_, of, words, _): &(&str, &str, &str, &str)| *of == name && *words == said;
                if !MEANT.iter().any(allowed) {
                    found.push(format!("{} {name} {said}", release.version));
                }
            }
        }
    }
    assert!(!releases.is_empty());
    assert!(found.is_empty(), "narrower than a release: {found:#?}");
    assert!(meant.is_empty(), "meant, and not so: {meant:#?}");
}

/// The chart that is kept brings the definitions that are kept beside it.
#[test]
fn a_release_holds_two_definitions_and_its_chart() {
    for release in Release::all() {
        let definitions = std::fs::read_dir(release.file("crds")).unwrap().count();
        assert_eq!(definitions, 2, "{}", release.version);
        assert!(release.chart().is_file(), "{}", release.chart().display());
    }
}
