//! Whether the eyes are open: what a small network says, and the mesh as a second opinion.
//!
//! The mesh alone cannot tell: its lids stay apart on most closed eyes. But where they lie wide apart and the network only leans
//! towards closed, the eyes are open: dark frames of glasses, and eyes that are narrow or look aside, mislead the network.

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

/// Height over width of an eye's opening in the mesh, up to which it says nothing and from which it is wide open. Set on faces
/// with closed eyes, with open ones, and with drawn glasses (docs/face.md).
const LIDS: [f32; 2] = [0.22, 0.30];
/// Where the network is as sure as this, the mesh is not asked: its lids lie apart on some closed eyes, too.
const SURELY_CLOSED: f32 = 0.02;

/// Probability that the right and the left eye are open.
pub(crate) fn eyes_open(
    network: &Network,
    picture: &mut Picture<'_>,
    mesh: &Mesh,
) -> Result<[f32; 2], FaceError> {
    let mut open = |corners, lids| {
        let said = network.run(
            |out| input(picture, mesh, corners, out),
            [2],
            // Softmax over closed and open, in the form that cannot overflow.
            |[scores]| match *scores {
                [closed, open] => crate::detector::sigmoid(open - closed),
                _ => 0.0,
            },
        )?;
        Ok(weighed(said, mesh.opening(corners, lids)))
    };
    Ok([open(index::RIGHT_EYE_CORNERS, index::RIGHT_LIDS)?, open(index::LEFT_EYE_CORNERS, index::LEFT_LIDS)?])
}

/// The network's probability, raised as far as the mesh is sure of the opposite and the network is not.
fn weighed(said: f32, opening: f32) -> f32 {
    let wide = ((opening - LIDS[0]) / (LIDS[1] - LIDS[0])).clamp(0.0, 1.0);
    let unsure = (said / SURELY_CLOSED).min(1.0);
    said + (1.0 - said) * wide * unsure
}

/// Writes one eye as the model wants it.
pub(crate) fn input(picture: &mut Picture<'_>, mesh: &Mesh, corners: [usize; 2], out: &mut [f32]) {
    let [a, b] = corners.map(|corner| mesh.point(corner));
    let square = Square { centre: a.midpoint(b), side: MARGIN * a.distance(b), angle: mesh.eye_line() };
    picture.crop(&Similarity::of_square(&square, float(INPUT)), INPUT, &ENCODING, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects people with glasses from "open your eyes", and the scan from closed eyes whose lids the mesh draws apart.
    #[test]
    fn the_mesh_decides_only_where_the_network_does_not() {
        for (said, opening, open) in [
            (0.1, 0.30, true),
            (0.4, 0.27, true),
            (0.1, 0.22, false),
            (0.4, 0.20, false),
            (0.0, 0.40, false),
            (0.004, 0.40, false),
            (0.9, 0.10, true),
        ] {
            assert_eq!(weighed(said, opening) > 0.5, open, "{said} {opening}");
        }
        assert!((weighed(1.0, 1.0) - 1.0).abs() < 1e-6 && weighed(0.0, 1.0).abs() < 1e-6);
    }
}
