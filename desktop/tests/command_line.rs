//! The command line as a person or a script uses it: outputs, files and exit codes.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use image::{DynamicImage, GrayImage};

fn mien(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mien")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// An empty folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if path.exists() {
        std::fs::remove_dir_all(&path).unwrap();
    }
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn code(content: &str) -> DynamicImage {
    let (luma, side) = mien_qr::encode(content, mien_qr::Level::Medium).unwrap().luma(5);
    let side = u32::try_from(side).unwrap();
    GrayImage::from_raw(side, side, luma).unwrap().into()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

// Protects: `mien qr read` prints the text, and its exit code answers "was there one?".
#[test]
fn qr_read_prints_the_text() {
    let folder = folder("qr-read");
    let (with, without) = (folder.join("code.png"), folder.join("none.png"));
    code("https://localhost:8443/q?client_id=a").save(&with).unwrap();
    GrayImage::from_pixel(100, 100, image::Luma([200])).save(&without).unwrap();
    let read = mien(&["qr", "read", path(&with)]);
    assert_eq!(
        (read.status.code(), text(&read.stdout).as_str()),
        (Some(0), "https://localhost:8443/q?client_id=a\n")
    );
    let nothing = mien(&["qr", "read", path(&without)]);
    assert_eq!((nothing.status.code(), nothing.stdout.len()), (Some(1), 0));
}

// Protects: the contract of `mien evaluate qr`: sub-folders, WebP, the .txt beside, names and counts in report.json.
#[test]
fn evaluate_qr_counts_right_and_wrong() {
    let folder = folder("evaluate-qr");
    let deep = folder.join("in").join("a").join("b");
    std::fs::create_dir_all(&deep).unwrap();
    for (name, content, truth) in [
        ("right.webp", "one", Some("one")),
        ("wrong.png", "two", Some("three")),
        ("unlabelled.png", "four", None),
    ] {
        let file = deep.join(name);
        // PNG and WebP hold colour pictures as cameras give them.
        DynamicImage::from(code(content).into_rgb8()).save(&file).unwrap();
        if let Some(truth) = truth {
            std::fs::write(file.with_extension("txt"), truth).unwrap();
        }
    }
    GrayImage::from_pixel(60, 60, image::Luma([0])).save(folder.join("in/blank.png")).unwrap();
    std::fs::write(folder.join("in/blank.txt"), "five").unwrap();
    let out = folder.join("made/by/the/command");
    let done = mien(&["evaluate", "qr", "--images", path(&folder.join("in")), "--out", path(&out)]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("report.json")).unwrap()).unwrap();
    let count = |name: &str| report.get(name).and_then(serde_json::Value::as_u64);
    assert_eq!([count("decoded"), count("wrong"), count("total")], [Some(1), Some(1), Some(3)]);
    assert!(report.get("median_ms").unwrap().as_f64().unwrap() > 0.0);
    assert!(std::fs::read_to_string(out.join("results.csv")).unwrap().contains("right.webp,right,"));
}

// Protects: whatever is missing, the message names it and the exit code says "wrong use" or "failed", never a crash.
#[test]
fn missing_things_are_named() {
    let folder = folder("missing");
    let nowhere = folder.join("nowhere");
    let nowhere = path(&nowhere);
    let list = folder.join("list.tsv");
    std::fs::write(&list, "fold\tsame\ta\tb\tfile\tlabel\tvideo\n1\t1\tx.png\ty.png\tz.png\treal\t0\n")
        .unwrap();
    let (list, root) = (path(&list), path(&folder));
    let no_video = folder.join("broken.y4m");
    std::fs::write(&no_video, "RIFF").unwrap();
    for (arguments, exit, expected) in [
        (&["qr", "read", nowhere][..], 3, "nowhere"),
        (&["face", "compare", nowhere][..], 2, "<B>"),
        (&["scan"], 2, "--frames"),
        (&["scan", "--frames", nowhere], 2, "there is no file"),
        (&["scan", "--frames", path(&no_video)], 3, "does not begin with YUV4MPEG2"),
        (&["scan", "--frames", nowhere, "--nonce", "12"], 2, "64 hexadecimal digits"),
        (&["evaluate", "qr", "--images", nowhere, "--out", root], 3, "nowhere"),
        (&["evaluate", "qr", "--images", root, "--out", root], 2, ".txt file beside it"),
        (&["evaluate", "verification", "--images", root, "--pairs", list, "--out", root], 2, "x.png"),
        (&["evaluate", "verification", "--images", root, "--pairs", nowhere, "--out", root], 3, "nowhere"),
        (&["evaluate", "liveness", "--root", root, "--list", list, "--out", root], 2, "z.png"),
        (&["login", "--text", "x", "--home", root], 3, "verifier-root.pem"),
        (&["login"], 2, "--text"),
        (&["enrol", "--offer", "x"], 2, "--frames"),
    ] {
        let done = mien(arguments);
        let message = text(&done.stderr);
        assert_eq!(done.status.code(), Some(exit), "{arguments:?}: {message}");
        assert!(message.contains(expected), "{arguments:?}: {message}");
    }
}

// Protects: without support for a webcam the program says how to get it; with it, that there is none. Never a crash.
#[test]
fn a_missing_webcam_is_explained() {
    let done = mien(&["scan", "--camera", "99"]);
    let message = text(&done.stderr);
    assert!(matches!(done.status.code(), Some(2 | 3)) && message.contains("webcam"), "{message}");
    assert!(message.contains("--frames"), "{message}");
}
