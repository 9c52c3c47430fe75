//! When to try again: one pure function from what happened, how often and a seed to a pause.

use jiff::SignedDuration;

use crate::domain::failure::Consequence;

/// Pause before the call after `failures` failures in a row (1 for the first), spread by `seed` so that resources
/// that failed together do not return together.
pub fn pause_after(consequence: Consequence, failures: u32, seed: u64) -> SignedDuration {
    let secs = SignedDuration::from_secs;
    let pause = match consequence {
        Consequence::Retry | Consequence::Ambiguous => doubled(secs(2), failures, secs(300)),
        // A look tells more at once. What it does not settle is no matter of seconds.
        Consequence::NameTaken | Consequence::TokenMismatch | Consequence::NotFound => {
            doubled(secs(1), failures, secs(3600))
        }
        // Longer each time, or those that were throttled together would meet again and again.
        Consequence::Throttled { after } => {
            doubled(secs(5), failures, secs(60)).max(after.unwrap_or_default())
        }
        // The one pause that is no guess.
        Consequence::NotMade { after, .. } => return after,
        Consequence::RetrySlowly => doubled(secs(60), failures, secs(3600)),
        Consequence::Refused => REFUSED_RESTS,
        Consequence::Credentials => secs(300),
        Consequence::Terminal => secs(6 * 3600),
    };
    jittered(pause, seed.wrapping_add(failures.into()))
}

/// Pause before the next poll of something that has been under way for `elapsed`: about half as long again, from 1 to
/// 15 seconds.
pub fn pause_between_polls(elapsed: SignedDuration, seed: u64) -> SignedDuration {
    jittered(
        (elapsed / 2).clamp(SignedDuration::from_secs(1), SignedDuration::from_secs(15)),
        seed,
    )
}

/// Pause before the next look at something that may take days and has been under way for `elapsed`: about half as long
/// again, up to `longest`.
pub fn pause_between_looks(elapsed: SignedDuration, longest: SignedDuration, seed: u64) -> SignedDuration {
    let pause = (elapsed / 2).max(SignedDuration::from_secs(1));
    jittered(pause.min(longest), seed)
}

/// How long DataWorks is not asked again for what it refused, while nothing changes: what it misses may be made there
/// meanwhile.
pub const REFUSED_RESTS: SignedDuration = SignedDuration::from_hours(24);

/// Pause between two corrections of the same task.
pub const CORRECTION_PAUSE: SignedDuration = SignedDuration::from_mins(10);

/// How long a task has to run before the starts that it took are forgotten.
pub const STEADY: SignedDuration = SignedDuration::from_hours(1);

/// Refusals of a step in a row before a person is asked: what it needs may be on its way, such as a deployment.
pub const REFUSALS: u32 = 5;

/// Failures in a row, a lost answer among them, before a refusal is taken to mean that the step was done already.
pub const REFUSALS_AFTER_DOUBT: u32 = 3;

/// Pause before what Kubernetes should hold is looked for again. It costs no cloud call.
pub fn pause_for_cluster(seed: u64) -> SignedDuration {
    jittered(SignedDuration::from_secs(10), seed)
}

/// Pause before a name that a look-up did not find is looked up again: lists may lag.
pub const LIST_LAG: SignedDuration = SignedDuration::from_secs(10);

/// How long after the first look that did not find it a creation may still take effect or come into the lists: a call may
/// take half a minute, whoever still waits for it.
pub const IN_FLIGHT: SignedDuration = SignedDuration::from_secs(40);

/// Polls in a row that say `fail` without a reason before it is believed.
pub const SILENT_FAILURES: u32 = 3;

/// Pause between those polls.
pub const SILENT_FAILURE_PAUSE: SignedDuration = SignedDuration::from_secs(5);

/// How long a generation may take before another is asked for.
pub const GENERATION_DEADLINE: SignedDuration = SignedDuration::from_mins(10);

/// How long a resource that waits for calls rests before it is seen whether there are any.
pub const LONGEST_CLOSURE: SignedDuration = SignedDuration::from_hours(1);

/// How long a settled resource rests before it is read again, though nothing woke it.
pub const RESYNC: SignedDuration = SignedDuration::from_mins(10);

fn doubled(base: SignedDuration, failures: u32, cap: SignedDuration) -> SignedDuration {
    let factor = 1_i32 << failures.saturating_sub(1).min(16);
    base.checked_mul(factor).map_or(cap, |pause| pause.min(cap))
}

/// A seed out of a name or UID.
pub fn seed(text: &str) -> u64 {
    text.bytes()
        .fold(0, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()))
}

/// Adds up to a tenth, chosen by `seed`.
pub fn spread(pause: SignedDuration, seed: u64) -> SignedDuration {
    pause / 2 + jittered(pause / 2, seed)
}

/// Adds up to a fifth, chosen by `seed`.
fn jittered(pause: SignedDuration, seed: u64) -> SignedDuration {
    // SplitMix64: a good spread from consecutive seeds.
    let mut x = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let thousandths = i32::try_from((x ^ (x >> 31)) % 201).unwrap_or(0);
    pause + pause * thousandths / 1000
}

#[cfg(test)]
#[path = "tests/schedule.rs"]
mod tests;
