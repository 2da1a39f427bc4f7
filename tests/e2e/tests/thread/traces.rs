//! What a scan leaves behind.

use crate::world::{World, before_the_camera};
use mien::{ScanOptions, ScanResult};
use mien_puppet::{Actor, Person, Pinhole, Prompt, Stage};
use std::fs;
use std::path::{Path, PathBuf};

/// First bytes of JPEG, PNG, GIF, WebP and AVI, HEIF, TIFF, Y4M, PPM, PGM.
const PICTURES: [&[u8]; 10] = [
    b"\xff\xd8\xff",
    b"\x89PNG\r\n",
    b"GIF8",
    b"RIFF",
    b"\0\0\0\x1cftyp",
    b"II*\0",
    b"MM\0*",
    b"YUV4MPEG2",
    b"P6\n",
    b"P5\n",
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

// Protects the promise that no picture of a face is kept: enrolled and verified, with the vault open and with it locked, no file of the
// phone is a picture, or holds a row of the pixels that the camera gave.
#[test]
fn no_picture_stays_on_disk() {
    let world = World::new();
    let phone = world.enrolled("phone");
    let mut scan = phone.start_verification(&ScanOptions::default()).unwrap();
    let story = before_the_camera(&mut scan, 8);
    assert_eq!(scan.result(), Some(ScanResult::Passed), "{story}");

    // The first frame of each scan, made again.
    let stage = Stage::load().unwrap();
    let rows: Vec<Vec<u8>> = [7, 8]
        .map(|seed| {
            let mut person = Person::new(stage.head.clone(), Pinhole::new(480, 640), seed);
            let (picture, _) = person.frame_at(1_000_000, Prompt::None);
            let start = (320 * picture.width as usize + 200) * 3;
            picture.pixels[start..start + 48].to_vec()
        })
        .into();

    for lock in [false, true] {
        if lock {
            phone.lock();
        }
        let mut found = Vec::new();
        files(&world.folder.path().join("phone"), &mut found);
        assert!(found.iter().any(|path| path.ends_with("vault.db")), "{found:?}");
        for path in found {
            let bytes = fs::read(&path).unwrap();
            assert!(
                !PICTURES.iter().any(|start| bytes.starts_with(start)),
                "{} is a picture",
                path.display()
            );
            for row in &rows {
                let there = bytes.windows(row.len()).any(|window| window == row);
                assert!(!there, "{} holds pixels", path.display());
            }
        }
    }
}
