use proptest::prelude::*;

use super::*;

fn stream(bytes: &[u8]) -> Result<Y4m<&[u8]>, Failure> {
    Y4m::new(bytes, "test".into())
}

fn message(bytes: &[u8]) -> String {
    match stream(bytes).and_then(|mut y4m| while_frames(&mut y4m)) {
        Err(failure) => failure.to_string(),
        Ok(frames) => format!("{frames} frames"),
    }
}

fn while_frames<R: Read>(y4m: &mut Y4m<R>) -> Result<usize, Failure> {
    let mut frames = 0;
    while y4m.next_frame()?.is_some() {
        frames += 1;
    }
    Ok(frames)
}

// Protects: odd sizes (chroma rounded up), capture times of a fractional rate, and that the face engine takes the frame.
#[test]
fn reads_odd_sizes_and_fractional_rates() {
    let mut bytes = b"YUV4MPEG2 W17 H19 F30000:1001 Ip A1:1 C420jpeg\n".to_vec();
    for value in [10_u8, 20] {
        bytes.extend(b"FRAME Xanything\n");
        bytes.extend(vec![value; 17 * 19 + 2 * 9 * 10]);
    }
    let mut y4m = stream(&bytes).unwrap();
    let first = y4m.next_frame().unwrap().unwrap();
    let second = y4m.next_frame().unwrap().unwrap();
    assert_eq!((first.captured_at, second.captured_at), (0, 33_366));
    assert_eq!(second.frame().unwrap().luma(16, 18), 20);
    assert!(y4m.next_frame().unwrap().is_none());
}

// Protects: video range becomes full range, mono has no chroma.
#[test]
fn widens_limited_range_and_reads_mono() {
    let mut bytes = b"YUV4MPEG2 W16 H16 F10:1 Cmono XCOLORRANGE=LIMITED\nFRAME\n".to_vec();
    bytes.extend([16, 235, 0, 255].repeat(64));
    let frame = stream(&bytes).unwrap().next_frame().unwrap().unwrap();
    assert_eq!((frame.format, &frame.data[..4]), (Pixels::Grey, &[0, 255, 0, 255][..]));
}

// Protects: each way in which a file can be wrong says which.
#[test]
fn refuses_what_it_does_not_understand() {
    for (bytes, expected) in [
        (&b""[..], "does not begin with YUV4MPEG2"),
        (b"RIFF....", "cannot read test as Y4M"),
        (b"YUV4MPEG2 W16 H16\n", "frame rate"),
        (b"YUV4MPEG2 W16 H16 F0:1\n", "frame rate"),
        (b"YUV4MPEG2 W16 H16 F30:0\n", "frame rate"),
        (b"YUV4MPEG2 W16 H16 F2000:1\n", "frame rate"),
        (b"YUV4MPEG2 W15 H16 F30:1\n", "size 15x16"),
        (b"YUV4MPEG2 W4294967295 H4294967295 F30:1\n", "size"),
        (b"YUV4MPEG2 W99999999999 H16 F30:1\n", "`W99999999999`"),
        (b"YUV4MPEG2 W16 H16 F30:1 C444\n", "`444`"),
        (b"YUV4MPEG2 W16 H16 F30:1 C420p10\n", "`420p10`"),
        (b"YUV4MPEG2 W16 H16 F30:1 It\n", "interlaced"),
        (b"YUV4MPEG2 W16 H16 F30:1 Q7\n", "`Q7`"),
        (b"YUV4MPEG2 W16 H16 F30:1\nFRAMES\n", "does not begin with FRAME"),
        (b"YUV4MPEG2 W16 H16 F30:1\nFRAME\nshort", "middle of frame 0"),
        (b"YUV4MPEG2 W16 H16 F30:1\nFRA", "middle of frame 0"),
        (&[b'Y'; 600], "longer than"),
    ] {
        let message = message(bytes);
        assert!(message.contains(expected), "{:?}: {message}", String::from_utf8_lossy(bytes));
    }
}

proptest! {
    // Protects: a file from anywhere never brings the program down, nor makes it allocate more than one frame.
    #[test]
    fn hostile_streams_give_errors(fields in "[ -~]{0,60}", tail in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut bytes = format!("YUV4MPEG2 W16 H16 F30:1 {fields}\n").into_bytes();
        bytes.extend(tail);
        let _ = message(&bytes);
    }
}
