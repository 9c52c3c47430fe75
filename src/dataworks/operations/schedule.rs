//! When and how a batch task runs: the properties that UpdateFile sets and GetFile shows, by the names that
//! the API has for them.

use jiff::Timestamp;
use serde_json::Value;

use crate::dataworks::lenient;
use crate::dataworks::parameters::Parameters;
use crate::domain::desired::Schedule;

impl Schedule {
    /// Adds the parameters of UpdateFile.
    pub(super) fn write(&self, parameters: Parameters) -> Parameters {
        parameters
            .body_some("CronExpress", self.cron_express.as_ref())
            .body_some("CycleType", self.cycle_type.as_ref())
            .body_some("SchedulerType", self.scheduler_type.as_ref())
            .body_some("RerunMode", self.rerun_mode.as_ref())
            .body_some("AutoRerunTimes", self.auto_rerun_times)
            .body_some("AutoRerunIntervalMillis", self.auto_rerun_interval_millis)
            .body_some("ParaValue", self.para_value.as_ref())
            .body_some(
                "StartEffectDate",
                self.start_effect_date
                    .as_ref()
                    .map(|date| date.0.as_millisecond()),
            )
            .body_some(
                "EndEffectDate",
                self.end_effect_date.as_ref().map(|date| date.0.as_millisecond()),
            )
            .body_some("Stop", self.stop)
            .body_some("DependentType", self.dependent_type.as_ref())
            .body_some("DependentNodeIdList", joined(&self.dependent_node_id_list))
            .body_some("InputList", joined(&self.input_list))
            .body_some("OutputList", joined(&self.output_list))
            .body_some("AutoParsing", self.auto_parsing)
            .body_some("Timeout", self.timeout)
            .body_some("ApplyScheduleImmediately", self.apply_schedule_immediately)
            .body_some(
                "IgnoreParentSkipRunningProperty",
                self.ignore_parent_skip_running_property,
            )
            .body_some("ResourceGroupIdentifier", self.resource_group_identifier.as_ref())
    }

    /// Reads `NodeConfiguration` of GetFile; `AutoParsing` is a field of `file` there.
    pub(super) fn read(node: &Value, file: &Value) -> Self {
        let text = |name| lenient::text(node.get(name));
        let number = |name| lenient::number(node.get(name));
        let truth = |name| lenient::truth(node.get(name));
        let time =
            |name| number(name).and_then(|millis| Timestamp::from_millisecond(millis).ok().map(Into::into));
        let nodes = listed(node.get("DependentNodeIdList"), "NodeId");
        Self {
            cron_express: text("CronExpress"),
            cycle_type: text("CycleType"),
            scheduler_type: text("SchedulerType"),
            rerun_mode: text("RerunMode"),
            auto_rerun_times: number("AutoRerunTimes"),
            auto_rerun_interval_millis: number("AutoRerunIntervalMillis"),
            para_value: text("ParaValue"),
            start_effect_date: time("StartEffectDate"),
            end_effect_date: time("EndEffectDate"),
            stop: truth("Stop"),
            dependent_type: text("DependentType"),
            dependent_node_id_list: nodes.iter().filter_map(|id| id.parse().ok()).collect(),
            input_list: listed(node.get("InputList"), "Input"),
            output_list: listed(node.get("OutputList"), "Output"),
            auto_parsing: lenient::truth(file.get("AutoParsing")),
            timeout: number("Timeout"),
            apply_schedule_immediately: truth("ApplyScheduleImmediately"),
            ignore_parent_skip_running_property: truth("IgnoreParentSkipRunningProperty"),
            // GetFile shows a number, which is another name of it.
            resource_group_identifier: None,
        }
    }
}

/// A list as UpdateFile takes it: with commas, and none that is empty.
fn joined<T: ToString>(list: &[T]) -> Option<String> {
    let texts: Vec<String> = list.iter().map(ToString::to_string).collect();
    (!texts.is_empty()).then(|| texts.join(","))
}

/// A list as GetFile gives it: objects that have the value in `field`, or a text with commas.
fn listed(value: Option<&Value>, field: &str) -> Vec<String> {
    match value {
        Some(Value::Array(entries)) => {
            let values = entries.iter().map(|entry| entry.get(field).unwrap_or(entry));
            values.filter_map(|value| lenient::text(Some(value))).collect()
        }
        value => {
            let text = lenient::text(value).unwrap_or_default();
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        }
    }
}

#[cfg(test)]
#[path = "../tests/schedule.rs"]
mod tests;
