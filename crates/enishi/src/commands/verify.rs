//! `enishi verify`: the chain of seals, what is derived, and every frozen figure computed again.

use enishi_desk::Language;
use enishi_desk::verify_ledger::verify_ledger;
use serde_json::json;

use super::on_ledger::{Said, run as on_ledger};
use crate::arguments::ledger;
use crate::wording::Words;
use crate::{CLEAN, FINDINGS};

/// Verifies; damage is a finding.
pub fn run(arguments: &ledger::Verify, language: Language) -> u8 {
    let words = Words::of(language);
    let checkpoint = arguments.checkpoint.as_deref();
    on_ledger(&arguments.ledger, language, async |office| {
        let verified = verify_ledger(office, checkpoint).await?;
        let json = json!({
            "format": "enishi.verify/1",
            "sound": verified.is_sound(),
            "positions": verified.positions,
            "unsealed": verified.unsealed,
            "checkpoint": verified.checkpoint,
            "damage": verified.damage.map(|damage| words.damage(damage)),
            "derived_is_sound": verified.derived_is_sound,
            "figures": verified.figures,
            "figures_changed": verified.figures_changed,
        });
        Ok(Said {
            human: words.verified(&verified),
            json,
            code: if verified.is_sound() { CLEAN } else { FINDINGS },
        })
    })
}
