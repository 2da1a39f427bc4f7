//! Times models one by one, ours beside plain tract, and the crate `gemm` on the products that models are made of.
//!
//! `model_times` answers each request on standard input with one line of JSON, times in milliseconds of thread CPU: a
//! driver can take turns with another runtime, so that all feel the same load.
//!
//! * `model NAME FILE INPUT CHANNELS HEIGHT WIDTH` opens a model in both ways; `INPUT` holds its input as raw
//!   little-endian `f32`, the channels of a pixel side by side: `{"planned":true}`
//! * `run ours|tract NAME RUNS`: the median of some runs, `{"ms":3.21}`
//! * `gemm CHANNELS_OUT CHANNELS_IN PIXELS RUNS`: the median of some products by `gemm`, `{"ms":0.61}`
//!
//! `model_times open ours|tract FILE CHANNELS HEIGHT WIDTH ...` opens models in a fresh process, runs each once and
//! ends: `{"ms":31.5,"opened_kb":41200,"run_kb":43100}`, the growth of resident memory by opening, and by the runs too.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead as _, Write as _};
use std::{env, fs, io};

use gemm::{Parallelism, gemm};
use mien_inference::Model;
use ring::digest::{SHA256, digest};
use rustix::time::{ClockId, clock_gettime};

type Anything<T> = Result<T, Box<dyn Error>>;

fn main() -> Anything<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["open", engine, models @ ..] = words.as_slice() {
        println!("{}", open_all(engine, models)?);
        return Ok(());
    }
    let mut opened = BTreeMap::new();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        let answer = match words.as_slice() {
            ["model", name, file, input, shape @ ..] => {
                let pair = Pair::open(file, input, shape_of(shape)?)?;
                let answer = format!("{{\"planned\":{}}}", pair.ours.is_planned());
                opened.insert((*name).to_owned(), pair);
                answer
            }
            ["run", engine, name, runs] => {
                let pair = opened.get(*name).ok_or_else(|| format!("no model {name} is open"))?;
                let model = if *engine == "ours" { &pair.ours } else { &pair.tract };
                format!("{{\"ms\":{}}}", run(model, &pair.input, runs.parse()?)?)
            }
            ["gemm", rows, depth, columns, runs] => {
                format!(
                    "{{\"ms\":{}}}",
                    product(rows.parse()?, depth.parse()?, columns.parse()?, runs.parse()?)
                )
            }
            _ => "{\"error\":\"expected: model, run or gemm with their arguments\"}".to_owned(),
        };
        println!("{answer}");
        io::stdout().flush()?;
    }
    Ok(())
}

/// One model, opened in both ways.
struct Pair {
    ours: Model,
    tract: Model,
    input: Vec<f32>,
}

impl Pair {
    fn open(file: &str, input: &str, shape: [usize; 4]) -> Anything<Self> {
        let bytes = fs::read(file)?;
        let input = fs::read(input)?.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        Ok(Self { ours: open("ours", &bytes, shape)?, tract: open("tract", &bytes, shape)?, input })
    }
}

fn open(engine: &str, bytes: &[u8], shape: [usize; 4]) -> Anything<Model> {
    let hash: [u8; 32] = digest(&SHA256, bytes).as_ref().try_into()?;
    let load = match engine {
        "ours" => Model::load,
        "tract" => Model::load_reference,
        _ => return Err("the engine is `ours` or `tract`".into()),
    };
    Ok(load("model", bytes, &hash, shape)?)
}

fn shape_of(words: &[&str]) -> Anything<[usize; 4]> {
    let [channels, height, width] = words else { return Err("expected: channels, height, width".into()) };
    Ok([1, channels.parse()?, height.parse()?, width.parse()?])
}

/// As the product does it: the input is written into the session, the outputs are read where they are.
fn run(model: &Model, input: &[f32], runs: usize) -> Anything<f64> {
    let mut session = model.session();
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs {
        let start = thread_cpu_ms();
        session.input_mut().copy_from_slice(input);
        std::hint::black_box(session.run()?);
        times.push(thread_cpu_ms() - start);
    }
    Ok(median(times))
}

/// Opens all models, one after the other; the bytes of a file are gone before the next is read.
fn open_all(engine: &str, models: &[&str]) -> Anything<String> {
    let before = resident_kb()?;
    let mut opened = Vec::new();
    let mut ms = 0.0;
    for description in models.chunks(4) {
        let [file, shape @ ..] = description else { return Err("expected models".into()) };
        let (bytes, shape) = (fs::read(file)?, shape_of(shape)?);
        let start = thread_cpu_ms();
        opened.push(open(engine, &bytes, shape)?);
        ms += thread_cpu_ms() - start;
    }
    let after_opening = resident_kb()? - before;
    for model in &opened {
        run(model, &vec![0.25; model.input_shape().iter().product()], 1)?;
    }
    let after_runs = resident_kb()? - before;
    Ok(format!("{{\"ms\":{ms},\"opened_kb\":{after_opening},\"run_kb\":{after_runs}}}"))
}

/// Memory of this process that is in use, from the kernel.
fn resident_kb() -> Anything<i64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

/// Weights (`rows` by `depth`) times pixels (`depth` by `columns`), laid out as our kernels have them.
fn product(rows: usize, depth: usize, columns: usize, runs: usize) -> f64 {
    let weights = numbers(rows * depth);
    let pixels = numbers(depth * columns);
    let mut output = vec![0.0_f32; rows * columns];
    // No dimension of a model comes near the limit.
    let stride = |numbers: usize| isize::try_from(numbers).unwrap_or(isize::MAX);
    let times = (0..runs).map(|_| {
        let start = thread_cpu_ms();
        // SAFETY: each matrix is column-major and tight, and its vector holds exactly the product of its two
        // dimensions, so that every element that is read or written lies in the vector; the output is not aliased.
        unsafe {
            gemm(
                rows,
                columns,
                depth,
                output.as_mut_ptr(),
                stride(rows),
                1,
                false,
                weights.as_ptr(),
                stride(rows),
                1,
                pixels.as_ptr(),
                stride(depth),
                1,
                0.0,
                1.0,
                false,
                false,
                false,
                Parallelism::None,
            );
        }
        std::hint::black_box(&output);
        thread_cpu_ms() - start
    });
    median(times.collect())
}

/// Some numbers between -1 and 1; which ones does not matter for the time.
fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|at| f32::from(u16::try_from(at % 251).unwrap_or(0)) / 125.0 - 1.0).collect()
}

fn thread_cpu_ms() -> f64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    #[expect(clippy::cast_precision_loss, reason = "exact for the first hundred days of a thread")]
    let (seconds, nanoseconds) = (now.tv_sec as f64, now.tv_nsec as f64);
    seconds * 1e3 + nanoseconds / 1e6
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}
