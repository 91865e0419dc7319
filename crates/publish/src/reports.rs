//! What is published: each report builds a [`crate::document::Document`], and every format follows.

pub mod evaluation_sheet;
