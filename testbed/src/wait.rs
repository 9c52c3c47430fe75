//! Waiting for a condition with a deadline, instead of sleeping and hoping.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::{Error, Result};

/// What one look at a condition showed.
#[derive(Debug)]
pub enum Look<T> {
    /// It is met.
    Met(T),
    /// Not yet; the text says what was seen, for the error when time runs out.
    NotYet(String),
}

/// Looks again and again until the condition is met; an error from a look ends the wait at once.
pub async fn until<T, F, Fut>(what: &str, deadline: Duration, mut look: F) -> Result<T>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<Look<T>>>,
{
    let end = Instant::now() + deadline;
    let mut pause = Duration::from_millis(20);
    loop {
        let last = match look().await? {
            Look::Met(value) => return Ok(value),
            Look::NotYet(last) => last,
        };
        if Instant::now() >= end {
            return Err(Error::Deadline {
                what: what.to_owned(),
                after: deadline,
                last,
            });
        }
        sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(200));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_condition_that_is_met_later_is_seen() {
        let mut looks = 0;
        let seen = until("three looks", Duration::from_secs(5), || {
            looks += 1;
            let look = if looks < 3 {
                Look::NotYet(looks.to_string())
            } else {
                Look::Met(looks)
            };
            async { Ok(look) }
        });
        assert_eq!(seen.await.unwrap(), 3);
    }

    #[tokio::test]
    async fn the_error_tells_what_was_waited_for_and_seen() {
        let never = || async { Ok(Look::<()>::NotYet("it is dark".into())) };
        let error = until("the light", Duration::from_millis(30), never)
            .await
            .unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("the light") && text.contains("it is dark"),
            "{text}"
        );
    }
}
