//! The script of a batch job, as `CreateDISyncTask` takes it.

use super::walk::Node;
use crate::domain::field::FieldError;

pub(super) fn check(script: &Node<'_>, errors: &mut Vec<FieldError>) {
    if !script.is_object() {
        return script.complain(
            errors,
            "the script must be an object with type, version, steps, setting and order",
        );
    }
    let kind = script.at("type");
    if kind.text() != Some("job") {
        return kind.complain(
            errors,
            "must be job; the script of a real-time task belongs into spec.taskParam of a DI_REALTIME task",
        );
    }
    let steps = script.at("steps");
    let all = steps.elements();
    if all.is_empty() {
        return steps.complain(errors, "the script needs steps: at least a reader and a writer");
    }
    for name in ["reader", "writer"] {
        if !all.iter().any(|step| step.at("category").text() == Some(name)) {
            steps.complain(errors, format!("no step has category {name}: add the {name}"));
        }
    }
    for step in &all {
        let step_type = step.at("stepType");
        if step_type.text().is_none() {
            step_type.complain(
                errors,
                "names the plug-in of the step, such as mysql or odps: add it",
            );
        }
    }
}
