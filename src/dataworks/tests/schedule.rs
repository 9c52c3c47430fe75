//! Schedules: what is written, what is read, and that both are the same.

use serde_json::json;

use super::*;

fn everything() -> Schedule {
    Schedule {
        cron_express: Some("00 30 05 * * ?".into()),
        cycle_type: Some("DAY".into()),
        scheduler_type: Some("NORMAL".into()),
        rerun_mode: Some("ALL_ALLOWED".into()),
        auto_rerun_times: Some(3),
        auto_rerun_interval_millis: Some(120_000),
        para_value: Some("bizdate=$[yyyymmdd-1] hour=$[hh24]".into()),
        start_effect_date: Some("2024-05-06T12:53:20Z".parse::<Timestamp>().unwrap().into()),
        end_effect_date: Some("2099-01-01T00:00:00Z".parse::<Timestamp>().unwrap().into()),
        stop: Some(false),
        dependent_type: Some("USER_DEFINE".into()),
        dependent_node_id_list: vec![9_007_199_254_740_993, 5],
        input_list: vec!["project_root".into(), "project.orders_out".into()],
        output_list: vec!["project.orders_rt_out".into()],
        auto_parsing: Some(false),
        timeout: Some(3),
        apply_schedule_immediately: Some(true),
        ignore_parent_skip_running_property: Some(false),
        resource_group_identifier: None,
    }
}

/// As the API names and writes them.
const WRITTEN: &[(&str, &str)] = &[
    ("CronExpress", "00 30 05 * * ?"),
    ("CycleType", "DAY"),
    ("SchedulerType", "NORMAL"),
    ("RerunMode", "ALL_ALLOWED"),
    ("AutoRerunTimes", "3"),
    ("AutoRerunIntervalMillis", "120000"),
    ("ParaValue", "bizdate=$[yyyymmdd-1] hour=$[hh24]"),
    ("StartEffectDate", "1715000000000"),
    ("EndEffectDate", "4070908800000"),
    ("Stop", "false"),
    ("DependentType", "USER_DEFINE"),
    ("DependentNodeIdList", "9007199254740993,5"),
    ("InputList", "project_root,project.orders_out"),
    ("OutputList", "project.orders_rt_out"),
    ("AutoParsing", "false"),
    ("Timeout", "3"),
    ("ApplyScheduleImmediately", "true"),
    ("IgnoreParentSkipRunningProperty", "false"),
];

#[test]
fn it_is_written_by_the_names_of_the_api() {
    let parameters = everything().write(Parameters::new());
    let written: Vec<_> = parameters
        .in_body()
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    assert_eq!(written, WRITTEN);
    assert!(parameters.in_query().is_empty());
}

#[test]
fn what_is_not_given_stays_as_it_is() {
    let parameters = Schedule::default().write(Parameters::new());
    assert_eq!(parameters, Parameters::new());
}

#[test]
fn it_is_read_back_as_it_was_written() {
    let node = json!({
        "CronExpress": "00 30 05 * * ?", "CycleType": "DAY", "SchedulerType": "NORMAL",
        "RerunMode": "ALL_ALLOWED", "AutoRerunTimes": 3, "AutoRerunIntervalMillis": 120_000,
        "ParaValue": "bizdate=$[yyyymmdd-1] hour=$[hh24]",
        "StartEffectDate": 1_715_000_000_000_i64, "EndEffectDate": 4_070_908_800_000_i64,
        "Stop": false, "DependentType": "USER_DEFINE", "DependentNodeIdList": "9007199254740993,5",
        "InputList": [{"Input": "project_root", "ParseType": "MANUAL"}, {"Input": "project.orders_out"}],
        "OutputList": [{"Output": "project.orders_rt_out", "RefTableName": null}],
        "Timeout": 3, "ApplyScheduleImmediately": "true", "IgnoreParentSkipRunningProperty": "false",
    });
    let file = json!({"AutoParsing": false});
    let read = Schedule::read(&node, &file);
    assert_eq!(read, everything());
}

#[test]
fn all_values_may_be_texts() {
    let texts: Value = WRITTEN
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect();
    assert_eq!(Schedule::read(&texts, &texts), everything());
}

#[test]
fn what_is_missing_or_odd_is_none() {
    for node in [
        json!(null),
        json!({}),
        json!({"CronExpress": null, "InputList": null, "DependentNodeIdList": "", "Stop": ""}),
        json!({"AutoRerunTimes": "often", "StartEffectDate": i64::MAX, "OutputList": [{}, null, {"Output": null}]}),
    ] {
        let read = Schedule::read(&node, &node);
        assert_eq!(read, Schedule::default(), "{node}");
    }
}
