//! Times the stages of the face engine on one picture, in milliseconds of thread CPU.
//!
//! `stage_times PICTURE [--runs N] [--dump DIR] [--yuv WIDTHxHEIGHT [--turned]]` prints one JSON line, the median of each stage over N runs (default
//! 21): `{"stages":[{"name":"detect","ms":4.2},...],"models":[{"name":"blazeface_short_128","ms":3.5},...]}`. With
//! `--dump` it also writes each model's input as `DIR/<model>.npy`, so that another runtime can be timed on the same.
//!
//! With `--yuv` the picture's top comes as a camera would give it: `YUV_420_888` of that size, with `--turned` from a
//! sensor that is mounted sideways, as in phones.
//!
//! `stage_times PICTURE --serve` reads lines `run <model>` from standard input and answers each with one JSON line,
//! `{"model":"facemesh_468","ms":5.3}` or `{"error":"..."}`, for one run of the model: a driver can then take turns
//! with another runtime, so that both feel the same load.

#[path = "support/camera.rs"]
mod camera;
mod support;

use std::error::Error;
use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use camera::CameraFrame;
use mien_face::FaceModels;
use mien_face::measure::{ModelInput, model_inputs, stage_times};
use mien_inference::Model;
use serde_json::json;
use support::{Pixels, read_model};

struct Options {
    picture: PathBuf,
    runs: usize,
    dump: Option<PathBuf>,
    serve: bool,
    yuv: Option<String>,
    turned: bool,
}

impl Options {
    fn from_args() -> Result<Self, Box<dyn Error>> {
        let mut args = env::args().skip(1);
        let mut options =
            Self { picture: PathBuf::new(), runs: 21, dump: None, serve: false, yuv: None, turned: false };
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--runs" => options.runs = args.next().ok_or("--runs needs a number")?.parse()?,
                "--dump" => options.dump = Some(args.next().ok_or("--dump needs a folder")?.into()),
                "--serve" => options.serve = true,
                "--yuv" => options.yuv = Some(args.next().ok_or("--yuv needs WIDTHxHEIGHT")?),
                "--turned" => options.turned = true,
                picture => options.picture = picture.into(),
            }
        }
        if options.picture.as_os_str().is_empty() || options.runs == 0 {
            let usage =
                "stage_times PICTURE [--runs N] [--dump DIR] [--serve] [--yuv WIDTHxHEIGHT [--turned]]";
            return Err(format!("usage: {usage}").into());
        }
        Ok(options)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::from_args()?;
    let models = FaceModels::load(&read_model)?;
    let (picture, camera);
    let frame = if let Some(size) = &options.yuv {
        camera = CameraFrame::open(&options.picture, size, options.turned)?;
        camera.frame()?
    } else {
        picture = Pixels::open(&options.picture)?;
        picture.frame()?
    };
    let inputs = model_inputs(&models, &frame)?.ok_or("no face in the picture")?;
    if let Some(folder) = &options.dump {
        dump(folder, &inputs)?;
    }
    let loaded: Vec<(Model, ModelInput)> = inputs
        .into_iter()
        .map(|input| Ok((input.model.load(&read_model)?, input)))
        .collect::<Result<_, Box<dyn Error>>>()?;
    if options.serve {
        return serve(&loaded);
    }

    let mut stages: Vec<(&str, Vec<f64>)> = Vec::new();
    for _ in 0..options.runs {
        let times = stage_times(&models, &frame, &mut thread_cpu_ms)?.ok_or("no face in the picture")?;
        for (name, ms) in times {
            match stages.iter_mut().find(|(known, _)| *known == name) {
                Some((_, all)) => all.push(ms),
                None => stages.push((name, vec![ms])),
            }
        }
    }
    let mut alone = Vec::new();
    for (model, input) in &loaded {
        let times = (0..options.runs).map(|_| timed_run(model, input)).collect::<Result<Vec<f64>, _>>()?;
        alone.push((model.name(), times));
    }
    let medians = |all: Vec<(&str, Vec<f64>)>| -> Vec<serde_json::Value> {
        all.into_iter().map(|(name, times)| json!({ "name": name, "ms": median(times) })).collect()
    };
    println!("{}", json!({ "stages": medians(stages), "models": medians(alone) }));
    Ok(())
}

/// Answers `run <model>` lines until standard input ends.
fn serve(loaded: &[(Model, ModelInput)]) -> Result<(), Box<dyn Error>> {
    for line in io::stdin().lock().lines() {
        let line = line?;
        let wanted = line.strip_prefix("run ").map(str::trim);
        let answer = match loaded.iter().find(|(model, _)| Some(model.name()) == wanted) {
            Some((model, input)) => json!({ "model": model.name(), "ms": timed_run(model, input)? }),
            None => json!({ "error": "expected: run <model>" }),
        };
        println!("{answer}");
        io::stdout().flush()?;
    }
    Ok(())
}

fn timed_run(model: &Model, input: &ModelInput) -> Result<f64, Box<dyn Error>> {
    let start = thread_cpu_ms();
    let outputs = model.run(&input.tensor)?;
    let time = thread_cpu_ms() - start;
    std::hint::black_box(outputs);
    Ok(time)
}

fn thread_cpu_ms() -> f64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    #[expect(clippy::cast_precision_loss, reason = "exact for the first hundred days of a thread")]
    let (seconds, nanoseconds) = (now.tv_sec as f64, now.tv_nsec as f64);
    seconds * 1e3 + nanoseconds / 1e6
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Writes each input as a `NumPy` file (format 1.0).
fn dump(folder: &Path, inputs: &[ModelInput]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for input in inputs {
        let shape: Vec<String> = input.model.input.iter().map(ToString::to_string).collect();
        let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}), }}", shape.join(", "));
        // Padded so that the data starts at a multiple of 64.
        let padding = 63 - (10 + header.len()) % 64;
        let header = format!("{header}{:padding$}\n", "");
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend_from_slice(&u16::try_from(header.len()).unwrap_or(u16::MAX).to_le_bytes());
        bytes.extend_from_slice(header.as_bytes());
        let [_, channels, _, _] = input.model.input;
        let planes = (0..channels).flat_map(|channel| input.tensor.iter().skip(channel).step_by(channels));
        bytes.extend(planes.flat_map(|value| value.to_le_bytes()));
        fs::write(folder.join(format!("{}.npy", input.model.name)), bytes)?;
    }
    Ok(())
}
