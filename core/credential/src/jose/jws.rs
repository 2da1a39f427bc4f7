//! Compact JWS (RFC 7515) with ES256; for clients of an authorization server also with what FAPI 2.0 allows.

#[cfg(feature = "verifier")]
use super::VerificationKey;
use super::signature::{Signer, normalise_signature};
use super::{JoseError, PublicKey, SignatureAlgorithm, verify_es256};
use crate::{base64url, json};
use serde::Serialize;
use serde_json::{Map, Value};

/// The longest compact token that is read: an SD-JWT with a chain of three certificates has about 4 KiB.
const MAX_JWS: usize = 64 * 1024;
const MAX_CERTIFICATES: usize = 5;
const MAX_KID: usize = 256;

/// The header of a received JWS. Only members on this list are accepted; `crit`, `jku`, `x5u` and the rest are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JwsHeader {
    /// What the token is for; compare it before anything else.
    pub typ: Option<String>,
    /// The id of the signing key, if given.
    pub kid: Option<String>,
    /// The certificate chain, leaf first, as DER; empty when there is none.
    pub x5c: Vec<Vec<u8>>,
    /// The signing key itself, as proofs of possession carry it.
    pub jwk: Option<PublicKey>,
}

/// A received compact JWS, well-formed but **not verified**: the payload is out of reach until a key has been used.
#[derive(Clone)]
pub struct CompactJws<'a> {
    algorithm: SignatureAlgorithm,
    header: JwsHeader,
    signing_input: &'a str,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl<'a> CompactJws<'a> {
    /// Reads the three parts and the header.
    ///
    /// # Errors
    /// A [`JoseError`]; the token is to be refused.
    pub fn parse(text: &'a str) -> Result<Self, JoseError> {
        Self::parse_up_to(text, MAX_JWS)
    }

    /// The same for a token that may be signed with ES256, PS256 or `EdDSA`, by a [`VerificationKey`].
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    #[cfg(feature = "verifier")]
    pub fn parse_fapi(text: &'a str) -> Result<Self, JoseError> {
        Self::read(text, MAX_JWS, SignatureAlgorithm::from_name)
    }

    /// The same as [`parse`](Self::parse) with another limit: a status list is longer than any other token.
    pub(crate) fn parse_up_to(text: &'a str, max: usize) -> Result<Self, JoseError> {
        let es256 = SignatureAlgorithm::Es256;
        Self::read(text, max, |name| SignatureAlgorithm::from_name(name).filter(|found| *found == es256))
    }

    fn read(
        text: &'a str,
        max: usize,
        algorithm: impl Fn(&str) -> Option<SignatureAlgorithm>,
    ) -> Result<Self, JoseError> {
        if text.len() > max {
            return Err(JoseError::TooLong);
        }
        let (signing_input, signature) = text.rsplit_once('.').ok_or(JoseError::Malformed)?;
        let (header, payload) = signing_input.split_once('.').ok_or(JoseError::Malformed)?;
        let part = |text: &str| base64url::decode(text).ok_or(JoseError::Malformed);
        if payload.contains('.') {
            return Err(JoseError::Malformed);
        }
        let header = json::parse_object(&part(header)?).map_err(|_| JoseError::Json)?;
        let named = header.get("alg").and_then(Value::as_str);
        Ok(Self {
            algorithm: named.and_then(algorithm).ok_or(JoseError::Algorithm)?,
            header: JwsHeader::read(&header)?,
            signing_input,
            payload: part(payload)?,
            signature: part(signature)?,
        })
    }

    /// The header. It is only a claim until [`verify`](Self::verify) has succeeded.
    pub fn header(&self) -> &JwsHeader {
        &self.header
    }

    /// Refuses a token made for something else.
    ///
    /// # Errors
    /// [`JoseError::Type`].
    pub fn expect_type(&self, typ: &str) -> Result<(), JoseError> {
        if self.header.typ.as_deref() == Some(typ) { Ok(()) } else { Err(JoseError::Type) }
    }

    /// Checks the signature and hands out the payload.
    ///
    /// # Errors
    /// [`JoseError::Signature`], [`JoseError::Algorithm`] for a token that is not of ES256, or [`JoseError::Json`] when the
    /// payload is no JSON object.
    pub fn verify(&self, key: &PublicKey) -> Result<Map<String, Value>, JoseError> {
        if self.algorithm != SignatureAlgorithm::Es256 {
            return Err(JoseError::Algorithm);
        }
        verify_es256(key, self.signing_input.as_bytes(), &self.signature)?;
        self.read_payload()
    }

    /// The same with a key that says which algorithm it is for.
    ///
    /// # Errors
    /// As [`verify`](Self::verify); [`JoseError::Algorithm`] when the token names another algorithm than the key's.
    #[cfg(feature = "verifier")]
    pub fn verify_with(&self, key: &VerificationKey) -> Result<Map<String, Value>, JoseError> {
        if self.algorithm != key.algorithm() {
            return Err(JoseError::Algorithm);
        }
        key.check(self.signing_input.as_bytes(), &self.signature)?;
        self.read_payload()
    }

    /// The payload of a token that was verified before it was stored, or is about to be. Nothing else may call this.
    pub(crate) fn read_payload(&self) -> Result<Map<String, Value>, JoseError> {
        json::parse_object(&self.payload).map_err(|_| JoseError::Json)
    }
}

impl JwsHeader {
    fn read(header: &Map<String, Value>) -> Result<Self, JoseError> {
        let mut out = Self { typ: None, kid: None, x5c: Vec::new(), jwk: None };
        for (name, value) in header {
            match name.as_str() {
                "alg" => {}
                "typ" => out.typ = Some(plain(value)?),
                "kid" => out.kid = Some(plain(value)?),
                "x5c" => out.x5c = chain(value)?,
                "jwk" => out.jwk = Some(PublicKey::from_jwk(value)?),
                // Harmless repetitions: the hash of a certificate that is sent anyway, and type metadata hints.
                "x5t#S256" | "cty" if value.is_string() => {}
                "vctm" if value.is_array() => {}
                _ => return Err(JoseError::HeaderMember),
            }
        }
        Ok(out)
    }
}

fn plain(value: &Value) -> Result<String, JoseError> {
    value.as_str().filter(|t| json::is_plain(t, MAX_KID)).map(str::to_owned).ok_or(JoseError::Json)
}

fn chain(value: &Value) -> Result<Vec<Vec<u8>>, JoseError> {
    let list =
        value.as_array().filter(|l| (1..=MAX_CERTIFICATES).contains(&l.len())).ok_or(JoseError::Json)?;
    list.iter().map(|c| c.as_str().and_then(base64url::decode_standard).ok_or(JoseError::Malformed)).collect()
}

/// The header of a JWS to be made; `alg` is always ES256.
#[derive(Debug, Clone, Default)]
pub struct NewJwsHeader<'a> {
    /// What the token is for.
    pub typ: &'a str,
    /// The signing key's id.
    pub kid: Option<&'a str>,
    /// The signing key itself.
    pub jwk: Option<PublicKey>,
    /// The signing certificate's chain as DER, leaf first, without the anchor; may be empty.
    pub x5c: &'a [Vec<u8>],
}

#[derive(Serialize)]
struct WireHeader<'a> {
    alg: &'static str,
    typ: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jwk: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    x5c: Vec<String>,
}

/// Makes a compact JWS over `payload`, signed by `signer` with ES256.
///
/// # Errors
/// [`JoseError::Device`] when the device does not sign, [`JoseError::Json`] when the payload cannot be written.
pub fn sign_compact(
    header: &NewJwsHeader<'_>,
    payload: &impl Serialize,
    signer: &dyn Signer,
) -> Result<String, JoseError> {
    let wire = WireHeader {
        alg: "ES256",
        typ: header.typ,
        kid: header.kid,
        jwk: header.jwk.map(|k| k.to_jwk()),
        x5c: header.x5c.iter().map(|c| base64url::encode_standard(c)).collect(),
    };
    let part = |bytes: Result<Vec<u8>, _>| bytes.map(|b| base64url::encode(&b)).map_err(|_| JoseError::Json);
    let input = format!("{}.{}", part(serde_json::to_vec(&wire))?, part(serde_json::to_vec(payload))?);
    let signature = normalise_signature(&signer.sign(input.as_bytes())?)?;
    Ok(format!("{input}.{}", base64url::encode(&signature)))
}

#[cfg(test)]
#[path = "jws_tests.rs"]
mod tests;
