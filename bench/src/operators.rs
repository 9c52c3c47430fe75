//! How operators are run here.

use testbed::OperatorOptions;

/// The one operator of all phases but the last.
pub fn alone() -> OperatorOptions {
    OperatorOptions {
        log_format: "json".into(),
        ..OperatorOptions::default()
    }
}

/// One of two operators, of which one leads. The Lease holds the name of that one.
pub fn one_of_two(name: &str) -> OperatorOptions {
    OperatorOptions {
        env: vec![
            ("POD_NAME".into(), name.into()),
            ("POD_NAMESPACE".into(), testbed::chart::NAMESPACE.into()),
        ],
        lease: Some(LEASE.into()),
        ..alone()
    }
}

/// A Lease of their own, so that nothing of the operator before them is in the way.
pub const LEASE: &str = "dataworks-operator-bench";
