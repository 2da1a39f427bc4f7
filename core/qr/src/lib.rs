//! QR codes: luma in, text out; text in, modules out.
//!
//! [`decode`] reads the codes of one camera frame, [`decode_picture`] those of a still picture, with more attempts.
//! [`encode`] makes a code to be shown. ISO/IEC 18004 model 2 codes only: no other symbology is ever looked for, so
//! that nothing else in view can be mistaken for a code.
//!
//! The text that comes out is whatever somebody printed: it is checked for length and encoding here, and for meaning
//! by whoever reads it. Never open it, never show it as a link, before the protocol has verified it.
//!
//! | feature | decoder | needs at build time |
//! |---|---|---|
//! | `zxing` (default) | zxing-cpp | cmake and a C++20 compiler |
//! | `quircs` | quircs, pure Rust: weaker on blur and perspective | nothing |
#![forbid(unsafe_code)]

#[cfg(not(any(feature = "zxing", feature = "quircs")))]
compile_error!("mien-qr needs a decoder: build it with the feature `zxing` (default) or `quircs`");

mod decode;
mod encode;
mod error;
mod luma;
#[cfg(feature = "quircs")]
mod with_quircs;
#[cfg(feature = "zxing")]
mod with_zxing;

pub use decode::{Decoded, Decoder, MAX_CODES, MAX_TEXT_BYTES, decode, decode_picture};
pub use encode::{Level, Modules, encode};
pub use error::QrError;
pub use luma::{Luma, MAX_PIXELS, MAX_SIDE};
