//! People come in, prove who they are, and take a sheet from nothing to what is published; and what
//! must be refused is refused. On a ledger of SQLite with the definitions of the demo city.

#![expect(clippy::unwrap_used, reason = "in a test an unwrap is an assertion")]

mod house;

mod boxes;
mod breakdowns;
mod coming_in;
mod departments;
mod directory;
mod floods;
mod freezing;
mod inquiries;
mod pairs;
mod publishing;
mod yearly_work;
mod years;
