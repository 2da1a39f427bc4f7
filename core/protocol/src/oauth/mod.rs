//! The parts of OAuth 2.0 that prove who asks: PKCE, `DPoP`, client attestation.

mod client;
mod pkce;

pub use client::Device;
pub(crate) use client::{Credentials, Nonces};
pub(crate) use pkce::{Verifier, random_text};
