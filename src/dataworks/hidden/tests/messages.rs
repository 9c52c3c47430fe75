//! What helps whoever reads it stays readable.

use super::{SCRIPT, hidden};
use crate::dataworks::hidden::Hidden;
use crate::dataworks::parameters::Parameters;

#[test]
fn messages_that_are_no_echo_stay() {
    let hidden = hidden();
    for message in [
        "success",
        "datasource:[orders_db] is invalid.",
        "data source orders_db not found",
        "datasource orders_db has no table a_table_of_orders_with_a_long_name",
        "Table 'orders_db.a_table_of_orders_with_a_long_name' doesn't exist (errno 1146)",
        "Specified access key is not found.",
        "You are not authorized to do this action. The role acs:ram::1000000000000001:role/the-role-of-the-operator lacks it.",
        "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
        "fileId:[100] is invalid.",
        "节点 订单同步每日增量任务 不存在，请检查资源组 S_res_group_280749521950784_1602042143425",
        "0A1B2C3D-4E5F-5A6B-8C7D-9E8F7A6B5C4D",
        "The parameter TaskParam is invalid: stepType mysql has no Writer",
        "100% of C:\\data\\orders & \"more\" at https://example.com/a%20b?x=1&y=2",
        "the script is {\"a\":1}, and Thu, 28 Nov 2024 10:20:30 GMT is 1732789230 or 0x674844ae",
    ] {
        assert_eq!(hidden.shown(message), message);
    }
}

#[test]
fn a_resource_group_and_a_long_name_of_a_script_stay() {
    let (group, table) = ("S_res_group_280749521950784_1602042143425", "t".repeat(50));
    let script = format!(r#"{{"resourceGroup":"{group}","table":"{table}"}}"#);
    let hidden = Hidden::of(Parameters::new().query("TaskParam", script), []);
    for message in [
        format!("resourceGroup {group} is not there"),
        format!("no table {table}"),
    ] {
        assert_eq!(hidden.shown(&message), message);
    }
}

#[test]
fn the_tables_that_are_missing_stay() {
    let script = r#"{"steps":[{"parameter":{"table":["orders","order_items","customers","invoices"]}}]}"#;
    let inner = serde_json::json!({ "steps": script }).to_string();
    for script in [script.to_owned(), inner] {
        let hidden = Hidden::of(Parameters::new().query("TaskParam", script.clone()), []);
        for message in [
            "tables [orders, order_items, customers, invoices] do not exist",
            "no tables order_items,customers,invoices in the source",
            "tables [\"orders\",\"order_items\",\"customers\"] do not exist",
        ] {
            assert_eq!(hidden.shown(message), message, "{script}");
        }
        let echo = hidden.shown(&format!("invalid: {script}"));
        assert!(echo.contains("[hidden]") && !echo.contains("order"), "{echo}");
    }
}

#[test]
fn a_value_with_the_name_after_it_and_its_value_is_no_list() {
    let script = r#"{"list":["one"],"user":"root","phrase":"hunter2hunter2"}"#;
    let hidden = Hidden::of(Parameters::new().query("TaskParam", script), []);
    let near = r#"near "root","phrase":"hunter2hunter2""#;
    let shown = hidden.shown(near);
    assert!(shown.contains("[hidden]") && !shown.contains("hunter"), "{shown}");
}

#[test]
fn what_is_too_short_to_be_a_secret_hides_nothing() {
    let parameters = Parameters::new().query("TaskParam", r#"{"password":"a-b","token":""}"#);
    let hidden = Hidden::of(parameters, ["id", "", "secret7"]);
    assert_eq!(
        hidden.shown("the id of secret7 is a-b"),
        "the id of secret7 is a-b"
    );
}

#[test]
fn nothing_is_hidden_where_nothing_was_sent() {
    let hidden = Hidden::default();
    assert_eq!(hidden.shown(SCRIPT), SCRIPT);
    assert_eq!(hidden.shown(""), "");
    assert_eq!(format!("{:?}", super::hidden()), "Hidden { .. }");
}
