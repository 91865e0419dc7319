//! `enishi freeze`: keeps a year's figures as they are.

use enishi_desk::Language;
use enishi_desk::freeze_year::freeze_year;
use serde_json::json;

use super::on_ledger::{Said, run as on_ledger};
use crate::arguments::ledger;
use crate::wording::Words;

/// Freezes a year.
pub fn run(arguments: &ledger::Freeze, language: Language) -> u8 {
    let words = Words::of(language);
    let year = arguments.fiscal_year;
    on_ledger(&arguments.ledger, language, async |office| {
        let position = freeze_year(office, year).await?;
        let json = json!({
            "format": "enishi.freeze/1",
            "fiscal_year": year.western(),
            "position": position.0,
        });
        Ok(Said::clean(words.frozen(year), json))
    })
}
