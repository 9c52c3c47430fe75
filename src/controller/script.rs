//! Fetches the script of a task from where the spec says it is.

use kube::ResourceExt;

use super::context::Context;
use super::error::Error;
use crate::api::{DISyncTask, KeyRef, Reason, Script};
use crate::domain;
use crate::domain::observed::Blocker;

/// A script and the place in the input where it was found.
pub struct Located {
    /// The script.
    pub script: Script,
    /// The path that complaints about it begin with.
    pub path: String,
}

/// The script of `task`, or what keeps it from being read.
pub async fn locate(task: &DISyncTask, context: &Context) -> Result<Result<Located, Blocker>, Error> {
    let spec = &task.spec;
    let inline = [
        (&spec.task_param, "spec.taskParam"),
        (&spec.task_content, "spec.taskContent"),
    ];
    if let Some((script, path)) = inline
        .into_iter()
        .find_map(|(script, path)| Some((script.clone()?, path)))
    {
        return Ok(Ok(Located {
            script,
            path: path.to_owned(),
        }));
    }
    if let Some(pipeline) = &spec.pipeline {
        return Ok(domain::script::compile(pipeline)
            .map(|script| Located {
                script,
                path: "spec.pipeline".to_owned(),
            })
            .map_err(|error| invalid(error.to_string())));
    }
    let Some(source) = &spec.script_from else {
        return Ok(Err(invalid(
            "spec: one of taskParam, taskContent, scriptFrom and pipeline must be set".to_owned(),
        )));
    };
    let namespace = task.namespace().unwrap_or_default();
    let (kind, field, reference, held) = match (&source.config_map_key_ref, &source.secret_key_ref) {
        (Some(at), _) => {
            let held = context.inputs.config_map(&namespace, &at.name).await?;
            ("ConfigMap", "configMapKeyRef", at, held.map(std::sync::Arc::new))
        }
        (None, Some(at)) => (
            "Secret",
            "secretKeyRef",
            at,
            context.inputs.secret(&namespace, &at.name).await?,
        ),
        (None, None) => {
            return Ok(Err(invalid(
                "spec.scriptFrom: set configMapKeyRef or secretKeyRef".to_owned(),
            )));
        }
    };
    let KeyRef { name, key } = reference;
    let missing = |what: String| Blocker {
        reason: Reason::ScriptNotFound,
        message: format!("spec.scriptFrom.{field}: {what}; it is read again every few seconds"),
    };
    let Some(held) = held else {
        return Ok(Err(missing(format!(
            "there is no {kind} {name} in namespace {namespace}: create it"
        ))));
    };
    if held.is_no_text(key) {
        return Ok(Err(missing(format!(
            "what {kind} {name} holds as {key} is no text: write it as UTF-8, a ConfigMap's under data"
        ))));
    }
    let Some(text) = held.get(key) else {
        return Ok(Err(missing(format!(
            "{kind} {name} has no key {key}: add it, or name another key"
        ))));
    };
    let path = format!("spec.scriptFrom.{field}({name}/{key})");
    Ok(domain::script::parse(text, &path)
        .map(|script| Located { script, path })
        .map_err(|error| invalid(error.to_string())))
}

fn invalid(message: String) -> Blocker {
    Blocker {
        reason: Reason::InvalidSpec,
        message,
    }
}
