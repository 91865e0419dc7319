//! `enishi close`: a kind is complete for a programme and year, or open again.

use enishi_desk::Language;
use enishi_desk::close_period::{Period, close_period, counted_kinds, reopen_period};
use enishi_domain::engagement::Kind;
use enishi_domain::words::ClosedSet as _;
use serde_json::json;

use super::on_ledger::{Said, run as on_ledger};
use crate::FAILED;
use crate::arguments::ledger;
use crate::files::complain;
use crate::wording::Words;

/// Closes or reopens.
pub fn run(arguments: &ledger::Close, language: Language) -> u8 {
    let words = Words::of(language);
    let asked = arguments.kind.as_str();
    let Some(kind) = Kind::from_code(asked).or_else(|| Kind::from_word(asked)) else {
        complain(&words.unknown_kind(asked));
        return FAILED;
    };
    let period = Period {
        programme: arguments.programme.clone(),
        kind,
        year: arguments.fiscal_year,
    };
    let reason = arguments.reason.as_deref().unwrap_or_default();
    on_ledger(&arguments.ledger, language, async |office| {
        let counted = counted_kinds(office, &period)?;
        let is_counted = counted.contains(&kind);
        let position = if arguments.reopen {
            reopen_period(office, &period, reason).await?
        } else {
            close_period(office, &period).await?
        };
        let mut human = match position {
            Some(_) => words.period(&period, arguments.reopen),
            None => words.period_stands(&period, arguments.reopen),
        };
        if !arguments.reopen && !is_counted {
            human.push_str(&words.counts_no_such_kind(&period, &counted));
        }
        let json = json!({
            "format": "enishi.close/1",
            "programme": period.programme,
            "kind": kind.code(),
            "fiscal_year": period.year.western(),
            "closed": !arguments.reopen,
            "changed": position.is_some(),
            "counted": is_counted,
        });
        Ok(Said::clean(human, json))
    })
}
