//! The faults to come, in the order they were given.

use super::fault_rule::{Fault, Rule};

/// The rules in force, in the order they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Vec<(Rule, Fault)>);

impl Faults {
    /// Adds a rule.
    pub(crate) fn add(&mut self, rule: Rule) -> Result<(), String> {
        let fault = rule.fault()?;
        self.0.push((rule, fault));
        Ok(())
    }

    /// The rules with what is left of them.
    pub(crate) fn rules(&self) -> Vec<&Rule> {
        self.0.iter().map(|(rule, _)| rule).collect()
    }

    /// What strikes the call that has just come in, for the workspace that it names. A rule that is used up goes away.
    pub(crate) fn strike(&mut self, action: &str, project_id: Option<i64>) -> Option<Fault> {
        for index in 0..self.0.len() {
            let (rule, fault) = &mut self.0[index];
            if !rule.is_for(action, project_id) {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            let fault = fault.clone();
            match rule.times {
                0 => {}
                1 => drop(self.0.remove(index)),
                _ => rule.times -= 1,
            }
            return Some(fault);
        }
        None
    }
}

#[cfg(test)]
#[path = "faults_tests.rs"]
mod tests;
