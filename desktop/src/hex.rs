//! Hexadecimal digits.

/// Reads 64 digits as 32 bytes.
pub(crate) fn digits32(text: &str) -> Result<[u8; 32], String> {
    let wrong = || "it must be 64 hexadecimal digits".to_owned();
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    for (byte, place) in bytes.iter_mut().zip((0..64).step_by(2)) {
        let pair = text.get(place..place + 2).ok_or_else(wrong)?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: a mistyped value is refused instead of being cut or filled up.
    #[test]
    fn exactly_64_digits() {
        assert_eq!(digits32(&"0f".repeat(32)), Ok([15; 32]));
        for wrong in ["", "0f", &"0f".repeat(33), &"+f".repeat(32), &"é".repeat(32)] {
            assert!(digits32(wrong).is_err(), "{wrong}");
        }
    }
}
