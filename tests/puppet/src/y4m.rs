//! Y4M video files (`YUV4MPEG2`, 4:2:0): what headless Chromium plays as a camera and `mien scan` reads as one.

use std::io::{self, BufRead, Read, Write};

use crate::RgbFrame;
use crate::yuv::Yuv420;

/// Longest header line that is read.
const MAX_HEADER: u64 = 512;

/// Largest side that is read.
const MAX_SIDE: usize = 8192;

/// Writes frames of one size.
#[derive(Debug)]
pub struct Y4mWriter<W: Write> {
    out: W,
    width: u32,
    height: u32,
}

impl<W: Write> Y4mWriter<W> {
    /// Writes the file's header.
    ///
    /// # Errors
    /// What `out` says.
    pub fn new(mut out: W, width: u32, height: u32, fps: u32) -> io::Result<Self> {
        writeln!(out, "YUV4MPEG2 W{width} H{height} F{fps}:1 Ip A1:1 C420jpeg")?;
        Ok(Self { out, width, height })
    }

    /// Appends one frame.
    ///
    /// # Errors
    /// What `out` says; `InvalidInput` when the frame has another size than the file.
    pub fn write(&mut self, frame: &RgbFrame) -> io::Result<()> {
        if (frame.width, frame.height) != (self.width, self.height) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "frame of another size"));
        }
        let planes = Yuv420::from_rgb(frame);
        self.out.write_all(b"FRAME\n")?;
        self.out.write_all(&planes.y)?;
        self.out.write_all(&planes.u)?;
        self.out.write_all(&planes.v)
    }

    /// Hands on what is buffered: whoever reads through a pipe waits for it.
    ///
    /// # Errors
    /// What `out` says.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Hands the writer back after flushing it.
    ///
    /// # Errors
    /// What `out` says.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Reads a file back.
#[derive(Debug)]
pub struct Y4mReader<R: BufRead> {
    input: R,
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Frames and seconds: the rate as a fraction.
    pub rate: (u32, u32),
}

impl<R: BufRead> Y4mReader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// What `input` says; `InvalidData` when this is no progressive 4:2:0 Y4M file.
    pub fn new(mut input: R) -> io::Result<Self> {
        let header = line(&mut input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut words = header.split(' ');
        if words.next() != Some("YUV4MPEG2") {
            return Err(invalid("not a Y4M file"));
        }
        let (mut width, mut height, mut rate) = (0, 0, (0, 0));
        for word in words {
            let (tag, value) = word.split_at_checked(1).ok_or_else(|| invalid("empty tag"))?;
            match tag {
                "W" => width = value.parse().map_err(|_| invalid("width"))?,
                "H" => height = value.parse().map_err(|_| invalid("height"))?,
                "F" => {
                    let (frames, seconds) = value.split_once(':').ok_or_else(|| invalid("rate"))?;
                    rate = (
                        frames.parse().map_err(|_| invalid("rate"))?,
                        seconds.parse().map_err(|_| invalid("rate"))?,
                    );
                }
                "C" if !matches!(value, "420" | "420jpeg" | "420mpeg2" | "420paldv") => {
                    return Err(invalid("not 4:2:0"));
                }
                _ => {}
            }
        }
        if !(1..=MAX_SIDE).contains(&width) || !(1..=MAX_SIDE).contains(&height) || rate.0 == 0 || rate.1 == 0
        {
            return Err(invalid("size or rate"));
        }
        Ok(Self { input, width, height, rate })
    }

    /// The next frame's planes, `None` at the end of the file.
    ///
    /// # Errors
    /// What `input` says; `UnexpectedEof` when the file ends within a frame; `InvalidData` between frames.
    pub fn read(&mut self) -> io::Result<Option<Yuv420>> {
        let Some(marker) = line(&mut self.input)? else { return Ok(None) };
        if marker != "FRAME" && !marker.starts_with("FRAME ") {
            return Err(invalid("frame marker"));
        }
        let mut plane = |len: usize| -> io::Result<Vec<u8>> {
            let mut bytes = vec![0; len];
            self.input.read_exact(&mut bytes)?;
            Ok(bytes)
        };
        let chroma = self.width.div_ceil(2) * self.height.div_ceil(2);
        let (y, u, v) = (plane(self.width * self.height)?, plane(chroma)?, plane(chroma)?);
        Ok(Some(Yuv420 { width: self.width, height: self.height, y, u, v }))
    }
}

fn line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    input.take(MAX_HEADER).read_until(b'\n', &mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if bytes.pop() != Some(b'\n') {
        return Err(invalid("header too long or cut off"));
    }
    String::from_utf8(bytes).map(Some).map_err(|_| invalid("header is not text"))
}

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small(shade: u8) -> RgbFrame {
        RgbFrame::filled(4, 2, [shade, shade, shade])
    }

    /// Protects the file format: these bytes are what other programs read.
    #[test]
    fn the_bytes_are_frozen() {
        let mut writer = Y4mWriter::new(Vec::new(), 4, 2, 15).unwrap();
        writer.write(&small(9)).unwrap();
        let bytes = writer.finish().unwrap();
        let expected = b"YUV4MPEG2 W4 H2 F15:1 Ip A1:1 C420jpeg\nFRAME\n\x09\x09\x09\x09\x09\x09\x09\x09\x80\x80\x80\x80";
        assert_eq!(bytes, expected);
    }

    /// Protects the round trip: every frame comes back, in order, and then the end.
    #[test]
    fn what_is_written_is_read_back() {
        let mut writer = Y4mWriter::new(Vec::new(), 4, 2, 15).unwrap();
        for shade in 0..5 {
            writer.write(&small(shade * 40)).unwrap();
        }
        let bytes = writer.finish().unwrap();
        let mut reader = Y4mReader::new(bytes.as_slice()).unwrap();
        assert_eq!((reader.width, reader.height, reader.rate), (4, 2, (15, 1)));
        for shade in 0..5 {
            assert_eq!(reader.read().unwrap().unwrap(), Yuv420::from_rgb(&small(shade * 40)));
        }
        assert_eq!(reader.read().unwrap(), None);
    }

    /// Protects the reader against other people's files.
    #[test]
    fn hostile_files_are_refused() {
        for bad in [
            &b""[..],
            b"RIFF W4 H2 F15:1\n",
            b"YUV4MPEG2 W4 H2\n",
            b"YUV4MPEG2 W0 H2 F15:1\n",
            b"YUV4MPEG2 W99999999999999999999 H2 F15:1\n",
            b"YUV4MPEG2 W9000 H9000 F15:1\n",
            b"YUV4MPEG2 W4 H2 F15:0\n",
            b"YUV4MPEG2 W4 H2 F15:1 C444\n",
            b"YUV4MPEG2 W4 H2 F15:1 \xc3\xa9\n",
            b"YUV4MPEG2 W4 H2 F15:1  \n",
            b"YUV4MPEG2 W4 H2 F15:1",
            &[b'Y'; 4096],
        ] {
            assert!(Y4mReader::new(bad).is_err(), "{}", String::from_utf8_lossy(&bad[..bad.len().min(40)]));
        }
        for bad in [&b"YUV4MPEG2 W4 H2 F15:1\nFRAMES\n"[..], b"YUV4MPEG2 W4 H2 F15:1\nFRAME\n\x01\x02"] {
            assert!(Y4mReader::new(bad).unwrap().read().is_err());
        }
    }
}
