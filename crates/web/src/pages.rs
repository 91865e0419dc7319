//! One file a page: what it asks the desk for, and what its template is filled with.

pub mod login;

#[cfg(feature = "oidc")]
pub mod directory;

pub mod account;

pub mod security_keys;

pub mod home;

pub mod submissions;

pub mod programme;

pub mod tokens;

pub mod kpi;

pub mod sheet;

pub mod sheet_part;

pub mod ledger;

pub mod engagement;

pub mod parties;

pub mod party;

pub mod identity;

pub mod closings;

pub mod freezing;

pub mod series;

pub mod entry;

pub mod imports;

pub mod deposit;

pub mod checks;

pub mod taking;

pub mod inquiries;

pub mod meeting;

pub mod audit;

pub mod staff;

pub mod years;

pub mod definitions;

pub mod publication;

mod give_back;

pub mod styleguide;
