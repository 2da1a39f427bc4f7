//! Any video that ffmpeg reads, through a child process.
//!
//! ffmpeg writes raw frames to its standard output and, for each, a line with the capture time to its standard error: a
//! phone's video has no constant rate, and a frame shown twice to fill a gap would look like a frozen camera.

use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use mien_face::{MAX_SIDE, MIN_SIDE};

use super::{FrameSource, OwnedFrame, Pixels};
use crate::failure::{Because, Failure};

/// Longest side of the frames: larger videos are scaled down, as a camera would be asked for less.
const LONGEST_SIDE: u32 = 1_920;
/// Lines of standard error that are kept to explain a failure.
const KEPT_LINES: usize = 4;

pub(super) struct Video {
    child: Child,
    pixels: BufReader<ChildStdout>,
    lines: Receiver<Line>,
    complaints: Vec<String>,
    name: String,
}

/// A line of ffmpeg's standard error.
#[derive(Debug, PartialEq)]
enum Line {
    Frame { captured_at: u64, width: u32, height: u32 },
    Other(String),
}

impl Video {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        // `file:` keeps a name from being taken for an option or an address.
        let mut input = std::ffi::OsString::from("file:");
        input.push(path);
        let filter = format!(
            "scale=w='min(iw,{LONGEST_SIDE})':h='min(ih,{LONGEST_SIDE})':force_original_aspect_ratio=decrease:\
             out_range=full:out_color_matrix=bt601,format=yuvj420p,showinfo"
        );
        let spawned = Command::new("ffmpeg")
            .args(["-hide_banner", "-nostdin", "-nostats", "-loglevel", "info"])
            .args(["-protocol_whitelist", "file,pipe", "-i"])
            .arg(input)
            .args(["-map", "0:v:0", "-vf", &filter, "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = match spawned {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Failure::Failed(format!(
                    "reading {name} needs ffmpeg, which is not installed. On Debian or Ubuntu: apt install ffmpeg; on \
                     macOS: brew install ffmpeg; on Windows: winget install ffmpeg. Y4M files and folders of pictures \
                     work without it."
                )));
            }
            other => other.because(|| "cannot start ffmpeg")?,
        };
        let missing = || Failure::Failed("cannot read what ffmpeg writes".into());
        let pixels = BufReader::new(child.stdout.take().ok_or_else(missing)?);
        let errors = BufReader::new(child.stderr.take().ok_or_else(missing)?);
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in errors.split(b'\n').map_while(Result::ok) {
                // The receiver is gone when the video is closed early.
                if sender.send(parse(&String::from_utf8_lossy(&line))).is_err() {
                    break;
                }
            }
        });
        Ok(Self { child, pixels, lines, complaints: Vec::new(), name })
    }

    fn failed(&self) -> Failure {
        Failure::because(format!("ffmpeg cannot read {}", self.name), self.complaints.join(" "))
    }
}

impl FrameSource for Video {
    fn next_frame(&mut self) -> Result<Option<OwnedFrame>, Failure> {
        while let Ok(line) = self.lines.recv() {
            let (captured_at, width, height) = match line {
                Line::Frame { captured_at, width, height } => (captured_at, width, height),
                Line::Other(text) => {
                    self.complaints.push(text);
                    if self.complaints.len() > KEPT_LINES {
                        self.complaints.remove(0);
                    }
                    continue;
                }
            };
            let sides = MIN_SIDE..=MAX_SIDE;
            if !sides.contains(&width) || !sides.contains(&height) {
                return Err(Failure::Failed(format!("{} has frames of {width}x{height} pixels", self.name)));
            }
            let chroma = width.div_ceil(2) as usize * height.div_ceil(2) as usize;
            let mut data = vec![0; width as usize * height as usize + 2 * chroma];
            self.pixels.read_exact(&mut data).map_err(|_| self.failed())?;
            return Ok(Some(OwnedFrame { width, height, format: Pixels::I420, captured_at, data }));
        }
        let ended = self.child.wait().because(|| "cannot wait for ffmpeg")?;
        if ended.success() { Ok(None) } else { Err(self.failed()) }
    }
}

impl Drop for Video {
    fn drop(&mut self) {
        // Already ended, or not wanted any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a line like `[Parsed_showinfo_2 @ 0x5] n:   0 pts:   1024 pts_time:0.04 ... s:640x480 i:P ...`.
fn parse(line: &str) -> Line {
    let other = || Line::Other(line.trim().into());
    let Some((_, rest)) = line.split_once("Parsed_showinfo").and_then(|(_, rest)| rest.split_once("] n:"))
    else {
        return other();
    };
    let after = |key: &str| rest.split_whitespace().find_map(|word| word.strip_prefix(key));
    let size = after("s:").and_then(|size| size.split_once('x'));
    let time = after("pts_time:").and_then(|time| time.parse::<f64>().ok());
    match (time.and_then(microseconds), size.map(|(w, h)| (w.parse(), h.parse()))) {
        (Some(captured_at), Some((Ok(width), Ok(height)))) => Line::Frame { captured_at, width, height },
        _ => other(),
    }
}

/// Seconds as whole microseconds; `None` unless between 0 and a year. (A video may begin a little before 0.)
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to lie between 0 and a year"
)]
fn microseconds(seconds: f64) -> Option<u64> {
    (-1.0..3.2e7).contains(&seconds).then(|| (seconds.max(0.0) * 1e6).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: the lines of ffmpeg 5 (wide columns) and 7 (with duration) are both understood, all else is kept as text.
    #[test]
    fn reads_the_lines_of_ffmpeg() {
        let five = "[Parsed_showinfo_2 @ 0x55d0c8] n:   3 pts:   3072 pts_time:0.12    pos:    32467 fmt:yuvj420p \
                    sar:1/1 s:640x480 i:P iskey:0 type:P checksum:6F39";
        assert_eq!(parse(five), Line::Frame { captured_at: 120_000, width: 640, height: 480 });
        let seven = "[Parsed_showinfo_2 @ 0x7] n:   0 pts:      0 pts_time:0       duration:   1 duration_time:0.04 \
                     fmt:yuvj420p cl:left sar:1/1 s:1920x1080 i:P";
        assert_eq!(parse(seven), Line::Frame { captured_at: 0, width: 1920, height: 1080 });
        for other in [
            "",
            "Stream mapping:",
            "[Parsed_showinfo_2 @ 0x7] config in time_base: 1/1000",
            "] n: pts_time:x s:1x1",
        ] {
            assert_eq!(parse(other), Line::Other(other.into()));
        }
        let nonsense = "[Parsed_showinfo_0 @ 0] n: 0 pts_time:nan s:640x480";
        assert_eq!(parse(nonsense), Line::Other(nonsense.into()));
    }
}
