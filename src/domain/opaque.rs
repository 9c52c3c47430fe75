//! Scripts: texts that go to the service as they are and are never shown.

use std::fmt;
use std::sync::Arc;

/// Makes a text that only the code which names its purpose can read.
macro_rules! script {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the text as it is.
            #[must_use]
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({} bytes)", stringify!($name), self.0.len())
            }
        }
    };
}

script! {
    /// The short script from which GenerateDISyncTaskConfigForCreating makes a configuration: a JSON object.
    TaskParam
}

script! {
    /// A full configuration. It is opaque: the published sample is not even well-formed JSON, so the text
    /// goes from one call to the next byte for byte.
    TaskContent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_not_printed() {
        assert_eq!(format!("{:?}", TaskContent::new("hush")), "TaskContent(4 bytes)");
        assert_eq!(format!("{:?}", TaskParam::new("任务")), "TaskParam(6 bytes)");
    }
}
