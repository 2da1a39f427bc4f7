//! The small closed part of JOSE that Mien speaks.
//!
//! Why not a JOSE library: a library that speaks everything can be talked into anything (`alg: none`, HMAC with a
//! public key, keys fetched from a URL in the header). Here each header member is on a list or the token is refused.

mod algorithm;
mod error;
mod es256;
mod jwe;
mod jwk;
mod jws;
mod kdf;
mod signature;
#[cfg(feature = "verifier")]
mod verification_key;

pub use algorithm::SignatureAlgorithm;
pub use error::JoseError;
pub use es256::verify_es256;
pub use jwe::{ContentEncryption, JweEnvelope, encrypt};
pub use jwk::{EncryptionKey, PublicKey};
pub use jws::{CompactJws, JwsHeader, NewJwsHeader, sign_compact};
pub use signature::{DeviceSigner, Signer, normalise_signature};
#[cfg(feature = "verifier")]
pub use verification_key::VerificationKey;
