//! Bytes to grids to meaning: nothing is lost, nothing repaired without a finding.
//!
//! Read in this order: `formats` (bytes to [`enishi_domain::grid::Grid`]), `numerals` (what a
//! printed value says), `marks` and `costs` (two columns of their own), then `layouts` (what a
//! grid means).

pub mod costs;
pub mod formats;
pub mod marks;
pub mod numerals;
