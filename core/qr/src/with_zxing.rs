//! zxing-cpp as the decoder.

use zxingcpp::{Barcode, BarcodeFormat, BarcodeReader, Binarizer, ImageFormat, ImageView, TextMode};

use crate::QrError;
use crate::decode::{Found, MAX_CODES, Threshold};
use crate::luma::Grey;

pub(crate) fn find(grey: &Grey<'_>, threshold: Threshold) -> Result<Vec<Found>, QrError> {
    let view = ImageView::from_slice(&grey.data, grey.width, grey.height, ImageFormat::Lum)
        .map_err(|_| QrError::Decoder)?;
    let binarizer = match threshold {
        Threshold::Local => Binarizer::LocalAverage,
        Threshold::Global => Binarizer::GlobalHistogram,
    };
    let reader = BarcodeReader::new()
        .formats(BarcodeFormat::QRCodeModel2)
        .try_harder(true)
        .try_rotate(true)
        .try_invert(true)
        // Smaller pictures are ours to make: the library makes them before it looks, also where it then needs none.
        .try_downscale(false)
        .binarizer(binarizer)
        .text_mode(TextMode::Plain)
        .max_number_of_symbols(i32::try_from(MAX_CODES).unwrap_or(1));
    let codes = reader.from(&view).map_err(|_| QrError::Decoder)?;
    Ok(codes.iter().filter(|code| code.is_valid()).map(found).collect())
}

fn found(code: &Barcode) -> Found {
    let position = code.position();
    let corners = [position.top_left, position.top_right, position.bottom_right, position.bottom_left];
    Found { text: text(code), bounds: corners.map(|corner| [corner.x, corner.y]) }
}

/// The library hands text over as a C string, which would end at the first NUL: what is read must be all that is there.
fn text(code: &Barcode) -> Option<String> {
    (!code.bytes().contains(&0)).then(|| code.text())
}
