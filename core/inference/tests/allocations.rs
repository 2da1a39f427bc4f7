//! A scan runs for minutes on phones that are short of memory: a run must not ask for any.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its model has failed")]

use std::path::PathBuf;

use mien_inference::Model;
use ring::digest::{SHA256, digest};

/// The models' folder: `MIEN_MODELS`, else `models` in `MIEN_CACHE` or in `~/.cache/mien`.
fn model_file(name: &str) -> Vec<u8> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let cache = || folder("MIEN_CACHE").unwrap_or_else(|| folder("HOME").unwrap().join(".cache/mien"));
    let folder = folder("MIEN_MODELS").unwrap_or_else(|| cache().join("models"));
    let path = folder.join(format!("{name}.onnx"));
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}; run `cargo xtask setup`", path.display()))
}

#[test]
fn runs_after_the_first_allocate_nothing() {
    for (name, shape) in [
        ("blazeface_short_128", [1, 3, 128, 128]),
        ("facemesh_468", [1, 3, 192, 192]),
        ("eye_24", [1, 1, 24, 24]),
        ("mobilefacenet_192", [1, 3, 112, 112]),
        ("embed_512", [1, 3, 112, 112]),
        ("liveness_128", [1, 3, 128, 128]),
    ] {
        let bytes = model_file(name);
        let hash = digest(&SHA256, &bytes).as_ref().try_into().unwrap();
        let model = Model::load("model", &bytes, &hash, shape).unwrap();
        assert!(model.is_planned(), "{name} has an operator that only tract knows");
        let frame = || {
            let mut session = model.session();
            session.input_mut().fill(0.25);
            session.run().unwrap().len()
        };
        assert!(frame() > 0);
        let counted = allocation_counter::measure(|| {
            for _ in 0..3 {
                frame();
            }
        });
        assert_eq!(counted.count_total, 0, "{name}");
    }
}
