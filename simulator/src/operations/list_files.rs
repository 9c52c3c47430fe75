//! ListFiles: finds tasks by name, number, type or folder, a page at a time.

use serde_json::{Value, json};

use super::{Arguments, Family, Operation, Refusal, Reply, Scene, file_entry};
use crate::gateway::error::ApiError;
use crate::script::folder;
use crate::state::file::File;
use crate::state::tally::Access;

const FILE_ID_IN_LIMIT: usize = 50;

pub(super) const OPERATION: Operation = Operation {
    name: "ListFiles",
    family: Family::File,
    access: Access::Read,
    takes_token: false,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let workspace = scene.workspace(project_id)?;
    let filter = Filter::read(arguments)?;
    let page_number: usize = arguments.parsed("PageNumber")?.unwrap_or(1);
    let page_size: usize = arguments.parsed("PageSize")?.unwrap_or(10);
    if page_number == 0 {
        return Err(ApiError::invalid("PageNumber").into());
    }
    if !(1..=100).contains(&page_size) {
        return Err(ApiError::invalid("PageSize").into());
    }
    let limit = scene.behaviour.list_page_limit;
    let page_size = limit.map_or(page_size, |limit| page_size.min(limit.get()));
    let show = Show {
        content: arguments.parsed("NeedContent")?.unwrap_or(false),
        folder: arguments.parsed("NeedAbsoluteFolderPath")?.unwrap_or(false),
    };
    let listed = |file: &&File| file.listed_from <= scene.now.ms() && filter.admits(file);
    let found: Vec<&File> = workspace.files.values().filter(listed).collect();
    let start = (page_number - 1).saturating_mul(page_size);
    let page: Vec<Value> = found
        .iter()
        .skip(start)
        .take(page_size)
        .map(|file| show.entry(scene, file))
        .collect();
    Ok(Reply::done([
        ("PageNumber", json!(page_number)),
        ("PageSize", json!(page_size)),
        ("TotalCount", json!(found.len())),
        ("Files", json!(page)),
    ]))
}

/// Which files are wanted; an absent criterion admits all.
struct Filter<'a> {
    exact_name: Option<&'a str>,
    keyword: Option<&'a str>,
    folder: Option<String>,
    types: Option<Vec<i64>>,
    file_ids: Option<Vec<i64>>,
    node_id: Option<i64>,
}

impl<'a> Filter<'a> {
    fn read(arguments: &Arguments<'a>) -> Result<Self, ApiError> {
        let filter = Self {
            exact_name: arguments.text("ExactFileName"),
            keyword: arguments.text("Keyword"),
            folder: arguments.text("FileFolderPath").map(folder::stored),
            types: numbers(arguments, "FileTypes")?,
            file_ids: numbers(arguments, "FileIdIn")?,
            node_id: arguments.parsed("NodeId")?,
        };
        match &filter.file_ids {
            Some(ids) if ids.len() > FILE_ID_IN_LIMIT => Err(ApiError::invalid("FileIdIn")),
            _ => Ok(filter),
        }
    }

    fn admits(&self, file: &File) -> bool {
        let in_list =
            |list: &Option<Vec<i64>>, number| list.as_ref().is_none_or(|list| list.contains(&number));
        self.exact_name.is_none_or(|name| file.name == name)
            && self.keyword.is_none_or(|keyword| file.name.contains(keyword))
            && self
                .folder
                .as_ref()
                .is_none_or(|folder| file.folder.as_ref() == Some(folder))
            && in_list(&self.types, file.task_type.file_type().into())
            && in_list(&self.file_ids, file.file_id)
            && self.node_id.is_none_or(|node_id| file.node_id == node_id)
    }
}

fn numbers(arguments: &Arguments<'_>, name: &str) -> Result<Option<Vec<i64>>, ApiError> {
    let parse = |text: &str| {
        text.split(',')
            .map(|number| number.trim().parse())
            .collect::<Result<_, _>>()
            .map_err(|_| ApiError::invalid(name))
    };
    arguments.text(name).map(parse).transpose()
}

/// Which optional fields are wanted.
struct Show {
    content: bool,
    folder: bool,
}

impl Show {
    fn entry(&self, scene: &Scene<'_>, file: &File) -> Value {
        let mut entry = file_entry::entry(scene, file);
        if self.content {
            entry["Content"] = json!(file.content);
        }
        if self.folder {
            entry["AbsoluteFolderPath"] = json!(file.folder);
        }
        entry
    }
}
