//! Follows the pages of ListFiles until what was asked for is there, or is certain not to be.
//!
//! That something is absent follows only from a whole list: a caller that takes a part for the whole creates a task
//! twice, or forgets one.

use std::collections::HashSet;

use super::file::{File, Files};
use super::list_files::{ListFiles, Page};
use crate::dataworks::fault;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{DataWorks, Effect};
use crate::domain::failure::Failure;

/// Pages that are read at most, each a call. What fits on no more is not known.
pub const MOST_PAGES: u32 = 10;

/// What is searched for among the files of a workspace.
pub trait Search: Send + Sync {
    /// The filter that is sent.
    fn parameters(&self) -> Parameters;

    /// Whether this file is one of those that are searched for.
    fn asks_for(&self, file: &File) -> bool;

    /// Whether no other file is searched for than was found.
    fn has_enough(&self, found: &[File]) -> bool;
}

/// Searches, a page a call, and brings what was found.
///
/// # Errors
///
/// If a call failed, or the list was not told as a whole and lacks what was asked for.
pub async fn find<D: DataWorks, S: Search>(service: &D, search: &S) -> Result<Files, Failure> {
    let mut reading = Reading::default();
    for number in 1..=MOST_PAGES {
        let page = service.call(&ListFiles::page(search, number)).await?;
        let request_id = page.request_id.clone();
        match reading.take(page, search) {
            Ok(Reach::Enough) => {
                return Ok(Files {
                    files: reading.found,
                    request_id,
                });
            }
            Ok(Reach::Part) => {}
            Err(reason) => return Err(fault::unreadable(Effect::Read, reason, request_id)),
        }
    }
    Err(fault::unreadable(
        Effect::Read,
        "the list has more pages than are read",
        None,
    ))
}

/// How far a list was read.
enum Reach {
    /// All of it that matters.
    Enough,
    /// There may be more.
    Part,
}

/// A list that is being read.
#[derive(Default)]
struct Reading {
    seen: HashSet<i64>,
    found: Vec<File>,
    total: Option<i64>,
}

impl Reading {
    /// Takes the next page, and tells why the list cannot be read further, if so.
    fn take<S: Search>(&mut self, page: Page, search: &S) -> Result<Reach, &'static str> {
        let (before, length) = (self.seen.len(), page.files.len());
        if before > 0 && page.total != self.total {
            // What moved to a page that was read already would be missed.
            return Err("the list changed while its pages were read");
        }
        self.total = page.total;
        for file in page.files {
            if self.seen.insert(file.file_id) && search.asks_for(&file) {
                self.found.push(file);
            }
        }
        let is_whole = match self.total {
            Some(total) => usize::try_from(total).is_ok_and(|total| total <= self.seen.len()),
            None => length == 0,
        };
        if is_whole || search.has_enough(&self.found) {
            return Ok(Reach::Enough);
        }
        if self.seen.len() == before {
            return Err("the list has more files than were given");
        }
        Ok(Reach::Part)
    }
}

#[cfg(test)]
#[path = "../tests/search.rs"]
mod tests;
