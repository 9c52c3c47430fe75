//! The three documented pipelines of generated tasks.

/// One pipeline; all read from MySQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pipeline {
    /// `setting.taskType` of the short script.
    pub(crate) task_type: &'static str,
    /// `stepType` of the writer.
    pub(crate) writer: &'static str,
    /// `extend.mode` of the generated configuration.
    pub(crate) mode: &'static str,
}

/// `stepType` of every reader.
pub(crate) const READER: &str = "mysql";

const PIPELINES: [Pipeline; 3] = [
    Pipeline {
        task_type: "oneclick_to_odps",
        writer: "odps",
        mode: "migration_odps",
    },
    Pipeline {
        task_type: "oneclick_to_kafka",
        writer: "kafka",
        mode: "migration_kafka",
    },
    Pipeline {
        task_type: "oneclick_to_holo",
        writer: "holo",
        mode: "migration_holo",
    },
];

/// The pipeline of a `setting.taskType`.
pub(crate) fn find(task_type: &str) -> Option<Pipeline> {
    PIPELINES
        .into_iter()
        .find(|pipeline| pipeline.task_type == task_type)
}
