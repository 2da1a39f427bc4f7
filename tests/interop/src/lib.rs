//! The wallet core and the sandbox against independent peers.
//!
//! The peers are other people's programs and libraries in other languages, started as they are on this machine. Each test also
//! sends the *negative twin* of a good answer (wrong nonce, wrong audience, wrong key): an oracle that accepts
//! everything would prove nothing.
#![forbid(unsafe_code)]

mod issuer;
mod keys;
mod net;
pub mod page;
pub mod peer;
pub mod pki;
pub mod sandbox;
pub mod wallet;

pub use issuer::{Issuer, VCT};
pub use keys::MemoryKeys;
pub use net::HttpsClient;
