//! Answers in XML, the protocol's default format.

use serde_json::{Map, Value};

/// Writes an object as a document: one element a field, an array as repeated elements, nothing for null.
pub(crate) fn document(root: &str, fields: &Map<String, Value>) -> String {
    let mut text = String::from("<?xml version='1.0' encoding='UTF-8'?>");
    element(&mut text, root, &Value::Object(fields.clone()));
    text
}

fn element(text: &mut String, name: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Array(items) => items.iter().for_each(|item| element(text, name, item)),
        Value::Object(fields) => {
            text.push_str(&format!("<{name}>"));
            for (name, value) in fields {
                element(text, name, value);
            }
            text.push_str(&format!("</{name}>"));
        }
        Value::String(content) => text.push_str(&format!("<{name}>{}</{name}>", escape(content))),
        Value::Bool(_) | Value::Number(_) => text.push_str(&format!("<{name}>{value}</{name}>")),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_lists_and_nulls() {
        let value =
            json!({"Success": true, "Data": {"Files": [{"Id": 1}, {"Id": 2}], "Message": null, "A": "<&>"}});
        let text = value.as_object().map(|fields| document("XResponse", fields));
        let body = "<XResponse><Data><A>&lt;&amp;&gt;</A><Files><Id>1</Id></Files><Files><Id>2</Id></Files></Data>\
                    <Success>true</Success></XResponse>";
        assert_eq!(
            text,
            Some(format!("<?xml version='1.0' encoding='UTF-8'?>{body}"))
        );
    }
}
