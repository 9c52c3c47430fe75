//! One row a difference.

use super::*;

#[test]
fn a_generated_configuration_holds_what_the_script_says() {
    assert_eq!(realtime(&script(), &held().to_string()), Compared::Same);
    let (orders, users) = (
        "steps[0].parameter.connection[0]",
        "steps[0].parameter.connection[1]",
    );
    let (o, u) = (
        "/steps/1/parameter/connection/0",
        "/steps/1/parameter/connection/1",
    );
    let off = json!([ { "dbName": "shop", "schema": [ { "tableInfos": [
        { "table": "a", "enable": false }, { "table": "b" } ] } ] } ]);
    for (pointer, value, expected) in [
        (
            format!("{o}/datasource"),
            json!("other"),
            vec![format!("{orders}.datasource")],
        ),
        (
            format!("{o}/selectedTables"),
            selected("shop", &["a"]),
            vec![format!("{orders}.selectedTables")],
        ),
        (
            format!("{o}/selectedTables"),
            selected("other", &["a", "b"]),
            vec![format!("{orders}.selectedTables")],
        ),
        (format!("{o}/selectedTables"), selected("", &["a", "b"]), vec![]),
        (
            format!("{o}/selectedTables"),
            off,
            vec![format!("{orders}.selectedTables")],
        ),
        (o.to_owned(), json!({ "table": ["b", "a"] }), vec![]),
        (
            o.to_owned(),
            json!({ "table": ["b"] }),
            vec![format!("{orders}.selectedTables")],
        ),
        (
            u.to_owned(),
            json!({ "table": ["y", "z"], "datasource": 3 }),
            vec![format!("{users}.table")],
        ),
        (
            u.to_owned(),
            json!({ "selectedTables": selected("any", &["x", "y"]) }),
            vec![],
        ),
        // What is not shown, or not in a way that can be read.
        (o.to_owned(), json!({}), vec![]),
        (o.to_owned(), json!(null), vec![]),
        (format!("{o}/selectedTables"), json!([]), vec![]),
        (
            format!("{o}/selectedTables"),
            json!([ { "dbName": "shop" } ]),
            vec![],
        ),
        (
            format!("{o}/selectedTables"),
            json!([ { "schema": [ { "tableInfos": [1] } ] } ]),
            vec![],
        ),
        ("/steps/1/parameter/connection".into(), json!({}), vec![]),
        ("/steps/1/parameter".into(), json!(1), vec![]),
        ("/steps/1".into(), json!([]), vec![]),
        ("/extend".into(), json!({}), vec![]),
        ("/extend".into(), json!([1]), vec![]),
        (
            "/extend/resourceGroup".into(),
            json!("other"),
            vec!["setting.resourceGroup".into()],
        ),
        (
            "/steps/0/stepType".into(),
            json!("holo"),
            vec!["steps[1].stepType".into()],
        ),
        (
            "/steps/1/stepType".into(),
            json!("oracle"),
            vec!["steps[0].stepType".into()],
        ),
        (
            "/steps/0/parameter/datasource".into(),
            json!("x"),
            vec!["steps[1].parameter.datasource".into()],
        ),
    ] {
        let paths: Vec<&str> = expected.iter().map(String::as_str).collect();
        let actual = with(held(), &pointer, value);
        assert_eq!(
            realtime(&script(), &actual.to_string()),
            different(&paths),
            "{actual}"
        );
    }
    let group = json!({ "steps": held()["steps"], "setting": { "resourceGroup": "old" } });
    assert_eq!(
        realtime(&script(), &group.to_string()),
        different(&["setting.resourceGroup"])
    );
}

#[test]
fn the_schema_counts_where_both_say_it() {
    let of = |schema: Value| json!([ { "dbName": "shop", "schema": [ { "schemaName": schema, "tableInfos": [ { "table": "a" } ] } ] } ]);
    let at = format!("{CONNECTION}/selectedTables");
    for (theirs, expected) in [
        (json!("s"), vec![]),
        (json!(null), vec![]),
        (
            json!("t"),
            vec!["steps[0].parameter.connection[0].selectedTables"],
        ),
    ] {
        let ours = with(script(), &at, of(json!("s")));
        let actual = with(script(), &at, of(theirs));
        assert_eq!(
            realtime(&ours, &actual.to_string()),
            different(&expected),
            "{actual}"
        );
    }
}

#[test]
fn a_batch_script_is_there_part_by_part() {
    let script = json!({ "type": "job", "setting": { "speed": { "concurrent": 2 }, "none": null, "empty": {} },
        "steps": [ { "stepType": "mysql", "category": "reader", "parameter": { "column": ["a", "b"], "a/b~c": 1 } } ] });
    for (pointer, value, expected) in [
        ("/type", json!("job"), vec![]),
        (
            "/setting/speed",
            json!({ "throttle": false, "concurrent": 2 }),
            vec![],
        ),
        (
            "/setting/speed",
            json!({ "concurrent": 3 }),
            vec!["setting.speed.concurrent"],
        ),
        (
            "/setting",
            json!({ "speed": { "concurrent": 2 }, "empty": { "x": 1 } }),
            vec![],
        ),
        (
            "/setting",
            json!([]),
            vec!["setting.empty", "setting.speed.concurrent"],
        ),
        (
            "/steps/0/parameter/column",
            json!(["b", "a"]),
            vec!["steps[0].parameter.column"],
        ),
        ("/steps/0/category", json!(null), vec!["steps[0].category"]),
    ] {
        let actual = with(script.clone(), pointer, value);
        assert_eq!(
            offline(&script, &actual.to_string()),
            different(&expected),
            "{actual}"
        );
    }
    let wide: Value = (0..60).map(|i| (format!("k{i}"), json!(i))).collect();
    let script = json!({ "type": "job", "steps": [ { "parameter": wide } ] });
    let mut more = script.clone();
    more["steps"][0]["parameter"]["added"] = json!(1);
    assert_eq!(offline(&script, &more.to_string()), Compared::Same);
    more["steps"][0]["parameter"]["k3"] = json!(1);
    assert_eq!(
        offline(&script, &more.to_string()),
        different(&["steps[0].parameter"])
    );
}
