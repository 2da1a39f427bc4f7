use super::{answer, rule};
use crate::{DeviceError, DeviceKeys, KeyPurpose};
use ring::signature::{ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use zeroize::Zeroizing;

const SIGN: &str = "contract-sign.1";
const PRF: &str = "contract-prf.1";
const PRF_OTHER: &str = "contract-prf.2";

/// Checks an implementation of [`DeviceKeys`].
///
/// # Errors
/// The rule that was broken.
pub fn check_keys(keys: &dyn DeviceKeys) -> Result<(), String> {
    for alias in [SIGN, PRF, PRF_OTHER] {
        answer(keys.delete(alias), "deleting a key that may not be there succeeds")?;
    }
    let checked = aliases(keys).and_then(|()| signing(keys)).and_then(|()| prf(keys));
    for alias in [SIGN, PRF, PRF_OTHER] {
        answer(keys.delete(alias), "a key can be deleted")?;
        rule(keys.exists(alias) == Ok(false), "a deleted key is gone")?;
    }
    checked
}

fn aliases(keys: &dyn DeviceKeys) -> Result<(), String> {
    answer(keys.security_level(), "the security level is known")?;
    rule(keys.exists(SIGN) == Ok(false), "a key that was never made does not exist")?;
    rule(keys.public_key(SIGN) == Err(DeviceError::KeyMissing), "public_key of no key is key_missing")?;
    rule(keys.sign(SIGN, b"m") == Err(DeviceError::KeyMissing), "sign with no key is key_missing")?;
    rule(keys.prf(PRF, b"m") == Err(DeviceError::KeyMissing), "prf with no key is key_missing")?;
    for alias in ["", "Upper", "under_score", "sl/ash", "..\\", "ünicode", &"a".repeat(65)] {
        rule(keys.create(alias, KeyPurpose::Prf).is_err(), "an alias outside the rule is refused")?;
    }
    let longest = "a".repeat(64);
    answer(keys.create(&longest, KeyPurpose::Prf), "an alias of 64 characters is accepted")?;
    rule(keys.exists(&longest) == Ok(true), "a key that was made exists")?;
    answer(keys.delete(&longest), "a key can be deleted")
}

fn signing(keys: &dyn DeviceKeys) -> Result<(), String> {
    answer(keys.create(SIGN, KeyPurpose::Sign), "a signing key can be made")?;
    rule(keys.exists(SIGN) == Ok(true), "a key that was made exists")?;
    let public = answer(keys.public_key(SIGN), "a signing key has a public key")?;
    rule(
        public.len() == 65 && public.first() == Some(&4),
        "a public key is an uncompressed point of 65 bytes",
    )?;
    rule(
        keys.create(SIGN, KeyPurpose::Sign) == Err(DeviceError::Storage),
        "an existing alias is not replaced",
    )?;
    rule(keys.create(SIGN, KeyPurpose::Prf) == Err(DeviceError::Storage), "an alias belongs to one purpose")?;
    rule(keys.public_key(SIGN).as_ref() == Ok(&public), "the public key does not change")?;
    for message in [&b""[..], b"a message", &[0x5a; 10_000]] {
        let signature = answer(keys.sign(SIGN, message), "a signing key signs")?;
        let fixed = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &public).verify(message, &signature);
        let der = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &public).verify(message, &signature);
        rule(fixed.is_ok() || der.is_ok(), "a signature verifies under the public key, as DER or r | s")?;
    }
    rule(keys.prf(SIGN, b"m") == Err(DeviceError::Unsupported), "a signing key is no PRF key")
}

fn prf(keys: &dyn DeviceKeys) -> Result<(), String> {
    answer(keys.create(PRF, KeyPurpose::Prf), "a PRF key can be made")?;
    answer(keys.create(PRF_OTHER, KeyPurpose::Prf), "two PRF keys can be made")?;
    let first = twice(keys, PRF, 7)?;
    rule(twice(keys, PRF, 8)? != first, "a PRF answers differently for another input")?;
    rule(twice(keys, PRF_OTHER, 7)? != first, "another PRF key answers differently")?;
    rule(keys.public_key(PRF) == Err(DeviceError::Unsupported), "a PRF key has no public key")?;
    rule(keys.sign(PRF, b"m") == Err(DeviceError::Unsupported), "a PRF key does not sign")?;
    answer(keys.delete(PRF), "a key can be deleted")?;
    answer(keys.create(PRF, KeyPurpose::Prf), "a deleted alias can be used again")?;
    rule(twice(keys, PRF, 7)? != first, "a key made anew is another key")
}

fn twice(keys: &dyn DeviceKeys, alias: &str, input: u8) -> Result<Zeroizing<Vec<u8>>, String> {
    let first = answer(keys.prf(alias, &[input; 32]), "a PRF key answers")?;
    rule(first.len() == 32, "a PRF answers 32 bytes")?;
    rule(keys.prf(alias, &[input; 32]).as_ref() == Ok(&first), "a PRF answers the same for the same input")?;
    Ok(first)
}
