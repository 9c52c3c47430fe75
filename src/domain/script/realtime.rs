//! The short script of `GenerateDISyncTaskConfigForCreating`.

use std::collections::HashSet;

use super::walk::Node;
use crate::domain::field::FieldError;

/// The documented pipelines: `setting.taskType`, stepType of the reader, stepType of the writer.
const PIPELINES: &[(&str, &str, &str)] = &[
    ("oneclick_to_odps", "mysql", "odps"),
    ("oneclick_to_kafka", "mysql", "kafka"),
    ("oneclick_to_holo", "mysql", "holo"),
];

pub(super) fn check(script: &Node<'_>, errors: &mut Vec<FieldError>) {
    if !script.is_object() {
        return script.complain(
            errors,
            "the script must be an object with type, version, setting and steps",
        );
    }
    let kind = script.at("type");
    if kind.text() != Some("realtime") {
        kind.complain(
            errors,
            "must be realtime; the script of a batch job (type: job) belongs into spec.taskContent of a DI_OFFLINE task",
        );
    }
    let steps = script.at("steps");
    let all = steps.elements();
    if all.is_empty() {
        return steps.complain(
            errors,
            "the script needs steps: one with category reader and one with category writer",
        );
    }
    let (mut readers, mut writers) = (Vec::new(), Vec::new());
    for step in all {
        match step.at("category").text() {
            Some("reader") => readers.push(step),
            Some("writer") => writers.push(step),
            _ => step.at("category").complain(errors, "must be reader or writer"),
        }
    }
    for (found, name) in [(&readers, "reader"), (&writers, "writer")] {
        match found.as_slice() {
            [] => steps.complain(errors, format!("no step has category {name}: add the {name}")),
            [_] => {}
            [_, second, ..] => second.complain(
                errors,
                format!("a second {name}: a script has one reader and one writer; make another task of it"),
            ),
        }
    }
    readers.iter().for_each(|reader| check_reader(reader, errors));
    writers.iter().for_each(|writer| check_writer(writer, errors));
    check_pipeline(&script.at("setting").at("taskType"), &readers, &writers, errors);
}

fn check_pipeline(kind: &Node<'_>, readers: &[Node<'_>], writers: &[Node<'_>], errors: &mut Vec<FieldError>) {
    let Some(word) = kind.text() else {
        return kind.complain(
            errors,
            "names the pipeline: oneclick_to_odps, oneclick_to_kafka or oneclick_to_holo, after the writer",
        );
    };
    // A pipeline that the page does not show may exist: DataWorks judges it.
    let Some((_, reader, writer)) = PIPELINES.iter().find(|(name, _, _)| *name == word) else {
        return;
    };
    for (steps, role, expected) in [(readers, "reader", reader), (writers, "writer", writer)] {
        for step_type in steps.iter().map(|step| step.at("stepType")) {
            if step_type.text() != Some(expected) {
                step_type.complain(
                    errors,
                    format!(
                        "the {role} of {word} must be {expected}: change it, or {} to the pipeline that is meant",
                        kind.path
                    ),
                );
            }
        }
    }
}

fn check_writer(writer: &Node<'_>, errors: &mut Vec<FieldError>) {
    check_data_source(&writer.at("parameter"), errors);
}

fn check_reader(reader: &Node<'_>, errors: &mut Vec<FieldError>) {
    let connection = reader.at("parameter").at("connection");
    let connections = connection.elements();
    if connections.is_empty() {
        return connection.complain(
            errors,
            "lists the sources, each with datasource and its tables: add one",
        );
    }
    for connection in connections {
        check_data_source(&connection, errors);
        check_selection(&connection, errors);
    }
}

fn check_data_source(parameter: &Node<'_>, errors: &mut Vec<FieldError>) {
    let data_source = parameter.at("datasource");
    if data_source.text().is_none() {
        data_source.complain(errors, "names a data source of the DataWorks workspace: add it");
    }
}

fn check_selection(connection: &Node<'_>, errors: &mut Vec<FieldError>) {
    let (single, multi) = (connection.at("table"), connection.at("selectedTables"));
    if connection.at("tables").is_given() {
        return connection
            .at("tables")
            .complain(errors, "DataWorks knows this key as table (singular): rename it");
    }
    match (single.is_given(), multi.is_given()) {
        (false, false) => connection.complain(
            errors,
            "says no tables: give selectedTables (tables of several databases) or table (of the data source's own)",
        ),
        (true, true) => connection.complain(
            errors,
            "has both selectedTables and table, and DataWorks does not say which counts: remove one",
        ),
        (true, false) => check_tables(&single, single.elements(), errors),
        (false, true) => check_databases(&multi, errors),
    }
}

fn check_databases(selected: &Node<'_>, errors: &mut Vec<FieldError>) {
    let databases = selected.elements();
    if databases.is_empty() {
        return selected.complain(errors, "lists databases and their tables: add one");
    }
    let mut seen = HashSet::new();
    for database in databases {
        let name = database.at("dbName");
        match name.text() {
            None => name.complain(errors, "names a database: add it"),
            Some(text) if !seen.insert(text) => {
                name.complain(
                    errors,
                    format!("{text} is listed twice: put its tables into one entry"),
                );
            }
            Some(_) => {}
        }
        let schema = database.at("schema");
        let schemas = schema.elements();
        if schemas.is_empty() {
            schema.complain(errors, "lists the tables as tableInfos: add an entry");
        }
        for schema in schemas {
            let infos = schema.at("tableInfos");
            let tables = infos.elements().iter().map(|info| info.at("table")).collect();
            check_tables(&infos, tables, errors);
        }
    }
}

fn check_tables(list: &Node<'_>, tables: Vec<Node<'_>>, errors: &mut Vec<FieldError>) {
    if tables.is_empty() {
        return list.complain(errors, "lists no table: add one");
    }
    let mut seen = HashSet::new();
    for table in tables {
        match table.text() {
            None => table.complain(errors, "a table needs a name: fill it in, or remove the entry"),
            Some(name) if !seen.insert(name) => {
                table.complain(errors, format!("{name} is listed twice: remove one"));
            }
            Some(_) => {}
        }
    }
}
