//! Holds the courses against the code: every change of DataWorks, every operation and every write has a row.

use std::collections::BTreeMap;
use std::sync::Arc;

use dataworks_operator::api::OperationKind;
use dataworks_operator::domain::plan::{Action, Farewell};

use crate::cell::Course;
use crate::names::{EVENT, LEDGER, LEDGER_BEGUN, WORKSPACE_STATUS};
use crate::paths::Path;

/// Lists the changes, each with the path in which it has to come. The match has no wildcard, so that a new change without a
/// path does not compile.
macro_rules! changes {
    ($($kind:ident => $path:ident),* $(,)?) => {
        const KINDS: &[OperationKind] = &[$(OperationKind::$kind),*];

        fn path_of(kind: OperationKind) -> Path {
            match kind {
                $(OperationKind::$kind => Path::$path,)*
            }
        }
    };
}

changes! {
    Generate => CreateRealtime,
    Create => CreateRealtime,
    Deploy => CreateRealtime,
    Start => CreateRealtime,
    GenerateUpdate => AddTable,
    Update => AddTable,
    Schedule => CreateBatch,
    Submit => CreateBatch,
    Stop => Stop,
    Terminate => TakeOffline,
    Delete => DeleteRunning,
}

/// The write that an action of the operator begins with: a new kind of action without one does not compile.
fn write_of(action: &Action) -> String {
    match action {
        Action::AddFinalizer => "finalizer on".to_owned(),
        Action::RemoveFinalizer(
            Farewell::Gone | Farewell::Retained | Farewell::NeverCreated | Farewell::NotOurs(_),
        ) => "finalizer off".to_owned(),
        Action::Call(call) => announcement(call.announcement.kind),
    }
}

fn announcement(kind: OperationKind) -> String {
    format!("status: {} announced", kind.as_str())
}

/// The files of `src/cluster` that write, how many requests that write are in each, and the effects they are seen as.
const WRITES: [(&str, usize, &[&str]); 5] = [
    ("broken.rs", 1, &["status: does not decode"]),
    ("events.rs", 1, &[EVENT]),
    ("finalizer.rs", 1, &["finalizer on", "finalizer off"]),
    ("ledger.rs", 2, &[LEDGER_BEGUN, LEDGER]),
    (
        "status.rs",
        1,
        &["status: Create announced", "status: accepted", WORKSPACE_STATUS],
    ),
];

/// The methods of the client that write.
const WRITING: [&str; 9] = [
    ".patch(",
    ".patch_status(",
    ".patch_subresource(",
    ".create(",
    ".replace(",
    ".replace_status(",
    ".delete(",
    ".create_subresource(",
    ".entry(",
];

/// Operations that no path needs, and what they are for.
const UNNEEDED: [(&str, &str); 4] = [
    (
        "AssumeRole",
        "asked of STS for a key, which is thrown away with the process",
    ),
    ("AssumeRoleWithOIDC", "the same"),
    (
        "GetCallerIdentity",
        "asked of STS, which counts no calls and changes nothing",
    ),
    ("GetFile", "asked when somebody edits a batch task in the console"),
];

fn root() -> std::path::PathBuf {
    std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The code of the files in a folder of `src`, without their tests.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found: Vec<_> = std::fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap().to_owned();
            (path.file_name().unwrap().to_string_lossy().into_owned(), code)
        })
        .collect();
    found.sort();
    found
}

/// The names of all operations, out of the code that sends them.
fn operations() -> Vec<String> {
    let mut names = Vec::new();
    for (_, code) in sources("src/dataworks/operations") {
        let quoted = |line: &str| Some(line.split('"').nth(1)?.to_owned());
        names.extend(
            code.lines()
                .filter(|line| line.contains("const NAME: &'static str = \""))
                .filter_map(quoted),
        );
        // Those that differ in their name only are made by a macro.
        let made = code
            .lines()
            .filter(|line| line.trim_end().ends_with("\",") && line.contains(" = \""));
        names.extend(made.filter_map(quoted));
    }
    names.sort();
    names.dedup();
    names
}

#[test]
fn every_write_of_the_code_is_known() {
    for (file, code) in sources("src/cluster") {
        let writes: usize = WRITING.iter().map(|write| code.matches(write).count()).sum();
        let known = WRITES
            .iter()
            .find(|(known, _, _)| *known == file)
            .map_or(0, |(_, count, _)| *count);
        assert_eq!(
            writes, known,
            "src/cluster/{file} writes {writes} times: give each an effect and a path"
        );
    }
}

#[test]
fn every_operation_is_found() {
    let operations = operations();
    for name in [
        "CreateDISyncTask",
        "DeployDISyncTask",
        "StopDISyncInstance",
        "TerminateDISyncInstance",
        "ListFiles",
    ] {
        assert!(
            operations.iter().any(|found| found == name),
            "{name} is not among {operations:?}"
        );
    }
}

/// Everything that the code can do came in some course.
pub fn is_complete(courses: &BTreeMap<Path, Arc<Course>>) {
    for kind in KINDS {
        assert!(OperationKind::ALL.contains(kind), "{kind:?} is not among all");
        let announced = announcement(*kind);
        let effects = &courses[&path_of(*kind)].effects;
        assert!(
            effects.iter().any(|effect| effect.name == announced),
            "{announced} is not on {:?}",
            path_of(*kind)
        );
    }
    let came: Vec<&str> = courses
        .values()
        .flat_map(|course| course.effects.iter().map(|effect| effect.name.as_str()))
        .collect();
    for action in [Action::AddFinalizer, Action::RemoveFinalizer(Farewell::Gone)] {
        let write = write_of(&action);
        assert!(came.contains(&write.as_str()), "{write:?} is on no path");
    }
    for (file, _, effects) in WRITES {
        for effect in effects {
            assert!(
                came.iter().any(|name| name.starts_with(effect)),
                "{effect:?} of {file} is on no path"
            );
        }
    }
    for operation in operations() {
        let unneeded = UNNEEDED.iter().any(|(known, _)| *known == operation);
        assert_ne!(
            came.contains(&operation.as_str()),
            unneeded,
            "{operation}: on a path, or else unneeded"
        );
    }
}
