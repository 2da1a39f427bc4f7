//! Broken geometry, every format, every turn.

use proptest::prelude::*;

use super::*;

fn info(width: u32, height: u32) -> FrameInfo {
    FrameInfo { width, height, rotation: Rotation::None, mirrored: false, captured_at: 7 }
}

fn plane(data: &[u8], row_stride: usize, pixel_stride: usize) -> Plane<'_> {
    Plane { data, row_stride, pixel_stride }
}

fn refused(info: FrameInfo, format: PixelFormat, planes: &[Plane<'_>]) -> FrameError {
    Frame::new(info, format, planes).unwrap_err()
}

#[test]
fn sizes_out_of_range_are_refused() {
    let data = vec![0; 32 * 32];
    for (width, height) in [(0, 0), (15, 32), (32, 15), (8193, 16), (16, u32::MAX)] {
        let error = refused(info(width, height), PixelFormat::Grey, &[plane(&data, 32, 1)]);
        assert_eq!(error, FrameError::Size { width, height });
    }
}

#[test]
fn wrong_number_of_planes_is_refused() {
    let data = vec![0; 4096];
    let one = plane(&data, 32, 1);
    for (format, planes) in [
        (PixelFormat::Grey, vec![]),
        (PixelFormat::Grey, vec![one; 2]),
        (PixelFormat::Rgba, vec![one; 3]),
        (PixelFormat::Yuv420, vec![one]),
        (PixelFormat::Yuv420, vec![one; 2]),
        (PixelFormat::I420, vec![one; 2]),
        (PixelFormat::Nv21, vec![one; 3]),
        (PixelFormat::Nv12, vec![]),
    ] {
        let given = planes.len();
        assert_eq!(refused(info(32, 32), format, &planes), FrameError::PlaneCount { given });
    }
}

#[test]
fn strides_shorter_than_samples_and_rows_are_refused() {
    let data = vec![0; 1 << 16];
    let cases = [
        (PixelFormat::Grey, plane(&data, 32, 0), FrameError::PixelStride { plane: 0 }),
        (PixelFormat::Grey, plane(&data, 31, 1), FrameError::RowStride { plane: 0 }),
        (PixelFormat::Rgb, plane(&data, 128, 2), FrameError::PixelStride { plane: 0 }),
        (PixelFormat::Rgba, plane(&data, 127, 4), FrameError::RowStride { plane: 0 }),
        (PixelFormat::Bgra, plane(&data, 128, 3), FrameError::PixelStride { plane: 0 }),
    ];
    for (format, given, expected) in cases {
        assert_eq!(refused(info(32, 32), format, &[given]), expected);
    }
    let luma = plane(&data, 32, 1);
    let error = refused(info(32, 32), PixelFormat::Nv12, &[luma, plane(&data, 32, 1)]);
    assert_eq!(error, FrameError::PixelStride { plane: 1 });
    let error = refused(info(32, 32), PixelFormat::Yuv420, &[luma, luma, plane(&data, 15, 1)]);
    assert_eq!(error, FrameError::RowStride { plane: 2 });
}

// 32-bit phones wrap around sooner, but no address space holds these.
#[test]
fn overflowing_strides_are_refused() {
    let data = vec![0; 4096];
    for given in [plane(&data, usize::MAX, 1), plane(&data, usize::MAX, usize::MAX / 2)] {
        let error = refused(info(32, 32), PixelFormat::Grey, &[given]);
        assert_eq!(error, FrameError::Overflow { plane: 0 });
    }
    for format in [PixelFormat::I420, PixelFormat::Nv21] {
        let error = refused(info(32, 32), format, &[plane(&data, usize::MAX, 1)]);
        assert_eq!(error, FrameError::Overflow { plane: 0 });
    }
}

#[test]
fn buffers_that_end_early_are_refused() {
    // Rows of 40 bytes for 32 pixels: the last row ends after its last pixel.
    let needed = 31 * 40 + 32;
    let data = vec![0; needed];
    assert!(Frame::new(info(32, 32), PixelFormat::Grey, &[plane(&data, 40, 1)]).is_ok());
    let error = refused(info(32, 32), PixelFormat::Grey, &[plane(&data[1..], 40, 1)]);
    assert_eq!(error, FrameError::TooShort { plane: 0 });
    let error = refused(info(32, 32), PixelFormat::Grey, &[plane(&[], 40, 1)]);
    assert_eq!(error, FrameError::TooShort { plane: 0 });
}

// Android hands interleaved chroma out as two planes one byte apart, each ending on its own last sample.
#[test]
fn android_planes_with_short_last_row_are_read() {
    let (width, height, stride) = (18_usize, 17_usize, 24_usize);
    let luma = vec![100; stride * (height - 1) + width];
    let rows = height.div_ceil(2);
    let mut chroma = vec![0_u8; stride * (rows - 1) + width];
    for (i, byte) in chroma.iter_mut().enumerate() {
        *byte = if i % 2 == 0 { 90 } else { 200 };
    }
    let (u, v) = (&chroma[..chroma.len() - 1], &chroma[1..]);
    let planes = [plane(&luma, stride, 1), plane(u, stride, 2), plane(v, stride, 2)];
    let frame = Frame::new(info(18, 17), PixelFormat::Yuv420, &planes).unwrap();
    let expected = crate::num::ycc_to_rgb(100, 90, 200);
    assert_eq!((frame.rgb(0, 0), frame.rgb(17, 16)), (expected, expected));
    // The same memory as NV12, with and without its very last byte.
    for chroma in [&chroma[..], u] {
        let planes = [plane(&luma, stride, 1), plane(chroma, stride, 2)];
        let frame = Frame::new(info(18, 17), PixelFormat::Nv12, &planes).unwrap();
        assert_eq!((frame.rgb(0, 0), frame.rgb(17, 16)), (expected, expected));
    }
    let error = refused(
        info(18, 17),
        PixelFormat::Nv12,
        &[plane(&luma, stride, 1), plane(&u[..u.len() - 1], stride, 2)],
    );
    assert_eq!(error, FrameError::TooShort { plane: 1 });
}

#[test]
fn rotation_takes_quarter_turns_only() {
    for degrees in [0, 90, 180, 270] {
        assert!(Rotation::from_degrees(degrees).is_ok());
    }
    for degrees in [-90, 1, 45, 360, i32::MIN] {
        assert_eq!(Rotation::from_degrees(degrees), Err(FrameError::Rotation { degrees }));
    }
}

/// A picture in which every pixel is another, as packed RGB.
fn pattern(width: usize, height: usize) -> Vec<[u8; 3]> {
    let byte = |n: usize| u8::try_from(n % 256).unwrap();
    (0..width * height).map(|i| [byte(i % width), byte(i / width), byte(i * 7)]).collect()
}

/// Lays the upright picture out as a camera would that is turned and mirrored.
fn raw(upright: &[[u8; 3]], width: usize, height: usize, rotation: Rotation, mirrored: bool) -> Vec<u8> {
    let at = |x: usize, y: usize| {
        let x = if mirrored { width - 1 - x } else { x };
        upright[y * width + x]
    };
    let turned: Vec<[u8; 3]> = match rotation {
        Rotation::None => {
            (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| at(x, y)).collect()
        }
        // A camera whose picture needs a quarter turn clockwise gives it turned a quarter counter-clockwise.
        Rotation::Clockwise90 => {
            (0..width).rev().flat_map(|x| (0..height).map(move |y| (x, y))).map(|(x, y)| at(x, y)).collect()
        }
        Rotation::Half => (0..height)
            .rev()
            .flat_map(|y| (0..width).rev().map(move |x| (x, y)))
            .map(|(x, y)| at(x, y))
            .collect(),
        Rotation::Clockwise270 => {
            (0..width).flat_map(|x| (0..height).rev().map(move |y| (x, y))).map(|(x, y)| at(x, y)).collect()
        }
    };
    turned.into_iter().flatten().collect()
}

const ROTATIONS: [Rotation; 4] =
    [Rotation::None, Rotation::Clockwise90, Rotation::Half, Rotation::Clockwise270];

// Left and right confused is the fault that face-scan integrations report most.
#[test]
fn every_rotation_and_mirror_reads_the_same_upright_picture() {
    let (width, height) = (21, 17);
    let upright = pattern(width, height);
    for rotation in ROTATIONS {
        for mirrored in [false, true] {
            let data = raw(&upright, width, height, rotation, mirrored);
            let (w, h) = match rotation {
                Rotation::None | Rotation::Half => (21, 17),
                Rotation::Clockwise90 | Rotation::Clockwise270 => (17, 21),
            };
            let info = FrameInfo { rotation, mirrored, ..info(w, h) };
            let frame = Frame::new(info, PixelFormat::Rgb, &[plane(&data, 3 * w as usize, 3)]).unwrap();
            assert_eq!((frame.width(), frame.height()), (21, 17));
            for (i, pixel) in upright.iter().enumerate() {
                let (x, y) = (u32::try_from(i % width).unwrap(), u32::try_from(i / width).unwrap());
                assert_eq!(frame.rgb(x, y), *pixel, "{rotation:?} mirrored {mirrored} at {x},{y}");
            }
        }
    }
}

#[test]
fn every_format_reads_the_same_colour() {
    let (luma_value, cb, cr) = (120, 100, 180);
    let [red, green, blue] = crate::num::ycc_to_rgb(luma_value, cb, cr);
    let fill = |pattern: &[u8], len: usize| pattern.iter().copied().cycle().take(len).collect::<Vec<u8>>();
    let luma = fill(&[luma_value], 17 * 17);
    let (u, v) = (fill(&[cb], 81), fill(&[cr], 81));
    let (uv, vu) = (fill(&[cb, cr], 162), fill(&[cr, cb], 162));
    let whole = |chroma: &[&[u8]]| [&luma[..], &chroma.concat()].concat();
    let (i420, nv12, nv21) = (whole(&[&u, &v]), whole(&[&uv]), whole(&[&vu]));
    let (rgb, rgba, bgra) = (
        fill(&[red, green, blue], 867),
        fill(&[red, green, blue, 9], 1156),
        fill(&[blue, green, red, 9], 1156),
    );
    let luma = plane(&luma, 17, 1);
    for (format, planes) in [
        (PixelFormat::Yuv420, vec![luma, plane(&u, 9, 1), plane(&v, 9, 1)]),
        (PixelFormat::I420, vec![luma, plane(&u, 9, 1), plane(&v, 9, 1)]),
        (PixelFormat::I420, vec![plane(&i420, 17, 1)]),
        (PixelFormat::Nv12, vec![luma, plane(&uv, 18, 2)]),
        (PixelFormat::Nv12, vec![plane(&nv12, 17, 1)]),
        (PixelFormat::Nv21, vec![luma, plane(&vu, 18, 2)]),
        (PixelFormat::Nv21, vec![plane(&nv21, 17, 1)]),
        (PixelFormat::Rgb, vec![plane(&rgb, 51, 3)]),
        (PixelFormat::Rgba, vec![plane(&rgba, 68, 4)]),
        (PixelFormat::Bgra, vec![plane(&bgra, 68, 4)]),
    ] {
        let frame = Frame::new(info(17, 17), format, &planes).unwrap();
        assert_eq!(
            (frame.rgb(0, 0), frame.rgb(16, 16)),
            ([red, green, blue], [red, green, blue]),
            "{format:?}"
        );
        assert!(frame.luma(16, 16).abs_diff(luma_value) <= 1, "{format:?}");
    }
}

// The corners of the colour cube by the standard's own coefficients.
#[test]
fn conversion_is_bt601_full_range() {
    assert_eq!(crate::num::ycc_to_rgb(0, 128, 128), [0, 0, 0]);
    assert_eq!(crate::num::ycc_to_rgb(255, 128, 128), [255, 255, 255]);
    assert_eq!(crate::num::ycc_to_rgb(76, 85, 255), [254, 0, 0]);
    assert_eq!(crate::num::ycc_to_rgb(150, 44, 21), [0, 255, 1]);
    assert_eq!(crate::num::ycc_to_rgb(29, 255, 107), [0, 0, 254]);
}

// Pixels are a person's: they may not reach a log through a frame.
#[test]
fn debug_prints_no_pixels() {
    let data = vec![0xAB; 256];
    let frame = Frame::new(info(16, 16), PixelFormat::Grey, &[plane(&data, 16, 1)]).unwrap();
    assert!(!format!("{frame:?} {:?}", plane(&data, 16, 1)).contains("171"));
}

const FORMATS: [PixelFormat; 8] = [
    PixelFormat::Yuv420,
    PixelFormat::Nv21,
    PixelFormat::Nv12,
    PixelFormat::I420,
    PixelFormat::Bgra,
    PixelFormat::Rgba,
    PixelFormat::Rgb,
    PixelFormat::Grey,
];

/// A stride: mostly plausible ones, and the edges of the address space.
fn stride() -> impl Strategy<Value = usize> {
    prop_oneof![8 => 0..300_usize, 1 => Just(usize::MAX), 1 => Just(usize::MAX / 2), 1 => any::<usize>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    // Whatever a host hands over: a typed error, or a frame of which every sample can be read.
    #[test]
    fn any_geometry_is_refused_or_readable(
        width in 0..70_u32,
        height in 0..70_u32,
        format in proptest::sample::select(&FORMATS),
        rotation in proptest::sample::select(&ROTATIONS),
        mirrored in any::<bool>(),
        planes in proptest::collection::vec((0..9000_usize, stride(), prop_oneof![9 => 0..5_usize, 1 => any::<usize>()]), 0..5),
    ) {
        let data = vec![0x55; 9000];
        let planes: Vec<Plane<'_>> = planes.iter().map(|&(len, row, pixel)| plane(&data[..len], row, pixel)).collect();
        let info = FrameInfo { width, height, rotation, mirrored, captured_at: 0 };
        if let Ok(frame) = Frame::new(info, format, &planes) {
            for y in 0..frame.height() {
                for x in 0..frame.width() {
                    prop_assert!(frame.read_rgb(x, y).is_some() && frame.read_luma(x, y).is_some());
                }
            }
            prop_assert!(frame.read_rgb(frame.width(), 0).is_none() && frame.read_rgb(0, frame.height()).is_none());
        }
    }

    // The same with buffers exactly as long as needed: a byte less and it must be refused.
    #[test]
    fn exact_buffers_are_readable_to_the_last_byte(
        width in 16..64_u32,
        height in 16..64_u32,
        padding in 0..20_usize,
        pixel_stride in 1..3_usize,
    ) {
        let (w, h) = (width as usize, height as usize);
        let (cw, ch) = (w.div_ceil(2), h.div_ceil(2));
        let row = cw * pixel_stride + padding;
        let luma = vec![1; (h - 1) * (w + padding) + w];
        let chroma = vec![2; (ch - 1) * row + (cw - 1) * pixel_stride + 1];
        let luma = plane(&luma, w + padding, 1);
        let whole = plane(&chroma, row, pixel_stride);
        let frame = Frame::new(info(width, height), PixelFormat::Yuv420, &[luma, whole, whole]).unwrap();
        prop_assert!(frame.read_rgb(width - 1, height - 1).is_some());
        let cut = plane(&chroma[..chroma.len() - 1], row, pixel_stride);
        let error = Frame::new(info(width, height), PixelFormat::Yuv420, &[luma, whole, cut]).unwrap_err();
        prop_assert_eq!(error, FrameError::TooShort { plane: 2 });
    }
}
