//! Passwords of accounts: stored as PBKDF2.

use crate::error::SandboxError;
use crate::random::{b64, bytes, from_b64};
use ring::pbkdf2::{self, PBKDF2_HMAC_SHA256};
use std::num::NonZeroU32;

/// Few for a real provider, many for a test.
const ROUNDS: NonZeroU32 = NonZeroU32::new(20_000).unwrap();

/// `salt$hash`.
pub(crate) fn hashed(password: &str) -> Result<String, SandboxError> {
    let salt = bytes::<16>()?;
    let mut out = [0; 32];
    pbkdf2::derive(PBKDF2_HMAC_SHA256, ROUNDS, &salt, password.as_bytes(), &mut out);
    Ok(format!("{}${}", b64(&salt), b64(&out)))
}

/// Whether that is the password. Without a stored one the same time is spent, so that it does not tell who has an account.
pub(crate) fn is_right(stored: Option<&str>, password: &str) -> bool {
    let parts = stored.and_then(|stored| stored.split_once('$'));
    let parts = parts.and_then(|(salt, hash)| Some((from_b64(salt)?, from_b64(hash)?)));
    let (salt, hash) = parts.clone().unwrap_or((vec![0; 16], vec![0; 32]));
    pbkdf2::verify(PBKDF2_HMAC_SHA256, ROUNDS, &salt, password.as_bytes(), &hash).is_ok() && parts.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects accounts: the right password opens, another one and none at all do not.
    #[test]
    fn only_the_right_password() {
        let stored = hashed("harbour lamp").unwrap();
        assert!(is_right(Some(&stored), "harbour lamp"));
        assert!(
            !is_right(Some(&stored), "harbour lamq") && !is_right(None, "") && !is_right(Some("x$y"), "x")
        );
        assert_ne!(stored, hashed("harbour lamp").unwrap());
    }
}
