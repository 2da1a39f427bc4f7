//! The enrolled face: what later scans are compared with.

use thiserror::Error;
use zeroize::Zeroizing;

use crate::Embedding;
use crate::embedding::{DIM_192, DIM_512};
use crate::models::{EMBED_512, FACEMESH_468, MOBILEFACENET_192, PinnedModel};

/// First bytes of a stored template.
const MAGIC: [u8; 4] = *b"MNFT";
/// Version of the stored form.
const VERSION: u8 = 1;
/// The models whose vectors are stored, in order.
static EMBEDDING_MODELS: [&PinnedModel; 2] = [&MOBILEFACENET_192, &EMBED_512];
/// How far a stored vector's length may be from 1.
const UNIT_TOLERANCE: f32 = 1e-3;

/// A template could not be made or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// No embeddings, more than 255, or embeddings that cancel out: scan again.
    #[error("embeddings cannot be fused")]
    Fuse,
    /// The bytes are no template, or damaged: enrol again.
    #[error("not a face template")]
    Malformed,
    /// The template was written by a newer version of this program: update the app.
    #[error("template version is not supported")]
    Version {
        /// Version as read.
        version: u8,
    },
    /// The template was made for another purpose, person or consent: enrol for this one.
    #[error("template was made for something else")]
    OtherBinding,
    /// Other models made the template, and scores across models mean nothing: enrol again.
    #[error("template was made by other models")]
    OtherModels,
}

impl TemplateError {
    /// A stable name of the variant for logs and bindings.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Fuse => "template_fuse",
            Self::Malformed => "template_malformed",
            Self::Version { .. } => "template_version",
            Self::OtherBinding => "template_other_binding",
            Self::OtherModels => "template_other_models",
        }
    }
}

/// The fused embeddings of one person, with the hashes of the models that made them.
///
/// Personal data: store it only encrypted. Wiped when dropped; prints no value.
#[derive(Clone, PartialEq)]
pub struct Template {
    fused: Embedding,
    count: u8,
    dispersion: f32,
}

impl Template {
    /// Fuses the embeddings of one scan, 1 to 255.
    ///
    /// # Errors
    /// [`TemplateError::Fuse`] when there are none, too many, or when they cancel out.
    pub fn fuse(embeddings: &[Embedding]) -> Result<Self, TemplateError> {
        let count = u8::try_from(embeddings.len()).map_err(|_| TemplateError::Fuse)?;
        let fused = Embedding::mean(embeddings).ok_or(TemplateError::Fuse)?;
        let spread: f32 = embeddings.iter().map(|e| 1.0 - e.similarity(&fused)).sum();
        let dispersion = (spread / f32::from(count)).clamp(0.0, 2.0);
        Ok(Self { fused, count, dispersion })
    }

    /// How alike the template and a face are, -1 to 1; see [`Embedding::similarity`].
    pub fn similarity(&self, embedding: &Embedding) -> f32 {
        self.fused.similarity(embedding)
    }

    /// How many embeddings were fused.
    pub const fn count(&self) -> u8 {
        self.count
    }

    /// Mean of 1 - similarity of the fused embeddings to the template, 0 (all equal) to 2.
    pub const fn dispersion(&self) -> f32 {
        self.dispersion
    }

    /// The stored form: to be encrypted by the caller.
    ///
    /// Little endian: `MNFT`; version 1, a byte; number fused, a byte; dispersion, f32; SHA-256 of the model that
    /// places the crop; then twice: SHA-256 of the embedding model, length as u16, that many f32.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        // Room for all of it at once: a vector that grows leaves copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(STORED_LEN));
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&[VERSION, self.count]);
        bytes.extend_from_slice(&self.dispersion.to_le_bytes());
        bytes.extend_from_slice(&FACEMESH_468.sha256);
        for (model, vector) in EMBEDDING_MODELS.iter().zip(self.fused.parts()) {
            bytes.extend_from_slice(&model.sha256);
            bytes.extend_from_slice(&u16::try_from(vector.len()).unwrap_or(u16::MAX).to_le_bytes());
            bytes.extend(vector.iter().flat_map(|value| value.to_le_bytes()));
        }
        bytes
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// * [`TemplateError::Malformed`] when the bytes are no template
    /// * [`TemplateError::Version`] when a newer program wrote them
    /// * [`TemplateError::OtherModels`] when other models made them
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TemplateError> {
        let mut reader = Reader(bytes);
        if reader.array()? != MAGIC {
            return Err(TemplateError::Malformed);
        }
        let [version, count] = reader.array()?;
        if version != VERSION {
            return Err(TemplateError::Version { version });
        }
        let dispersion = f32::from_le_bytes(reader.array()?);
        if count == 0 || !(0.0..=2.0).contains(&dispersion) {
            return Err(TemplateError::Malformed);
        }
        let mut same_models = reader.array()? == FACEMESH_468.sha256;
        let mut vectors = [Zeroizing::new(Vec::new()), Zeroizing::new(Vec::new())];
        for (model, vector) in EMBEDDING_MODELS.iter().zip(&mut vectors) {
            same_models &= reader.array()? == model.sha256;
            *vector = reader.unit_vector()?;
        }
        if !reader.0.is_empty() {
            return Err(TemplateError::Malformed);
        }
        if !same_models {
            return Err(TemplateError::OtherModels);
        }
        let [v192, v512] = &vectors;
        let fused = Embedding::new(v192, v512).map_err(|_| TemplateError::Malformed)?;
        Ok(Self { fused, count, dispersion })
    }
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Template").field("count", &self.count).finish_non_exhaustive()
    }
}

/// Bytes of the stored form.
const STORED_LEN: usize = 4 + 2 + 4 + 32 + 2 * (32 + 2) + 4 * (DIM_192 + DIM_512);

/// Strict reading: every step either takes exactly what it needs or fails.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], TemplateError> {
        let (head, tail) = self.0.split_first_chunk().ok_or(TemplateError::Malformed)?;
        self.0 = tail;
        Ok(*head)
    }

    fn unit_vector(&mut self) -> Result<Zeroizing<Vec<f32>>, TemplateError> {
        let len = usize::from(u16::from_le_bytes(self.array()?));
        let (head, tail) = self.0.split_at_checked(4 * len).ok_or(TemplateError::Malformed)?;
        self.0 = tail;
        let values =
            head.chunks_exact(4).map(|c| f32::from_le_bytes(c.first_chunk().copied().unwrap_or_default()));
        let vector: Zeroizing<Vec<f32>> = Zeroizing::new(values.collect());
        let norm = vector.iter().map(|v| v * v).sum::<f32>().sqrt();
        // NaN fails the comparison too.
        if (norm - 1.0).abs() <= UNIT_TOLERANCE { Ok(vector) } else { Err(TemplateError::Malformed) }
    }
}

mod protect;
pub use protect::{TemplateBinding, TemplateKey};

#[cfg(test)]
mod tests;
