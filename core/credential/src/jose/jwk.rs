//! Public P-256 keys: JWK in and out (RFC 7517, RFC 7518 section 6.2), thumbprints (RFC 7638).

use super::JoseError;
use crate::base64url;
use serde_json::{Map, Value, json};
use std::fmt;

const COORDINATE: usize = 32;
const POINT: usize = 1 + 2 * COORDINATE;
const KID_MAX: usize = 256;

/// A public P-256 key. That the point lies on the curve is checked by ring whenever the key is used.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey([u8; POINT]);

impl PublicKey {
    /// From an uncompressed SEC1 point: 65 bytes, first byte 4. This is what `DeviceKeys::public_key` returns.
    ///
    /// # Errors
    /// [`JoseError::Key`] for any other form.
    pub fn from_sec1(point: &[u8]) -> Result<Self, JoseError> {
        let point: [u8; POINT] = point.try_into().map_err(|_| JoseError::Key)?;
        if point.first() == Some(&4) { Ok(Self(point)) } else { Err(JoseError::Key) }
    }

    /// From a JWK with `kty` EC and `crv` P-256. Members beside the key itself are ignored (RFC 7517, section 4),
    /// but a private member is an error: a key that somebody published is not a key.
    ///
    /// # Errors
    /// [`JoseError::Key`].
    pub fn from_jwk(jwk: &Value) -> Result<Self, JoseError> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        if text("kty") != Some("EC") || text("crv") != Some("P-256") || jwk.get("d").is_some() {
            return Err(JoseError::Key);
        }
        let coordinate =
            |name: &str| text(name).and_then(base64url::decode).filter(|c| c.len() == COORDINATE);
        let (x, y) = coordinate("x").zip(coordinate("y")).ok_or(JoseError::Key)?;
        Self::from_sec1(&[&[4], x.as_slice(), y.as_slice()].concat())
    }

    /// The uncompressed SEC1 point, 65 bytes.
    pub fn sec1(&self) -> &[u8] {
        &self.0
    }

    /// The JWK with exactly the members that a thumbprint covers.
    pub fn to_jwk(&self) -> Value {
        let (x, y) = self.coordinates();
        json!({ "crv": "P-256", "kty": "EC", "x": x, "y": y })
    }

    /// The RFC 7638 thumbprint: base64url of the SHA-256 of the members in lexical order.
    pub fn thumbprint(&self) -> String {
        let (x, y) = self.coordinates();
        base64url::sha256(format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#).as_bytes())
    }

    fn coordinates(&self) -> (String, String) {
        let (x, y) = self.0.split_at(1).1.split_at(COORDINATE);
        (base64url::encode(x), base64url::encode(y))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.thumbprint())
    }
}

/// A key that somebody published to have answers encrypted to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncryptionKey {
    /// The key.
    pub key: PublicKey,
    /// Its id, repeated in the header of the answer so that the receiver finds the private half.
    pub kid: Option<String>,
}

impl EncryptionKey {
    /// The first key of a JWK set that this library can encrypt to: P-256, `use` absent or `enc`, `alg` absent or
    /// `ECDH-ES`. Other keys are skipped, as RFC 7517 section 5 asks.
    pub fn choose(jwks: &Value) -> Option<Self> {
        let keys = jwks.get("keys")?.as_array()?;
        keys.iter().filter_map(Value::as_object).find_map(Self::usable)
    }

    fn usable(jwk: &Map<String, Value>) -> Option<Self> {
        let allowed = |name: &str, value: &str| jwk.get(name).is_none_or(|v| v.as_str() == Some(value));
        if !allowed("use", "enc") || !allowed("alg", "ECDH-ES") {
            return None;
        }
        let kid = match jwk.get("kid") {
            None => None,
            Some(Value::String(kid)) if crate::json::is_plain(kid, KID_MAX) => Some(kid.clone()),
            Some(_) => return None,
        };
        Some(Self { key: PublicKey::from_jwk(&Value::Object(jwk.clone())).ok()?, kid })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: &str = "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0";
    const Y: &str = "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps";

    fn jwk() -> Value {
        json!({ "kty": "EC", "crv": "P-256", "x": X, "y": Y, "use": "enc", "kid": "1" })
    }

    // Protects the two directions of the only key format that we speak.
    #[test]
    fn jwk_round_trip() {
        let key = PublicKey::from_jwk(&jwk()).unwrap();
        assert_eq!(PublicKey::from_jwk(&key.to_jwk()), Ok(key));
        assert_eq!(PublicKey::from_sec1(key.sec1()), Ok(key));
    }

    // Frozen: credentials are bound to keys by this string in other people's databases. RFC 7638 section 3.1 prints
    // only an RSA key (tested with the digest); this is the key of RFC 7518 appendix C, computed by another program.
    #[test]
    fn thumbprint_frozen() {
        let thumbprint = PublicKey::from_jwk(&jwk()).unwrap().thumbprint();
        assert_eq!(thumbprint, "_GK0r6GCoJt9zcssg9lay4obIxgCq05ntiRymRHADSU");
    }

    // Each line is a key that must not become a recipient or a holder.
    #[test]
    fn refuses_other_keys() {
        let edits: [(&str, Value); 7] = [
            ("kty", json!("RSA")),
            ("crv", json!("P-384")),
            ("x", json!("AA")),
            ("x", json!(7)),
            ("y", json!(format!("{Y}="))),
            ("y", Value::Null),
            ("d", json!("AA")),
        ];
        for (name, value) in edits {
            let mut key = jwk();
            key[name] = value;
            assert_eq!(PublicKey::from_jwk(&key), Err(JoseError::Key), "{name}");
        }
        assert_eq!(PublicKey::from_sec1(&[4; 64]), Err(JoseError::Key));
        assert_eq!(PublicKey::from_sec1(&[2; 65]), Err(JoseError::Key));
    }

    // Protects against encrypting to a signing key or to a key meant for another algorithm.
    #[test]
    fn chooses_only_an_encryption_key() {
        let mut signing = jwk();
        signing["use"] = json!("sig");
        let mut wrapped = jwk();
        wrapped["alg"] = json!("ECDH-ES+A256KW");
        let set = json!({ "keys": [signing, wrapped, { "kty": "OKP" }, 3, jwk()] });
        assert_eq!(EncryptionKey::choose(&set).unwrap().kid.as_deref(), Some("1"));
        assert_eq!(EncryptionKey::choose(&json!({ "keys": [signing] })), None);
        assert_eq!(EncryptionKey::choose(&json!({})), None);
    }
}
