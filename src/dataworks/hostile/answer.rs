//! What holds of the answer of any host.

#![allow(clippy::panic, clippy::unwrap_used)] // a broken promise is told by a panic

use std::fmt::Debug;
use std::sync::Arc;

use futures::FutureExt;
use jiff::SignedDuration;
use serde_json::Value;

use crate::dataworks::hidden::Hidden;
use crate::dataworks::operations::{
    AssumeRole, ConfigResult, CreateTask, DeleteFile, DeleteTask, DeployFile, DeployTask, Files, FindById,
    FindByName, GenerateConfig, GetCallerIdentity, GetDeployment, GetFile, GetInstance, GetTask, ListFiles,
    QueryConfig, Resources, Search, Settings, StartInstance, StartParam, StopInstance, SubmitFile,
    TaskContent, TaskParam, TerminateInstance, UpdateTask, find,
};
use crate::dataworks::{DataWorks, Effect, Operation, Parameters, Reply, clock};
use crate::domain::failure::{Consequence, Failure};

const TOKEN: &str = "CAIS+TheSecurityToken/==";
const TYPE: &str = "DI_REALTIME";

/// An answer to every operation: the first line is the status and the headers `x-acs-request-id`, `x-acs-retry-after` and
/// `Date`, with bars between them; the rest is the body.
pub fn answer(input: &[u8]) {
    let end = input
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(input.len());
    let head = String::from_utf8_lossy(&input[..end]).into_owned();
    let mut headers = head.split('|');
    let status = headers
        .next()
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(200);
    let [id, pause, date] = [headers.next(), headers.next(), headers.next()];
    let body = input.get(end + 1..).unwrap_or_default();
    let reply = Reply::new(status, body)
        .with_request_id(id)
        .with_retry_after(pause)
        .with_date(date.and_then(clock::http_date))
        .hiding(Arc::new(Hidden::of(Parameters::new(), [TOKEN])));
    let document = serde_json::from_slice(reply.body()).unwrap_or_default();
    let case = Case {
        reply,
        document,
        status,
    };
    case.check_all();
}

/// A service that answers every call so.
struct Repeating<'a>(&'a Reply);

impl DataWorks for Repeating<'_> {
    async fn call<O: Operation>(&self, operation: &O) -> Result<O::Answer, Failure> {
        operation.read(self.0)
    }
}

struct Case {
    reply: Reply,
    document: Value,
    status: u16,
}

impl Case {
    fn check_all(&self) {
        let (project_id, task_type, file_id) = (1, TYPE, 2);
        self.on_task(&DeleteTask {
            project_id,
            task_type,
            file_id,
        });
        self.on_task(&DeployTask {
            project_id,
            task_type,
            file_id,
        });
        self.on_task(&StopInstance {
            project_id,
            task_type,
            file_id,
        });
        self.on_task(&TerminateInstance {
            project_id,
            task_type,
            file_id,
        });
        let start_param = StartParam::default();
        self.on_task(&StartInstance {
            project_id,
            task_type,
            file_id,
            start_param,
        });
        let (task_content, resources) = (None, Resources::default());
        self.on_task(&UpdateTask {
            project_id,
            task_type,
            file_id,
            task_content,
            resources,
        });
        self.creation(project_id);
        self.generation(project_id);
        self.read(&GetInstance { project_id, file_id });
        for task_type in [TYPE, "DI_SOLUTION"] {
            self.read(&GetTask {
                project_id,
                task_type,
                file_id,
            });
        }
        self.read(&GetFile { project_id, file_id });
        self.read(&DeleteFile { project_id, file_id });
        self.read(&DeployFile {
            project_id,
            file_id,
            comment: None,
        });
        let skip_all_deploy_file_extensions = None;
        self.read(&SubmitFile {
            project_id,
            file_id,
            comment: None,
            skip_all_deploy_file_extensions,
        });
        self.read(&GetDeployment {
            project_id,
            deployment_id: 3,
        });
        self.read(&GetCallerIdentity);
        self.lists(project_id);
        let role = AssumeRole {
            role_arn: String::new(),
            session_name: String::new(),
            duration_seconds: 900,
            external_id: None,
        };
        self.read(&role);
    }

    /// Only what the service calls a success is one.
    fn on_task<O: Operation<Answer: Debug>>(&self, operation: &O) {
        if self.read(operation).is_some() {
            self.is_called_a_success(O::NAME);
        }
    }

    fn creation(&self, project_id: i64) {
        let created = self.read(&CreateTask {
            project_id,
            task_type: TYPE,
            task_name: "t".into(),
            task_content: TaskContent::new("{}"),
            settings: Settings::default(),
            client_token: "c".into(),
        });
        if let Some(created) = created {
            self.is_called_a_success("CreateDISyncTask");
            assert!(created.file_id > 0, "{}", created.file_id);
        }
    }

    fn generation(&self, project_id: i64) {
        let generated = self.read(&GenerateConfig {
            project_id,
            task_type: TYPE,
            task_param: TaskParam::new("{}"),
            client_token: "c".into(),
        });
        if let Some(generated) = generated {
            assert!(generated.process_id > 0 && self.is_good(), "{generated:?}");
        }
        let query = QueryConfig {
            project_id,
            task_type: TYPE,
            process_id: 1,
        };
        if let Some(ConfigResult::Ready { content, .. }) = self.read(&query) {
            self.is_called_a_success("QueryDISyncTaskConfigProcessResult");
            // The script goes on byte for byte.
            assert_eq!(self.document["Data"]["TaskContent"], content.as_str());
        }
    }

    /// Nothing is in a list that was not asked for.
    fn lists(&self, project_id: i64) {
        let named = FindByName {
            project_id,
            name: "orders_rt".into(),
        };
        if let Some(found) = self.find(&named) {
            assert!(
                found
                    .files
                    .iter()
                    .all(|file| file.name == named.name && file.file_id > 0)
            );
        }
        for by_id in FindById::batches(project_id, &[100, 101]) {
            if let Some(found) = self.find(&by_id) {
                assert!(found.files.iter().all(|file| [100, 101].contains(&file.file_id)));
            }
        }
    }

    /// Searches a service that gives this answer as every page.
    fn find<S: Search>(&self, search: &S) -> Option<Files> {
        let page = self.read(&ListFiles::page(search, 1))?;
        let found = find(&Repeating(&self.reply), search).now_or_never()?.ok()?;
        // That a file is absent follows from a whole list only.
        let given = i64::try_from(page.files.len()).unwrap();
        let told = page.total.is_some_and(|total| total <= given);
        assert!(search.has_enough(&found.files) || told || page.files.is_empty());
        Some(found)
    }

    /// Reads the answer, and checks what holds for every operation.
    fn read<O: Operation<Answer: Debug>>(&self, operation: &O) -> Option<O::Answer> {
        match operation.read(&self.reply) {
            Ok(answer) => {
                let printed = format!("{answer:?}");
                assert!(!printed.contains(TOKEN), "{}: {printed}", O::NAME);
                Some(answer)
            }
            Err(failure) => {
                is_fit_to_be_shown(&failure);
                let writes = O::EFFECT == Effect::Write;
                let unknown = failure.code == "UnreadableAnswer";
                assert!(
                    !(writes && unknown) || failure.consequence == Consequence::Ambiguous,
                    "{failure:?}"
                );
                None
            }
        }
    }

    fn is_good(&self) -> bool {
        let refused = self.document["Success"].to_string().to_lowercase();
        (200..300).contains(&self.status) && !refused.trim_matches('"').trim().eq("false")
    }

    fn is_called_a_success(&self, name: &str) {
        let word = match &self.document["Data"]["Status"] {
            Value::Bool(true) => "true".to_owned(),
            Value::String(word) => word.trim().to_lowercase(),
            other => panic!("{name}: {other} is a success"),
        };
        assert!(
            matches!(word.as_str(), "success" | "true"),
            "{name}: {word} is a success"
        );
        assert!(self.is_good(), "{name}: {} {}", self.status, self.document);
    }
}

fn is_fit_to_be_shown(failure: &Failure) {
    let (code, text) = (&failure.code, &failure.message);
    let id = failure.request_id.clone().unwrap_or_default();
    assert!(code.chars().count() <= 128 && !code.is_empty(), "code {code:?}");
    assert!(
        text.chars().count() <= 1_024,
        "message of {} characters",
        text.chars().count()
    );
    assert!(id.chars().count() <= 128, "ID {id:?}");
    for shown in [code, text, &id] {
        assert!(!shown.contains(|c: char| c.is_control()), "{shown:?}");
        assert!(!shown.contains(TOKEN), "{shown:?}");
        assert!(!shown.to_lowercase().contains("string to sign"), "{shown:?}");
    }
    if let Consequence::Throttled { after: Some(after) } = failure.consequence {
        assert!(
            after > SignedDuration::ZERO && after <= SignedDuration::from_mins(1),
            "{after:?}"
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn any_answer_is_read_for_what_it_is() {
        fuzz::run("answer", super::answer);
    }
}
