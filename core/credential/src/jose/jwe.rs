//! Compact JWE (RFC 7516) with ECDH-ES directly to the content key: how answers reach a verifier.

use super::kdf::concat_kdf;
use super::{EncryptionKey, JoseError, PublicKey};
use crate::{base64url, json};
use mien_ports::Entropy;
use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, Algorithm, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::rand::SystemRandom;
use serde::Serialize;
use serde_json::Value;
use zeroize::Zeroizing;

const MAX_JWE: usize = 256 * 1024;
const TAG: usize = 16;

/// How the content is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentEncryption {
    /// AES-GCM with a 128-bit key.
    A128Gcm,
    /// AES-GCM with a 256-bit key; preferred when both sides can.
    A256Gcm,
}

impl ContentEncryption {
    /// The name in `enc`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A128Gcm => "A128GCM",
            Self::A256Gcm => "A256GCM",
        }
    }

    /// From the name in `enc`; `None` for an algorithm that is not spoken.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::A128Gcm, Self::A256Gcm].into_iter().find(|e| e.name() == name)
    }

    const fn algorithm(self) -> &'static Algorithm {
        match self {
            Self::A128Gcm => &AES_128_GCM,
            Self::A256Gcm => &AES_256_GCM,
        }
    }
}

#[derive(Serialize)]
struct WireHeader<'a> {
    alg: &'static str,
    enc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    epk: Value,
    #[serde(skip_serializing_if = "str::is_empty")]
    apu: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    apv: &'a str,
}

/// Encrypts `plaintext` to `key` with a fresh ephemeral key.
///
/// The ephemeral key comes from the operating system through ring, whose ECDH keys can be made in no other way; the
/// initialisation vector comes from `entropy`.
///
/// # Errors
/// [`JoseError::Key`] when `key` is not a point on P-256, [`JoseError::Device`] when there is no randomness.
pub fn encrypt(
    plaintext: &[u8],
    key: &EncryptionKey,
    enc: ContentEncryption,
    entropy: &dyn Entropy,
) -> Result<String, JoseError> {
    let unavailable = |_| JoseError::Device(mien_ports::DeviceError::Unavailable);
    let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).map_err(unavailable)?;
    let public = private.compute_public_key().map_err(unavailable)?;
    let epk = PublicKey::from_sec1(public.as_ref())?;
    let mut iv = [0; NONCE_LEN];
    entropy.fill(&mut iv)?;
    let peer = UnparsedPublicKey::new(&ECDH_P256, key.key.sec1());
    agree_ephemeral(private, &peer, |z| seal(plaintext, z, &epk, key.kid.as_deref(), enc, iv))
        .map_err(|_| JoseError::Key)?
}

/// Everything after the key agreement; a function of its inputs, so that its bytes can be frozen.
fn seal(
    plaintext: &[u8],
    z: &[u8],
    epk: &PublicKey,
    kid: Option<&str>,
    enc: ContentEncryption,
    iv: [u8; NONCE_LEN],
) -> Result<String, JoseError> {
    let header = WireHeader { alg: "ECDH-ES", enc: enc.name(), kid, epk: epk.to_jwk(), apu: "", apv: "" };
    let header = base64url::encode(&serde_json::to_vec(&header).map_err(|_| JoseError::Json)?);
    let key = content_key(z, enc, &[], &[])?;
    let mut text = Zeroizing::new(plaintext.to_vec());
    let tag = key
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(iv), Aad::from(header.as_bytes()), &mut text)
        .map_err(|_| JoseError::TooLong)?;
    // The second part is empty: the agreed key is the content key, nothing is wrapped.
    let (iv, text, tag) = (base64url::encode(&iv), base64url::encode(&text), base64url::encode(tag.as_ref()));
    Ok(format!("{header}..{iv}.{text}.{tag}"))
}

fn content_key(z: &[u8], enc: ContentEncryption, apu: &[u8], apv: &[u8]) -> Result<LessSafeKey, JoseError> {
    let key = concat_kdf(z, enc.name(), apu, apv, enc.algorithm().key_len());
    UnboundKey::new(enc.algorithm(), &key).map(LessSafeKey::new).map_err(|_| JoseError::Key)
}

/// A received compact JWE, not yet decrypted.
///
/// Decryption takes the shared secret as a parameter because ring has no ECDH key that can be stored: the receiver
/// keeps its private key with another library, multiplies it with [`ephemeral_key`](Self::ephemeral_key) and hands
/// in the x-coordinate.
pub struct JweEnvelope<'a> {
    header_text: &'a str,
    enc: ContentEncryption,
    kid: Option<String>,
    epk: PublicKey,
    apu: Vec<u8>,
    apv: Vec<u8>,
    iv: [u8; NONCE_LEN],
    sealed: Vec<u8>,
}

impl<'a> JweEnvelope<'a> {
    /// Reads the five parts and the header. `crit`, `zip` and unknown members are refused.
    ///
    /// # Errors
    /// A [`JoseError`].
    pub fn parse(text: &'a str) -> Result<Self, JoseError> {
        if text.len() > MAX_JWE {
            return Err(JoseError::TooLong);
        }
        let mut parts = text.split('.');
        let mut next = || parts.next().ok_or(JoseError::Malformed);
        let (header_text, wrapped, iv, content, tag) = (next()?, next()?, next()?, next()?, next()?);
        if parts.next().is_some() || !wrapped.is_empty() {
            return Err(JoseError::Malformed);
        }
        let bytes = |text: &str| base64url::decode(text).ok_or(JoseError::Malformed);
        let header = json::parse_object(&bytes(header_text)?).map_err(|_| JoseError::Json)?;
        let known = ["alg", "enc", "kid", "epk", "apu", "apv", "typ", "cty"];
        if header.keys().any(|name| !known.contains(&name.as_str())) {
            return Err(JoseError::HeaderMember);
        }
        let string = |name: &str| match header.get(name) {
            None => Ok(None),
            Some(value) => value.as_str().map(Some).ok_or(JoseError::Json),
        };
        if string("alg")? != Some("ECDH-ES") {
            return Err(JoseError::Algorithm);
        }
        let agreement_info = |name: &str| string(name).and_then(|text| bytes(text.unwrap_or_default()));
        let mut sealed = bytes(content)?;
        let tag = bytes(tag)?;
        if tag.len() != TAG {
            return Err(JoseError::Malformed);
        }
        sealed.extend(tag);
        Ok(Self {
            header_text,
            enc: string("enc")?.and_then(ContentEncryption::from_name).ok_or(JoseError::Algorithm)?,
            kid: string("kid")?.map(str::to_owned),
            epk: PublicKey::from_jwk(header.get("epk").ok_or(JoseError::Key)?)?,
            apu: agreement_info("apu")?,
            apv: agreement_info("apv")?,
            iv: bytes(iv)?.try_into().map_err(|_| JoseError::Malformed)?,
            sealed,
        })
    }

    /// The id of the key it was encrypted to, if the sender repeated it.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The sender's ephemeral key. Whoever multiplies with it must check that it is on the curve.
    pub fn ephemeral_key(&self) -> &PublicKey {
        &self.epk
    }

    /// Decrypts with the shared secret: 32 bytes, the x-coordinate of the product.
    ///
    /// # Errors
    /// [`JoseError::Decryption`] when anything was changed or the secret is another.
    pub fn open(self, z: &[u8]) -> Result<Zeroizing<Vec<u8>>, JoseError> {
        let key = content_key(z, self.enc, &self.apu, &self.apv)?;
        let mut sealed = Zeroizing::new(self.sealed);
        let aad = Aad::from(self.header_text.as_bytes());
        let length = key
            .open_in_place(Nonce::assume_unique_for_key(self.iv), aad, &mut sealed)
            .map_err(|_| JoseError::Decryption)?
            .len();
        sealed.truncate(length);
        Ok(sealed)
    }
}

#[cfg(test)]
#[path = "jwe_tests.rs"]
mod tests;
