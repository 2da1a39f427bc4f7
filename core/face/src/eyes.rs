//! Whether the eyes are open. The mesh cannot tell: its lids stay apart on closed eyes.

use crate::frame::{Channels, Picture};
use crate::geometry::{Similarity, Square};
use crate::landmarks::index;
use crate::models::Network;
use crate::num::float;
use crate::{FaceError, Mesh};

/// Side of the model's input.
const INPUT: usize = 24;
/// The crop is this much wider than the eye.
const MARGIN: f32 = 1.6;

/// Probability that the right and the left eye are open.
pub(crate) fn eyes_open(network: &Network, picture: &Picture, mesh: &Mesh) -> Result<[f32; 2], FaceError> {
    let open = |corners| {
        let [scores] = network.run(&input(picture, mesh, corners), [2])?;
        // Softmax over closed and open, in the form that cannot overflow.
        Ok(match *scores {
            [closed, open] => crate::detector::sigmoid(open - closed),
            _ => 0.0,
        })
    };
    Ok([open(index::RIGHT_EYE_CORNERS)?, open(index::LEFT_EYE_CORNERS)?])
}

/// One eye as the model gets it.
pub(crate) fn input(picture: &Picture, mesh: &Mesh, corners: [usize; 2]) -> zeroize::Zeroizing<Vec<f32>> {
    let [a, b] = corners.map(|corner| mesh.point(corner));
    let square = Square { centre: a.midpoint(b), side: MARGIN * a.distance(b), angle: mesh.eye_line() };
    picture.crop(&Similarity::of_square(&square, float(INPUT)), INPUT).tensor(Channels::Grey, 0.0, 255.0)
}
