//! Runs of a row at a time: the format is looked at once a row, not once a pixel.

use std::ops::Range;

use super::{Grid, Kind, Layout};
use crate::num::{luma_of, tint, tinted};

/// Memory for one row.
#[derive(Default)]
pub(in crate::frame) struct RowMemory {
    luma: Vec<u8>,
    rgb: [Vec<u8>; 3],
    /// U and V of a row.
    chroma: [Vec<u8>; 2],
    /// What they add to luma, for two columns each.
    tint: [Vec<i16>; 3],
    /// The chroma row and the columns that `tint` is of: two rows of luma share it.
    tint_of: Option<(usize, Range<usize>)>,
}

impl RowMemory {
    pub(in crate::frame) const fn new() -> Self {
        Self {
            luma: Vec::new(),
            rgb: [const { Vec::new() }; 3],
            chroma: [const { Vec::new() }; 2],
            tint: [const { Vec::new() }; 3],
            tint_of: None,
        }
    }

    /// To be called before the first row of a frame.
    pub(in crate::frame) fn begin(&mut self) {
        self.tint_of = None;
    }

    /// Forgets all pixels.
    pub(in crate::frame) fn wipe(&mut self) {
        let bytes = std::iter::once(&mut self.luma).chain(&mut self.rgb).chain(&mut self.chroma);
        bytes.for_each(|bytes| bytes.fill(0));
        self.tint.iter_mut().for_each(|tint| tint.fill(0));
        self.tint_of = None;
        zeroize::optimization_barrier(self);
    }
}

#[cfg(test)]
impl RowMemory {
    pub(in crate::frame) fn is_wiped(&self) -> bool {
        let bytes = std::iter::once(&self.luma).chain(&self.rgb).chain(&self.chroma);
        bytes.flatten().all(|byte| *byte == 0) && self.tint.iter().flatten().all(|tint| *tint == 0)
    }
}

impl Layout<'_> {
    /// Luma of a run of columns.
    pub(in crate::frame) fn luma_row<'b>(
        &'b self,
        row: usize,
        columns: &Range<usize>,
        memory: &'b mut Vec<u8>,
    ) -> &'b [u8] {
        match &self.0 {
            Kind::Grey(luma) | Kind::Planar { luma, .. } | Kind::Paired { luma, .. } => {
                luma.run(row, columns, memory)
            }
            Kind::Packed { grid, blue_first: false } => grid.convert(row, columns, memory, luma_of),
            Kind::Packed { grid, blue_first: true } => {
                grid.convert(row, columns, memory, |[b, g, r]| luma_of([r, g, b]))
            }
        }
    }

    /// Red, green and blue of a run of columns.
    pub(in crate::frame) fn rgb_row<'b>(
        &'b self,
        row: usize,
        columns: &Range<usize>,
        memory: &'b mut RowMemory,
    ) -> [&'b [u8]; 3] {
        match &self.0 {
            Kind::Grey(luma) => [luma.run(row, columns, &mut memory.luma); 3],
            Kind::Packed { grid, blue_first } => {
                let [first, green, last] = &mut memory.rgb;
                let first = grid.convert(row, columns, first, |[a, _, _]| a);
                let green = grid.convert(row, columns, green, |[_, b, _]| b);
                let last = grid.convert(row, columns, last, |[_, _, c]| c);
                if *blue_first { [last, green, first] } else { [first, green, last] }
            }
            Kind::Planar { luma, u, v } => {
                memory.tint_with(row / 2, columns, |row, columns, [cb, cr]| {
                    u.run_into(row, columns, cb);
                    v.run_into(row, columns, cr);
                });
                memory.tinted(luma, row, columns)
            }
            Kind::Paired { luma, chroma, v_first } => {
                memory.tint_with(row / 2, columns, |row, columns, [cb, cr]| {
                    let (first, second) = if *v_first { (cr, cb) } else { (cb, cr) };
                    chroma.run_into(row, columns, first);
                    // Only the last pair of all can lack its second byte: its neighbour's is as good.
                    let end = chroma.offset(columns.end.saturating_sub(1), row);
                    let neighbour = end.checked_sub(1).and_then(|at| chroma.data.get(at));
                    if let (Some(last), Some(neighbour)) = (second.last_mut(), neighbour) {
                        *last = *neighbour;
                    }
                    let data = chroma.data.get(1..).unwrap_or_default();
                    Grid { data, ..*chroma }.run_into(row, columns, second);
                });
                memory.tinted(luma, row, columns)
            }
        }
    }
}

impl RowMemory {
    /// Makes the tint of a chroma row, unless it is there already.
    fn tint_with(
        &mut self,
        row: usize,
        columns: &Range<usize>,
        fetch: impl FnOnce(usize, &Range<usize>, [&mut [u8]; 2]),
    ) {
        if self.tint_of.as_ref().is_some_and(|(of, run)| *of == row && run == columns) {
            return;
        }
        let halves = columns.start / 2..columns.end.div_ceil(2);
        let [cb, cr] = &mut self.chroma;
        let (cb, cr) = (sized(cb, halves.len()), sized(cr, halves.len()));
        fetch(row, &halves, [cb, cr]);
        let [to_red, to_green, to_blue] = &mut self.tint;
        let pairs = |tint| sized(tint, 2 * halves.len()).as_chunks_mut::<2>().0.iter_mut();
        let pairs = pairs(to_red).zip(pairs(to_green)).zip(pairs(to_blue));
        for (((to_red, to_green), to_blue), (cb, cr)) in pairs.zip(cb.iter().zip(cr.iter())) {
            let [red, green, blue] = tint(*cb, *cr);
            (*to_red, *to_green, *to_blue) = ([red; 2], [green; 2], [blue; 2]);
        }
        self.tint_of = Some((row, columns.clone()));
    }

    /// The luma of a row with the tint that was made for it.
    fn tinted(&mut self, luma: &Grid<'_>, row: usize, columns: &Range<usize>) -> [&[u8]; 3] {
        let luma = luma.run(row, columns, &mut self.luma);
        let [red, green, blue] = &mut self.rgb;
        let [r, g, b] = &self.tint;
        let mix = |out, tint: &[i16]| {
            let out = sized(out, luma.len());
            let tint = tint.get(columns.start % 2..).unwrap_or_default();
            for (out, (luma, tint)) in out.iter_mut().zip(luma.iter().zip(tint)) {
                *out = tinted(*luma, *tint);
            }
            &*out
        };
        [mix(red, r), mix(green, g), mix(blue, b)]
    }
}

impl Grid<'_> {
    /// One byte of each sample of a run: the plane's own bytes where they lie side by side.
    fn run<'b>(&'b self, row: usize, columns: &Range<usize>, memory: &'b mut Vec<u8>) -> &'b [u8] {
        if self.pixel_stride == 1 {
            let start = self.offset(columns.start, row);
            return self.data.get(start..start + columns.len()).unwrap_or_default();
        }
        let out = sized(memory, columns.len());
        self.run_into(row, columns, out);
        out
    }

    fn run_into(&self, row: usize, columns: &Range<usize>, out: &mut [u8]) {
        self.each(row, columns, out, |[sample]| sample);
    }

    fn convert<'b, const N: usize>(
        &self,
        row: usize,
        columns: &Range<usize>,
        memory: &'b mut Vec<u8>,
        convert: impl Fn([u8; N]) -> u8,
    ) -> &'b [u8] {
        let out = sized(memory, columns.len());
        self.each(row, columns, out, convert);
        out
    }

    /// Converts the first `N` bytes of each sample of a run. The usual strides are constants to the compiler.
    fn each<const N: usize>(
        &self,
        row: usize,
        columns: &Range<usize>,
        out: &mut [u8],
        convert: impl Fn([u8; N]) -> u8,
    ) {
        let bytes = self.data.get(self.offset(columns.start, row)..).unwrap_or_default();
        match self.pixel_stride {
            1 => each_of::<1, N>(bytes, out, convert),
            2 => each_of::<2, N>(bytes, out, convert),
            3 => each_of::<3, N>(bytes, out, convert),
            4 => each_of::<4, N>(bytes, out, convert),
            stride => {
                for (out, sample) in out.iter_mut().zip(bytes.chunks(stride.max(1))) {
                    if let Some(sample) = sample.first_chunk() {
                        *out = convert(*sample);
                    }
                }
            }
        }
    }
}

fn each_of<const STRIDE: usize, const N: usize>(
    bytes: &[u8],
    out: &mut [u8],
    convert: impl Fn([u8; N]) -> u8,
) {
    let (samples, rest) = bytes.as_chunks::<STRIDE>();
    let (out, last) = out.split_at_mut(samples.len().min(out.len()));
    for (out, sample) in out.iter_mut().zip(samples) {
        if let Some(sample) = sample.first_chunk() {
            *out = convert(*sample);
        }
    }
    // The very last sample of a plane may end before its stride does.
    if let (Some(out), Some(sample)) = (last.first_mut(), rest.first_chunk()) {
        *out = convert(*sample);
    }
}

/// Memory of exactly this length; what is in it is of no account.
fn sized<T: Clone + Default>(memory: &mut Vec<T>, len: usize) -> &mut [T] {
    memory.resize(len, T::default());
    memory
}
