//! `enishi.check/1` and `enishi.checks/1`, indented, with a line end.

use enishi_domain::interchange::{Check, CheckWriter, Checks};
use serde::Serialize;

use super::PublishError;

/// One checked sheet.
///
/// # Errors
/// [`PublishError::Data`], which these shapes do not cause.
pub fn check_json(check: &Check) -> Result<Vec<u8>, PublishError> {
    json(check)
}

/// Several checked sheets.
///
/// # Errors
/// [`PublishError::Data`], which these shapes do not cause.
pub fn checks_json(checks: &Checks) -> Result<Vec<u8>, PublishError> {
    json(checks)
}

/// One checked sheet, without a copy of it.
///
/// # Errors
/// [`PublishError::Data`], which this shape does not cause.
pub fn streamed_json(check: &CheckWriter<'_>) -> Result<Vec<u8>, PublishError> {
    json(check)
}

fn json(data: &impl Serialize) -> Result<Vec<u8>, PublishError> {
    let mut bytes = serde_json::to_vec_pretty(data)?;
    bytes.push(b'\n');
    Ok(bytes)
}
