//! A password across the boundary: as bytes that are read in place, never as a string.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use thiserror::Error;
use zeroize::Zeroizing;

/// Longer than any password that is accepted.
const MAX_BYTES: usize = 1024;

/// Why bytes are no password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum SecretTextError {
    /// Not UTF-8: a fault of the calling code.
    #[error("not_utf8")]
    NotUtf8,
    /// More than 1024 bytes. Say that the password is too long.
    #[error("too_long")]
    TooLong,
}

/// What is typed into a password field, kept inside the core and wiped when it is used, cleared or dropped.
///
/// Fill it from the field's characters when they are needed, then hand it on: whatever takes one empties it. Encode into a
/// buffer that you overwrite afterwards, not into a string: strings of Kotlin and Swift cannot be wiped.
#[derive(uniffi::Object)]
pub struct SecretText(Mutex<Zeroizing<String>>);

#[uniffi::export]
impl SecretText {
    /// An empty one.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::default()))
    }

    /// Takes the whole text as UTF-8, in place of what was there. The bytes are read during the call; overwrite them after it.
    /// In Kotlin they must be a direct buffer whose position is 0.
    pub fn set(&self, utf8: &[u8]) -> Result<(), SecretTextError> {
        if utf8.len() > MAX_BYTES {
            return Err(SecretTextError::TooLong);
        }
        let text = std::str::from_utf8(utf8).map_err(|_| SecretTextError::NotUtf8)?;
        *self.text() = Zeroizing::new(text.to_owned());
        Ok(())
    }

    /// Forgets the text.
    pub fn clear(&self) {
        drop(self.take());
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }
}

impl SecretText {
    /// Takes the text out, so that it is wiped after its use and free while it is used.
    pub(crate) fn take(&self) -> Zeroizing<String> {
        std::mem::take(&mut *self.text())
    }

    /// What is in it, which stays.
    pub(crate) fn copy(&self) -> Zeroizing<String> {
        self.text().clone()
    }

    fn text(&self) -> MutexGuard<'_, Zeroizing<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects passwords: whatever takes one leaves nothing behind, and what is no text changes nothing.
    #[test]
    fn a_secret_is_used_once() {
        let secret = SecretText::new();
        secret.set("hafen lampe 灯".as_bytes()).unwrap();
        assert_eq!(secret.set(&[0xff]), Err(SecretTextError::NotUtf8));
        assert_eq!(secret.set(&[b'a'; MAX_BYTES + 1]), Err(SecretTextError::TooLong));
        assert_eq!(secret.take().as_str(), "hafen lampe 灯");
        assert!(secret.is_empty());
    }
}
