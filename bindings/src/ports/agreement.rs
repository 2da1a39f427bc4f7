//! The passcode's keyed function for the Secure Enclave, which offers ECDH on P-256 and nothing else.

use super::DeviceError;

/// The point of an input, uncompressed SEC1, 65 bytes: what the Secure Enclave multiplies by its key
/// (`SecKeyCopyKeyExchangeResult`). Nobody knows its discrete logarithm (RFC 9380), so each guess costs one operation of the
/// hardware. For implementations of `DeviceKeys.prf` only.
///
/// Throws `Unsupported` in a library that was built without the feature `agreement`.
#[uniffi::export]
pub fn agreement_point(input: Vec<u8>) -> Result<Vec<u8>, DeviceError> {
    #[cfg(feature = "agreement")]
    {
        Ok(mien_ports::agreement::point(&zeroize::Zeroizing::new(input))?.to_vec())
    }
    #[cfg(not(feature = "agreement"))]
    {
        drop(zeroize::Zeroizing::new(input));
        Err(DeviceError::Unsupported)
    }
}

/// The answer of the keyed function for this input, 32 bytes, from what the hardware gave for its point: the x coordinate
/// of the shared point, 32 bytes.
///
/// Throws `OutOfContract` for anything else, and `Unsupported` as `agreement_point` does.
#[uniffi::export]
pub fn agreement_answer(input: Vec<u8>, shared: Vec<u8>) -> Result<Vec<u8>, DeviceError> {
    let (input, shared) = (zeroize::Zeroizing::new(input), zeroize::Zeroizing::new(shared));
    #[cfg(feature = "agreement")]
    {
        Ok(mien_ports::agreement::answer(&input, &shared)?.to_vec())
    }
    #[cfg(not(feature = "agreement"))]
    {
        drop((input, shared));
        Err(DeviceError::Unsupported)
    }
}
