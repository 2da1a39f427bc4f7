//! A face as numbers.

use std::fmt;

use zeroize::Zeroizing;

use crate::FaceError;

/// Length of the first model's vector.
pub(crate) const DIM_192: usize = 192;
/// Length of the second model's vector.
pub(crate) const DIM_512: usize = 512;

/// One face, embedded by both models.
///
/// Personal data, and invertible: it never leaves the phone, is wiped when dropped and prints no value.
#[derive(Clone, PartialEq)]
pub struct Embedding {
    v192: Zeroizing<Vec<f32>>,
    v512: Zeroizing<Vec<f32>>,
}

impl Embedding {
    /// Takes the raw outputs of the 192- and the 512-dimensional model and scales each to unit length.
    ///
    /// # Errors
    /// [`FaceError::InvalidEmbedding`] when a vector has another length, a value that is not finite, or no direction.
    pub fn new(v192: &[f32], v512: &[f32]) -> Result<Self, FaceError> {
        Ok(Self { v192: unit(v192, DIM_192)?, v512: unit(v512, DIM_512)? })
    }

    /// Mean of the two cosines, -1 to 1. Two faces of one person score high; where to draw the line is the
    /// calibration's business, and the number itself must never reach a screen, a log or a server.
    pub fn similarity(&self, other: &Self) -> f32 {
        f32::midpoint(dot(&self.v192, &other.v192), dot(&self.v512, &other.v512))
    }

    /// The direction between several embeddings of one face; `None` for none, or when they cancel out.
    pub(crate) fn mean<'a>(embeddings: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        let mut sum = (Zeroizing::new(vec![0.0_f32; DIM_192]), Zeroizing::new(vec![0.0_f32; DIM_512]));
        for embedding in embeddings {
            add(&mut sum.0, &embedding.v192);
            add(&mut sum.1, &embedding.v512);
        }
        Self::new(&sum.0, &sum.1).ok()
    }

    pub(crate) fn parts(&self) -> [&[f32]; 2] {
        [&self.v192, &self.v512]
    }
}

impl fmt::Debug for Embedding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedding").finish_non_exhaustive()
    }
}

fn unit(vector: &[f32], len: usize) -> Result<Zeroizing<Vec<f32>>, FaceError> {
    let norm = dot(vector, vector).sqrt();
    // A sum of squares is not finite when any value is not.
    if vector.len() != len || !norm.is_finite() || norm < f32::MIN_POSITIVE {
        return Err(FaceError::InvalidEmbedding);
    }
    Ok(Zeroizing::new(vector.iter().map(|v| v / norm).collect()))
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(sum: &mut [f32], vector: &[f32]) {
    for (sum, value) in sum.iter_mut().zip(vector) {
        *sum += value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn along(axis: usize) -> Embedding {
        let vector = |len| (0..len).map(|i| if i == axis { 3.0 } else { 0.0 }).collect::<Vec<f32>>();
        Embedding::new(&vector(DIM_192), &vector(DIM_512)).unwrap()
    }

    // The decision rests on this number: equal faces 1, unrelated ones 0, whatever the scale.
    #[test]
    fn similarity_is_the_mean_of_the_cosines() {
        assert!((along(1).similarity(&along(1)) - 1.0).abs() < 1e-6);
        assert!(along(1).similarity(&along(2)).abs() < 1e-6);
        let between = Embedding::mean([&along(1), &along(2)]).unwrap();
        assert!((between.similarity(&along(1)) - std::f32::consts::FRAC_1_SQRT_2).abs() < 1e-6);
    }

    // An embedding is personal data: no value of it may reach a log.
    #[test]
    fn debug_prints_no_value() {
        assert_eq!(format!("{:?}", along(1)), "Embedding { .. }");
    }

    #[test]
    fn numbers_that_are_no_embedding_are_refused() {
        for bad in
            [vec![0.0; DIM_192], vec![1.0; DIM_192 - 1], vec![f32::NAN; DIM_192], vec![f32::MAX; DIM_192]]
        {
            assert!(matches!(Embedding::new(&bad, &[1.0; DIM_512]), Err(FaceError::InvalidEmbedding)));
        }
        assert!(Embedding::mean([]).is_none());
    }
}
