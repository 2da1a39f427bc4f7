//! YUV4MPEG2 files: uncompressed video with a header in plain text.
//!
//! Strict: 8-bit 4:2:0 or mono, progressive, sizes that the face engine takes, one constant frame rate. Anything else is
//! refused with its name, never guessed.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::Path;

use mien_face::{MAX_SIDE, MIN_SIDE};

use super::{FrameSource, OwnedFrame, Pixels};
use crate::failure::{Because, Failure};

/// Longest header line that is read, in bytes.
const LONGEST_LINE: usize = 512;
/// Most frames per second.
const HIGHEST_RATE: u64 = 1_000;

/// What is wrong with a Y4M stream.
#[derive(Debug, thiserror::Error)]
pub(super) enum Y4mError {
    #[error("it does not begin with YUV4MPEG2")]
    NotY4m,
    #[error("a header line is longer than {LONGEST_LINE} bytes or is no text")]
    HeaderLine,
    #[error("the header field `{field}` is not understood")]
    Field { field: String },
    #[error("the size {width}x{height} is outside {MIN_SIDE} to {MAX_SIDE}")]
    Size { width: u32, height: u32 },
    #[error("the frame rate is missing or outside 1 to {HIGHEST_RATE} a second")]
    Rate,
    #[error("the colour format `{format}` is not 8-bit 4:2:0 or mono")]
    ColourFormat { format: String },
    #[error("interlaced video is not supported")]
    Interlaced,
    #[error("frame {number} does not begin with FRAME")]
    FrameHeader { number: u64 },
    #[error("it ends in the middle of frame {number}")]
    Truncated { number: u64 },
    #[error(transparent)]
    Read(#[from] std::io::Error),
}

/// The stream header, checked.
#[derive(Debug, PartialEq, Eq)]
struct Header {
    width: u32,
    height: u32,
    /// Frames per second as a fraction.
    rate: [u64; 2],
    pixels: Pixels,
    /// Luma from 16 to 235 instead of 0 to 255.
    limited_range: bool,
}

pub(super) struct Y4m<R> {
    reader: R,
    header: Header,
    number: u64,
    name: String,
}

impl Y4m<BufReader<File>> {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let file = File::open(path).because(|| format!("cannot open {name}"))?;
        Self::new(BufReader::new(file), name)
    }
}

impl<R: Read> Y4m<R> {
    pub(super) fn new(mut reader: R, name: String) -> Result<Self, Failure> {
        let first = read_line(&mut reader).map_err(|error| match error {
            Y4mError::Read(error) if error.kind() == ErrorKind::UnexpectedEof => Y4mError::NotY4m,
            error => error,
        });
        let header = first
            .and_then(|line| Header::parse(&line.ok_or(Y4mError::NotY4m)?))
            .because(|| format!("cannot read {name} as Y4M"))?;
        Ok(Self { reader, header, number: 0, name })
    }

    fn read_frame(&mut self) -> Result<Option<OwnedFrame>, Y4mError> {
        let number = self.number;
        let line = match read_line(&mut self.reader) {
            Ok(None) => return Ok(None),
            Ok(Some(line)) => line,
            Err(Y4mError::Read(error)) if error.kind() == ErrorKind::UnexpectedEof => {
                return Err(Y4mError::Truncated { number });
            }
            Err(error) => return Err(error),
        };
        if line != "FRAME" && !line.starts_with("FRAME ") {
            return Err(Y4mError::FrameHeader { number });
        }
        let mut data = vec![0; self.header.frame_bytes()];
        self.reader.read_exact(&mut data).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => Y4mError::Truncated { number },
            _ => Y4mError::Read(error),
        })?;
        if self.header.limited_range {
            self.header.widen(&mut data);
        }
        let [frames, seconds] = self.header.rate.map(u128::from);
        let captured_at = u128::from(number) * 1_000_000 * seconds / frames;
        self.number += 1;
        Ok(Some(OwnedFrame {
            width: self.header.width,
            height: self.header.height,
            format: self.header.pixels,
            captured_at: u64::try_from(captured_at).unwrap_or(u64::MAX),
            data,
        }))
    }
}

impl<R: Read> FrameSource for Y4m<R> {
    fn next_frame(&mut self) -> Result<Option<OwnedFrame>, Failure> {
        self.read_frame().because(|| format!("cannot read {}", self.name))
    }
}

impl Header {
    fn parse(line: &str) -> Result<Self, Y4mError> {
        let mut fields = line.split(' ');
        if fields.next() != Some("YUV4MPEG2") {
            return Err(Y4mError::NotY4m);
        }
        let [mut width, mut height] = [0_u32; 2];
        let mut rate = [0_u64; 2];
        let mut pixels = Pixels::I420;
        let mut limited_range = false;
        for field in fields.filter(|field| !field.is_empty()) {
            let unknown = || Y4mError::Field { field: field.into() };
            let (letter, value) = field.split_at_checked(1).ok_or_else(unknown)?;
            match letter {
                "W" => width = value.parse().map_err(|_| unknown())?,
                "H" => height = value.parse().map_err(|_| unknown())?,
                "F" => {
                    let (frames, seconds) = value.split_once(':').ok_or_else(unknown)?;
                    rate = [frames.parse().map_err(|_| unknown())?, seconds.parse().map_err(|_| unknown())?];
                }
                "I" if matches!(value, "p" | "?") => {}
                "I" => return Err(Y4mError::Interlaced),
                "C" => pixels = colour_format(value)?,
                "X" => limited_range |= value == "COLORRANGE=LIMITED",
                // The shape of a pixel: faces keep their proportions well enough in what cameras give.
                "A" => {}
                _ => return Err(unknown()),
            }
        }
        let sides = MIN_SIDE..=MAX_SIDE;
        if !sides.contains(&width) || !sides.contains(&height) {
            return Err(Y4mError::Size { width, height });
        }
        let [frames, seconds] = rate;
        if seconds == 0 || frames < seconds || frames / seconds > HIGHEST_RATE {
            return Err(Y4mError::Rate);
        }
        Ok(Self { width, height, rate, pixels, limited_range })
    }

    fn luma_bytes(&self) -> usize {
        self.width as usize * self.height as usize
    }

    fn frame_bytes(&self) -> usize {
        let chroma = self.width.div_ceil(2) as usize * self.height.div_ceil(2) as usize;
        self.luma_bytes() + if self.pixels == Pixels::I420 { 2 * chroma } else { 0 }
    }

    /// Stretches video range to the full range that the face engine expects (ITU-R BT.601).
    fn widen(&self, data: &mut [u8]) {
        let (luma, chroma) = data.split_at_mut(self.luma_bytes().min(data.len()));
        let stretch = |value: &mut u8, zero: i32, middle: i32, span: i32| {
            let wide = (i32::from(*value) - zero) * 255 / span + middle;
            *value = u8::try_from(wide.clamp(0, 255)).unwrap_or(0);
        };
        for value in luma {
            stretch(value, 16, 0, 219);
        }
        for value in chroma {
            stretch(value, 128, 128, 224);
        }
    }
}

fn colour_format(value: &str) -> Result<Pixels, Y4mError> {
    match value {
        // They differ in where chroma is sampled, by half a pixel.
        "420" | "420jpeg" | "420mpeg2" | "420paldv" => Ok(Pixels::I420),
        "mono" => Ok(Pixels::Grey),
        other => Err(Y4mError::ColourFormat { format: other.chars().take(16).collect() }),
    }
}

/// One line without its end; `None` at the end of the stream.
fn read_line(reader: &mut impl Read) -> Result<Option<String>, Y4mError> {
    let mut line = Vec::new();
    loop {
        let mut byte = [0];
        match reader.read(&mut byte) {
            Ok(0) if line.is_empty() => return Ok(None),
            Ok(0) => return Err(std::io::Error::from(ErrorKind::UnexpectedEof).into()),
            Ok(_) if byte == [b'\n'] => break,
            Ok(_) if line.len() == LONGEST_LINE => return Err(Y4mError::HeaderLine),
            Ok(_) => line.extend(byte),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    String::from_utf8(line).map(Some).map_err(|_| Y4mError::HeaderLine)
}

#[cfg(test)]
mod tests;
