//! What the store promises, held on both databases. Where PostgreSQL is not installed its half says
//! that it did not run.

mod databases;

mod guards;
mod ledger;
mod measuring;
mod opening;
mod schema;
