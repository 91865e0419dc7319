//! Bytes to grids.
