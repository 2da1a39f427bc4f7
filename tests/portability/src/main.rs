//! Runs every model once and writes what comes out, for `cargo xtask verify-portability`: the same program on each
//! kind of processor.
//!
//! `mien-portability MODELS INPUTS OUTPUTS`: `INPUTS` holds `NAME.npy` for each model but the liveness model, as
//! `stage_times --dump` leaves them. Writes `OUTPUTS/NAME.N.f32`, raw and little-endian, for output N, and prints the
//! model's name and the instruction set that it ran on.
#![forbid(unsafe_code)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use mien_inference::Model;
use ring::digest::{SHA256, digest};

const MODELS: [(&str, [usize; 4]); 6] = [
    ("blazeface_short_128", [1, 3, 128, 128]),
    ("facemesh_468", [1, 3, 192, 192]),
    ("eye_24", [1, 1, 24, 24]),
    ("mobilefacenet_192", [1, 3, 112, 112]),
    ("embed_512", [1, 3, 112, 112]),
    ("liveness_128", [1, 3, 128, 128]),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folders: Vec<PathBuf> = env::args().skip(1).map(PathBuf::from).collect();
    let [models, inputs, outputs] = folders.as_slice() else {
        return Err("usage: mien-portability MODELS INPUTS OUTPUTS".into());
    };
    for (name, shape) in MODELS {
        let file = models.join(format!("{name}.onnx"));
        let bytes = fs::read(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        let hash = digest(&SHA256, &bytes).as_ref().try_into()?;
        let model = Model::load(name, &bytes, &hash, shape)?;
        for (number, output) in model.run(&input(inputs, name, shape)?)?.iter().enumerate() {
            let bytes: Vec<u8> = output.iter().flat_map(|value| value.to_le_bytes()).collect();
            fs::write(outputs.join(format!("{name}.{number}.f32")), bytes)?;
        }
        println!("{name} {}", model.instruction_set().unwrap_or("tract"));
    }
    Ok(())
}

/// A model's input, the channels of a pixel side by side.
fn input(
    folder: &Path,
    name: &str,
    [_, channels, height, width]: [usize; 4],
) -> Result<Vec<f32>, Box<dyn Error>> {
    if name == "liveness_128" {
        // No part of the engine runs it: of the landmarks' crop two pixels in three, blue first, 0 to 255.
        let mesh = input(folder, "facemesh_468", [1, 3, 192, 192])?;
        let rows = mesh.chunks_exact(192 * 3).enumerate().filter(|(y, _)| y % 3 != 2).map(|(_, row)| row);
        let pixels =
            rows.flat_map(|row| row.as_chunks::<3>().0.iter().enumerate().filter(|(x, _)| x % 3 != 2));
        return Ok(pixels
            .flat_map(|(_, [red, green, blue])| [blue, green, red])
            .map(|c| c * 255.0)
            .collect());
    }
    let file = folder.join(format!("{name}.npy"));
    let bytes = fs::read(&file).map_err(|e| format!("{}: {e}", file.display()))?;
    // What stands before the numbers only says what is known here.
    let start = bytes.len().checked_sub(4 * channels * height * width).ok_or("a file that is too short")?;
    let planes: Vec<f32> =
        bytes.get(start..).unwrap_or_default().as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
    let pixels = height * width;
    Ok((0..pixels).flat_map(|at| planes.iter().skip(at).step_by(pixels).copied()).collect())
}
