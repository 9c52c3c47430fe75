//! How a solution is shown. Its state is one digit; GetDISyncInstanceInfo has words for it that no page lists.

use jiff::{Timestamp, tz::Offset};
use serde_json::{Value, json};

use crate::state::file::File;

const CREATOR: &str = "simulator";

/// `SolutionInfo` of GetDISyncInstanceInfo.
pub(super) fn info(id: &Value, digit: &str) -> Value {
    let word = match digit {
        "0" => "success",
        "2" => "run",
        "3" => "fail",
        "1" | "4" => "norun",
        _ => "wait",
    };
    let step = match word {
        "success" | "run" => "success",
        other => other,
    };
    json!({
        "Id": id,
        "CreatorName": CREATOR,
        "Status": word,
        "StepDetail": [{
            "StepId": 1,
            "StepName": "create_table",
            "Status": step,
            "Info": json!({"status": step.to_uppercase()}).to_string(),
        }],
    })
}

/// `SolutionDetail` of GetDISyncTask.
pub(super) fn detail(id: &Value, project_id: &Value, file: &File) -> Value {
    let content: Value = serde_json::from_str(&file.content).unwrap_or_default();
    let kind = content["extend"]["mode"]
        .as_str()
        .map(|mode| mode.trim_start_matches("migration_"));
    json!({
        "Id": id,
        "Name": file.name,
        "CreatorName": CREATOR,
        "Type": kind,
        "SourceType": "mysql",
        "ProjectId": project_id,
        // A digit in a string.
        "Status": file.life.word(),
        "ProcessContent": file.content,
        "ProcessExtra": "{}",
        "SubmitTime": file.life.submitted_at.and_then(local),
        "StartTime": file.life.started_at.and_then(local),
    })
}

/// A time as the service writes it here: at its home, in UTC+8, without a zone.
fn local(ms: i64) -> Option<String> {
    let time = Timestamp::from_millisecond(ms).ok()?;
    Some(
        Offset::constant(8)
            .to_datetime(time)
            .strftime("%Y-%m-%d %H:%M:%S")
            .to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_no_zone() {
        assert_eq!(local(1_715_000_000_000).as_deref(), Some("2024-05-06 20:53:20"));
    }
}
