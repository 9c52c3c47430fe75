//! ListFiles: one page of the files that a search asks for.

use serde_json::Value;

use super::file::{self, File};
use super::search::Search;
use crate::dataworks::envelope::Envelope;
use crate::dataworks::lenient;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// The most files that ListFiles gives at once. A service may give fewer, and says how many there are.
const PAGE_SIZE: u32 = 100;

/// Reads one page.
#[derive(Debug)]
pub struct ListFiles<'a, S> {
    search: &'a S,
    number: u32,
}

/// A page as the service gave it, whatever was asked for: a service that does not know a filter ignores it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its files.
    pub files: Vec<File>,
    /// The files of all pages, if the answer tells.
    pub total: Option<i64>,
    /// The service's ID of the call.
    pub request_id: Option<String>,
}

impl<'a, S> ListFiles<'a, S> {
    /// The page of this number, from 1.
    pub fn page(search: &'a S, number: u32) -> Self {
        Self { search, number }
    }
}

impl<S: Search> Operation for ListFiles<'_, S> {
    type Answer = Page;
    const NAME: &'static str = "ListFiles";
    const EFFECT: Effect = Effect::Read;

    fn parameters(&self) -> Parameters {
        self.search
            .parameters()
            .body("PageNumber", self.number)
            .body("PageSize", PAGE_SIZE)
    }

    /// An answer without a list, or with an entry that cannot be read, is no page: from what it lacks a caller would
    /// conclude that a task is absent.
    fn decode(&self, envelope: &Envelope) -> Result<Page, Failure> {
        let total = lenient::number(envelope.field("TotalCount"));
        let page = match envelope.field("Files") {
            Some(Value::Array(page)) => page.as_slice(),
            None | Some(Value::Null) if total == Some(0) => &[],
            _ => return Err(envelope.unclear("the answer has no list of files")),
        };
        let files: Option<Vec<File>> = page.iter().map(|entry| file::read(entry, envelope)).collect();
        Ok(Page {
            files: files.ok_or_else(|| envelope.unclear("the list has a file without ID or name"))?,
            total,
            request_id: envelope.request_id(),
        })
    }
}
