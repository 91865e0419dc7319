//! Bytes to grids to meaning: nothing is lost, nothing repaired without a finding.
//!
//! Read in this order: `formats` (bytes to [`enishi_domain::grid::Grid`]) with `detection` (which
//! format), `numerals` (what a printed value says), then `layouts` (what a grid means); `error`
//! holds what cannot be read at all and `wording` how that is said to the user.

pub mod detection;
pub mod error;
pub mod formats;
pub mod numerals;
pub mod wording;

pub use error::{IntakeError, OtherFormat};
