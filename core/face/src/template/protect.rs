//! The template as it is stored: rotated by a key, and bound to what it was made for (ISO/IEC 24745: renewable,
//! unlinkable, and useless without its key).

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::digest::{Context, SHA256};
use zeroize::Zeroizing;

use super::{MAGIC, Template, TemplateError};
use crate::Embedding;
use crate::embedding::{DIM_192, DIM_512};

/// Version of the rotated form.
pub(super) const VERSION: u8 = 2;
/// What the binding's hash begins with.
const DOMAIN: &[u8] = b"mien template binding v1";
/// Length of what comes before the vectors' own form.
const HEAD: usize = 4 + 1 + 32;

/// The key of one person's template: random, kept apart from it, destroyed to revoke it. Prints nothing, wiped when dropped.
#[derive(Clone)]
pub struct TemplateKey(Zeroizing<[u8; 32]>);

impl TemplateKey {
    /// A key from 32 random bytes.
    pub const fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }
}

impl std::fmt::Debug for TemplateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TemplateKey").finish_non_exhaustive()
    }
}

/// What a template was made for: it opens for nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateBinding<'a> {
    /// What for, such as `face-check`.
    pub purpose: &'a str,
    /// Whose: the person's identifier on this phone.
    pub subject: &'a [u8],
    /// The consent under which it was made: the version of the text that was agreed to.
    pub consent: &'a str,
}

impl TemplateBinding<'_> {
    fn hash(&self) -> [u8; 32] {
        let mut context = Context::new(&SHA256);
        for part in [
            DOMAIN,
            self.purpose.as_bytes(),
            self.subject,
            self.consent.as_bytes(),
            &crate::models_fingerprint(),
        ] {
            context.update(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            context.update(part);
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        hash
    }
}

impl Template {
    /// The stored form: rotated by the key, bound to purpose, person, consent and models. To be encrypted by the caller.
    ///
    /// `MNFT`; version 2, a byte; SHA-256 of the binding; then the form of [`to_bytes`](Self::to_bytes) with rotated vectors.
    /// A rotation keeps every similarity; without its key the numbers are those of nobody.
    ///
    /// # Errors
    /// [`TemplateError::Fuse`] when the numbers cannot be rotated, which no template's are
    pub fn protect(
        &self,
        key: &TemplateKey,
        binding: &TemplateBinding<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, TemplateError> {
        let turned = Self { fused: rotated(&self.fused, key, Way::In)?, ..self.clone() };
        let plain = turned.to_bytes();
        let mut bytes = Zeroizing::new(Vec::with_capacity(HEAD + plain.len()));
        bytes.extend_from_slice(&MAGIC);
        bytes.push(VERSION);
        bytes.extend_from_slice(&binding.hash());
        bytes.extend_from_slice(&plain);
        Ok(bytes)
    }

    /// Reads the form of [`protect`](Self::protect).
    ///
    /// # Errors
    /// * [`TemplateError::OtherBinding`] when it was made for another purpose, person or consent
    /// * as [`from_bytes`](Self::from_bytes)
    ///
    /// A wrong key is not noticed here: the template is then nobody's.
    pub fn open(
        bytes: &[u8],
        key: &TemplateKey,
        binding: &TemplateBinding<'_>,
    ) -> Result<Self, TemplateError> {
        let (head, plain) = bytes.split_at_checked(HEAD).ok_or(TemplateError::Malformed)?;
        let (magic, rest) = head.split_at(MAGIC.len());
        let [version, bound @ ..] = rest else { return Err(TemplateError::Malformed) };
        if magic != MAGIC {
            return Err(TemplateError::Malformed);
        }
        if *version != VERSION {
            return Err(TemplateError::Version { version: *version });
        }
        // Models first: with others the binding differs, too, and the advice is another one.
        let turned = Self::from_bytes(plain)?;
        if bound != binding.hash() {
            return Err(TemplateError::OtherBinding);
        }
        Ok(Self { fused: rotated(&turned.fused, key, Way::Out)?, ..turned })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

fn rotated(embedding: &Embedding, key: &TemplateKey, way: Way) -> Result<Embedding, TemplateError> {
    let [v192, v512] = embedding.parts();
    let (v192, v512) = (turn(v192, key, DIM_192, way)?, turn(v512, key, DIM_512, way)?);
    Embedding::new(&v192, &v512).map_err(|_| TemplateError::Fuse)
}

/// As many reflections (Householder, 1958) as there are dimensions, each along a direction drawn from the key; undone in the
/// other order.
fn turn(
    vector: &[f32],
    key: &TemplateKey,
    dim: usize,
    way: Way,
) -> Result<Zeroizing<Vec<f32>>, TemplateError> {
    let cipher = UnboundKey::new(&AES_256_GCM, &*key.0).map_err(|_| TemplateError::Fuse)?;
    let cipher = LessSafeKey::new(cipher);
    let mut vector = Zeroizing::new(vector.to_vec());
    for step in 0..dim {
        let number = if way == Way::In { step } else { dim - 1 - step };
        let axis = direction(&cipher, dim, number)?;
        let along = 2.0 * axis.iter().zip(vector.iter()).map(|(a, v)| a * v).sum::<f32>();
        vector.iter_mut().zip(axis.iter()).for_each(|(v, a)| *v -= along * a);
    }
    Ok(vector)
}

/// A direction of unit length: the cipher's stream, two bytes a number.
fn direction(cipher: &LessSafeKey, dim: usize, number: usize) -> Result<Zeroizing<Vec<f32>>, TemplateError> {
    let mut nonce = [0; 12];
    let label = [u32::try_from(dim).unwrap_or(0), u32::try_from(number).unwrap_or(0)].map(u32::to_be_bytes);
    nonce.iter_mut().zip(label.as_flattened()).for_each(|(n, l)| *n = *l);
    // The stream is what zeros become: each nonce is used once, and nothing is encrypted with this key.
    let mut stream = Zeroizing::new(vec![0_u8; 2 * dim]);
    let _tag = cipher
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut stream)
        .map_err(|_| TemplateError::Fuse)?;
    let mut axis: Zeroizing<Vec<f32>> = Zeroizing::new(
        stream.as_chunks::<2>().0.iter().map(|[a, b]| f32::from(*a) + f32::from(*b) - 255.0).collect(),
    );
    let length = axis.iter().map(|v| v * v).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    axis.iter_mut().for_each(|v| *v /= length);
    Ok(axis)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BINDING: TemplateBinding<'static> =
        TemplateBinding { purpose: "face-check", subject: &[1; 16], consent: "2026-11" };

    fn key(byte: u8) -> TemplateKey {
        TemplateKey::new(Zeroizing::new([byte; 32]))
    }

    fn embedding(seed: u16) -> Embedding {
        let vector = |len: u16| -> Vec<f32> {
            (0..len).map(|i| f32::from((i * 31 + seed * 17) % 23) - 11.0).collect()
        };
        Embedding::new(&vector(192), &vector(512)).unwrap()
    }

    fn template(seed: u16) -> Template {
        Template::fuse(&[embedding(seed)]).unwrap()
    }

    // Accuracy costs nothing: what is stored and opened again compares as before.
    #[test]
    fn similarities_survive() {
        let stored = template(1).protect(&key(7), &BINDING).unwrap();
        let opened = Template::open(&stored, &key(7), &BINDING).unwrap();
        for seed in 0..20 {
            let (before, after) =
                (template(1).similarity(&embedding(seed)), opened.similarity(&embedding(seed)));
            assert!((before - after).abs() < 1e-4, "{before} {after}");
        }
        assert!(opened.similarity(&embedding(1)) > 0.9999);
    }

    // A stolen template says nothing without its key, and two of one person under two keys have nothing in common.
    #[test]
    fn without_its_key_it_is_nobodys() {
        let stored = template(1).protect(&key(7), &BINDING).unwrap();
        let wrong = Template::open(&stored, &key(8), &BINDING).unwrap();
        assert!(wrong.similarity(&embedding(1)).abs() < 0.15);
        let raw = |stored: &[u8]| Template::from_bytes(&stored[HEAD..]).unwrap();
        let other = raw(&template(1).protect(&key(8), &BINDING).unwrap());
        assert!(raw(&stored).similarity(&other.fused).abs() < 0.15);
        assert!(raw(&stored).similarity(&embedding(1)).abs() < 0.15);
    }

    // A template made for one thing must not serve another: each part of the binding counts.
    #[test]
    fn it_opens_for_what_it_was_made_for_alone() {
        let stored = template(1).protect(&key(7), &BINDING).unwrap();
        for other in [
            TemplateBinding { purpose: "pension", ..BINDING },
            TemplateBinding { subject: &[2; 16], ..BINDING },
            TemplateBinding { consent: "2027-01", ..BINDING },
        ] {
            assert_eq!(Template::open(&stored, &key(7), &other).unwrap_err(), TemplateError::OtherBinding);
        }
        for len in 0..stored.len() {
            assert!(Template::open(&stored[..len], &key(7), &BINDING).is_err(), "cut at {len}");
        }
    }

    // Enrolled people must be recognised after an update: the rotation of a key may never change.
    #[test]
    fn the_rotation_is_frozen() {
        let stored = template(1).protect(&key(7), &BINDING).unwrap();
        assert_eq!(stored.len(), 37 + 2926);
        assert_eq!(&stored[..5], b"MNFT\x02");
        let value = |at: usize| f32::from_le_bytes(stored[37 + at..37 + at + 4].try_into().unwrap());
        assert_eq!(format!("{:.3} {:.3} {:.3}", value(76), value(80), value(878)), FROZEN);
    }

    const FROZEN: &str = "-0.076 0.024 0.010";
}
