//! How much memory the operator has taken.

use testbed::Operator;

/// What the chart gives it, in KiB.
const GIVEN: u64 = 128 * 1024;

/// Holds the most that the operator ever had against what the chart gives it.
pub fn check(operator: &Operator) {
    let status = std::fs::read_to_string(format!("/proc/{}/status", operator.pid())).unwrap();
    let most = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    let most: u64 = most.trim().trim_end_matches(" kB").parse().unwrap();
    println!("the operator took {} MiB at most", most / 1024);
    assert!(most < GIVEN, "{most} KiB");
}
