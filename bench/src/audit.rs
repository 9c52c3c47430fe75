//! The API server's audit log: what the operator asked for, by verb and resource.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;

use serde::Deserialize;

use crate::error::{Error, Result};

/// The ServiceAccount that the chart makes.
const USER: &str = "system:serviceaccount:dataworks-system:dataworks-operator";

/// Number of requests by verb and resource, such as `patch disynctasks/status`; a refused one (a conflict, say) is
/// counted under its code, too: `patch disynctasks/status 409`.
pub type Requests = BTreeMap<String, u64>;

/// Reads the log from where it was read before.
#[derive(Debug)]
pub struct Audit {
    log: PathBuf,
    /// Bytes read so far, of the rotated files and the current one taken together.
    read: u64,
}

impl Audit {
    /// Reads this log, from its beginning.
    pub fn new(log: PathBuf) -> Self {
        Self { log, read: 0 }
    }

    /// The operator's requests that were answered since the last call of this.
    pub fn take(&mut self) -> Result<Requests> {
        let text = self.unread()?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        self.read += whole as u64;
        Ok(count(&text[..whole]))
    }

    fn unread(&self) -> Result<String> {
        let (mut text, mut skip) = (String::new(), self.read);
        for path in testbed::audit::files(&self.log)? {
            let mut file = File::open(&path).map_err(Error::path("opening", &path))?;
            let length = file.metadata().map_err(Error::path("looking at", &path))?.len();
            let skipped = skip.min(length);
            skip -= skipped;
            file.seek(SeekFrom::Start(skipped))
                .map_err(Error::path("seeking in", &path))?;
            file.read_to_string(&mut text)
                .map_err(Error::path("reading", &path))?;
        }
        Ok(text)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    stage: String,
    verb: String,
    user: User,
    object_ref: Option<Reference>,
    response_status: Option<Status>,
}

#[derive(Deserialize)]
struct User {
    username: String,
}

#[derive(Deserialize)]
struct Reference {
    resource: String,
    subresource: Option<String>,
}

#[derive(Deserialize)]
struct Status {
    code: Option<u16>,
}

fn count(lines: &str) -> Requests {
    let mut requests = Requests::new();
    let entries = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Entry>(line).ok());
    // A watch is logged when it starts and when it ends; its start counts.
    let started = |entry: &Entry| (entry.verb == "watch") == (entry.stage == "ResponseStarted");
    for entry in entries
        .filter(|entry| entry.user.username == USER)
        .filter(started)
    {
        *requests.entry(name(&entry)).or_default() += 1;
    }
    requests
}

fn name(entry: &Entry) -> String {
    let resource = match &entry.object_ref {
        Some(Reference {
            resource,
            subresource: Some(sub),
        }) => format!("{resource}/{sub}"),
        Some(Reference {
            resource,
            subresource: None,
        }) => resource.clone(),
        None => "(no resource)".to_owned(),
    };
    let refused = entry
        .response_status
        .as_ref()
        .and_then(|status| status.code)
        .filter(|code| *code >= 400);
    let refused = refused.map(|code| format!(" {code}")).unwrap_or_default();
    format!("{} {resource}{refused}", entry.verb)
}

#[cfg(test)]
#[path = "audit_tests.rs"]
mod tests;
