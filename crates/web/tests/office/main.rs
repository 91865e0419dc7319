//! The office as a browser meets it, without a socket: every request goes through the whole
//! service.

#![expect(clippy::unwrap_used, reason = "in a test an unwrap is an assertion")]

mod browser;
#[cfg(feature = "oidc")]
mod certificate;
mod key;
#[cfg(feature = "oidc")]
mod provider;
mod registers;
mod routes;

mod api;
mod api_fields;
mod api_files;
mod attacks;
mod boxes;
mod checking;
mod closings;
mod coming_in;
mod definitions;
#[cfg(feature = "oidc")]
mod directory;
#[cfg(feature = "oidc")]
mod directory_answers;
mod entry;
mod firms;
mod gifts;
mod idempotency;
mod identity;
mod importing;
mod inquiries;
mod interruptions;
mod ledger;
mod logs;
mod looking;
mod matrix;
mod meetings;
mod pages;
mod parties;
mod protection;
mod publishing;
mod security_keys;
mod series;
mod sessions;
mod sources;
mod taking;
mod today;
mod upkeep;
mod uploaded_names;
mod years;
