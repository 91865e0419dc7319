//! 「公表版」 `enishi.edition/1`: what is published of a year, for good. There is no person, no party
//! and no row of the ledger in it. The shape stands in
//! `docs/reference/enishi.edition-1.schema.json`,
//! in this order of keys; html, csv and xlsx say the same. A figure that is still worked on never
//! stands here.

use serde::Serialize;

use crate::calendar::day_in_japan;
use crate::corrections::{Corrected, Correction};
use crate::measurement::Amount;
use crate::words::ClosedSet;

/// The `format` of an edition.
pub const EDITION_FORMAT: &str = "enishi.edition/1";

/// 「公表版」 a year, as it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edition {
    /// Always [`EDITION_FORMAT`].
    pub format: String,
    /// 団体名
    pub municipality: String,
    /// 全国地方公共団体コード
    pub municipality_code: String,
    /// By the western year in which it begins.
    pub fiscal_year: i16,
    /// The day on which the last programme was published.
    pub published_on: String,
    /// Over all programmes.
    pub counts: EditionCounts,
    /// In the order of the sheet.
    pub programmes: Vec<EditionProgramme>,
}

/// 「達成状況の数」 how many ○ × -.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EditionCounts {
    /// ○
    pub met: usize,
    /// ×
    pub missed: usize,
    /// -
    pub unmeasured: usize,
}

/// 「公表された事業」 one programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditionProgramme {
    /// Its number.
    pub no: String,
    /// 事業名
    pub name: Option<String>,
    /// 事業概要
    pub overview: Option<String>,
    /// 担当課
    pub departments: Vec<String>,
    /// 決算額
    pub cost_settled_yen: Option<i64>,
    /// Of its KPIs.
    pub counts: EditionCounts,
    /// What its department says of the whole.
    pub statement: EditionStatement,
    /// When it was published, the first time first; the last one is in force.
    pub publications: Vec<Publication>,
    /// Its KPIs.
    pub kpis: Vec<EditionKpi>,
}

/// 「公表の記録」 when what was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Publication {
    /// The day.
    pub on: String,
    /// The digest of what was approved and published.
    pub version: String,
}

/// 「要因・改善・見通し」 what is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EditionStatement {
    /// 要因
    pub cause: String,
    /// 改善
    pub improvement: String,
    /// 見通し
    pub outlook: String,
}

/// 「公表された指標」 one KPI.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditionKpi {
    /// Within its programme: `1`, `7-2`.
    pub no: String,
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// `up`, `down`, `maintain` or `range`.
    pub direction: String,
    /// The target, as the city writes it.
    pub target: Option<String>,
    /// Its amount where it is one exact number.
    pub target_amount: Option<String>,
    /// The actual; `-` where nothing was measured.
    pub actual: String,
    /// Its amounts, one a part; none where nothing was measured.
    pub amounts: Vec<EditionAmount>,
    /// `met`, `missed` or `unmeasured`.
    pub verdict: String,
    /// Why there is no verdict, as a code.
    pub reason: Option<String>,
    /// The same in words.
    pub reason_words: Option<String>,
    /// The rate in percent.
    pub rate: Option<String>,
    /// What it consists of, as far as that may be told.
    pub breakdowns: Vec<EditionBreakdown>,
    /// How it is counted, as a sentence.
    pub definition: String,
    /// From where: the ledger, or who publishes a statistic.
    pub source: String,
    /// What was corrected after it was published or fixed, the first correction first.
    pub corrections: Vec<EditionCorrection>,
    /// What was published before, the first time first.
    pub earlier: Vec<EarlierActual>,
    /// What its department says.
    pub statement: EditionStatement,
}

/// 「公表された値」 one amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditionAmount {
    /// 男, 女
    pub label: Option<String>,
    /// In the KPI's unit.
    pub amount: String,
}

/// 「公表された内訳」 a figure, divided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditionBreakdown {
    /// By what: 目的.
    pub by: String,
    /// In the order of their words, which tells nothing of their sizes.
    pub parts: Vec<EditionPart>,
}

/// 「内訳の項目」 one part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditionPart {
    /// 雇用促進
    pub label: String,
    /// `shown`, `suppressed` or `withheld`.
    pub status: String,
    /// As it is printed: `x` where it is suppressed, `…` where the whole breakdown is withheld.
    pub text: String,
    /// In the KPI's unit; none where it is not shown.
    pub amount: Option<String>,
}

/// 「公表後の訂正」 what was recorded since, without saying of whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditionCorrection {
    /// The day.
    pub on: String,
    /// `record`, `identity` or `statistic`.
    pub of: String,
    /// `assert`, `correct`, `void`; a verdict; or a release.
    pub operation: String,
    /// The same in words.
    pub operation_words: String,
    /// Why, as a code.
    pub reason: Option<String>,
    /// The same in words.
    pub reason_words: Option<String>,
}

/// 「以前の公表値」 what was published before it was published anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EarlierActual {
    /// The day.
    pub on: String,
    /// The target of then.
    pub target: Option<String>,
    /// What it said then.
    pub actual: String,
}

impl EditionCounts {
    /// Counts one more verdict, by its code.
    pub fn count(&mut self, verdict: &str) {
        match verdict {
            "met" => self.met += 1,
            "missed" => self.missed += 1,
            _ => self.unmeasured += 1,
        }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> usize {
        self.met + self.missed + self.unmeasured
    }
}

impl EditionAmount {
    /// Of a measured amount.
    #[must_use]
    pub fn new(amount: &Amount) -> Self {
        Self {
            label: amount.label.clone(),
            amount: amount.amount.normalize().to_string(),
        }
    }
}

impl EditionCorrection {
    /// Of a correction: numbers of engagements and parties stay inside.
    #[must_use]
    pub fn new(correction: &Correction) -> Self {
        let (of, operation, words, reason) = match &correction.what {
            Corrected::Engagement {
                operation, reason, ..
            } => ("record", operation.code(), operation.word(), *reason),
            Corrected::Link { verdict, .. } => ("identity", verdict.code(), verdict.word(), None),
            Corrected::Observation { release, .. } => {
                ("statistic", release.code(), release.word(), None)
            }
        };
        Self {
            on: day_in_japan(correction.recorded_at).to_string(),
            of: of.to_owned(),
            operation: operation.to_owned(),
            operation_words: words.to_owned(),
            reason: reason.map(|reason| reason.code().to_owned()),
            reason_words: reason.map(|reason| reason.word().to_owned()),
        }
    }
}
