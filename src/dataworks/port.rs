//! The port: what an operation of the service is, and what can carry one.
//!
//! It knows neither HTTP nor keys. Whatever carries operations implements [`DataWorks`]: the client, its
//! layers, and the fake of a test, which looks at [`Operation::NAME`] and [`Operation::parameters`] and lets
//! [`Operation::read`] turn a written answer into a typed one.

use std::future::Future;
use std::sync::Arc;

use super::envelope::{Document, Envelope};
use super::parameters::Parameters;
use super::reply::Reply;
use crate::domain::failure::{Consequence, Failure};

/// Whether an operation changes anything: decides what a lost answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Changes nothing: a lost answer is asked for again.
    Read,
    /// Changes something: after a lost answer nobody knows whether it happened.
    Write,
}

impl Effect {
    /// What follows when the request may have been executed and the answer cannot tell.
    #[must_use]
    pub fn when_lost(self) -> Consequence {
        match self {
            Self::Read => Consequence::Retry,
            Self::Write => Consequence::Ambiguous,
        }
    }
}

/// One operation of the service: what it is called, what it sends, how its answer reads.
pub trait Operation: Send + Sync {
    /// What a successful call gives.
    type Answer: Send;

    /// The name of the operation in the API (`Action`).
    const NAME: &'static str;

    /// The version of the API that has it (`Version`).
    const VERSION: &'static str = "2020-05-18";

    /// Whether it changes anything.
    const EFFECT: Effect;

    /// What is sent, and where.
    fn parameters(&self) -> Parameters;

    /// Reads the payload of an answer whose outer layers were good.
    ///
    /// # Errors
    ///
    /// A refusal inside the payload, or a payload without what the next step needs.
    fn decode(&self, envelope: &Envelope) -> Result<Self::Answer, Failure>;

    /// What a failure means for this operation beyond the common table, be it an answer; most have nothing to
    /// add.
    ///
    /// # Errors
    ///
    /// The failure, or what it means here.
    fn interpret(&self, failure: Failure) -> Result<Self::Answer, Failure> {
        Err(failure)
    }

    /// Reads a whole reply: status, envelope, payload.
    ///
    /// # Errors
    ///
    /// Whatever any of the three layers says.
    fn read(&self, reply: &Reply) -> Result<Self::Answer, Failure> {
        self.read_document(Document::of(reply), reply)
    }

    /// Reads a whole reply, in which this document was found, or something else.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    fn read_document(
        &self,
        document: Result<Document, &'static str>,
        reply: &Reply,
    ) -> Result<Self::Answer, Failure> {
        Envelope::around(document, reply, Self::EFFECT)
            .and_then(|envelope| self.decode(&envelope))
            .or_else(|failure| self.interpret(failure))
    }
}

/// Whatever can carry an operation to DataWorks. Layers (deadline, budget, metrics) are decorators of this
/// trait.
pub trait DataWorks: Send + Sync {
    /// Carries one operation and brings its answer.
    fn call<O: Operation>(&self, operation: &O) -> impl Future<Output = Result<O::Answer, Failure>> + Send;
}

impl<D: DataWorks> DataWorks for Arc<D> {
    fn call<O: Operation>(&self, operation: &O) -> impl Future<Output = Result<O::Answer, Failure>> + Send {
        self.as_ref().call(operation)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::dataworks::operations::DeleteTask;

    /// All that a test of a caller needs.
    struct Fake;

    impl DataWorks for Fake {
        async fn call<O: Operation>(&self, operation: &O) -> Result<O::Answer, Failure> {
            let known = operation.parameters().get("FileId") == Some("100");
            let document = match (O::NAME, known) {
                ("DeleteDISyncTask", true) => json!({"Success": true, "Data": {"Status": "success"}}),
                _ => {
                    json!({"Success": true, "Data": {"Status": "fail", "Message": "fileId:[7] is invalid."}})
                }
            };
            operation.read(&Reply::json(200, &document))
        }
    }

    #[tokio::test]
    async fn a_fake_is_a_few_lines() {
        let delete = |file_id| DeleteTask {
            project_id: 1,
            task_type: "DI_REALTIME",
            file_id,
        };
        let service = Arc::new(Fake);
        assert!(service.call(&delete(100)).await.is_ok());
        let failure = service.call(&delete(7)).await.unwrap_err();
        assert_eq!(failure.consequence, Consequence::NotFound);
    }
}
