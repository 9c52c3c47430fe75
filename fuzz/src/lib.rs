//! Feeds inputs to a target: all that are kept in `fuzz/corpus/TARGET`, and mutants of them.
//!
//! A target is a function that takes bytes and panics where a promise is broken. It stands beside the code that it is about.
//! Which mutants are made follows from `FUZZ_SEED` alone, so that a failure can be had again; `FUZZ_RUNS` sets their number.
//! An input that breaks a promise is left in `target/fuzz`: kept in the corpus, it is a test from then on.
//!
//! `tools/fuzz` gives the same targets and the same corpus to libFuzzer, which looks for inputs by the code that they reach.

mod chance;
mod corpus;
mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use chance::Chance;

/// Mutants of a run that is not told how many: a few seconds.
const RUNS: u64 = 2_000;

/// Runs a target.
///
/// # Panics
///
/// If the target does, after telling where the input is; or if nothing is kept for it.
pub fn run(target: &str, check: impl Fn(&[u8])) {
    let (seed, runs) = (number("FUZZ_SEED", 1), number("FUZZ_RUNS", RUNS));
    let kept = corpus::read(target);
    println!(
        "{target}: {} kept inputs, {runs} mutants, FUZZ_SEED={seed}",
        kept.len()
    );
    for (name, input) in &kept {
        hold(target, name, input, &check);
    }
    for n in 0..runs {
        let mut chance = Chance::of(seed, n);
        let input = mutate::mutant(&kept, &mut chance);
        hold(target, &format!("mutant {n}"), &input, &check);
    }
}

fn hold(target: &str, name: &str, input: &[u8], check: &impl Fn(&[u8])) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(input))) {
        let path = corpus::leave(target, input);
        eprintln!(
            "{target}: {name} breaks a promise; the input is in {}",
            path.display()
        );
        resume_unwind(panic);
    }
}

fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn inputs(seed: u64) -> Vec<Vec<u8>> {
        let kept = vec![(
            "a".to_owned(),
            br#"x 200 {"Data": {"Status": "success"}}"#.to_vec(),
        )];
        (0..200)
            .map(|n| mutate::mutant(&kept, &mut Chance::of(seed, n)))
            .collect()
    }

    #[test]
    fn a_seed_gives_the_same_mutants_and_another_seed_gives_others() {
        assert_eq!(inputs(1), inputs(1));
        assert_ne!(inputs(1), inputs(2));
        let all: std::collections::HashSet<_> = inputs(1).into_iter().collect();
        // Of so small an input some mutants are alike.
        assert!(all.len() > 100, "only {} mutants differ", all.len());
    }

    #[test]
    fn an_input_that_breaks_a_promise_is_left_behind() {
        let seen = RefCell::new(Vec::new());
        let broken = catch_unwind(AssertUnwindSafe(|| {
            run("answer", |input| {
                seen.borrow_mut().push(input.to_vec());
                assert!(seen.borrow().len() < 3, "the third");
            });
        }));
        assert!(broken.is_err());
        let third = seen.borrow()[2].clone();
        let left = corpus::leave("answer", &third);
        assert_eq!(std::fs::read(&left).unwrap(), third);
        std::fs::remove_file(left).unwrap();
    }
}
