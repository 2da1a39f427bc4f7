//! Whether the eyes are open. The mesh cannot tell: its lids stay apart on closed eyes.

use crate::frame::{Channels, Encoding, Picture};
use crate::geometry::{Similarity, Square};
use crate::landmarks::index;
use crate::models::Network;
use crate::num::float;
use crate::{FaceError, Mesh};

/// Side of the model's input.
const INPUT: usize = 24;
/// The model's luma reaches from 0 to 1.
const ENCODING: Encoding = Encoding { channels: Channels::Grey, mean: 0.0, deviation: 255.0 };
/// The crop is this much wider than the eye.
const MARGIN: f32 = 1.6;

/// Probability that the right and the left eye are open.
pub(crate) fn eyes_open(
    network: &Network,
    picture: &mut Picture<'_>,
    mesh: &Mesh,
) -> Result<[f32; 2], FaceError> {
    let mut open = |corners| {
        network.run(
            |out| input(picture, mesh, corners, out),
            [2],
            // Softmax over closed and open, in the form that cannot overflow.
            |[scores]| match *scores {
                [closed, open] => crate::detector::sigmoid(open - closed),
                _ => 0.0,
            },
        )
    };
    Ok([open(index::RIGHT_EYE_CORNERS)?, open(index::LEFT_EYE_CORNERS)?])
}

/// Writes one eye as the model wants it.
pub(crate) fn input(picture: &mut Picture<'_>, mesh: &Mesh, corners: [usize; 2], out: &mut [f32]) {
    let [a, b] = corners.map(|corner| mesh.point(corner));
    let square = Square { centre: a.midpoint(b), side: MARGIN * a.distance(b), angle: mesh.eye_line() };
    picture.crop(&Similarity::of_square(&square, float(INPUT)), INPUT, &ENCODING, out);
}
