//! Where the samples of each format lie, checked once so that reading cannot leave the buffers.

mod rows;

pub(super) use rows::RowMemory;

use super::{FrameError, FrameInfo, PixelFormat, Plane, Rotation};
use crate::num::{luma_of, ycc_to_rgb};

/// The map from the upright, unmirrored picture to the buffer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    width: u32,
    height: u32,
    rotation: Rotation,
    mirrored: bool,
}

impl Turn {
    pub(super) const fn new(info: &FrameInfo) -> Self {
        let (width, height) = match info.rotation {
            Rotation::None | Rotation::Half => (info.width, info.height),
            Rotation::Clockwise90 | Rotation::Clockwise270 => (info.height, info.width),
        };
        Self { width, height, rotation: info.rotation, mirrored: info.mirrored }
    }

    pub(super) const fn width(&self) -> u32 {
        self.width
    }

    pub(super) const fn height(&self) -> u32 {
        self.height
    }

    /// Whether the picture's rows are the buffer's columns.
    pub(super) const fn swaps(&self) -> bool {
        matches!(self.rotation, Rotation::Clockwise90 | Rotation::Clockwise270)
    }

    /// Whether the picture's x and y run against the buffer.
    pub(super) const fn flips(&self) -> [bool; 2] {
        let x = matches!(self.rotation, Rotation::Clockwise90 | Rotation::Half);
        let y = matches!(self.rotation, Rotation::Half | Rotation::Clockwise270);
        [x != self.mirrored, y]
    }

    /// Column and row of the buffer for a pixel of the upright picture.
    pub(super) const fn raw(&self, x: u32, y: u32) -> Option<(usize, usize)> {
        if x >= self.width || y >= self.height {
            return None;
        }
        let x = if self.mirrored { self.width - 1 - x } else { x };
        let (column, row) = match self.rotation {
            Rotation::None => (x, y),
            Rotation::Clockwise90 => (y, self.width - 1 - x),
            Rotation::Half => (self.width - 1 - x, self.height - 1 - y),
            Rotation::Clockwise270 => (self.height - 1 - y, x),
        };
        Some((column as usize, row as usize))
    }
}

/// One grid of samples inside a buffer.
#[derive(Clone, Copy)]
struct Grid<'a> {
    data: &'a [u8],
    row_stride: usize,
    pixel_stride: usize,
}

/// What a grid must hold.
struct Extent {
    columns: usize,
    rows: usize,
    /// Bytes of one sample.
    sample: usize,
    /// Bytes that the very last sample may lack.
    forgiven: usize,
}

impl<'a> Grid<'a> {
    fn new(plane: &Plane<'a>, index: usize, extent: &Extent) -> Result<Self, FrameError> {
        let overflow = FrameError::Overflow { plane: index };
        if plane.pixel_stride < extent.sample {
            return Err(FrameError::PixelStride { plane: index });
        }
        let row = (extent.columns - 1)
            .checked_mul(plane.pixel_stride)
            .and_then(|bytes| bytes.checked_add(extent.sample))
            .ok_or(overflow)?;
        if plane.row_stride < row {
            return Err(FrameError::RowStride { plane: index });
        }
        let needed = (extent.rows - 1)
            .checked_mul(plane.row_stride)
            .and_then(|bytes| bytes.checked_add(row - extent.forgiven))
            .ok_or(overflow)?;
        if plane.data.len() < needed {
            return Err(FrameError::TooShort { plane: index });
        }
        Ok(Self { data: plane.data, row_stride: plane.row_stride, pixel_stride: plane.pixel_stride })
    }

    const fn offset(&self, column: usize, row: usize) -> usize {
        row * self.row_stride + column * self.pixel_stride
    }

    fn sample(&self, column: usize, row: usize) -> Option<u8> {
        self.data.get(self.offset(column, row)).copied()
    }

    fn pixel<const N: usize>(&self, column: usize, row: usize) -> Option<[u8; N]> {
        let start = self.offset(column, row);
        self.data.get(start..start + N)?.first_chunk().copied()
    }
}

/// The samples of a frame, whatever its format.
#[derive(Clone, Copy)]
pub(super) struct Layout<'a>(Kind<'a>);

#[derive(Clone, Copy)]
enum Kind<'a> {
    Grey(Grid<'a>),
    Packed { grid: Grid<'a>, blue_first: bool },
    Planar { luma: Grid<'a>, u: Grid<'a>, v: Grid<'a> },
    Paired { luma: Grid<'a>, chroma: Grid<'a>, v_first: bool },
}

impl<'a> Layout<'a> {
    pub(super) fn new(
        width: usize,
        height: usize,
        format: PixelFormat,
        planes: &[Plane<'a>],
    ) -> Result<Self, FrameError> {
        let full = |sample| Extent { columns: width, rows: height, sample, forgiven: 0 };
        let half = |sample, forgiven| Extent {
            columns: width.div_ceil(2),
            rows: height.div_ceil(2),
            sample,
            forgiven,
        };
        let packed = |sample, blue_first| match planes {
            [plane] => Ok(Kind::Packed { grid: Grid::new(plane, 0, &full(sample))?, blue_first }),
            _ => Err(FrameError::PlaneCount { given: planes.len() }),
        };
        let planar = |luma, u, v| {
            Ok(Kind::Planar {
                luma: Grid::new(luma, 0, &full(1))?,
                u: Grid::new(u, 1, &half(1, 0))?,
                v: Grid::new(v, 2, &half(1, 0))?,
            })
        };
        let paired = |luma, chroma, v_first| {
            Ok(Kind::Paired {
                luma: Grid::new(luma, 0, &full(1))?,
                chroma: Grid::new(chroma, 1, &half(2, 1))?,
                v_first,
            })
        };
        let count = FrameError::PlaneCount { given: planes.len() };
        let kind = match (format, planes) {
            (PixelFormat::Grey, [plane]) => Ok(Kind::Grey(Grid::new(plane, 0, &full(1))?)),
            (PixelFormat::Rgb, _) => packed(3, false),
            (PixelFormat::Rgba, _) => packed(4, false),
            (PixelFormat::Bgra, _) => packed(4, true),
            (PixelFormat::Yuv420 | PixelFormat::I420, [luma, u, v]) => planar(luma, u, v),
            (PixelFormat::I420, [whole]) => {
                let (luma, rest) = split_rows(whole, whole.row_stride, height)?;
                let (u, v) = split_rows(&rest, whole.row_stride.div_ceil(2), height.div_ceil(2))?;
                planar(&luma, &u, &Plane { row_stride: u.row_stride, ..v })
            }
            (PixelFormat::Nv12 | PixelFormat::Nv21, [luma, chroma]) => {
                paired(luma, chroma, format == PixelFormat::Nv21)
            }
            (PixelFormat::Nv12 | PixelFormat::Nv21, [whole]) => {
                let (luma, rest) = split_rows(whole, whole.row_stride, height)?;
                // A pair needs two bytes: an odd luma row is followed by chroma rows one byte longer.
                let row_stride = whole.row_stride.checked_next_multiple_of(2);
                let row_stride = row_stride.ok_or(FrameError::Overflow { plane: 0 })?;
                paired(&luma, &Plane { row_stride, pixel_stride: 2, ..rest }, format == PixelFormat::Nv21)
            }
            _ => Err(count),
        }?;
        Ok(Self(kind))
    }

    pub(super) fn luma(&self, column: usize, row: usize) -> Option<u8> {
        match &self.0 {
            Kind::Grey(luma) | Kind::Planar { luma, .. } | Kind::Paired { luma, .. } => {
                luma.sample(column, row)
            }
            Kind::Packed { .. } => self.rgb(column, row).map(luma_of),
        }
    }

    pub(super) fn rgb(&self, column: usize, row: usize) -> Option<[u8; 3]> {
        match &self.0 {
            Kind::Grey(luma) => luma.sample(column, row).map(|y| [y; 3]),
            Kind::Packed { grid, blue_first } => {
                let [a, b, c] = grid.pixel(column, row)?;
                Some(if *blue_first { [c, b, a] } else { [a, b, c] })
            }
            Kind::Planar { luma, u, v } => {
                let y = luma.sample(column, row)?;
                Some(ycc_to_rgb(y, u.sample(column / 2, row / 2)?, v.sample(column / 2, row / 2)?))
            }
            Kind::Paired { luma, chroma, v_first } => {
                let y = luma.sample(column, row)?;
                let start = chroma.offset(column / 2, row / 2);
                let first = chroma.data.get(start).copied()?;
                // Only the last pair of all can lack its second byte: its neighbour's is as good.
                let second = chroma.data.get(start + 1).or_else(|| chroma.data.get(start.checked_sub(1)?));
                let second = second.copied()?;
                Some(if *v_first { ycc_to_rgb(y, second, first) } else { ycc_to_rgb(y, first, second) })
            }
        }
    }
}

/// Splits a plane that holds several, one after the other, behind `rows` rows of `stride` bytes.
///
/// The first part keeps the given row stride, the second part has it too until the caller says otherwise.
fn split_rows<'a>(
    plane: &Plane<'a>,
    stride: usize,
    rows: usize,
) -> Result<(Plane<'a>, Plane<'a>), FrameError> {
    let bytes = stride.checked_mul(rows).ok_or(FrameError::Overflow { plane: 0 })?;
    let (head, tail) = plane.data.split_at_checked(bytes).ok_or(FrameError::TooShort { plane: 0 })?;
    let part = |data| Plane { data, row_stride: stride, pixel_stride: plane.pixel_stride };
    Ok((part(head), part(tail)))
}
