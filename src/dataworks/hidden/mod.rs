//! What a request held and nobody may be shown, and the texts of its answer without it.
//!
//! A service names what it refuses, and some hosts repeat the request, in whatever encoding. A data source or a table that
//! is named in an error helps whoever wrote it; a key helps somebody else, and a whole script, with the passwords in it,
//! nobody. So texts are cleaned where they are taken from an answer to be shown, and nowhere else: what is carried on, such
//! as a configuration, stays as it is.
//!
//! ```text
//! marks      escapes undone
//! decoded    encodings undone
//! readings   all readings of the shown text
//! letters    what is compared: letters and digits alone
//! sought     what must not be found in them
//! passwords  what a script itself calls secret
//! stretch    what is found, hidden
//! ```

mod decoded;
mod letters;
mod marks;
mod passwords;
mod readings;
mod sought;
mod stretch;
#[cfg(test)]
mod tests;

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use self::stretch::{HIDDEN, Stretch};
use super::message;
use super::parameters::Parameters;
use crate::domain::failure::Failure;

/// Parameters that prove who asks.
const PROOFS: [&str; 2] = ["OIDCToken", "ExternalId"];

/// Parameters that tenants write, and that may hold passwords.
const SCRIPTS: [&str; 4] = ["TaskParam", "TaskContent", "StartParam", "ParaValue"];

/// Letters and digits of a secret: what has fewer is no key, and may stand anywhere by chance.
const SHORTEST: usize = 8;

/// Letters and digits of a password in a script.
const SHORTEST_PASSWORD: usize = 6;

/// Bytes of a text that are looked at. Far fewer are shown.
const LONGEST: usize = 4 * 1024;

/// What a request held. `Debug` shows nothing of it.
#[derive(Default)]
pub(super) struct Hidden {
    secrets: Vec<SecretString>,
    parameters: Parameters,
}

impl Hidden {
    /// What went into a request: its parameters, and what it was signed with and by.
    pub(super) fn of<'a>(parameters: Parameters, signing: impl IntoIterator<Item = &'a str>) -> Self {
        let long = |text: &&str| letters_of(text) >= SHORTEST;
        let proofs = PROOFS.into_iter().filter_map(|name| parameters.get(name));
        let mut secrets: Vec<SecretString> = proofs.filter(long).map(Into::into).collect();
        secrets.extend(signing.into_iter().filter(long).map(SecretString::from));
        Self { secrets, parameters }
    }

    /// A text of the answer, fit to be shown.
    pub(super) fn shown(&self, text: &str) -> String {
        message::shown(&self.cleaned(text))
    }

    /// A code or an ID of the answer, fit to be shown.
    pub(super) fn word(&self, text: &str) -> String {
        message::word(&self.cleaned(text))
    }

    /// A failure on the way, fit to be shown.
    pub(super) fn failure(&self, failure: Failure) -> Failure {
        Failure {
            code: self.word(&failure.code),
            message: self.shown(&failure.message),
            request_id: failure.request_id.map(|id| self.word(&id)),
            ..failure
        }
    }

    /// The text without what was sent.
    fn cleaned(&self, text: &str) -> String {
        let text = message::without_echo(text);
        let part = &text[..text.floor_char_boundary(LONGEST)];
        if letters_of(part) < SHORTEST_PASSWORD {
            return part.to_owned();
        }
        let Ok(readings) = readings::readings(part) else {
            return HIDDEN.to_owned();
        };
        let mut found: Vec<Stretch> = Vec::new();
        let secrets = self.secrets.iter().map(SecretString::expose_secret);
        sought::secrets(secrets, &readings, &mut found);
        // The ID of a call has no room for a script, and most texts are one.
        if !is_id(part) {
            for script in SCRIPTS.into_iter().filter_map(|name| self.parameters.get(name)) {
                sought::script(script, &readings, &mut found);
                let passwords = passwords::passwords(script);
                let passwords = passwords.iter().map(String::as_str);
                let long = passwords.filter(|text| letters_of(text) >= SHORTEST_PASSWORD);
                sought::secrets(long, &readings, &mut found);
            }
        }
        let mut shown = stretch::hide(part, found);
        // What was cut off may be the rest of something that was not known without it.
        if part.len() < text.len()
            && let Some(at) = shown.rfind(HIDDEN)
        {
            shown.truncate(at + HIDDEN.len());
        }
        shown
    }
}

/// How many letters and digits a text has.
fn letters_of(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Whether it is an ID as the service gives one to each call: hexadecimal digits with dashes.
fn is_id(text: &str) -> bool {
    text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hidden").finish_non_exhaustive()
    }
}
