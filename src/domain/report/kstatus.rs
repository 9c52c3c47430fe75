//! The rules of kstatus that a status has to keep, whatever fact it was told.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;

use crate::api::Reason;

/// Where conditions contradict each other or the rules of kstatus. Every status that a test sees goes through this.
pub fn contradictions(
    generation: Option<i64>,
    observed: Option<i64>,
    conditions: &[Condition],
) -> Vec<String> {
    let find = |kind: &str| conditions.iter().find(|condition| condition.type_ == kind);
    let mut found = Vec::new();
    let mut kinds: Vec<_> = conditions.iter().map(|condition| &condition.type_).collect();
    kinds.sort();
    kinds.dedup();
    if kinds.len() != conditions.len() {
        found.push("a condition type appears twice".to_owned());
    }
    if find("Reconciling").is_some() && find("Stalled").is_some() {
        found.push("Reconciling and Stalled together".to_owned());
    }
    for kind in ["Reconciling", "Stalled", "Suspended"] {
        if find(kind).is_some_and(|condition| condition.status != "True") {
            found.push(format!("{kind} is present and not True"));
        }
    }
    let ready = find("Ready");
    if ready.is_some_and(|ready| ready.status == "True")
        && (find("Reconciling").or(find("Stalled"))).is_some()
    {
        found.push("Ready is True beside Reconciling or Stalled".to_owned());
    }
    if ready.is_none() && observed.is_some_and(|observed| observed >= 0) {
        found.push("an observed object has no Ready condition".to_owned());
    }
    for condition in conditions {
        if !Reason::ALL
            .iter()
            .any(|reason| reason.as_str() == condition.reason)
        {
            found.push(format!(
                "{}: undocumented reason {:?}",
                condition.type_, condition.reason
            ));
        }
        if condition.message.is_empty() {
            found.push(format!("{}: no message", condition.type_));
        }
        if condition.observed_generation > generation {
            found.push(format!(
                "{}: speaks of a generation that is not there yet",
                condition.type_
            ));
        }
    }
    found
}
