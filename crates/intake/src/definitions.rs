//! What a user declares in TOML: settings of the reader and of the rules, a city with its metrics,
//! and the mappings of registers. Read in this order: `settings` and `rubrics`; `fault` (what is
//! wrong with a definition, and where), `metrics`, `region`, `editions` and
//! `editing`, `mapping`, `wording`.

pub mod editing;
pub mod editions;
pub mod fault;
pub mod mapping;
pub mod metrics;
pub mod region;
pub mod rubrics;
pub mod settings;
pub mod unmatched;
pub mod wording;

mod background;
mod formulas;
