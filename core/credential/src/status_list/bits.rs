//! The list itself: statuses of 1, 2, 4 or 8 bits, the first in the lowest bits of the first byte, compressed with
//! DEFLATE in ZLIB's format.

use super::StatusListError;
use crate::base64url;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// The longest list in bytes once decompressed: thirty million entries of one bit, four million of eight. A few bytes
/// of DEFLATE make a thousand times as many, so this is what keeps a small token from taking all memory.
pub(super) const MAX_LIST: usize = 4 * 1024 * 1024;
const FIRST_GUESS: usize = 64 * 1024;

/// A decompressed list.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Bits {
    width: u8,
    bytes: Vec<u8>,
}

impl Bits {
    /// From the members `bits` and `lst` of a token.
    pub(super) fn parse(width: u64, lst: &str) -> Result<Self, StatusListError> {
        let width = match width {
            1 | 2 | 4 | 8 => u8::try_from(width).map_err(|_| StatusListError::Claim)?,
            _ => return Err(StatusListError::Claim),
        };
        let compressed = base64url::decode(lst).ok_or(StatusListError::Encoding)?;
        Ok(Self { width, bytes: inflate(&compressed).ok_or(StatusListError::Encoding)? })
    }

    /// The status at `index`; `None` beyond the end.
    pub(super) fn get(&self, index: u64) -> Option<u8> {
        let bit = index.checked_mul(u64::from(self.width))?;
        let byte = *self.bytes.get(usize::try_from(bit / 8).ok()?)?;
        let mask = u8::MAX >> (8 - self.width);
        Some((byte >> (bit % 8)) & mask)
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap_or(0).saturating_mul(8 / u64::from(self.width))
    }
}

/// Everything that `input` holds; `None` when it is broken, goes on after its end, or holds more than [`MAX_LIST`].
fn inflate(input: &[u8]) -> Option<Vec<u8>> {
    let flags = TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut state = Box::<DecompressorOxide>::default();
    let mut out = vec![0; FIRST_GUESS];
    let (mut read, mut written) = (0_usize, 0_usize);
    loop {
        let (status, taken, given) = decompress(&mut state, input.get(read..)?, &mut out, written, flags);
        read = read.checked_add(taken)?;
        written = written.checked_add(given)?;
        match status {
            TINFLStatus::Done if read == input.len() => {
                out.truncate(written);
                return Some(out);
            }
            TINFLStatus::HasMoreOutput if out.len() < MAX_LIST => {
                out.resize(out.len().saturating_mul(2).min(MAX_LIST), 0);
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
#[path = "bits_tests.rs"]
mod tests;
