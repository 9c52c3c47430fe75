//! Call limits of each account, and what was used of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::limits::{DayRule, Limits};
use super::tally::Access;
use super::usage::{Usage, UsageReport};
use crate::gateway::error::ApiError;

/// The limits, which are the same for every account, and what each has used of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quota {
    limits: Limits,
    accounts: BTreeMap<String, Usage>,
}

/// What the admin interface shows.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QuotaReport<'a> {
    limits: &'a Limits,
    accounts: BTreeMap<&'a str, UsageReport>,
}

impl Quota {
    /// Nothing used yet; refuses limits that say how to throttle in a way that is none.
    pub(crate) fn new(limits: Limits) -> Result<Self, String> {
        limits.throttle.error()?;
        Ok(Self {
            limits,
            accounts: BTreeMap::new(),
        })
    }

    /// Limits and use.
    pub(crate) fn report(&mut self, now: Timestamp) -> QuotaReport<'_> {
        let accounts = self.accounts.iter_mut();
        QuotaReport {
            limits: &self.limits,
            accounts: accounts
                .map(|(account, usage)| (account.as_str(), usage.report(now)))
                .collect(),
        }
    }

    /// Counts a call of an account; an error refuses it.
    pub(crate) fn take(&mut self, account: &str, access: Access, now: Timestamp) -> Result<(), ApiError> {
        let usage = self.accounts.entry(account.to_owned()).or_default();
        let allowed = allows(&self.limits, usage, access, now);
        usage.arrive(access, now);
        if allowed {
            usage.pass(access, now);
        } else {
            usage.throttle(access);
        }
        if allowed || self.limits.count_throttled {
            usage.charge(access, now);
        }
        if allowed {
            return Ok(());
        }
        // Limits that describe no refusal were not let in.
        let refusal = self.limits.throttle.error();
        Err(refusal.unwrap_or_else(|_| ApiError::throttled(axum::http::StatusCode::TOO_MANY_REQUESTS)))
    }
}

fn allows(limits: &Limits, usage: &mut Usage, access: Access, now: Timestamp) -> bool {
    let below = |limit: Option<u64>, used: u64| limit.is_none_or(|limit| used < limit);
    let second = usage.passed_in_second(now);
    let (calendar, sliding) = usage.charged(now);
    let of_class = match access {
        Access::Read => limits.read_qps,
        Access::Write => limits.write_qps,
    };
    let day = match limits.day {
        DayRule::Both => calendar.max(sliding),
        DayRule::Calendar => calendar,
        DayRule::Sliding => sliding,
    };
    below(limits.qps, second.all) && below(of_class, second.of(access)) && below(limits.per_day, day)
}

#[cfg(test)]
#[path = "quota_tests.rs"]
mod tests;
