//! What has to hold of whole families.

use std::collections::{BTreeMap, BTreeSet};

use super::sample::is_name;
use super::{Family, Sample};

/// Holds all families against the rules.
pub fn check(families: &[Family]) -> Result<(), String> {
    let mut names = BTreeSet::new();
    for family in families {
        let wrong = |error: String| format!("{}: {error}", family.name);
        one(family).map_err(wrong)?;
        for sample in &family.samples {
            if !names.insert((&sample.name, &sample.labels)) {
                return Err(wrong(format!("a sample twice: {sample:?}")));
            }
        }
    }
    Ok(())
}

fn one(family: &Family) -> Result<(), String> {
    if !is_name(&family.name, ":") {
        return Err("no name of a metric".to_owned());
    }
    if family.help.is_empty() {
        return Err("no help".to_owned());
    }
    if let Some(unit) = &family.unit
        && !family.name.ends_with(&format!("_{unit}"))
    {
        return Err(format!("the name does not end with the unit {unit}"));
    }
    let suffixes: &[&str] = match family.kind.as_str() {
        "counter" => &["_total"],
        "gauge" => &[""],
        "histogram" => &["_bucket", "_sum", "_count"],
        "info" => &["_info"],
        other => return Err(format!("a kind that is not known: `{other}`")),
    };
    for sample in &family.samples {
        let suffix = sample.name.strip_prefix(&family.name);
        if !suffix.is_some_and(|suffix| suffixes.contains(&suffix)) {
            return Err(format!("a sample of another family: {}", sample.name));
        }
        if family.kind == "counter" && sample.value < 0.0 {
            return Err("a counter below zero".to_owned());
        }
        if family.kind == "info" && sample.value.to_bits() != 1.0_f64.to_bits() {
            return Err("an info that is not 1".to_owned());
        }
        if sample.labels.contains_key("le") != (suffix == Some("_bucket")) {
            return Err("the label le is that of buckets".to_owned());
        }
    }
    match family.kind.as_str() {
        "histogram" => histogram(family),
        _ => Ok(()),
    }
}

/// Buckets rise to `+Inf`, which is the count.
fn histogram(family: &Family) -> Result<(), String> {
    let mut series: BTreeMap<BTreeMap<String, String>, Vec<&Sample>> = BTreeMap::new();
    for sample in &family.samples {
        let mut labels = sample.labels.clone();
        labels.remove("le");
        series.entry(labels).or_default().push(sample);
    }
    for samples in series.values() {
        let of = |suffix: &'static str| {
            let name = format!("{}{suffix}", family.name);
            samples.iter().filter(move |sample| sample.name == name)
        };
        let (mut bound, mut before) = (f64::NEG_INFINITY, 0.0);
        for bucket in of("_bucket") {
            let text = &bucket.labels["le"];
            let le: f64 = if text == "+Inf" {
                f64::INFINITY
            } else {
                text.parse().map_err(|_| "no bound of a bucket")?
            };
            if le <= bound || bucket.value < before {
                return Err("buckets that do not rise".to_owned());
            }
            (bound, before) = (le, bucket.value);
        }
        if bound.is_finite() || of("_sum").count() != 1 {
            return Err("no bucket +Inf, or no sum".to_owned());
        }
        if !of("_count")
            .map(|count| count.value.to_bits())
            .eq([before.to_bits()])
        {
            return Err("the count is not that of the bucket +Inf".to_owned());
        }
    }
    Ok(())
}
