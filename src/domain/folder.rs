//! The spelling of DataStudio folders.

/// Words of the path that DataWorks stores in Chinese, by the keyword of the third segment
/// (source: the conversion that the Terraform provider of Alibaba Cloud makes before every call).
const KEYWORDS: &[(&str, &str)] = &[
    ("folderDi", "数据集成"),
    ("folderMaxCompute", "MaxCompute"),
    ("folderGeneral", "通用"),
    ("folderJdbc", "数据库"),
    ("folderUserDefined", "自定义"),
    ("folderHologres", "Hologres"),
    ("folderEMR", "EMR"),
    ("folderFlink", "Flink"),
    ("folderADB", "AnalyticDB for PostgreSQL"),
    ("folderErd", "数据模型"),
    ("folderAlgm", "算法"),
];

/// The path as it is sent: `Business Flow/NAME/folderDi` becomes what DataWorks stores, and any other path stays as
/// the user wrote it, since the right spelling depends on the language of the console.
pub fn as_sent(path: &str) -> String {
    let segments: Vec<&str> = path.split('/').collect();
    if let [first, name, keyword, rest @ ..] = segments.as_slice()
        && let Some((_, stored)) = KEYWORDS.iter().find(|(word, _)| word == keyword)
    {
        let first = if *first == "Business Flow" {
            "业务流程"
        } else {
            first
        };
        return [&[first, name, stored], rest].concat().join("/");
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::as_sent;

    #[test]
    fn keyword_paths_are_converted_and_others_kept() {
        for (written, sent) in [
            ("Business Flow/orders/folderDi", "业务流程/orders/数据集成"),
            (
                "Business Flow/orders/folderDi/daily",
                "业务流程/orders/数据集成/daily",
            ),
            ("业务流程/订单/folderDi", "业务流程/订单/数据集成"),
            (
                "Business Flow/orders/Data Integration",
                "Business Flow/orders/Data Integration",
            ),
            ("业务流程/orders/数据集成", "业务流程/orders/数据集成"),
            ("folderDi", "folderDi"),
        ] {
            assert_eq!(as_sent(written), sent);
        }
    }
}
