//! UpdateFile: sets the schedule of a file, which is what a batch task is, and moves it.

use super::Schedule;
use super::accepted::{self, Accepted};
use crate::dataworks::envelope::Envelope;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Changes the properties of one file; they are in force after the next deployment. What is not given stays
/// as it is. The script is UpdateDISyncTask's.
#[derive(Clone, Debug)]
pub struct UpdateFile {
    /// The workspace.
    pub project_id: i64,
    /// The file.
    pub file_id: i64,
    /// When and how it runs, and the resource group that schedules it.
    pub schedule: Schedule,
    /// The folder to move it to, as DataWorks spells it.
    pub file_folder_path: Option<String>,
}

impl Operation for UpdateFile {
    type Answer = Accepted;
    const NAME: &'static str = "UpdateFile";
    const EFFECT: Effect = Effect::Write;

    fn parameters(&self) -> Parameters {
        let parameters = Parameters::new()
            .body("ProjectId", self.project_id)
            .body("FileId", self.file_id)
            .body_some("FileFolderPath", self.file_folder_path.as_ref());
        self.schedule.write(parameters)
    }

    /// The answer has no `Data`.
    fn decode(&self, envelope: &Envelope) -> Result<Accepted, Failure> {
        Ok(accepted::by_envelope(envelope))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::dataworks::Reply;
    use crate::dataworks::tests::refusal;
    use crate::domain::failure::Consequence;

    fn operation() -> UpdateFile {
        UpdateFile {
            project_id: 1,
            file_id: 100,
            schedule: Schedule {
                cron_express: Some("00 30 05 * * ?".into()),
                resource_group_identifier: Some("S_res_group_1_2".into()),
                ..Schedule::default()
            },
            file_folder_path: Some("业务流程/订单/数据集成".into()),
        }
    }

    #[test]
    fn everything_travels_in_the_body() {
        let parameters = operation().parameters();
        assert!(parameters.in_query().is_empty());
        assert_eq!(parameters.in_body().len(), 5);
        for (name, value) in [
            ("FileId", "100"),
            ("CronExpress", "00 30 05 * * ?"),
            ("ResourceGroupIdentifier", "S_res_group_1_2"),
            ("FileFolderPath", "业务流程/订单/数据集成"),
        ] {
            assert_eq!(parameters.get(name), Some(value));
        }
    }

    #[test]
    fn an_update_is_taken_or_refused() {
        for document in [
            json!({"RequestId": "r", "Success": true, "HttpStatusCode": 200}),
            json!({"RequestId": "r", "Success": true, "HttpStatusCode": 200,
                "ErrorCode": "Invalid.Tenant.ConnectionNotExists", "ErrorMessage": null}),
        ] {
            let accepted = operation().read(&Reply::json(200, &document)).unwrap();
            assert_eq!(accepted.request_id.as_deref(), Some("r"), "{document}");
        }
        refusal::demands_of_file(&operation(), "fileId:[100] is invalid.", Consequence::NotFound);
        refusal::demands_of_file(&operation(), "the cron is wrong", Consequence::Refused);
    }
}
