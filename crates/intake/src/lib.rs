//! Bytes to grids to meaning: nothing is lost, nothing repaired without a finding.
//!
//! Read in this order: `formats` (bytes to [`enishi_domain::grid::Grid`]) with `detection` (which
//! format), `numerals`, `marks` and `costs` (what a printed text says), `error` (what cannot be read
//! at all) and `wording` (how that is said to the user).

pub mod costs;
pub mod detection;
pub mod error;
pub mod formats;
pub mod marks;
pub mod numerals;
pub mod wording;

pub use error::{IntakeError, OtherFormat};
