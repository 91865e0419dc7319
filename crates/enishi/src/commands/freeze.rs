//! `enishi freeze`: keeps a year's figures as they are.

use enishi_desk::Language;
use enishi_desk::freeze_year::{FreezeOptions, freeze_year};
use enishi_domain::words::ClosedSet as _;
use serde_json::json;

use super::on_ledger::{Said, run as on_ledger};
use crate::arguments::ledger;
use crate::wording::Words;
use crate::{CLEAN, FINDINGS};

/// Freezes a year.
pub fn run(arguments: &ledger::Freeze, language: Language) -> u8 {
    let words = Words::of(language);
    let year = arguments.fiscal_year;
    on_ledger(&arguments.ledger, language, async |office| {
        let options = FreezeOptions {
            provisional: arguments.provisional,
            again: arguments.again.clone(),
            seen: None,
        };
        let frozen = freeze_year(office, year, &options).await?;
        let left = frozen.left.iter().map(|(programme, kpi, status)| {
            json!({
                "programme": programme,
                "kpi": kpi.to_string(),
                "status": status.code(),
            })
        });
        let json = json!({
            "format": "enishi.freeze/1",
            "fiscal_year": year.western(),
            "position": frozen.position.map(|position| position.0),
            "frozen": frozen.kept,
            "left": left.collect::<Vec<_>>(),
        });
        Ok(Said {
            human: words.frozen(year, &frozen),
            json,
            code: if frozen.left.is_empty() {
                CLEAN
            } else {
                FINDINGS
            },
        })
    })
}
