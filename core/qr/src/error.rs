//! What can go wrong with a QR code.

/// Why a code could not be read or made.
///
/// A picture without a code is not an error: it gives an empty list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QrError {
    /// The width, height, row stride or length of the luma plane contradict each other, or the picture is too large.
    /// A bug of the caller: check the camera adapter against [`Luma`](crate::Luma).
    #[error("the luma plane does not fit its width, height and row stride")]
    Geometry,
    /// A code was found, but what it holds is not a text of at most
    /// [`MAX_TEXT_BYTES`](crate::MAX_TEXT_BYTES) bytes that was read whole. Say that this code is not for this app.
    #[error("the code does not hold a text")]
    NotText,
    /// The text does not fit a code at this error correction level: shorten it or choose a lower level.
    #[error("the text is too long for a QR code")]
    TooLong,
    /// The decoder failed on this picture. Try the next frame.
    #[error("the decoder failed on this picture")]
    Decoder,
}

impl QrError {
    /// A stable name for logs and for other languages.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Geometry => "qr_geometry",
            Self::NotText => "qr_not_text",
            Self::TooLong => "qr_too_long",
            Self::Decoder => "qr_decoder",
        }
    }
}
