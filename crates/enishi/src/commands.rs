//! One file a command: what it reads, what it prints, and its exit code.

pub mod check;
pub mod compare;
pub mod convert;
pub mod explain;
pub mod rules;
