//! Which calls fit into a second.

use super::*;

#[test]
fn no_second_holds_more_than_the_limit() {
    let (mut window, mut now) = (Window::default(), Timestamp::UNIX_EPOCH);
    let mut made: Vec<Timestamp> = Vec::new();
    while made.len() < 50 {
        match window.take(5, now) {
            Ok(()) => {
                made.push(now);
                window.answered(now, now);
            }
            Err(at) => now = at,
        }
    }
    no_second_holds_more_than_five(&made);
    assert!(now.duration_since(Timestamp::UNIX_EPOCH) <= SignedDuration::from_secs(10));
}

#[test]
fn nor_does_one_in_which_calls_arrive_that_were_long_on_their_way() {
    let (mut window, mut now) = (Window::default(), Timestamp::UNIX_EPOCH);
    let mut arrived = Vec::new();
    for n in 0..50_i64 {
        let taken = loop {
            match window.take(5, now) {
                Ok(()) => break now,
                Err(at) => now = at,
            }
        };
        // Every other one is late, and one after another is answered.
        now = taken + SignedDuration::from_millis(if n % 2 == 0 { 700 } else { 0 });
        arrived.push(now);
        window.answered(taken, now);
    }
    no_second_holds_more_than_five(&arrived);
}

fn no_second_holds_more_than_five(calls: &[Timestamp]) {
    for at in calls {
        let second = calls
            .iter()
            .filter(|other| **other >= *at && other.duration_since(*at) < SignedDuration::from_secs(1));
        assert!(second.count() <= 5);
    }
}

#[test]
fn a_call_counts_until_a_second_after_its_answer() {
    let at = |millis| Timestamp::UNIX_EPOCH + SignedDuration::from_millis(millis);
    let mut window = Window::default();
    assert_eq!(window.take(1, at(0)), Ok(()));
    assert_eq!(
        window.take(1, at(2_000)),
        Err(at(2_000) + SECOND),
        "it is on its way"
    );
    window.answered(at(0), at(2_100));
    assert_eq!(window.take(1, at(3_000)), Err(at(2_100) + SECOND));
    assert_eq!(window.take(1, at(2_100) + SECOND), Ok(()));
    let lost = at(2_100) + SECOND + LONGEST_WAY + SECOND;
    assert_eq!(window.take(1, lost), Ok(()), "no answer is waited for for ever");
}

#[test]
fn it_begins_closed_for_calls_that_others_made() {
    let now = Timestamp::UNIX_EPOCH;
    let mut window = Window::begun(now);
    assert_eq!(window.take(5, now), Err(now + SECOND));
    assert_eq!(window.take(5, now + SECOND), Ok(()));
    let mut window = Window::begun(now);
    let back = now - SignedDuration::from_hours(1);
    assert_eq!(window.take(5, back), Ok(()), "the clock was set back");
}

#[test]
fn a_clock_that_is_set_back_does_not_close_it() {
    let (mut window, now) = (Window::default(), Timestamp::UNIX_EPOCH);
    assert!(window.take(1, now + SignedDuration::from_hours(1)).is_ok());
    assert!(window.take(1, now).is_ok());
}
