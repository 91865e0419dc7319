//! What a user declares in TOML: settings of the reader and of the rules.

pub mod rubrics;
pub mod settings;
pub mod unmatched;

mod background;
mod formulas;
