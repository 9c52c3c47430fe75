//! StartDISyncInstance: starts a real-time task or a solution.

use super::accepted::{self, Accepted};
use crate::dataworks::envelope::Envelope;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::desired::StartParam;
use crate::domain::failure::Failure;

/// Starts one task, which has to be deployed. That the start was taken says nothing of whether it runs:
/// [`GetInstance`](super::GetInstance) does.
#[derive(Clone, Debug)]
pub struct StartInstance {
    /// The workspace.
    pub project_id: i64,
    /// `DI_REALTIME` or `DI_SOLUTION`.
    pub task_type: &'static str,
    /// The task.
    pub file_id: i64,
    /// How it runs; a solution ignores it.
    pub start_param: StartParam,
}

impl Operation for StartInstance {
    type Answer = Accepted;
    const NAME: &'static str = "StartDISyncInstance";
    const EFFECT: Effect = Effect::Write;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .query("ProjectId", self.project_id)
            .query("TaskType", self.task_type)
            .query("FileId", self.file_id)
            .query_some("StartParam", written(&self.start_param))
    }

    fn decode(&self, envelope: &Envelope) -> Result<Accepted, Failure> {
        accepted::by_status(envelope)
    }
}

/// The JSON text that is sent; `None` if nothing is given.
fn written(param: &StartParam) -> Option<String> {
    (*param != StartParam::default()).then(|| serde_json::json!(param).to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::dataworks::Reply;
    use crate::dataworks::tests::refusal;
    use crate::domain::desired::{DdlMark, ErrorLimit, FailoverLimit};
    use crate::domain::failure::Consequence;

    fn operation(start_param: StartParam) -> StartInstance {
        StartInstance {
            project_id: 1,
            task_type: "DI_REALTIME",
            file_id: 100,
            start_param,
        }
    }

    #[test]
    fn parameters_of_the_start_are_sent_if_there_are_any() {
        let sent = |param| operation(param).parameters().get("StartParam").map(str::to_owned);
        assert_eq!(sent(StartParam::default()), None);
        let limited = StartParam {
            error_limit: Some(ErrorLimit { record: 7 }),
            ..StartParam::default()
        };
        assert_eq!(sent(limited).as_deref(), Some(r#"{"errorLimit":{"record":7}}"#));
    }

    #[test]
    fn it_is_written_by_the_names_of_the_page() {
        let all = StartParam {
            failover_limit: Some(FailoverLimit {
                count: 10,
                interval: 30,
            }),
            error_limit: Some(ErrorLimit { record: 0 }),
            ddl_mark_map: [("ADDCOLUMN".to_owned(), DdlMark::Normal)].into(),
        };
        let text = written(&all).unwrap();
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            json!({
                "failoverLimit": {"count": 10, "interval": 30},
                "errorLimit": {"record": 0},
                "ddlMarkMap": {"ADDCOLUMN": "NORMAL"}
            })
        );
    }

    #[test]
    fn a_start_is_taken_or_refused() {
        let operation = operation(StartParam::default());
        let document = json!({"Success": true, "Data": {"Status": "success"}});
        assert!(operation.read(&Reply::json(200, &document)).is_ok());
        refusal::demands(&operation, "fileId:[100] is invalid.", Consequence::NotFound);
        refusal::demands(&operation, "the task is not deployed", Consequence::Refused);
    }
}
