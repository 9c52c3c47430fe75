//! Tells of every call that was made, and how long it took.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::dataworks::port::{DataWorks, Operation};
use crate::domain::failure::Failure;

/// Is told of calls.
pub trait Tally: Debug + Send + Sync {
    /// A call of this operation came to an end: how it failed, if it did, and how long it took.
    fn made(&self, operation: &'static str, failure: Option<&Failure>, took: Duration);
}

/// Tells of every call. One that is dropped half-way is not told: nobody knows what came of it.
#[derive(Clone, Debug)]
pub struct Counted<D> {
    inner: D,
    tally: Arc<dyn Tally>,
}

impl<D> Counted<D> {
    /// Calls through `inner`, and tells `tally`.
    #[must_use]
    pub fn new(inner: D, tally: Arc<dyn Tally>) -> Self {
        Self { inner, tally }
    }
}

impl<D: DataWorks> DataWorks for Counted<D> {
    async fn call<O: Operation>(&self, operation: &O) -> Result<O::Answer, Failure> {
        let begun = Instant::now();
        let answer = self.inner.call(operation).await;
        self.tally.made(O::NAME, answer.as_ref().err(), begun.elapsed());
        answer
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures::FutureExt;
    use serde_json::json;

    use super::*;
    use crate::dataworks::layers::Deadline;
    use crate::dataworks::operations::DeleteTask;
    use crate::dataworks::reply::Reply;

    #[derive(Debug, Default)]
    struct Told(Mutex<Vec<(&'static str, Option<String>, Duration)>>);

    impl Tally for Told {
        fn made(&self, operation: &'static str, failure: Option<&Failure>, took: Duration) {
            let code = failure.map(|failure| failure.code.clone());
            self.0.lock().unwrap().push((operation, code, took));
        }
    }

    /// Answers for the file 1, refuses for 2, and is silent for others.
    #[derive(Debug)]
    struct Service;

    impl DataWorks for Service {
        async fn call<O: Operation>(&self, operation: &O) -> Result<O::Answer, Failure> {
            let refusal = json!({"Code": "Forbidden.Access", "Message": "No."});
            match operation.parameters().get("FileId") {
                Some("1") => operation.read(&Reply::json(
                    200,
                    &json!({"Success": true, "Data": {"Status": "success"}}),
                )),
                Some("2") => operation.read(&Reply::json(403, &refusal)),
                _ => std::future::pending().await,
            }
        }
    }

    fn delete(file_id: i64) -> DeleteTask {
        DeleteTask {
            project_id: 1,
            task_type: "DI_REALTIME",
            file_id,
        }
    }

    #[tokio::test]
    async fn each_call_is_told_once_with_what_came_of_it_and_its_time() {
        let told = Arc::new(Told::default());
        let limit = Duration::from_millis(30);
        let service = Counted::new(Deadline::after(Service, limit), told.clone());
        assert!(service.call(&delete(1)).await.is_ok());
        assert!(service.call(&delete(2)).await.is_err());
        assert!(service.call(&delete(3)).await.is_err());
        let told = told.0.lock().unwrap();
        let of = |index: usize| (told[index].0, told[index].1.as_deref());
        assert_eq!(told.len(), 3);
        assert_eq!(of(0), ("DeleteDISyncTask", None));
        assert_eq!(of(1), ("DeleteDISyncTask", Some("Forbidden.Access")));
        assert_eq!(of(2), ("DeleteDISyncTask", Some("DeadlineExceeded")));
    }

    #[tokio::test]
    async fn it_tells_how_long_the_call_took_and_nothing_of_one_that_was_dropped() {
        let told = Arc::new(Told::default());
        let limit = Duration::from_millis(30);
        let service = Counted::new(Deadline::after(Service, limit), told.clone());
        assert!(service.call(&delete(3)).now_or_never().is_none(), "dropped");
        assert!(told.0.lock().unwrap().is_empty());
        assert!(service.call(&delete(3)).await.is_err());
        let took = told.0.lock().unwrap()[0].2;
        assert!(took >= limit && took < limit * 100, "{took:?}");
    }
}
