//! What tests of every room on a ledger need: databases of their own, and what a ledger holds as a
//! text. Never in what is built for use.

mod databases;

mod contents;

mod backups;

mod answering;

pub use answering::{is_taken, put};
pub use backups::backup_of_first_schema;
pub use contents::{contents, contents_at, history, history_at};
pub use databases::{Cluster, Scratch, either, postgres, scratches, sqlite};
