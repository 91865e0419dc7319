//! What holds for the house as a whole and belongs to no single room: the tidy test and the ways to
//! real files. No room may import this package.
//!
//! Read in this order: `tree` (the project's own files), `rust_source` (one of them, taken apart),
//! `tidy` (the rules that a test can keep), `shared_data` (published files beside the checkout),
//! `hostile_bytes` (files bent out of shape, the same ones in every run).

pub mod tree;

pub mod rust_source;

pub mod tidy;

pub mod shared_data;

pub mod hostile_bytes;
