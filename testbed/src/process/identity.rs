//! Telling a process from a later one that was given the same id.

use std::process::Command;

/// When the process with this id started, in the system's own words; `None` when there is none.
///
/// The start time stays the same across `exec`, and no two processes of one id share it.
pub(super) fn start_time(pid: u32) -> Option<String> {
    match std::fs::read_to_string(format!("/proc/{pid}/stat")) {
        Ok(stat) => running_since(&stat).map(str::to_owned),
        Err(_) if std::path::Path::new("/proc/self/stat").exists() => None,
        Err(_) => ask_ps(pid),
    }
}

/// Field 22 of `/proc/PID/stat`, unless it is a zombie. The command in field 2 may hold spaces and parentheses.
fn running_since(stat: &str) -> Option<&str> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?;
    (state != "Z" && state != "X").then(|| fields.nth(18)).flatten()
}

/// Where there is no `/proc`.
fn ask_ps(pid: u32) -> Option<String> {
    let output = Command::new("ps")
        .args(["-o", "lstart=", "-p", &pid.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_with_parentheses_does_not_shift_the_fields() {
        let fields =
            |state: &str| format!("7 (a) b) {state} 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 4711 23");
        assert_eq!(running_since(&fields("S")), Some("4711"));
        assert_eq!(running_since(&fields("Z")), None);
        assert_eq!(running_since("nonsense"), None);
    }

    #[test]
    fn this_process_has_a_start_time_and_an_impossible_one_has_none() {
        assert!(start_time(std::process::id()).is_some());
        assert_eq!(start_time(u32::MAX), None);
    }
}
