//! What a gzip file holds. One level only, and never more than a file may have.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;

use crate::error::{IntakeError, OtherFormat};
use crate::formats::limits::LARGEST_FILE;

const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The bytes themselves, or what they hold where they are a gzip file.
pub fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, IntakeError> {
    if !bytes.starts_with(&GZIP) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut content = Vec::new();
    let ceiling = LARGEST_FILE as u64 + 1;
    let mut decoder = MultiGzDecoder::new(bytes).take(ceiling);
    if decoder.read_to_end(&mut content).is_err() {
        return Err(IntakeError::Damaged { what: "gzip" });
    }
    if content.len() > LARGEST_FILE {
        return Err(IntakeError::TooMuchWhenUnpacked {
            limit: LARGEST_FILE as u64,
        });
    }
    if content.is_empty() {
        return Err(IntakeError::Empty);
    }
    if content.starts_with(&GZIP) {
        return Err(IntakeError::Unsupported(OtherFormat::NestedGzip));
    }
    Ok(Cow::Owned(content))
}
