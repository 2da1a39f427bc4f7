//! Times what a person waits for: a frame of a scan that follows a face, and a verification.
//!
//! `journey_times PICTURE` answers each request on standard input with one line of JSON, `{"ms":3.21}`, in
//! milliseconds of thread CPU. The picture is given to the engine as a phone's camera would give it, in NV12.
//!
//! * `tracked RUNS`: a frame of a scan, the median over runs of five frames, of which the detector sees one
//! * `verification RUNS`: detector, landmarks in one pass, alignment and both embeddings; the median

#[path = "support/models.rs"]
mod models;

use std::error::Error;
use std::io::{BufRead as _, Write as _};
use std::{env, io};

use mien_face::measure::stage_times;
use mien_face::{FaceEngine, FaceModels, Frame, FrameInfo, PixelFormat, Plane, Rotation, Wants};
use models::read_model;
use rustix::time::{ClockId, clock_gettime};

/// The detector looks at one of these.
const CYCLE: u8 = 5;
/// The stages of a verification.
const VERIFICATION: [&str; 4] = ["detect", "landmarks", "align", "embed"];

fn main() -> Result<(), Box<dyn Error>> {
    let picture = env::args().nth(1).ok_or("usage: journey_times PICTURE")?;
    let picture = Nv12::of(&image::open(&picture).map_err(|e| format!("{picture}: {e}"))?.to_rgb8());
    let frame = picture.frame()?;
    let models = FaceModels::load(&read_model)?;
    let mut engine = FaceEngine::new(models.clone());
    // Until the crop stands still: from then on each frame costs the same.
    for _ in 0..3 * CYCLE {
        let seen = engine.observe(&frame, Wants::default())?;
        seen.face.ok_or("no face in the picture")?;
    }
    for line in io::stdin().lock().lines() {
        let line = line?;
        match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["tracked", runs] => {
                let runs = (0..runs.parse()?).map(|_: u32| {
                    let start = thread_cpu_ms();
                    for _ in 0..CYCLE {
                        std::hint::black_box(engine.observe(&frame, Wants::default())?);
                    }
                    Ok((thread_cpu_ms() - start) / f64::from(CYCLE))
                });
                answer(runs.collect())?;
            }
            ["verification", runs] => {
                let runs = (0..runs.parse()?).map(|_: u32| {
                    let times =
                        stage_times(&models, &frame, &mut thread_cpu_ms)?.ok_or("no face in the picture")?;
                    let ours = times.into_iter().filter(|(name, _)| VERIFICATION.contains(name));
                    Ok(ours.map(|(_, ms)| ms).sum())
                });
                answer(runs.collect())?;
            }
            _ => println!("{{\"error\":\"expected: tracked RUNS, or verification RUNS\"}}"),
        }
    }
    Ok(())
}

fn answer(times: Result<Vec<f64>, Box<dyn Error>>) -> Result<(), Box<dyn Error>> {
    let mut times = times?;
    times.sort_by(f64::total_cmp);
    println!("{{\"ms\":{}}}", times.get(times.len() / 2).ok_or("at least one run")?);
    Ok(io::stdout().flush()?)
}

/// A picture as cameras give it: luma, then chroma of half the size.
struct Nv12 {
    luma: Vec<u8>,
    chroma: Vec<u8>,
    width: u32,
    height: u32,
}

impl Nv12 {
    /// ITU-R BT.601 in full range; the last row or column of odd ones is left out.
    fn of(picture: &image::RgbImage) -> Self {
        let (width, height) = (picture.width() & !1, picture.height() & !1);
        let weigh = |x: u32, y: u32, weights: [f32; 3], offset: f32| {
            let sum: f32 =
                picture.get_pixel(x, y).0.iter().zip(weights).map(|(c, w)| f32::from(*c) * w).sum();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to a byte's range"
            )]
            let byte = (sum + offset).round().clamp(0.0, 255.0) as u8;
            byte
        };
        let luma = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let chroma = (0..height).step_by(2).flat_map(|y| (0..width).step_by(2).map(move |x| (x, y)));
        Self {
            luma: luma.map(|(x, y)| weigh(x, y, [0.299, 0.587, 0.114], 0.0)).collect(),
            chroma: chroma
                .flat_map(|(x, y)| {
                    let blue = weigh(x, y, [-0.168_736, -0.331_264, 0.5], 128.0);
                    let red = weigh(x, y, [0.5, -0.418_688, -0.081_312], 128.0);
                    [blue, red]
                })
                .collect(),
            width,
            height,
        }
    }

    fn frame(&self) -> Result<Frame<'_>, mien_face::FrameError> {
        let (width, height) = (self.width, self.height);
        let info = FrameInfo { width, height, rotation: Rotation::None, mirrored: false, captured_at: 0 };
        let row_stride = width as usize;
        let luma = Plane { data: &self.luma, row_stride, pixel_stride: 1 };
        let chroma = Plane { data: &self.chroma, row_stride, pixel_stride: 2 };
        Frame::new(info, PixelFormat::Nv12, &[luma, chroma])
    }
}

fn thread_cpu_ms() -> f64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    #[expect(clippy::cast_precision_loss, reason = "exact for the first hundred days of a thread")]
    let (seconds, nanoseconds) = (now.tv_sec as f64, now.tv_nsec as f64);
    seconds * 1e3 + nanoseconds / 1e6
}
