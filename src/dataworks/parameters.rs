//! The business parameters of a call, and where each travels.

use std::fmt;

/// Named values for the query and for the form body. `Debug` shows the names only: values may hold scripts.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Parameters {
    query: Vec<(&'static str, String)>,
    body: Vec<(&'static str, String)>,
}

impl Parameters {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one that travels in the query.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// Adds one that travels in the form body.
    #[must_use]
    pub fn body(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.body.push((name, value.to_string()));
        self
    }

    /// Adds one that travels in the query, if there is a value.
    #[must_use]
    pub fn query_some(self, name: &'static str, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// Adds one that travels in the form body, if there is a value.
    #[must_use]
    pub fn body_some(self, name: &'static str, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.body(name, value),
            None => self,
        }
    }

    /// The value of a parameter, wherever it travels.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all().find(|(each, _)| *each == name).map(|(_, value)| value)
    }

    pub(super) fn in_query(&self) -> &[(&'static str, String)] {
        &self.query
    }

    pub(super) fn in_body(&self) -> &[(&'static str, String)] {
        &self.body
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.query
            .iter()
            .chain(&self.body)
            .map(|(name, value)| (*name, value.as_str()))
    }
}

impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.all().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_wherever_it_travels_and_never_printed() {
        let parameters = Parameters::new()
            .query("ProjectId", 7)
            .body("TaskContent", "the script");
        assert_eq!(parameters.get("ProjectId"), Some("7"));
        assert_eq!(parameters.get("TaskContent"), Some("the script"));
        assert_eq!(parameters.get("projectid"), None, "names are case-sensitive");
        assert_eq!(format!("{parameters:?}"), r#"["ProjectId", "TaskContent"]"#);
    }

    #[test]
    fn what_has_no_value_is_not_sent() {
        let parameters = Parameters::new()
            .query_some("TaskParam", None::<&str>)
            .query_some("Empty", Some(""))
            .body_some("Comment", None::<&str>)
            .body_some("Timeout", Some(3));
        assert_eq!(format!("{parameters:?}"), r#"["Empty", "Timeout"]"#);
    }
}
