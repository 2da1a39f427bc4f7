//! The gate before the parser, on real model files.

use std::path::PathBuf;

use super::*;

const EYE: &str = "eye_24.onnx";
const EYE_SHAPE: [usize; 4] = [1, 1, 24, 24];

/// The models' folder: `MIEN_MODELS`, else `models` in `MIEN_CACHE` or in `~/.cache/mien`.
fn model_file(name: &str) -> Vec<u8> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let cache = || folder("MIEN_CACHE").unwrap_or_else(|| folder("HOME").unwrap().join(".cache/mien"));
    let folder = folder("MIEN_MODELS").unwrap_or_else(|| cache().join("models"));
    let path = folder.join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}; run `cargo xtask setup`", path.display()))
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest(&SHA256, bytes).as_ref().try_into().unwrap()
}

fn eye() -> Model {
    let bytes = model_file(EYE);
    Model::load("eye_24", &bytes, &sha256(&bytes), EYE_SHAPE).unwrap()
}

// A model file decides who is let in: one that is not the pinned one must not even be parsed.
#[test]
fn wrong_model_file_is_refused_before_it_is_parsed() {
    let pinned = sha256(&model_file(EYE));
    let mut tampered = model_file(EYE);
    let last = tampered.last_mut().unwrap();
    *last ^= 1;
    // Bytes that no parser could accept give the same answer as a well-formed graph with one bit turned: the hash
    // alone decides.
    for bytes in [tampered.as_slice(), b"not a model", b""] {
        let refused = Model::load("eye_24", bytes, &pinned, EYE_SHAPE).unwrap_err();
        assert_eq!(refused, InferenceError::HashMismatch);
        assert_eq!(refused.code(), "model_hash_mismatch");
    }
}

#[test]
fn pinned_bytes_that_are_no_model_are_unsupported() {
    for bytes in [b"not a model".as_slice(), b"", &[0xff; 4096]] {
        let refused = Model::load("none", bytes, &sha256(bytes), EYE_SHAPE).unwrap_err();
        assert_eq!(refused, InferenceError::Unsupported);
    }
}

// A broken tensor must stop here, not turn into a score somewhere behind.
#[test]
fn input_is_checked_before_the_run() {
    let model = eye();
    let expected = EYE_SHAPE.iter().product();
    for given in [0, 1, expected - 1, expected + 1] {
        let refused = model.run(&vec![0.5; given]).unwrap_err();
        assert_eq!(refused, InferenceError::InputLength { expected, given });
    }
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut input = vec![0.5; expected];
        input[expected / 2] = bad;
        assert_eq!(model.run(&input).unwrap_err(), InferenceError::InputNotFinite);
    }
}

// The same frame must give the same decision each time, on one model shared by all.
#[test]
fn runs_are_repeatable_and_depend_on_the_input() {
    let model = eye();
    let ramp: Vec<f32> = (0..24 * 24).map(|i| f32::from(u16::try_from(i).unwrap()) / 576.0).collect();
    let flat = vec![0.5; 24 * 24];
    let first = model.run(&ramp).unwrap();
    assert_eq!(first.iter().map(Vec::len).collect::<Vec<_>>(), [2]);
    assert_eq!(model.clone().run(&ramp).unwrap(), first);
    assert_ne!(model.run(&flat).unwrap(), first);
}

/// All models with their input shapes.
const MODELS: [(&str, [usize; 4]); 6] = [
    ("blazeface_short_128", [1, 3, 128, 128]),
    ("facemesh_468", [1, 3, 192, 192]),
    ("eye_24", EYE_SHAPE),
    ("mobilefacenet_192", [1, 3, 112, 112]),
    ("embed_512", [1, 3, 112, 112]),
    ("liveness_128", [1, 3, 128, 128]),
];

// A phone with older instructions must decide as a new one does: tract is the judge for each instruction set of this
// machine, and those with fused multiply-add agree to the last bit.
#[test]
fn every_instruction_set_gives_tracts_numbers() {
    for (name, shape) in MODELS {
        let file = parse(&model_file(&format!("{name}.onnx"))).unwrap();
        let pixels: Vec<f32> = (0..shape.iter().product::<usize>()).map(wave).collect();
        let expected = Reference::prepare(&file, shape).unwrap().run(&pixels).unwrap();
        let mut fused: Option<Vec<Vec<f32>>> = None;
        for level in Level::all() {
            let plan = plan(&file, shape, level).expect("a model of ours");
            let mut memory = plan.memory();
            memory.input_mut().copy_from_slice(&pixels);
            let mut outputs: Vec<Vec<f32>> = plan.output_lens().map(|len| vec![0.0; len]).collect();
            plan.run(&mut memory, &mut outputs);
            for (ours, theirs) in outputs.iter().zip(&expected) {
                let range = theirs.iter().fold(0.0_f32, |range, n| range.max(n.abs()));
                let worst = ours.iter().zip(theirs).fold(0.0_f32, |worst, (a, b)| worst.max((a - b).abs()));
                assert!(worst <= 1e-5 * range, "{name} on {level:?}: {worst} of {range}");
            }
            if level.lanes() > 1 {
                assert_eq!(*fused.get_or_insert_with(|| outputs.clone()), outputs, "{name} on {level:?}");
            }
        }
    }
}

/// A picture of sorts, -1 to 1.
fn wave(at: usize) -> f32 {
    let at = f32::from(u16::try_from(at % 40_009).unwrap());
    (at * 0.37).sin() * (at * 0.011).cos()
}
