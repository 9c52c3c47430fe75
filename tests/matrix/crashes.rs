//! The matrix itself: every path, every effect, every fate.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::cell::{Cell, Course, course, run};
use crate::configuration::{Configuration, Extent};
use crate::coverage;
use crate::paths::Path;
use crate::stage::Ground;
use crate::stage::publish;
use crate::table::{PAGE, Table};

/// Cells at once: they wait most of the time.
const AT_ONCE: usize = 48;

type Courses = BTreeMap<Path, Arc<Course>>;

/// The paths that are run: those whose names hold the words of `MATRIX_PATHS`, or all.
fn chosen_paths() -> Vec<Path> {
    let words = std::env::var("MATRIX_PATHS").unwrap_or_default();
    let mut paths = Path::ALL.to_vec();
    paths.retain(|path| words.is_empty() || words.split(',').any(|word| path.word() == word.to_lowercase()));
    paths
}

async fn courses(configuration: Configuration, ground: &Arc<Ground>) -> Courses {
    let mut running = JoinSet::new();
    for path in chosen_paths() {
        let ground = ground.clone();
        running.spawn(async move { (path, Arc::new(course(path, configuration, &ground).await)) });
    }
    running.join_all().await.into_iter().collect()
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default()
}

/// Runs a cell in a task of its own, so that one that fails stops no other; returns what it says then.
async fn outcome(cell: Cell, course: Arc<Course>, ground: Arc<Ground>) -> Option<String> {
    let ended = tokio::spawn(async move { run(&cell, &course, &ground).await }).await;
    let panic = ended.err()?.try_into_panic();
    Some(panic.map(|panic| said(&*panic)).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_kill_at_any_effect_makes_two_tasks_or_loses_one() {
    let ground = Arc::new(Ground::new().await);
    let extent = Extent::chosen();
    let courses = courses(extent.configurations()[0], &ground).await;
    let whole = courses.len() == Path::ALL.len();
    if whole {
        coverage::is_complete(&courses);
    }
    let rows = courses
        .iter()
        .flat_map(|(path, course)| course.effects.iter().map(|effect| (*path, effect.clone())));
    let rows: Vec<_> = rows.collect();
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    for cell in extent.cells(&rows) {
        let (ground, places, course) = (ground.clone(), places.clone(), courses[&cell.path].clone());
        running.spawn(async move {
            let _place = places.acquire_owned().await.unwrap();
            (cell.clone(), outcome(cell, course, ground).await)
        });
    }
    println!("{} cells", running.len());
    let mut table = Table::new(rows);
    let mut failures = Vec::new();
    while let Some(ended) = running.join_next().await {
        let (cell, failure) = ended.unwrap();
        table.count(&cell, failure.is_none());
        if let Some(failure) = failure {
            // At once: a person who watches need not wait for the others.
            println!("FAILED {cell}:\n{failure}");
            failures.push(cell.to_string());
        }
    }
    let table = table.markdown();
    println!("{table}");
    assert!(
        failures.is_empty(),
        "{} cells failed: {failures:#?}",
        failures.len()
    );
    if whole && extent == Extent::Usual {
        publish(PAGE, &table);
    }
}
