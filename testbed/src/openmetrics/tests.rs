//! What is taken, and what is refused.

use super::*;

const GOOD: &str = "# HELP up Is it up.\n# TYPE up gauge\nup 1\n\
# HELP calls Calls.\n# TYPE calls counter\ncalls_total{of=\"a \\\"b\\\"\\n\\\\\",by=\"c\"} 3\ncalls_total{of=\"d\"} 4\n\
# HELP took_seconds Time.\n# TYPE took_seconds histogram\n# UNIT took_seconds seconds\n\
took_seconds_sum 0.5\ntook_seconds_count 2\ntook_seconds_bucket{le=\"0.1\"} 1\ntook_seconds_bucket{le=\"+Inf\"} 2\n\
# HELP build Build.\n# TYPE build info\nbuild_info{version=\"1\"} 1\n# EOF\n";

#[test]
fn a_good_text_is_read() {
    let read = Exposition::parse(GOOD).unwrap();
    assert_eq!(read.families.len(), 4);
    assert_eq!(read.value("calls_total", &[]), Some(7.0));
    assert_eq!(read.value("calls_total", &[("of", "d")]), Some(4.0));
    assert_eq!(read.value("calls_total", &[("of", "e")]), None);
    assert_eq!(read.families[1].samples[0].labels["of"], "a \"b\"\n\\");
    assert_eq!(
        read.family("took_seconds").unwrap().unit.as_deref(),
        Some("seconds")
    );
}

#[test]
fn each_broken_rule_is_refused() {
    for (good, bad, why) in [
        ("# EOF\n", "", "no end"),
        ("up 1\n", "up one\n", "no number"),
        ("up 1\n", "up 1 1700000000\n", "a time"),
        ("up 1\n", "up NaN\n", "no number"),
        ("up 1\n", "down 1\n", "another family"),
        ("up 1\n", "up 1\nup 1\n", "twice"),
        ("# TYPE up gauge\n", "", "no kind"),
        (
            "# TYPE up gauge\n",
            "# TYPE up gauge\n# TYPE up gauge\n",
            "two kinds",
        ),
        ("# HELP up Is it up.\n", "", "no help"),
        ("# TYPE up gauge\n", "# TYPE up summary\n", "an unknown kind"),
        ("up 1\n", "up 1\n# HELP up Again.\n", "metadata after samples"),
        ("calls_total{of=\"d\"} 4", "calls{of=\"d\"} 4", "no suffix"),
        (
            "calls_total{of=\"d\"} 4",
            "calls_total{of=\"d\"} -4",
            "below zero",
        ),
        (
            "calls_total{of=\"d\"} 4",
            "calls_total{of=\"d\",of=\"e\"} 4",
            "a label twice",
        ),
        ("calls_total{of=\"d\"} 4", "calls_total{1of=\"d\"} 4", "no name"),
        (
            "calls_total{of=\"d\"} 4",
            "calls_total{of=\"d\" by=\"e\"} 4",
            "no comma",
        ),
        (
            "calls_total{of=\"d\"} 4",
            "calls_total{of=\"\\d\"} 4",
            "a backslash",
        ),
        ("seconds seconds", "seconds minutes", "another unit"),
        ("took_seconds_bucket{le=\"+Inf\"} 2\n", "", "no last bucket"),
        (
            "took_seconds_bucket{le=\"0.1\"} 1",
            "took_seconds_bucket{le=\"0.1\"} 3",
            "falls",
        ),
        ("took_seconds_count 2", "took_seconds_count 3", "another count"),
        ("took_seconds_sum 0.5\n", "", "no sum"),
        (
            "build_info{version=\"1\"} 1",
            "build_info{version=\"1\"} 2",
            "not 1",
        ),
        (
            "# HELP build",
            "# HELP up Again.\n# HELP build",
            "a family in two places",
        ),
    ] {
        let text = GOOD.replacen(good, bad, 1);
        assert_ne!(text, GOOD, "{why}");
        let read = Exposition::parse(&text);
        assert!(read.is_err(), "{why}: {read:?}");
    }
}
