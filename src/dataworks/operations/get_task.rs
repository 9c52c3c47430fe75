//! GetDISyncTask: reads a real-time task or a solution.

use super::TaskContent;
use super::solution::Solution;
use crate::dataworks::codes;
use crate::dataworks::envelope::{Envelope, Outcome};
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Reads one task.
#[derive(Clone, Debug)]
pub struct GetTask {
    /// The workspace.
    pub project_id: i64,
    /// `DI_REALTIME` or `DI_SOLUTION`.
    pub task_type: &'static str,
    /// The FileId of a task, or the ID of a solution.
    pub file_id: i64,
}

/// The task, as the service keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The configuration of a real-time task.
    pub content: Option<TaskContent>,
    /// The solution, if it is one.
    pub solution: Option<Solution>,
    /// The service's ID of the call.
    pub request_id: Option<String>,
}

impl Operation for GetTask {
    type Answer = Task;
    const NAME: &'static str = "GetDISyncTask";
    const EFFECT: Effect = Effect::Read;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .query("ProjectId", self.project_id)
            .query("TaskType", self.task_type)
            .query("FileId", self.file_id)
    }

    /// `Data.Status` is the result of the query here, never the state of the task, and `Data.Code` is the
    /// configuration, not an error.
    fn decode(&self, envelope: &Envelope) -> Result<Task, Failure> {
        let outcome = envelope.outcome();
        if outcome == Outcome::Failed {
            return Err(envelope.refused());
        }
        let content = envelope
            .field("Code")
            .and_then(|code| code.as_str())
            .filter(|code| !code.is_empty());
        let solution = envelope
            .field("SolutionDetail")
            .and_then(|detail| detail.as_object())
            .map(|detail| Solution::read(detail, envelope));
        if outcome != Outcome::Done && content.is_none() && solution.is_none() {
            return Err(envelope.unclear("the answer holds neither a status nor a task"));
        }
        Ok(Task {
            content: content.map(TaskContent::new),
            solution,
            request_id: envelope.request_id(),
        })
    }

    fn interpret(&self, failure: Failure) -> Result<Task, Failure> {
        Err(codes::of_the_task(failure))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::dataworks::Reply;
    use crate::dataworks::operations::SolutionState;
    use crate::domain::failure::Consequence;

    fn read(data: Value) -> Result<Task, Failure> {
        let operation = GetTask {
            project_id: 1,
            task_type: "DI_REALTIME",
            file_id: 100,
        };
        operation.read(&Reply::json(200, &json!({"Success": "True", "Data": data})))
    }

    #[test]
    fn a_real_time_task_has_its_configuration_in_code() {
        for alarms in [json!([]), json!([{"Id": 1}, {"Id": 2}]), json!(null)] {
            let data = json!({"Status": "success", "Code": "{\"extend\":{}}", "SolutionDetail": null,
                "AlarmList": alarms});
            let task = read(data).unwrap();
            assert_eq!(task.content, Some(TaskContent::new("{\"extend\":{}}")));
            assert_eq!(task.solution, None);
        }
    }

    #[test]
    fn a_solution_has_a_digit_of_which_zero_is_success() {
        let detail = json!({"Id": "7", "Name": "s", "Status": 0, "StartTime": "2024-05-06 20:53:20"});
        let task = read(json!({"Status": "success", "SolutionDetail": detail}));
        let expected = Solution {
            id: Some(7),
            name: Some("s".into()),
            state: Some(SolutionState::Succeeded),
            start_time: Some("2024-05-06 20:53:20".into()),
        };
        assert_eq!(task.unwrap().solution, Some(expected));
    }

    #[test]
    fn a_query_may_fail_or_not_tell() {
        for (data, expected) in [
            (
                json!({"Status": "fail", "Message": "fileId:[100] is invalid."}),
                Consequence::NotFound,
            ),
            (json!({"Status": "fail"}), Consequence::Refused),
            (json!({"Status": "busy"}), Consequence::Retry),
            (json!(null), Consequence::Retry),
        ] {
            assert_eq!(read(data.clone()).unwrap_err().consequence, expected, "{data}");
        }
    }
}
