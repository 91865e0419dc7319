//! A published sheet that was handed over in the browser is checked as `enishi check` does it: what
//! came of it is small and can be written down. The ledger is not needed.

use std::fs;

use enishi_domain::interchange::{RenderedFinding, Summary};
use enishi_lint::Language;
use serde::{Deserialize, Serialize};

use crate::check_sheet::{Document, Options, check_sheet};
use crate::deposit_error::DepositError;
use crate::error::DeskError;
use crate::take_in_sheet::{StatedProgramme, stated};
use crate::wording::imports::severity_ja;
use crate::work_on_deposit::{Done, Order};

/// How many findings are told; `enishi check` tells them all.
const MOST_TOLD: usize = 300;

/// What was found in a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetChecked {
    /// Its title.
    pub title: Option<String>,
    /// The year it is for.
    pub year: Option<String>,
    /// The counts.
    pub summary: Summary,
    /// What is amiss, in the sheet's order.
    pub findings: Vec<Told>,
    /// How much more.
    pub untold: usize,
    /// What it states of programmes, KPIs and targets; none where that is too much for a sheet.
    pub programmes: Option<Vec<StatedProgramme>>,
}

/// One finding in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// 誤り, 注意, 参考
    pub severity: String,
    /// The rule's code.
    pub rule: String,
    /// The KPI, or the programme.
    pub about: String,
    /// Where it stands.
    pub place: String,
    /// What is amiss.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// Checks a sheet.
///
/// # Errors
/// As [`check_sheet`]; [`DepositError::Folder`] where the file cannot be read.
pub fn check(order: &Order) -> Result<Done, DeskError> {
    let bytes = fs::read(&order.data).map_err(DepositError::Folder)?;
    let document = Document {
        name: &order.name,
        bytes: &bytes,
    };
    let options = Options {
        encoding: order.encoding.clone(),
        ..Options::default()
    };
    let checked = check_sheet(document, &options)?;
    let mut findings = checked.rendered(Language::Japanese);
    let untold = findings.len().saturating_sub(MOST_TOLD);
    findings.truncate(MOST_TOLD);
    Ok(Done::Checked(SheetChecked {
        title: checked.sheet.title.clone(),
        year: checked.sheet.fiscal_year.map(|year| year.to_string()),
        summary: checked.summary(),
        findings: findings.into_iter().map(told).collect(),
        untold,
        programmes: stated(&checked.sheet),
    }))
}

fn told(finding: RenderedFinding) -> Told {
    let programme = finding.programme.unwrap_or_default();
    let about = match finding.kpi {
        Some(kpi) => format!("{programme}-{}", kpi.circled()),
        None => programme,
    };
    Told {
        severity: severity_ja(finding.severity).to_owned(),
        rule: finding.rule,
        about,
        place: finding
            .place
            .map_or_else(String::new, |place| place.to_string()),
        message: finding.message,
        remedy: finding.remedy.unwrap_or_default(),
    }
}
