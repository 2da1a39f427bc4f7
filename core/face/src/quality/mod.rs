//! What hides a face, and how good a picture of it is by the measures of ISO/IEC 29794-5.

mod covers;

pub(crate) use self::covers::occlusion;
