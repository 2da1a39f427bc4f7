//! Who a wallet is: the wallet provider that attests installations, and the checks of attestation and `DPoP` on each request.

mod attestation;
mod dpop;
mod provider;
pub(crate) mod request;

pub(crate) use attestation::authenticate;
pub(crate) use dpop::{Dpop, nonce};
pub(crate) use provider::attest;

/// The client identifier of the wallet app: one for all installations.
pub(crate) const CLIENT_ID: &str = "mien-wallet";
/// Where the browser returns to: addresses that the wallet app has claimed.
pub(crate) const REDIRECT_URIS: [&str; 1] = ["https://wallet.mien.example/enrolled"];

/// Why a request is refused: an error code of the standards, and a fixed reason for whoever develops a wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) &'static str, pub(crate) &'static str);
