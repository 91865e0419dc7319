//! The office's jobs.
