//! The judge of statuses, from `tools/judge`.

use std::path::PathBuf;

use super::{Places, Tool};
use crate::Result;

const JUDGE: Tool = Tool {
    name: "judge",
    package: ".",
    built_as: "judge",
};

/// Finds the judge, and builds it when it is missing or out of date.
pub(crate) async fn judge() -> Result<PathBuf> {
    let places = Places::of_module("judge", "a minute");
    places.hold(&[JUDGE]).await?;
    Ok(places.bin.join(JUDGE.name))
}
