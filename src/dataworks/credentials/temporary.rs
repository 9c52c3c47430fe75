//! Temporary credentials, as STS and the metadata service write them.

use jiff::{SignedDuration, Timestamp};

use super::key::AccessKey;
use crate::dataworks::lenient::{self, Object};

/// A temporary key and its end, by the clock of whoever gave it.
#[derive(Clone, Debug)]
pub struct Temporary {
    /// The key.
    pub key: AccessKey,
    expires_at: Timestamp,
}

impl Temporary {
    /// Reads the four fields that make it.
    ///
    /// # Errors
    ///
    /// What is missing or unreadable.
    pub(in crate::dataworks) fn read(object: &Object) -> Result<Self, String> {
        let field = |name: &str| {
            lenient::text(object.get(name)).ok_or_else(|| format!("the credentials have no {name}"))
        };
        let (id, secret, token) = (
            field("AccessKeyId")?,
            field("AccessKeySecret")?,
            field("SecurityToken")?,
        );
        let expires_at = field("Expiration")?
            .parse()
            .map_err(|_| "the Expiration of the credentials is no time".to_owned())?;
        let key = AccessKey::new(&id, &secret, Some(&token)).map_err(|error| error.to_string())?;
        Ok(Self { key, expires_at })
    }

    /// How long it lives yet, when the clock of whoever gave it shows `served`.
    pub(super) fn life(&self, served: Timestamp) -> SignedDuration {
        self.expires_at.duration_since(served)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn all_four_fields_are_needed() {
        let whole = json!({"AccessKeyId": "STS.a", "AccessKeySecret": "s", "SecurityToken": "t",
            "Expiration": "2024-05-06T08:00:00Z"});
        let whole = whole.as_object().unwrap();
        let read = Temporary::read(whole).unwrap();
        let served = "2024-05-06T07:00:00Z".parse().unwrap();
        assert_eq!(read.life(served), SignedDuration::from_hours(1));
        for name in ["AccessKeyId", "AccessKeySecret", "SecurityToken", "Expiration"] {
            let mut broken = whole.clone();
            broken.remove(name);
            assert_eq!(
                Temporary::read(&broken).unwrap_err(),
                format!("the credentials have no {name}")
            );
        }
        let mut broken = whole.clone();
        broken["Expiration"] = json!("tomorrow");
        assert!(Temporary::read(&broken).is_err());
    }
}
