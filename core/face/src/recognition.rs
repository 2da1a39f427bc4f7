//! From landmarks to an embedding: alignment to the `ArcFace` template, then both `MobileFaceNet`s.

use zeroize::Zeroizing;

use crate::embedding::{DIM_192, DIM_512};
use crate::frame::{Channels, Crop, Encoding, Picture};
use crate::geometry::{Point, Similarity};
use crate::landmarks::index;
use crate::models::Networks;
use crate::{Embedding, FaceError, Mesh};

/// Side of the models' input.
const INPUT: usize = 112;
/// How the 192-dimensional model wants its colours.
const ENCODING_192: Encoding = Encoding { channels: Channels::Rgb, mean: 127.5, deviation: 128.0 };
/// The 512-dimensional model does slightly better with blue first.
const ENCODING_512: Encoding = Encoding { channels: Channels::Bgr, mean: 127.0, deviation: 128.0 };
/// Where right eye, left eye, nose tip, right and left mouth corner belong in the aligned face (Deng et al. 2019). The
/// published numbers count from the centre of the first pixel, ours from its corner.
const TEMPLATE: [Point; 5] = [
    Point::new(38.2946 + 0.5, 51.6963 + 0.5),
    Point::new(73.5318 + 0.5, 51.5014 + 0.5),
    Point::new(56.0252 + 0.5, 71.7366 + 0.5),
    Point::new(41.5493 + 0.5, 92.3655 + 0.5),
    Point::new(70.7299 + 0.5, 92.2041 + 0.5),
];

/// The face, turned and scaled so that its five points lie where the models expect them.
pub(crate) fn align(picture: &mut Picture<'_>, mesh: &Mesh) -> Result<Crop, FaceError> {
    let points = [
        mesh.between(index::RIGHT_EYE_CORNERS),
        mesh.between(index::LEFT_EYE_CORNERS),
        mesh.point(index::NOSE_TIP),
        mesh.point(index::MOUTH_CORNERS[0]),
        mesh.point(index::MOUTH_CORNERS[1]),
    ];
    let placement = Similarity::fit(&TEMPLATE, &points).ok_or(FaceError::InvalidEmbedding)?;
    Ok(Crop::new(INPUT, |out| picture.crop(&placement, INPUT, &Encoding::PLAIN, out)))
}

/// Embeds an aligned face.
pub(crate) fn embed(networks: &Networks, aligned: &Crop) -> Result<Embedding, FaceError> {
    let copy = |[values]: [&[f32]; 1]| Zeroizing::new(values.to_vec());
    let v192 = networks.embed_192.run(|out| input_192(aligned, out), [DIM_192], copy)?;
    let v512 = networks.embed_512.run(|out| input_512(aligned, out), [DIM_512], copy)?;
    Embedding::new(&v192, &v512)
}

/// Embeds an aligned face and its mirror image, and takes the direction between: fewer errors for twice the time.
pub(crate) fn embed_with_mirror(networks: &Networks, aligned: &Crop) -> Result<Embedding, FaceError> {
    let (plain, mirrored) = (embed(networks, aligned)?, embed(networks, &aligned.mirrored())?);
    Embedding::mean([&plain, &mirrored]).ok_or(FaceError::InvalidEmbedding)
}

/// Writes the input of the 192-dimensional model.
pub(crate) fn input_192(aligned: &Crop, out: &mut [f32]) {
    aligned.encode(&ENCODING_192, out);
}

/// Writes the input of the 512-dimensional model.
pub(crate) fn input_512(aligned: &Crop, out: &mut [f32]) {
    aligned.encode(&ENCODING_512, out);
}
