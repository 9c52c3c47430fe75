//! A DataWorks in memory, as harsh as the contract allows.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use crate::domain::failure::{Consequence, Failure};
use crate::domain::look::Look;
use crate::domain::observed::{Answer, File, Named, Process, Seen};
use crate::domain::opaque::TaskContent;
use crate::domain::plan::{Call, Fact, Request};

/// SplitMix64.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    pub(super) fn percent(&mut self, chance: u64) -> bool {
        self.next() % 100 < chance
    }
}

pub(super) struct Service {
    pub(super) tokens: Option<HashMap<String, i64>>,
    pub(super) list_lag: SignedDuration,
    pub(super) offset: SignedDuration,
    pub(super) processes: HashMap<i64, Timestamp>,
    pub(super) files: HashMap<i64, Timestamp>,
    pub(super) most_files: usize,
    pub(super) last_id: i64,
    pub(super) calls: usize,
}

impl Service {
    fn id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    fn remembered(&mut self, token: Option<&str>, make: impl FnOnce(&mut Self) -> i64) -> i64 {
        let token = token.unwrap_or_default().to_owned();
        if let Some(known) = self.tokens.as_ref().and_then(|tokens| tokens.get(&token)) {
            return *known;
        }
        let id = make(self);
        if let Some(tokens) = &mut self.tokens {
            tokens.insert(token, id);
        }
        id
    }

    pub(super) fn perform(&mut self, call: &Call, now: Timestamp, takes: SignedDuration) -> Fact {
        let token = call.announcement.client_token.as_deref();
        match &call.request {
            Request::Generate(_) => {
                let id = self.remembered(token, |service| {
                    let id = service.id();
                    service.processes.insert(id, now + takes);
                    id
                });
                Fact::Generating(id, Answer::default(), SignedDuration::from_secs(1))
            }
            Request::Create(..) => {
                let created = now + self.offset;
                let id = self.remembered(token, |service| {
                    let id = service.id();
                    service.files.insert(id, created);
                    service.most_files = service.most_files.max(service.files.len());
                    id
                });
                Fact::Created(id, Answer::default())
            }
            Request::Delete(id) => {
                self.files.remove(id);
                Fact::DeletionAccepted
            }
        }
    }

    pub(super) fn show(&self, look: &Look, now: Timestamp) -> Seen {
        match look {
            Look::Process(id) => Seen::Process(match self.processes.get(id) {
                Some(ready) if *ready <= now => Ok(Process::Ready {
                    content: TaskContent::new("{}"),
                    answer: Answer::default(),
                }),
                Some(_) => Ok(Process::Running(Answer::default())),
                None => Err(failure(Consequence::NotFound)),
            }),
            Look::Name(_) => {
                let listed = |created: Timestamp| created + self.list_lag <= now + self.offset;
                let found = self.files.iter().find(|(_, created)| listed(**created));
                Seen::Named(Ok(found.map(|(id, created)| Named {
                    file: File {
                        file_id: *id,
                        file_type: Some(900),
                        created_at: Some(*created),
                    },
                    exact: true,
                    claimant: None,
                })))
            }
            Look::File(id) => Seen::Exists(Ok(self.files.contains_key(id))),
        }
    }
}

pub(super) fn failure(consequence: Consequence) -> Failure {
    Failure {
        consequence,
        code: "Code".into(),
        message: "text".into(),
        request_id: None,
    }
}
