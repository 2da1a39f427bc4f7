//! Faces before a camera, drawn from a picture: the defects that guidance must name, made by the program itself.

mod covers;
mod light;
mod painting;
mod portrait;
mod random;

pub(super) use self::covers::Cover;
pub(super) use self::light::Light;
pub(super) use self::painting::{Painting, count};
pub(super) use self::portrait::{Placement, Portrait, Turned};
pub(super) use self::random::{Random, is_of_the_fitted_half};
