//! Bytes to grids to meaning: nothing is lost, nothing repaired without a finding.
//!
//! Read in this order: `formats` (bytes to [`enishi_domain::grid::Grid`]) with `detection` (which
//! format), `numerals`, `marks` and `costs` (what a printed text says), `layouts` (what a grid
//! means), `definitions` (what a user declares), `registers` (rows of portals' files), `findings`
//! (what the readers say), `error` (what cannot be read at all) and `wording` (how that is said to
//! the user).

pub mod costs;
pub mod definitions;
pub mod detection;
pub mod error;
mod findings;
pub mod formats;
pub mod layouts;
pub mod marks;
pub mod numerals;
pub mod registers;
pub mod wording;

pub use error::{IntakeError, OtherFormat};
