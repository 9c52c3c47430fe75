//! Reads the text format of OpenMetrics 1.0, and takes nothing that Prometheus would not, or would take otherwise.
//!
//! Source: the specification at <https://prometheus.io/docs/specs/om/open_metrics_spec>. It knows the kinds that the
//! operator has, and no exemplars and timestamps.

mod rules;
mod sample;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

/// What is told under one name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Family {
    /// The name, without the suffixes of its samples.
    pub name: String,
    /// `counter`, `gauge`, `histogram` or `info`.
    pub kind: String,
    /// What it says, for people.
    pub help: String,
    /// Its unit, if it has one.
    pub unit: Option<String>,
    /// Its samples.
    pub samples: Vec<Sample>,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The name, with its suffix.
    pub name: String,
    /// The labels.
    pub labels: BTreeMap<String, String>,
    /// The value.
    pub value: f64,
}

/// A whole text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exposition {
    /// All families, in the order of the text.
    pub families: Vec<Family>,
}

impl Exposition {
    /// Reads a text.
    ///
    /// # Errors
    ///
    /// The first line that breaks a rule, and which.
    pub fn parse(text: &str) -> Result<Self, String> {
        let body = text
            .strip_suffix("# EOF\n")
            .ok_or("the last line is not `# EOF`")?;
        if !body.is_empty() && !body.ends_with('\n') {
            return Err("a line does not end".to_owned());
        }
        let mut families: Vec<Family> = Vec::new();
        for line in body.lines() {
            let read = match line.strip_prefix("# ") {
                Some(about) => about_family(&mut families, about),
                None => sample::read(line).and_then(|sample| {
                    let family = families.last_mut().ok_or("a sample before all families")?;
                    family.samples.push(sample);
                    Ok(())
                }),
            };
            read.map_err(|error| format!("{error}: {line}"))?;
        }
        rules::check(&families)?;
        Ok(Self { families })
    }

    /// The family of this name.
    pub fn family(&self, name: &str) -> Option<&Family> {
        self.families.iter().find(|family| family.name == name)
    }

    /// The sum of the samples of this name that have these labels; `None` if there is none.
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let has = |sample: &&Sample| {
            let found =
                |(key, value): &(&str, &str)| sample.labels.get(*key).is_some_and(|found| found == value);
            sample.name == name && labels.iter().all(found)
        };
        let samples = self.families.iter().flat_map(|family| &family.samples);
        let values: Vec<f64> = samples.filter(has).map(|sample| sample.value).collect();
        (!values.is_empty()).then(|| values.iter().sum())
    }
}

/// A line of metadata, which begins a family or says more of the last one.
fn about_family(families: &mut Vec<Family>, line: &str) -> Result<(), String> {
    let mut parts = line.splitn(3, ' ');
    let (Some(about), Some(name), Some(text)) = (parts.next(), parts.next(), parts.next()) else {
        return Err("no line of metadata".to_owned());
    };
    if families.last().is_none_or(|family| family.name != name) {
        if families.iter().any(|family| family.name == name) {
            return Err("a family in two places".to_owned());
        }
        families.push(Family {
            name: name.to_owned(),
            ..Family::default()
        });
    }
    let family = families.last_mut().ok_or("no family")?;
    if !family.samples.is_empty() {
        return Err("metadata after samples".to_owned());
    }
    let said_before = match about {
        "HELP" => !std::mem::replace(&mut family.help, text.to_owned()).is_empty(),
        "TYPE" => !std::mem::replace(&mut family.kind, text.to_owned()).is_empty(),
        "UNIT" => family.unit.replace(text.to_owned()).is_some(),
        _ => return Err("metadata of an unknown kind".to_owned()),
    };
    match said_before {
        true => Err(format!("a second {about}")),
        false => Ok(()),
    }
}
