//! A rendered person before a rendered camera, for tests and demos: nothing here is part of the product.
//!
//! * [`Head`]: a 3-D head made of one portrait and its 468 landmarks, drawn in any pose and light.
//! * [`Person`]: somebody honest who follows prompts with their own delay, speed and overshoot: a [`Manner`].
//! * [`PhotoHolder`], [`TwoPrints`], [`FrozenStream`], [`LoopedStream`], [`ReorderedStream`], [`Swapped`], [`TwoFaces`]: the
//!   same face as an attacker shows it.
//! * [`Session`]: one of them before the real engine and the real scan; [`campaign`]: many of a [`Kind`], counted.
//! * [`calibrate`]: the thresholds of a scan, measured on rendered people and their photos.
//! * [`y4m`]: the stream as a video file.
//!
//! All of it follows from seeds: the same seed gives the same bytes on every machine. No picture of anybody is part of
//! the source; the portrait (NASA's picture of Eileen Collins, public domain) comes out of a registry package.

#![forbid(unsafe_code)]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    clippy::many_single_char_names,
    reason = "pixel arithmetic on frames that this test crate makes itself, in the letters of its formulas; an index out of \
              range must fail the test loudly"
)]

mod actor;
pub mod calibrate;
mod camera;
pub mod campaign;
mod cast;
mod delaunay;
mod error;
mod film;
mod frame;
mod geometry;
mod head;
mod kind;
mod landmarks;
mod manner;
mod motion;
mod parallel;
mod person;
mod photo;
mod profile;
mod random;
mod raster;
mod recordings;
mod reordered;
mod replay;
mod script;
mod sensor;
mod session;
mod span;
mod stage;
mod strip;
mod swapped;
mod texture;
mod two_faces;
mod two_prints;
pub mod y4m;
mod yuv;

pub use actor::{Actor, Prompt, Truth};
pub use camera::{Buffers, CameraModel};
pub use error::PuppetError;
pub use frame::RgbFrame;
pub use geometry::Pinhole;
pub use head::{ARM_LENGTH, EYE_DISTANCE, Head, HeadState, Light};
pub use kind::Kind;
pub use landmarks::NOSE_TIP;
pub use manner::Manner;
pub use person::Person;
pub use photo::PhotoHolder;
pub use profile::Profile;
pub use random::Random;
pub use reordered::ReorderedStream;
pub use replay::{FrozenStream, LoopedStream};
pub use script::Script;
pub use sensor::Sensor;
pub use session::{Moment, PATIENCE_US, Session, SessionReport};
pub use stage::Stage;
pub use strip::contact_sheet;
pub use swapped::Swapped;
pub use two_faces::TwoFaces;
pub use two_prints::TwoPrints;
pub use yuv::Yuv420;
