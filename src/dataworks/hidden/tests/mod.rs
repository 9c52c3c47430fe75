//! Whatever the encoding in which a host repeats what it was sent, none of it shows, and what is no echo stays.

mod encodings;
mod messages;
mod random;

use super::Hidden;
use crate::dataworks::parameters::Parameters;

pub(super) const ID: &str = "STS.PlantedKeyId7abc";
pub(super) const SECRET: &str = "PlantedSecretOfTheKey7abcdef";
pub(super) const TOKEN: &str = "CAIS+PlantedSts/Token7abcdefghijkl+/==";
pub(super) const NONCE: &str = "0f8fad5bd9cb469fa16570867728950e";
pub(super) const SIGNATURE: &str = "OLeaidS1JvxuMvnyHOwuJ+uX5qY=";
pub(super) const PROOF: &str = "eyJhbGciOiJSUzI1NiJ9.cGxhbnRlZCBwcm9vZg.c2lnbmF0dXJlIG9mIGl0";
pub(super) const SCRIPT: &str = r#"{"steps":[{"stepType":"mysql","parameter":{"datasource":"orders_db","table":["customers","a_table_of_orders_with_a_long_name"],"note":"Script <Body> & \"Secret\" 任务 100%","password":"hunter2!"}}],"order":{"hops":[{"from":"Reader","to":"Writer"}]}}"#;

/// What a request held that creates a task, or proves who asks.
pub(super) fn hidden() -> Hidden {
    let parameters = Parameters::new()
        .query("ProjectId", 7)
        .query("TaskParam", SCRIPT)
        .body("OIDCToken", PROOF)
        .body(
            "RoleArn",
            "acs:ram::1000000000000001:role/the-role-of-the-operator",
        );
    Hidden::of(parameters, [ID, SECRET, TOKEN, NONCE, SIGNATURE])
}

/// The longest stretch of letters that two texts have in common, without their case.
pub(super) fn common(one: &str, other: &str) -> usize {
    let fold = |text: &str| {
        text.to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<Vec<_>>()
    };
    let (one, other) = (fold(one), fold(other));
    let mut ends = vec![0; other.len() + 1];
    let mut longest = 0;
    for a in one {
        for at in (0..other.len()).rev() {
            ends[at + 1] = if other[at] == a { ends[at] + 1 } else { 0 };
            longest = longest.max(ends[at + 1]);
        }
    }
    longest
}
