//! Numbers on cache lines of their own: a vector that straddles two costs twice.

use std::ops::{Deref, DerefMut};

use zeroize::Zeroize as _;

/// Numbers a cache line.
const LINE: usize = 64 / size_of::<f32>();

/// A fixed number of zeros at first, the first at the start of a cache line. Wiped when dropped: activations show a
/// face.
#[derive(Default)]
pub(crate) struct Buffer {
    memory: Vec<f32>,
    start: usize,
    len: usize,
}

impl Buffer {
    pub(crate) fn new(len: usize) -> Self {
        let memory = vec![0.0; len + LINE];
        let start = memory.as_ptr().align_offset(64).min(LINE);
        Self { memory, start, len }
    }
}

impl From<Vec<f32>> for Buffer {
    fn from(numbers: Vec<f32>) -> Self {
        let mut buffer = Self::new(numbers.len());
        buffer.copy_from_slice(&numbers);
        buffer
    }
}

impl Deref for Buffer {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        self.memory.get(self.start..self.start + self.len).unwrap_or_default()
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        self.memory.get_mut(self.start..self.start + self.len).unwrap_or_default()
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.memory.as_mut_slice().zeroize();
    }
}

impl std::fmt::Debug for Buffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Buffer").field("len", &self.len).finish_non_exhaustive()
    }
}
