//! Reads what resources refer to: Secrets and ConfigMaps, one by one and by name.
//!
//! The operator has no right to list them, so it cannot watch them either. A Secret is remembered for a few seconds,
//! since all tasks of a workspace need the same one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use kube::{Api, Client};
use tokio::time::Instant;

use super::is_not_found;
use super::object_name::is_object_name;

/// How long a Secret is remembered.
const REMEMBERED: Duration = Duration::from_secs(5);

/// Texts by key, and the version of the object that holds them. It is not printed.
#[derive(Clone)]
pub struct KeyedText {
    /// Changes whenever the object does.
    pub version: String,
    texts: BTreeMap<String, String>,
    /// Keys that hold bytes which are no UTF-8.
    bytes: BTreeSet<String>,
}

impl KeyedText {
    /// The text of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// Whether a key holds something that is no text.
    pub fn is_no_text(&self, key: &str) -> bool {
        self.bytes.contains(key)
    }

    fn of_secret(secret: Secret) -> Self {
        let (mut texts, mut bytes) = (BTreeMap::new(), BTreeSet::new());
        for (key, value) in secret.data.unwrap_or_default() {
            match String::from_utf8(value.0) {
                Ok(text) => drop(texts.insert(key, text)),
                Err(_) => drop(bytes.insert(key)),
            }
        }
        Self {
            version: secret.metadata.resource_version.unwrap_or_default(),
            texts,
            bytes,
        }
    }

    fn of_config_map(map: ConfigMap) -> Self {
        Self {
            version: map.metadata.resource_version.unwrap_or_default(),
            texts: map.data.unwrap_or_default(),
            bytes: map.binary_data.unwrap_or_default().into_keys().collect(),
        }
    }
}

type Remembered = HashMap<(String, String), (Instant, Option<Arc<KeyedText>>)>;

/// Reads Secrets and ConfigMaps.
pub struct Inputs {
    client: Client,
    secrets: Mutex<Remembered>,
}

impl Inputs {
    /// Reads through this client.
    pub fn new(client: Client) -> Self {
        Self {
            client,
            secrets: Mutex::default(),
        }
    }

    /// The Secret, or `None` if there is none.
    ///
    /// # Errors
    ///
    /// What the API server answers, other than that it does not exist.
    pub async fn secret(&self, namespace: &str, name: &str) -> kube::Result<Option<Arc<KeyedText>>> {
        if !is_object_name(name) {
            return Ok(None);
        }
        let place = (namespace.to_owned(), name.to_owned());
        let now = Instant::now();
        if let Some((_, secret)) = self
            .remembered()
            .get(&place)
            .filter(|(read, _)| now - *read < REMEMBERED)
        {
            return Ok(secret.clone());
        }
        let secret = Api::<Secret>::namespaced(self.client.clone(), namespace)
            .get_opt(name)
            .await?;
        let text = secret.map(|secret| Arc::new(KeyedText::of_secret(secret)));
        let mut remembered = self.remembered();
        remembered.retain(|_, (read, _)| now - *read < REMEMBERED);
        remembered.insert(place, (now, text.clone()));
        Ok(text)
    }

    /// Reads the Secret anew when it is needed next.
    pub fn forget_secret(&self, namespace: &str, name: &str) {
        self.remembered().remove(&(namespace.to_owned(), name.to_owned()));
    }

    /// The ConfigMap, or `None` if there is none.
    ///
    /// # Errors
    ///
    /// What the API server answers, other than that it does not exist.
    pub async fn config_map(&self, namespace: &str, name: &str) -> kube::Result<Option<KeyedText>> {
        if !is_object_name(name) {
            return Ok(None);
        }
        match Api::<ConfigMap>::namespaced(self.client.clone(), namespace)
            .get(name)
            .await
        {
            Ok(map) => Ok(Some(KeyedText::of_config_map(map))),
            Err(error) if is_not_found(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn remembered(&self) -> std::sync::MutexGuard<'_, Remembered> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
