//! The log of every API call, for tests and for people who wonder what a client does.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

use super::fault_rule::Kind;
use crate::gateway::parameters::{Origin, Parameters};

/// Older calls are forgotten but for their number, so that a simulator can run for weeks.
const KEPT: usize = 50_000;

/// What came of a call, as its sender sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Outcome {
    /// No answer yet.
    Unanswered,
    /// It did what was asked.
    Success,
    /// A poll that came too early.
    InProgress,
    /// A business failure inside HTTP 200.
    Fail,
    /// Refused with a 4xx.
    Rejected,
    /// Refused by flow control.
    Throttled,
    /// Failed with a 5xx.
    Error,
    /// No usable answer: reset, empty, truncated or not JSON.
    Lost,
}

/// One call. Neither secrets nor signatures are in it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Call {
    /// Counts from 1; never used twice, not even after the log was cleared.
    pub(crate) seq: u64,
    /// Operation as it was asked for.
    pub(crate) action: String,
    /// Milliseconds since 1970 at which it came in, as time runs.
    pub(crate) time_ms: i64,
    /// HTTP method.
    pub(crate) method: String,
    /// `V1` or `V3`.
    pub(crate) signature: &'static str,
    /// The key it was signed with.
    pub(crate) access_key_id: Option<String>,
    /// Business parameters.
    pub(crate) parameters: BTreeMap<String, String>,
    /// The names of the protocol's parameters that it had.
    pub(crate) protocol: Vec<&'static str>,
    /// Where each of them was.
    pub(crate) origins: BTreeMap<String, Origin>,
    /// HTTP status of the answer.
    pub(crate) status: Option<u16>,
    /// Error code of the answer.
    pub(crate) code: Option<String>,
    /// What came of it.
    pub(crate) outcome: Outcome,
    /// The fault that struck it.
    pub(crate) fault: Option<Kind>,
    /// How often the operation ran for it: 0, 1 or 2.
    pub(crate) executed: u8,
    /// The answer is one that was stored under the ClientToken.
    pub(crate) replayed: bool,
    /// RequestId of the answer.
    pub(crate) request_id: String,
}

/// The log.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallLog {
    last_seq: u64,
    calls: VecDeque<Call>,
    /// Those that are not kept any more.
    forgotten: Counts,
}

/// Number of calls by operation and outcome.
pub(crate) type Counts = BTreeMap<String, BTreeMap<Outcome, u64>>;

/// What is known when a call comes in.
pub(crate) struct Arrival<'a> {
    /// Operation as it was asked for.
    pub(crate) action: &'a str,
    /// HTTP method.
    pub(crate) method: &'a str,
    /// `V1` or `V3`.
    pub(crate) signature: &'static str,
    /// The key that it says it is signed with.
    pub(crate) access_key_id: Option<&'a str>,
    /// All its parameters.
    pub(crate) parameters: &'a Parameters,
    /// RequestId of the answer to come.
    pub(crate) request_id: &'a str,
}

impl CallLog {
    /// Writes a call down as it comes in and gives its number.
    pub(crate) fn arrive(&mut self, arrival: &Arrival<'_>, now_ms: i64) -> u64 {
        self.last_seq += 1;
        if self.calls.len() == KEPT
            && let Some(call) = self.calls.pop_front()
        {
            count(&mut self.forgotten, &call);
        }
        let business = || arrival.parameters.business();
        self.calls.push_back(Call {
            seq: self.last_seq,
            action: arrival.action.to_owned(),
            time_ms: now_ms,
            method: arrival.method.to_owned(),
            signature: arrival.signature,
            access_key_id: arrival.access_key_id.map(str::to_owned),
            parameters: business()
                .map(|(name, value, _)| (name.to_owned(), shown(name, value).to_owned()))
                .collect(),
            protocol: arrival.parameters.protocol().collect(),
            origins: business()
                .map(|(name, _, origin)| (name.to_owned(), origin))
                .collect(),
            status: None,
            code: None,
            outcome: Outcome::Unanswered,
            fault: None,
            executed: 0,
            replayed: false,
            request_id: arrival.request_id.to_owned(),
        });
        self.last_seq
    }

    /// The entry of a call, unless the log was cleared since.
    pub(crate) fn entry(&mut self, seq: u64) -> Option<&mut Call> {
        let index = self.calls.binary_search_by_key(&seq, |call| call.seq).ok()?;
        self.calls.get_mut(index)
    }

    /// Calls in order, of one operation if asked, after a number if asked.
    pub(crate) fn list(&self, action: Option<&str>, after: u64) -> Vec<&Call> {
        let wanted = |call: &&Call| call.seq > after && action.is_none_or(|action| call.action == action);
        self.calls.iter().filter(wanted).collect()
    }

    /// Number of calls by operation and outcome, those that are not kept any more among them.
    pub(crate) fn counts(&self) -> Counts {
        let mut counts = self.forgotten.clone();
        self.calls.iter().for_each(|call| count(&mut counts, call));
        counts
    }

    /// Forgets the calls; numbers go on.
    pub(crate) fn clear(&mut self) {
        self.calls.clear();
        self.forgotten.clear();
    }
}

/// Whoever has a token has the role that it stands for.
fn shown<'a>(name: &str, value: &'a str) -> &'a str {
    if name == "OIDCToken" { "(concealed)" } else { value }
}

fn count(counts: &mut Counts, call: &Call) {
    *counts
        .entry(call.action.clone())
        .or_default()
        .entry(call.outcome)
        .or_default() += 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgotten_calls_are_still_counted() {
        let mut log = CallLog::default();
        for _ in 0..KEPT + 2 {
            let arrival = Arrival {
                action: "ListFiles",
                method: "POST",
                signature: "V1",
                access_key_id: None,
                parameters: &Parameters::default(),
                request_id: "",
            };
            let seq = log.arrive(&arrival, 0);
            log.entry(seq).unwrap().outcome = Outcome::Success;
        }
        assert_eq!(log.list(None, 0).len(), KEPT);
        assert_eq!(log.counts()["ListFiles"][&Outcome::Success], 50_002);
        log.clear();
        assert!(log.counts().is_empty());
    }
}
