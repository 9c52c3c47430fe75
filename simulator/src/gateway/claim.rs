//! What a request claims about its sender, the same for both signature versions.

/// Version of the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// RPC signature in the parameters, HMAC-SHA1.
    V1,
    /// `ACS3-HMAC-SHA256` in the headers.
    V3,
}

/// The claim of a request, complete but not yet believed.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// How the request is signed.
    pub(crate) scheme: Scheme,
    /// The key that the sender says it has.
    pub(crate) access_key_id: String,
    /// Security token of temporary credentials.
    pub(crate) security_token: Option<String>,
    /// Unique text of this request.
    pub(crate) nonce: String,
    /// The sender's clock, as it was written.
    pub(crate) timestamp: String,
    /// The signature that came with the request.
    pub(crate) signature: String,
    /// What has to be signed, as this server sees it.
    pub(crate) string_to_sign: String,
    /// What `SignatureDoesNotMatch` shows to the sender.
    pub(crate) echo: String,
}

impl Claim {
    /// True if the signature was made with this secret.
    pub(crate) fn is_signed_with(&self, secret: &str) -> bool {
        let expected = match self.scheme {
            Scheme::V1 => super::signature_v1::sign(secret, &self.string_to_sign),
            Scheme::V3 => super::signature_v3::sign(secret, &self.string_to_sign),
        };
        expected == self.signature
    }
}
