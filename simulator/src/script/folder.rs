//! Folder paths of task files, whose spelling depends on the language of the console.

/// First segments of a business flow's path, the stored spelling first.
const FLOW: [&str; 4] = ["业务流程", "Business Flow", "Workflow", "Business_process"];

/// Third segments of the folder for Data Integration, the stored spelling first.
const DATA_INTEGRATION: [&str; 2] = ["数据集成", "Data Integration"];

/// Refuses a path that cannot hold a task: it has to lie in the Data Integration folder of some business flow.
pub(crate) fn check(path: &str) -> Result<(), String> {
    let segments: Vec<&str> = path.split('/').collect();
    let sound = match segments.as_slice() {
        [flow, _, kind, ..] => {
            FLOW.contains(flow)
                && DATA_INTEGRATION.contains(kind)
                && segments.iter().all(|part| !part.is_empty())
        }
        _ => false,
    };
    if sound {
        Ok(())
    } else {
        Err(format!("Invalid path: {path}"))
    }
}

/// The path in the spelling that the service stores.
pub(crate) fn stored(path: &str) -> String {
    let translate = |(index, segment): (usize, &str)| match index {
        0 if FLOW.contains(&segment) => FLOW[0].to_owned(),
        2 if DATA_INTEGRATION.contains(&segment) => DATA_INTEGRATION[0].to_owned(),
        _ => segment.to_owned(),
    };
    path.split('/')
        .enumerate()
        .map(translate)
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_into_the_data_integration_folder_are_sound() {
        for path in [
            "业务流程/orders/数据集成",
            "Business Flow/orders/Data Integration/sub",
        ] {
            assert_eq!(check(path), Ok(()));
        }
        for path in [
            "",
            "orders",
            "Business Flow/orders",
            "Business Flow//Data Integration",
            "x/y/数据集成",
        ] {
            assert_eq!(check(path), Err(format!("Invalid path: {path}")));
        }
        assert!(check("Business Flow/orders/Data Integration/").is_err());
    }

    #[test]
    fn both_languages_are_stored_alike() {
        assert_eq!(
            stored("Business Flow/a b/Data Integration/x"),
            "业务流程/a b/数据集成/x"
        );
        assert_eq!(stored("业务流程/a/数据集成"), "业务流程/a/数据集成");
    }
}
