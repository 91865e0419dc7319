//! A sheet as files.
