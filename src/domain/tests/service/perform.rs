//! The changes that the service makes.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::quirks::NameRule;
use super::task::{Run, Task, Version, reader, reader_mut};
use super::{Process, Service, failure, refused, unknown};
use crate::api::TaskType;
use crate::domain::desired::Settings;
use crate::domain::failure::{Consequence, Failure};
use crate::domain::observed::Answer;
use crate::domain::plan::{Call, Fact, Request};

/// A table that no source has.
pub(in crate::domain::tests) const LOST: &str = "lost";

impl Service {
    pub(in crate::domain::tests) fn perform(&mut self, call: &Call, now: Timestamp) -> Result<Fact, Failure> {
        self.settle(now);
        let taken = || Fact::Taken(success(), None);
        Ok(match &call.request {
            Request::Generate(param) => self.generate(call, param.as_str(), now)?,
            Request::GenerateUpdate(id, param) => self.generate_update(call, *id, param.as_str(), now)?,
            Request::Create(content, settings, _) => self.create(call, content.as_str(), settings, now)?,
            Request::Update(id, content, settings, applied) => {
                let content = content.as_ref().map(|content| parsed(content.as_str()));
                self.update(*id, content, settings, now)?;
                Fact::Applied(applied.clone(), success())
            }
            Request::Schedule(id, schedule, applied) => {
                let clock = self.clock(now);
                let task = self.task(*id)?;
                task.held.schedule = (**schedule).clone();
                task.touch(clock);
                Fact::Applied(applied.clone(), success())
            }
            Request::Submit(id) => self.submit(*id, now)?,
            Request::Deploy(id) if self.task_type == TaskType::Offline => self.publish(*id, now)?,
            Request::Deploy(id) => {
                self.deploy(*id, now)?;
                taken()
            }
            Request::Start(id, param) => {
                let param = json!(param).to_string();
                self.start(*id, param, now)?;
                taken()
            }
            Request::Stop(id) => {
                self.stop(*id, now)?;
                taken()
            }
            Request::Terminate(id) => {
                self.terminate(*id)?;
                taken()
            }
            Request::Delete(id) => {
                self.delete(*id)?;
                Fact::DeletionAccepted
            }
        })
    }

    pub(super) fn task(&mut self, id: i64) -> Result<&mut Task, Failure> {
        self.tasks.get_mut(&id).ok_or_else(unknown)
    }

    /// The first answer to a token, where those are remembered.
    fn remembered(&mut self, call: &Call, payload: String) -> Result<Option<i64>, Failure> {
        let token = call.announcement.client_token.clone().unwrap_or_default();
        let payload = format!("{:?} {} {payload}", call.announcement.kind, call.task_name);
        match self.tokens.get(&token) {
            Some((first, id)) if *first == payload => Ok(Some(*id).filter(|_| self.quirks.tokens)),
            Some(_) => {
                self.violations
                    .push(format!("token {token} carries another payload than before"));
                Err(failure(Consequence::TokenMismatch, "IdempotentParameterMismatch"))
            }
            None => {
                self.tokens.insert(token, (payload, 0));
                Ok(None)
            }
        }
        .map(|known| known.filter(|id| *id != 0))
    }

    fn remember(&mut self, call: &Call, id: i64) {
        let token = call.announcement.client_token.clone().unwrap_or_default();
        if let Some((_, known)) = self.tokens.get_mut(&token) {
            *known = id;
        }
    }

    fn name_is_refused(&self, call: &Call, at: NameRule) -> bool {
        let refuses = self.quirks.names == NameRule::AtGeneration || self.quirks.names == at;
        refuses && self.tasks.values().any(|task| task.name == call.task_name)
    }

    fn generate(&mut self, call: &Call, param: &str, now: Timestamp) -> Result<Fact, Failure> {
        if let Some(id) = self.remembered(call, param.to_owned())? {
            return Ok(generating(id));
        }
        if self.name_is_refused(call, NameRule::AtGeneration) {
            return Err(failure(Consequence::NameTaken, "the name exists"));
        }
        let script = parsed(param);
        let connection = reader(&script).cloned().unwrap_or_default();
        let id = self.id();
        let content = json!({
            "type": "job", "version": "2.0",
            "extend": { "resourceGroup": script.pointer("/setting/resourceGroup"), "process": id },
            "steps": [
                { "category": "reader", "stepType": "mysql", "parameter": { "connection": [connection] } },
                { "category": "writer", "stepType": "odps", "parameter": { "datasource": "dw" } }
            ]
        });
        Ok(self.begin(call, id, content, now))
    }

    fn generate_update(
        &mut self,
        call: &Call,
        id: i64,
        param: &str,
        now: Timestamp,
    ) -> Result<Fact, Failure> {
        if let Some(id) = self.remembered(call, param.to_owned())? {
            return Ok(generating(id));
        }
        let mut content = self.task(id)?.held.content.clone();
        let partial = parsed(param);
        if let (Some(old), Some(new)) = (reader_mut(&mut content), reader(&partial)) {
            *old = new.clone();
        }
        // It is made anew, without what the console may set besides.
        if let Some(content) = content.as_object_mut() {
            content.remove("setting");
        }
        let id = self.id();
        content["extend"]["process"] = json!(id);
        Ok(self.begin(call, id, content, now))
    }

    fn begin(&mut self, call: &Call, id: i64, content: Value, now: Timestamp) -> Fact {
        let process = Process {
            ready: now + SignedDuration::from_secs(self.quirks.generation),
            outcome: if names_lost(&content) {
                Err("a table does not exist".to_owned())
            } else {
                Ok(content)
            },
            silent: self.quirks.silent,
        };
        self.processes.insert(id, process);
        self.remember(call, id);
        generating(id)
    }

    fn create(
        &mut self,
        call: &Call,
        content: &str,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Fact, Failure> {
        let payload = format!("{content} {}", settings.to_json());
        if let Some(id) = self.remembered(call, payload)? {
            return Ok(Fact::Created(id, success()));
        }
        if self.name_is_refused(call, NameRule::AtCreation) {
            return Err(failure(Consequence::NameTaken, "the name exists"));
        }
        let content = parsed(content);
        if names_lost(&content) {
            return Err(refused("a table does not exist"));
        }
        let other = self.ours().next().map(|task| task.id);
        if let Some(other) = other {
            let said = format!("two tasks at once: {other} is there, and another is created");
            self.violations.push(said);
        }
        let version = Version {
            content,
            group: settings.resource_group.clone(),
            schedule: crate::api::Schedule::default(),
        };
        let id = self.add(call.task_name.clone(), version, true, now);
        self.remember(call, id);
        Ok(Fact::Created(id, success()))
    }

    pub(in crate::domain::tests) fn add(
        &mut self,
        name: String,
        held: Version,
        ours: bool,
        now: Timestamp,
    ) -> i64 {
        let (id, clock) = (self.id(), self.clock(now));
        let task = Task {
            id,
            ours,
            name,
            created: clock,
            edited_at: clock,
            version: 1,
            held,
            committed: false,
            deployed: None,
            deployable: now,
            run: Run::Off(self.quirks.undeployed()),
            runs: None,
            starts: 0,
        };
        self.tasks.insert(id, task);
        id
    }

    fn update(
        &mut self,
        id: i64,
        content: Option<Value>,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let (clock, offline) = (self.clock(now), self.task_type == TaskType::Offline);
        let takes = self.quirks.updates || offline;
        let task = self.task(id)?;
        if !takes {
            return Err(refused("TaskType: DI_OFFLINE only"));
        }
        if content.as_ref().is_some_and(names_lost) {
            return Err(refused("a table does not exist"));
        }
        if let Some(content) = content {
            task.held.content = content;
        }
        if let Some(group) = &settings.resource_group {
            task.held.group = Some(group.clone());
            if !offline {
                task.held.content["extend"]["resourceGroup"] = json!(group);
            }
        }
        task.touch(clock);
        Ok(())
    }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

fn names_lost(content: &Value) -> bool {
    let tables = reader(content).and_then(|reader| reader["table"].as_array());
    tables.is_some_and(|tables| tables.contains(&json!(LOST)))
}

pub(super) fn success() -> Answer {
    Answer {
        status: Some("success".into()),
        ..Answer::default()
    }
}

fn generating(id: i64) -> Fact {
    Fact::Generating(id, success(), SignedDuration::from_secs(1))
}
