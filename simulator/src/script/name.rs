//! Names of tasks.

const LIMIT: usize = 256;

/// Refuses a name that cannot be one. The pages of these operations state no rule; that of ordinary files, which
/// allows letters, digits, underscores and periods, applies when `strict`.
pub(crate) fn check(name: &str, strict: bool) -> Result<(), String> {
    let allowed = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let sound = !name.trim().is_empty()
        && name.chars().count() <= LIMIT
        && !name.contains('/')
        && (!strict || name.chars().all(allowed));
    if sound {
        Ok(())
    } else {
        Err(format!("TaskName:[{name}] is invalid."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_are_a_matter_of_the_switch() {
        assert!(check("orders-rt", false).is_ok());
        assert!(check("orders-rt", true).is_err());
        assert!(check("订单_1.a", true).is_ok());
        assert!(check(" ", false).is_err());
        assert!(check("a/b", false).is_err());
    }
}
