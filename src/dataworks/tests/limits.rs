//! The limits that the page on security names are those that hold.

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
