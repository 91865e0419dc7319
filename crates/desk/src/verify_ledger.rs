//! 「検証」 holds the ledger against its chain of seals, what is derived against the ledger, and every
//! frozen figure against what its position still gives.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::interchange::measure::kpi_code;
use enishi_store::{Checkpoint, Damage};

use crate::error::DeskError;
use crate::freeze_year::frozen;
use crate::office::Office;

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The end of the chain, to be kept elsewhere: `1000:3a7f…`.
    pub checkpoint: Option<String>,
    /// How many positions there are.
    pub positions: i64,
    /// What is wrong first with the chain.
    pub damage: Option<Damage>,
    /// Whether what is derived is what the ledger gives.
    pub derived_is_sound: bool,
    /// How many frozen figures were computed again.
    pub figures: usize,
    /// Those that the ledger does not give any more: year and KPI.
    pub figures_changed: Vec<String>,
}

impl Verified {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.damage.is_none() && self.derived_is_sound && self.figures_changed.is_empty()
    }
}

/// Verifies the ledger, against a checkpoint that was kept elsewhere where one is given.
///
/// # Errors
/// [`DeskError::NotACheckpoint`], [`DeskError::Store`]; damage is no error.
pub async fn verify_ledger(
    office: &Office,
    checkpoint: Option<&str>,
) -> Result<Verified, DeskError> {
    let expected: Option<Checkpoint> = match checkpoint {
        None => None,
        Some(text) => {
            let read = text.parse();
            Some(read.map_err(|_| DeskError::NotACheckpoint(text.to_owned()))?)
        }
    };
    let sealed = office.store.verify(expected.as_ref()).await?;
    // What is broken must not be sealed anew.
    let end = match sealed.damage {
        None => office.store.seal().await?.or(sealed.checkpoint),
        Some(_) => sealed.checkpoint,
    };
    let mut verified = Verified {
        checkpoint: end.map(|end| end.to_string()),
        positions: sealed.last.0,
        damage: sealed.damage,
        derived_is_sound: office.store.derived_is_sound().await?,
        figures: 0,
        figures_changed: Vec::new(),
    };
    for year in (2000..2100).filter_map(FiscalYear::new) {
        let figures = office.store.frozen_figures(year).await?;
        if figures.is_empty() {
            continue;
        }
        for programme in &office.region.programmes {
            for kpi in &programme.kpis {
                let now = enishi_domain::engagement::Position::NOW;
                let Some((kept, as_of)) = frozen(&figures, &programme.no, kpi.no, now)? else {
                    continue;
                };
                let again = office
                    .store
                    .measure(&programme.no, kpi, year, as_of)
                    .await?;
                verified.figures += 1;
                let same = again.amounts == kept.amounts && again.reason == kept.reason;
                if !same || (again.rows, again.distinct) != (kept.rows, kept.distinct) {
                    let code = kpi_code(&programme.no, kpi.no);
                    verified
                        .figures_changed
                        .push(format!("{} {code}", year.short()));
                }
            }
        }
    }
    Ok(verified)
}
