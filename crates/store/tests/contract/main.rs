//! What the store promises, held on both databases. Where PostgreSQL is not installed its half says
//! that it did not run.

#![expect(clippy::unwrap_used, reason = "in a test an unwrap is an assertion")]

use enishi_store::rehearsal as databases;

mod answered;
mod backups;
mod by_hand;
mod group_commit;
mod guards;
mod idempotency;
mod imports;
mod kills;
mod ledger;
mod measuring;
mod opening;
mod party_search;
mod past;
mod reach;
mod schema;
mod seals;
mod sessions;
mod staging;
mod tampering;
