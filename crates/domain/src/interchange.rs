//! The published JSON shapes.
