//! Every face model against ONNX Runtime, on what the engine feeds it for real pictures.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use mien_face::measure::model_inputs;
use mien_face::{FaceModels, Frame, FrameInfo, PixelFormat, Plane, Rotation};
use mien_inference::Model;
use mien_interop::peer::{cache, installed};
use ring::digest::{SHA256, digest};
use serde_json::Value;

/// Largest difference, as a share of the output's range.
const BOUND: f64 = 1e-4;
/// Pictures of the public set that are looked at where it is there.
const PEOPLE: usize = 6;

fn models() -> PathBuf {
    env::var_os("MIEN_MODELS").map_or_else(|| cache().join("models"), PathBuf::from)
}

fn read_model(name: &str) -> std::io::Result<Vec<u8>> {
    let path = models().join(name);
    fs::read(&path).map_err(|e| {
        std::io::Error::new(e.kind(), format!("{}: {e}; run `cargo xtask setup`", path.display()))
    })
}

/// The portrait that set-up fetches, and people of Labeled Faces in the Wild where `MIEN_DATA` has them.
fn pictures() -> Vec<PathBuf> {
    let mut pictures = vec![installed("portraits/astronaut.png").unwrap()];
    let people = env::var_os("MIEN_DATA").map(|data| PathBuf::from(data).join("lfw/img"));
    let Some(Ok(people)) = people.map(fs::read_dir) else {
        println!("skipped in part: no data, so the portrait alone");
        return pictures;
    };
    // The first ones by name, so that each run sees the same.
    let people: BTreeSet<PathBuf> = people.map(|entry| entry.unwrap().path()).collect();
    pictures.extend(people.iter().filter_map(|person| first_picture(person)).take(PEOPLE));
    pictures
}

/// A picture, or the first one in a person's folder.
fn first_picture(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        let pictures: BTreeSet<PathBuf> =
            fs::read_dir(path).ok()?.map(|entry| entry.unwrap().path()).collect();
        return pictures.into_iter().next();
    }
    Some(path.to_owned())
}

/// One model, its input with the channels of a pixel side by side, and the case's place in the comparison.
fn write_case(folder: &Path, case: usize, model: &Model, input: &[f32]) {
    let bytes =
        |numbers: &mut dyn Iterator<Item = f32>| -> Vec<u8> { numbers.flat_map(f32::to_le_bytes).collect() };
    let [_, channels, _, _] = model.input_shape();
    let mut planes = (0..channels).flat_map(|c| input.iter().skip(c).step_by(channels).copied());
    let outputs = model.run(input).unwrap();
    let name = |ending: &str| folder.join(format!("{case}.{}.{ending}", model.name()));
    fs::write(name("in"), bytes(&mut planes)).unwrap();
    fs::write(name("out"), bytes(&mut outputs.into_iter().flatten())).unwrap();
}

/// The model that no part of the engine runs yet.
fn liveness() -> Model {
    let bytes = read_model("liveness_128.onnx").unwrap();
    let hash = digest(&SHA256, &bytes).as_ref().try_into().unwrap();
    Model::load("liveness_128", &bytes, &hash, [1, 3, 128, 128]).unwrap()
}

/// Its input: the crop of the landmarks, of which two pixels in three are taken, blue first, 0 to 255.
fn liveness_input(mesh: &[f32]) -> Vec<f32> {
    let at = |x: usize, y: usize| (y * 3 / 2 * 192 + x * 3 / 2) * 3;
    let pixels = (0..128).flat_map(|y| (0..128).map(move |x| at(x, y)));
    pixels.flat_map(|at| [2, 1, 0].map(|channel| mesh[at + channel] * 255.0)).collect()
}

// Our kernels, our fusions and our layout against a runtime that shares no line with them: a wrong padding or slope
// would move scores by a little, and thresholds were set on the right ones.
#[test]
fn every_model_agrees_with_onnx_runtime() {
    let python = installed("venv/bin/python").unwrap();
    let engine = FaceModels::load(&read_model).unwrap();
    let liveness = liveness();
    let folder = tempfile::tempdir().unwrap();
    let mut cases = 0;
    for (case, picture) in pictures().iter().enumerate() {
        let pixels = image::open(picture).unwrap().to_rgb8();
        let (width, height) = pixels.dimensions();
        let info = FrameInfo { width, height, rotation: Rotation::None, mirrored: false, captured_at: 0 };
        let plane = Plane { data: pixels.as_raw(), row_stride: 3 * width as usize, pixel_stride: 3 };
        let frame = Frame::new(info, PixelFormat::Rgb, &[plane]).unwrap();
        let inputs = model_inputs(&engine, &frame).unwrap();
        let inputs = inputs.unwrap_or_else(|| panic!("no face in {}", picture.display()));
        for input in &inputs {
            write_case(folder.path(), case, &input.model.load(&read_model).unwrap(), &input.tensor);
            if input.model.name == "facemesh_468" {
                write_case(folder.path(), case, &liveness, &liveness_input(&input.tensor));
            }
        }
        cases += inputs.len() + 1;
    }

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/onnx_runtime.py");
    let judged = Command::new(&python).arg(script).arg(models()).arg(folder.path()).output().unwrap();
    let complaint = String::from_utf8_lossy(&judged.stderr);
    assert!(judged.status.success(), "the comparison failed; `cargo xtask setup` installs it: {complaint}");
    let mut seen = BTreeSet::new();
    for line in String::from_utf8(judged.stdout).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let number = |key: &str| line[key].as_f64().unwrap();
        let share = number("worst") / number("range");
        println!("{line}: {share:.1e} of the range");
        assert!(share <= BOUND, "{line}");
        seen.insert((line["model"].as_str().unwrap().to_owned(), line["case"].as_str().unwrap().to_owned()));
    }
    assert_eq!(seen.len(), cases, "each model on each picture");
}
