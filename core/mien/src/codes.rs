//! Reading a code from a camera frame.

use mien_face::Frame;
use mien_qr::{Luma, QrError};

/// The text of the QR code in a frame; `None` when there is none. The text is hostile until it was parsed: hand it to
/// [`Mien::start_login`](crate::Mien::start_login) or [`Mien::start_enrolment`](crate::Mien::start_enrolment), never
/// open it.
///
/// # Errors
/// [`QrError`] when the frame is larger than the reader takes.
pub(crate) fn read_code(frame: &Frame<'_>) -> Result<Option<String>, QrError> {
    let (width, height) = (frame.width(), frame.height());
    let mut data = Vec::with_capacity(width as usize * height as usize);
    for y in 0..height {
        data.extend((0..width).map(|x| frame.luma(x, y)));
    }
    let luma = Luma { data: &data, width, height, row_stride: width as usize };
    Ok(mien_qr::decode(luma)?.into_iter().next().map(|code| code.text))
}
