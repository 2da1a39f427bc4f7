use super::{answer, rule};
use crate::Entropy;

/// Checks an implementation of [`Entropy`] for the mistakes that a test can see: nothing filled, a part filled, the same
/// bytes again. It does not measure randomness.
///
/// # Errors
/// The rule that was broken.
pub fn check_entropy(entropy: &dyn Entropy) -> Result<(), String> {
    answer(entropy.fill(&mut []), "filling nothing succeeds")?;
    let mut first = [0_u8; 256];
    let mut second = [0_u8; 256];
    answer(entropy.fill(&mut first), "random bytes are available")?;
    answer(entropy.fill(&mut second), "random bytes are available")?;
    rule(first != second, "two calls answer different bytes")?;
    // 16 zero bytes in a row by chance: about 1 in 2^120.
    let filled =
        [first, second].iter().all(|bytes| bytes.chunks(16).all(|chunk| chunk.iter().any(|b| *b != 0)));
    rule(filled, "the whole buffer is filled")
}
