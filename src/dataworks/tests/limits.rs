//! The limits that the page on security names are those that hold.

use crate::api::{disynctask_crd, workspace_crd};
use crate::dataworks::credentials::{METADATA_PATIENCE, STS_PATIENCE};
use crate::dataworks::http::{CONNECT_TIMEOUT, LONG_PATIENCE, LONGEST_ANSWER, MOST_HEADERS};
use crate::dataworks::layers::LIMIT;
use crate::dataworks::lenient::MOST_VALUES;
use crate::dataworks::message::{LONGEST, LONGEST_WORD};
use crate::dataworks::places::{LONG_ANSWERS, OF_ONE_HOST, SHORT_ANSWER};

/// A number with commas between its thousands.
fn thousands(number: usize) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", thousands(number / 1_000), number % 1_000),
    }
}

#[test]
fn the_page_names_the_limits_that_hold() {
    let page = include_str!("../../../docs/security.md");
    let (mib, kib) = (1_024 * 1_024, 1_024);
    for row in [
        format!("| an answer of a host | {} MiB;", LONGEST_ANSWER / mib),
        format!(
            "| long answers, of more than {} KiB | {LONG_ANSWERS} in memory at once, {OF_ONE_HOST} of them of one host; each is read within {} s |",
            SHORT_ANSWER / kib,
            LONG_PATIENCE.as_secs()
        ),
        format!("| values in an answer | {} |", thousands(MOST_VALUES)),
        format!("| headers of an answer | {MOST_HEADERS}, and 408 KiB in all |"),
        format!(
            "| a call | {} s in all, {} s to connect; to STS {} s, to the metadata service {} s |",
            LIMIT.as_secs(),
            CONNECT_TIMEOUT.as_secs(),
            STS_PATIENCE.as_secs(),
            METADATA_PATIENCE.as_secs()
        ),
        format!(
            "| a text from outside that is shown | {} characters, a code or an ID {LONGEST_WORD},",
            thousands(LONGEST)
        ),
    ] {
        assert!(page.contains(&row), "{row}");
    }
}

/// The API server takes no status of which one field is too long, and the visit would be repeated without end.
#[test]
fn statuses_hold_whatever_is_told_of_a_task() {
    let statuses = [disynctask_crd(), workspace_crd()].map(|crd| {
        let crd = serde_json::to_value(crd).unwrap();
        crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["status"]["properties"].clone()
    });
    let [task, workspace] = &statuses;
    for (field, schema, told) in [
        ("message", &task["message"], LONGEST),
        ("requestId", &task["requestId"], LONGEST_WORD),
        ("taskName", &task["taskName"], LONGEST),
        ("drift", &task["drift"]["items"], LONGEST),
        (
            "startTimeBefore",
            &task["operation"]["properties"]["startTimeBefore"],
            LONGEST_WORD,
        ),
        ("endpoint", &workspace["endpoint"], "https://:65535".len() + 253),
    ] {
        let longest = schema["maxLength"].as_u64().unwrap();
        assert!(longest >= told as u64, "{field}: {schema}");
    }
}
