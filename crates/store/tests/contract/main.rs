//! What the store promises, held on both databases. Where PostgreSQL is not installed its half says
//! that it did not run.

mod databases;

mod group_commit;
mod guards;
mod imports;
mod ledger;
mod measuring;
mod opening;
mod schema;
mod seals;
