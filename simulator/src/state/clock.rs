//! The time as the server sees it, which a behaviour can shift, next to the real one.

use jiff::{SignedDuration, Timestamp};

/// One instant, read once per request and handed on as a value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    /// Real time: waiting periods are measured with it.
    pub(crate) real: Timestamp,
    /// The server's time: signatures are checked against it, and it is what answers and files show.
    pub(crate) server: Timestamp,
}

impl Now {
    /// Reads the clock of the machine; `offset_seconds` shifts the server's time.
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place of the simulator that reads the clock"
    )]
    pub(crate) fn read(offset_seconds: i32) -> Self {
        let real = Timestamp::now();
        let offset = SignedDuration::from_secs(i64::from(offset_seconds));
        // Only an offset of thousands of years leaves the calendar; an `i32` of seconds is 68.
        Self {
            real,
            server: real.checked_add(offset).unwrap_or(real),
        }
    }

    /// Real milliseconds since 1970.
    pub(crate) fn real_ms(self) -> i64 {
        self.real.as_millisecond()
    }

    /// The server's milliseconds since 1970.
    pub(crate) fn server_ms(self) -> i64 {
        self.server.as_millisecond()
    }
}
