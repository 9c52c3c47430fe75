//! `testbed down`: ends exactly what `testbed up` started.

use std::path::Path;
use std::time::Duration;

use super::place::{self, Place};
use crate::process::PidFile;
use crate::{Result, files};

/// The operator finishes its pass; the API server hangs up on its watchers.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn run(directory: &Path) -> Result<()> {
    let place = Place(directory);
    let mut ended = Vec::new();
    for name in place::processes() {
        if let Some(file) = PidFile::read(directory, name)?
            && file.end(PATIENCE).await?
        {
            ended.push(name);
        }
    }
    files::absent(&place.env_file(), |path| std::fs::remove_file(path))?;
    match ended.as_slice() {
        [] => println!("Nothing was up."),
        names => println!("Ended {}.", names.join(", ")),
    }
    Ok(())
}
