//! Keys and certificates of the sandbox.

mod authority;
mod jwe;
mod jws;
mod ring_of_keys;

pub(crate) use authority::write_private;
pub(crate) use jwe::{ResponseKey, decrypt};
pub(crate) use ring_of_keys::Keys;
