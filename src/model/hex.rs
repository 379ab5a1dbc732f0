//! Bytes as text. Must not know: what they mean.

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
            // Writing to a String cannot fail.
            if write!(out, "{byte:02x}").is_err() {
                debug_assert!(false, "writing to a String failed");
            }
            out
        })
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_byte_is_two_small_digits() {
        assert_eq!(super::hex(&[]), "");
        assert_eq!(super::hex(&[0x00, 0x0f, 0xa0, 0xff]), "000fa0ff");
    }
}
