//! The words and laws of the office, pure: no I/O, clock, randomness, SQL or HTTP.
//!
//! Read in this order: `calendar` and `money` (years and yen), `figure` (a printed value and its
//! parts), `kpi`, `label` and `year_sheet` (what a city publishes), `verdict`, `rate` and
//! `evaluation` (what follows from it), `rating` (the programme's effect), `background` (what an
//! office knows besides), `grid` and `finding` (how a document is read and what is said about it),
//! `text` (folding), `words` (codes and words of the closed sets), `long_form` (a sheet as one
//! table), `interchange` (the published JSON). `strategies` makes random sheets for tests.
//!
//! Of the ledger: `party` and `engagement` (who did what), `identity` (who is who), `statistics`,
//! `metric` (how a KPI is counted), `measurement` (what that gave), `corrections` (what came after
//! it was frozen), `region` (a city as data) and `editions`
//! (by years), `measure` (the reference engine), `register` (rows of
//! files before they are in the ledger).
//!
//! Of the office at work: `staff` (who has which duty), `workflow` (how a sheet comes about),
//! `disclosure` (what of it may be told to everybody).

pub mod background;
pub mod calendar;
pub mod comparison;
pub mod corrections;
pub mod disclosure;
pub mod editions;
pub mod engagement;
pub mod evaluation;
pub mod figure;
pub mod finding;
pub mod grid;
pub mod identity;
pub mod interchange;
pub mod kpi;
pub mod label;
pub mod long_form;
pub mod measure;
pub mod measurement;
pub mod metric;
pub mod money;
pub mod party;
pub mod rate;
pub mod rating;
pub mod region;
pub mod register;
pub mod staff;
pub mod statistics;
#[cfg(any(test, feature = "strategies"))]
pub mod strategies;
pub mod text;
pub mod verdict;
pub mod words;
pub mod workflow;
pub mod year_sheet;

pub use rust_decimal::Decimal;
