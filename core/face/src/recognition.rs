//! From landmarks to an embedding: alignment to the `ArcFace` template, then both `MobileFaceNet`s.

use crate::embedding::{DIM_192, DIM_512};
use crate::frame::{Channels, Crop, Picture};
use crate::geometry::{Point, Similarity};
use crate::landmarks::index;
use crate::models::Networks;
use crate::{Embedding, FaceError, Mesh};

/// Side of the models' input.
const INPUT: usize = 112;
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
pub(crate) fn align(picture: &Picture, mesh: &Mesh) -> Result<Crop, FaceError> {
    let points = [
        mesh.between(index::RIGHT_EYE_CORNERS),
        mesh.between(index::LEFT_EYE_CORNERS),
        mesh.point(index::NOSE_TIP),
        mesh.point(index::MOUTH_CORNERS[0]),
        mesh.point(index::MOUTH_CORNERS[1]),
    ];
    let placement = Similarity::fit(&TEMPLATE, &points).ok_or(FaceError::InvalidEmbedding)?;
    Ok(picture.crop(&placement, INPUT))
}

/// Embeds an aligned face.
pub(crate) fn embed(networks: &Networks, aligned: &Crop) -> Result<Embedding, FaceError> {
    let [v192] = networks.embed_192.run(&input_192(aligned), [DIM_192])?.map(zeroize::Zeroizing::new);
    let [v512] = networks.embed_512.run(&input_512(aligned), [DIM_512])?.map(zeroize::Zeroizing::new);
    Embedding::new(&v192, &v512)
}

/// Embeds an aligned face and its mirror image, and takes the direction between: fewer errors for twice the time.
pub(crate) fn embed_with_mirror(networks: &Networks, aligned: &Crop) -> Result<Embedding, FaceError> {
    let (plain, mirrored) = (embed(networks, aligned)?, embed(networks, &aligned.mirrored())?);
    Embedding::mean([&plain, &mirrored]).ok_or(FaceError::InvalidEmbedding)
}

/// Input of the 192-dimensional model.
pub(crate) fn input_192(aligned: &Crop) -> zeroize::Zeroizing<Vec<f32>> {
    aligned.tensor(Channels::Rgb, 127.5, 128.0)
}

/// Input of the 512-dimensional model, which does slightly better with blue first.
pub(crate) fn input_512(aligned: &Crop) -> zeroize::Zeroizing<Vec<f32>> {
    aligned.tensor(Channels::Bgr, 127.0, 128.0)
}
