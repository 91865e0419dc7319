//! Bytes to grids to meaning: nothing is lost, nothing repaired without a finding.
//!
//! Read in this order: `formats` (bytes to [`enishi_domain::grid::Grid`]), `numerals` (what a
//! printed value says), then `layouts` (what a grid means).

pub mod error;
pub mod formats;
pub mod numerals;
