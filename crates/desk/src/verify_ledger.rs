//! 「検証」 holds the ledger against its chain of seals, what is derived against the ledger, and every
//! frozen figure against what its position still gives.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::interchange::measure::kpi_code;
use enishi_domain::measurement::Measurement;
use enishi_domain::region::Region;
use enishi_store::{Checkpoint, Damage, FrozenFigure, Measuring};

use crate::error::DeskError;
use crate::freeze_year::{kept, unreadable};
use crate::office::Office;

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The end of the chain, to be kept elsewhere: `1000:3a7f…`.
    pub checkpoint: Option<String>,
    /// How many positions there are.
    pub positions: i64,
    /// How many of them no seal proves, behind the end of a sound chain: an import was stopped
    /// before its seals were written, or somebody took them away. Whoever writes next seals them.
    pub unsealed: i64,
    /// What is wrong first with the chain.
    pub damage: Option<Damage>,
    /// Whether what is derived is what the ledger gives.
    pub derived_is_sound: bool,
    /// How many frozen figures were computed again, those of every edition.
    pub figures: usize,
    /// Those that the ledger does not give any more: year and KPI.
    pub figures_changed: Vec<String>,
}

impl Verified {
    /// Whether nothing is wrong with what was sealed: rows that no seal proves yet may be there.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.damage.is_none() && self.derived_is_sound && self.figures_changed.is_empty()
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.is_intact() && self.unsealed == 0
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
    // Two long readings, each with a processor of its own. The weights of the second are the city's
    // secret, so that nobody can make two changes that make up for one another.
    let derived = {
        let store = office.store.clone();
        let seed = office.secret.digest(&[b"soundness"]);
        tokio::spawn(async move { store.derived_is_sound(seed).await })
    };
    let sealed = office.store.verify(expected.as_ref()).await?;
    let derived = derived.await;
    let derived_is_sound =
        derived.unwrap_or_else(|ended| std::panic::resume_unwind(ended.into_panic()))?;
    let end = sealed.checkpoint;
    let proven = end.as_ref().map_or(0, |end| end.position.0);
    let unsealed = match sealed.damage {
        None => sealed.last.0 - proven,
        Some(_) => 0,
    };
    let mut verified = Verified {
        checkpoint: end.map(|end| end.to_string()),
        unsealed,
        positions: sealed.last.0,
        damage: sealed.damage,
        derived_is_sound,
        figures: 0,
        figures_changed: Vec::new(),
    };
    let mut editions: BTreeMap<Position, Vec<FrozenFigure>> = BTreeMap::new();
    for year in (2000..2100).filter_map(FiscalYear::new) {
        for (_, figure) in office.store.frozen_figures(year).await? {
            editions.entry(figure.as_of).or_default().push(figure);
        }
    }
    let mut changed = BTreeSet::new();
    for (as_of, figures) in &editions {
        verified.figures += figures.len();
        let defined = office.editions_at(*as_of).await?;
        let mut measuring = office.store.measuring(*as_of).await?;
        for figure in figures {
            let region = defined.of(figure.fiscal_year);
            if !comes_out_again(&mut measuring, &region, figure).await? {
                let no = figure.kpi.parse().map_err(|_| unreadable(figure))?;
                let code = kpi_code(&figure.programme, no);
                changed.insert(format!("{} {code}", figure.fiscal_year.short()));
            }
        }
    }
    verified.figures_changed = changed.into_iter().collect();
    Ok(verified)
}

/// Whether the position of a frozen figure still gives it, by the definition in force there. What
/// was defined later has no say in it.
async fn comes_out_again(
    measuring: &mut Measuring,
    region: &Region,
    figure: &FrozenFigure,
) -> Result<bool, DeskError> {
    let no = figure.kpi.parse().map_err(|_| unreadable(figure))?;
    let kept = kept(figure)?;
    let Some(kpi) = region.kpi(&figure.programme, no) else {
        return Ok(false);
    };
    let (programme, year) = (&figure.programme, figure.fiscal_year);
    let again = measuring.measure(programme, kpi, year).await?;
    let same_figure = again.amounts == kept.measurement.amounts;
    let counts = |one: &Measurement| (one.rows, one.distinct, one.evidence, one.reason);
    Ok(same_figure && counts(&again) == counts(&kept.measurement))
}
