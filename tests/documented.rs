//! Holds pages of the documentation against the tests: every row of their tables of tests names one, and every one that is
//! named exists. And against the Makefile and the release: what they are said to do, they do.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const PAGES: [&str; 2] = ["docs/what-happens-when.md", "docs/security.md"];

/// Where tests are.
const ROOTS: [&str; 2] = ["tests", "src"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text_of(page: &str) -> String {
    std::fs::read_to_string(root().join(page)).unwrap()
}

/// The tests that a text names, as `module::function` in backticks.
fn named(text: &str) -> Vec<(&str, &str)> {
    let word = |text: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        !text.is_empty() && text.bytes().all(plain)
    };
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .filter_map(|quoted| quoted.split_once("::"))
        .filter(|(module, function)| word(module) && word(function))
        .collect()
}

/// The rows of the page's tables whose last column is that of the tests, without their heads.
fn rows(page: &str) -> Vec<&str> {
    let is_rule = |line: &str| line.starts_with("| ---");
    let lines: Vec<_> = page.lines().collect();
    let nexts = lines.iter().skip(1).copied().chain([""]);
    let (mut of_tests, mut rows) = (false, Vec::new());
    for (line, next) in lines.iter().copied().zip(nexts) {
        if is_rule(next) {
            of_tests = line.ends_with("| test |");
        } else if of_tests && line.starts_with('|') && !is_rule(line) {
            rows.push(line);
        }
    }
    rows
}

/// All tests, each by its function and by every module that its file is in.
fn tests() -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for folder in ROOTS {
        collect(&root().join(folder), &mut Vec::new(), &mut found);
    }
    found
}

fn collect(folder: &Path, above: &mut Vec<String>, found: &mut BTreeSet<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        above.push(path.file_stem().unwrap().to_str().unwrap().to_owned());
        if path.is_dir() {
            collect(&path, above, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for function in test_functions(&text) {
                found.extend(above.iter().map(|module| (module.clone(), function.to_owned())));
            }
        }
        above.pop();
    }
}

/// The functions of a file that have the attribute of a test.
fn test_functions(text: &str) -> Vec<&str> {
    let mut is_test = false;
    let mut functions = Vec::new();
    for line in text.lines().map(str::trim_start) {
        if line.starts_with("#[") {
            is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            continue;
        }
        let declared = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
        if let Some((name, _)) = declared.filter(|_| is_test).and_then(|rest| rest.split_once('(')) {
            functions.push(name);
        }
        is_test = false;
    }
    functions
}

#[test]
fn every_row_names_a_test() {
    let test_of = |row: &str| {
        let cells: Vec<_> = row.trim().trim_matches('|').split('|').collect();
        assert_eq!(cells.len(), 3, "{row}");
        named(cells[2]).len()
    };
    for page in PAGES {
        let text = text_of(page);
        let rows = rows(&text);
        assert!(!rows.is_empty(), "{page} has no rows");
        let silent: Vec<_> = rows.iter().filter(|row| test_of(row) == 0).collect();
        assert!(silent.is_empty(), "rows of {page} that name no test: {silent:#?}");
    }
}

#[test]
fn every_test_that_is_named_exists() {
    let tests = tests();
    for page in PAGES {
        let text = text_of(page);
        let missing: Vec<_> = named(&text)
            .into_iter()
            .filter(|(module, function)| !tests.contains(&((*module).to_owned(), (*function).to_owned())))
            .collect();
        assert!(
            missing.is_empty(),
            "{page} names tests that do not exist: {missing:#?}"
        );
    }
}

#[test]
fn names_rows_and_tests_are_told_from_the_rest() {
    let text = "| head | said | test |\n| --- | --- | --- |\n| a | `Ready`, `kube::Api` | `budget::a_row` |\n\n| limit | value |\n| --- | --- |\n| b | 1 |\n";
    assert_eq!(named(text), [("budget", "a_row")]);
    assert_eq!(rows(text).len(), 1);
    let code = "#[tokio::test(flavor = \"x\")]\nasync fn one() {}\n\nfn helper() {}\n#[test]\nfn two() {}\n";
    assert_eq!(test_functions(code), ["one", "two"]);
}

/// The recipes of the Makefile, by their targets.
fn recipes(makefile: &str) -> Vec<(&str, Vec<&str>)> {
    let mut recipes: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in makefile.lines() {
        if let Some(command) = line.strip_prefix('\t') {
            let (_, commands) = recipes.last_mut().unwrap();
            commands.push(command.trim_start_matches('@'));
        } else if let Some((target, _)) = line.split_once(':')
            && !line.starts_with(['.', '#'])
            && !line.contains(":=")
        {
            recipes.push((target, Vec::new()));
        }
    }
    recipes
}

#[test]
fn the_page_on_installation_tells_how_each_image_is_made() {
    let (makefile, page) = (text_of("Makefile"), text_of("docs/install.md"));
    let mut images = 0;
    for (target, commands) in recipes(&makefile) {
        let archive = commands.iter().find_map(|command| {
            let file = command.strip_prefix("tools/image ")?.split('"').nth(1)?;
            Some(file.replace("$(TARGET)", "target"))
        });
        let Some(archive) = archive else { continue };
        images += 1;
        for told in [
            format!("\nmake {target}\n"),
            format!("oci-archive:{archive} docker://REGISTRY/"),
        ] {
            assert!(page.contains(&told), "docs/install.md lacks `{}`", told.trim());
        }
    }
    assert_eq!(images, 2, "the operator's and the simulator's");
}

#[test]
fn a_release_has_every_manifest() {
    let workflow = text_of(".github/workflows/release.yml");
    let (_, release) = workflow.split_once("gh release create").unwrap();
    let attached: Vec<_> = release.split_whitespace().collect();
    let render = text_of("deploy/render");
    let (_, written) = render.split_once("for file in ").unwrap();
    let (written, _) = written.split_once(';').unwrap();
    for file in written.split_whitespace() {
        let path = format!("deploy/{file}");
        assert!(attached.contains(&path.as_str()), "{path} is not in {attached:?}");
    }
}

/// A package that is built alone has other features than in the workspace, so what it shares with the others is built twice.
#[test]
fn make_builds_the_binaries_by_one_command() {
    let makefile = text_of("Makefile");
    let one_by_one: Vec<_> = makefile
        .lines()
        .filter(|line| line.contains("cargo run") || line.contains("cargo build --package"))
        .collect();
    assert!(one_by_one.is_empty(), "{one_by_one:#?}");
    for (target, commands) in recipes(&makefile) {
        let builds = commands
            .iter()
            .filter(|command| command.starts_with("cargo build"))
            .count();
        assert!(builds <= 1, "`make {target}` builds {builds} times");
    }
}
