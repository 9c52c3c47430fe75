//! TaskParam of CreateDISyncTask and UpdateDISyncTask: where the task is stored and what it runs on.

use serde::Deserialize;
use serde_json::Value;

use super::folder;
use crate::state::workspace::Workspace;

/// The settings; keys that are not known are ignored.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Settings {
    /// Identifier of the resource group for Data Integration.
    pub(crate) resource_group: Option<String>,
    /// Compute units.
    pub(crate) cu: Option<f64>,
    folder_path: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Wire {
    file_folder_path: Option<String>,
    resource_group: Option<String>,
    cu: Option<Value>,
}

impl Settings {
    /// Reads the text.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let wire: Wire = serde_json::from_str(text).map_err(|_| "TaskParam is invalid.".to_owned())?;
        let cu = wire.cu.filter(|cu| !cu.is_null());
        Ok(Self {
            folder_path: wire.file_folder_path.filter(|path| !path.is_empty()),
            resource_group: wire.resource_group.filter(|group| !group.is_empty()),
            cu: cu
                .map(|cu| compute_units(&cu).ok_or_else(|| format!("Cu:[{cu}] is invalid.")))
                .transpose()?,
        })
    }

    /// Compares them with what exists.
    pub(crate) fn check(&self, workspace: &Workspace) -> Result<(), String> {
        if let Some(path) = &self.folder_path {
            folder::check(path)?;
        }
        self.check_resource_group(workspace)
    }

    /// Compares what UpdateDISyncTask takes of them with what exists.
    pub(crate) fn check_resource_group(&self, workspace: &Workspace) -> Result<(), String> {
        match &self.resource_group {
            Some(group) if !workspace.resource_groups.contains(group) => {
                Err(format!("ResourceGroup:[{group}] is invalid."))
            }
            _ => Ok(()),
        }
    }

    /// The folder in the spelling that the service stores.
    pub(crate) fn folder(&self) -> Option<String> {
        self.folder_path.as_deref().map(folder::stored)
    }
}

/// A multiple of one half. Whether it is a number or a string in JSON is not documented.
fn compute_units(value: &Value) -> Option<f64> {
    let cu = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
    (cu > 0.0 && (cu * 2.0).fract() == 0.0).then_some(cu)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compute_units_come_as_number_or_text() {
        for (text, cu) in [
            (r#"{"Cu": 1.5}"#, Some(1.5)),
            (r#"{"Cu": "2"}"#, Some(2.0)),
            (r#"{"Cu": null}"#, None),
        ] {
            assert_eq!(Settings::parse(text).map(|settings| settings.cu), Ok(cu));
        }
        assert_eq!(
            Settings::parse(r#"{"Cu": 0.3}"#),
            Err("Cu:[0.3] is invalid.".to_owned())
        );
        assert!(Settings::parse("[]").is_err());
    }

    #[test]
    fn folder_and_resource_group_are_checked() {
        let workspace = Workspace::with_samples();
        let check = |text| Settings::parse(text).and_then(|settings| settings.check(&workspace));
        assert_eq!(check(r#"{"ResourceGroup": "S_res_group_1_2"}"#), Ok(()));
        assert_eq!(
            check(r#"{"ResourceGroup": "x"}"#),
            Err("ResourceGroup:[x] is invalid.".to_owned())
        );
        assert_eq!(
            check(r#"{"FileFolderPath": "x"}"#),
            Err("Invalid path: x".to_owned())
        );
    }
}
