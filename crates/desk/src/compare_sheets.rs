//! 「新旧対照」 reads last year's and this year's sheet and tells what changed.

use enishi_domain::comparison::{Comparison, compare};
use enishi_domain::finding::Finding;
use enishi_domain::interchange::RenderedFinding;
use enishi_lint::Language;

use crate::check_sheet::{Checked, Document, Options, check_sheet, render, switches};
use crate::error::DeskError;

/// Two sheets and what changed between them.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Last year's.
    pub last: Checked,
    /// This year's.
    pub this: Checked,
    /// What changed.
    pub comparison: Comparison,
    /// What D17 says: one finding a change and in their order, or none where D17 is switched off;
    /// then what M48 says of KPIs that stand in both.
    pub findings: Vec<Finding>,
}

/// Reads both and compares them.
///
/// # Errors
/// As [`check_sheet`], with the document that could not be read.
pub fn compare_sheets(
    last: Document<'_>,
    this: Document<'_>,
    options: &Options,
) -> Result<Compared, (String, DeskError)> {
    // A year that was named is this year's; last year's sheet has its own.
    let mut options_last = options.clone();
    options_last.settings.fiscal_year = None;
    let read = |document: Document<'_>, options: &Options| {
        check_sheet(document, options).map_err(|error| (document.name.to_owned(), error))
    };
    let (last, this) = (read(last, &options_last)?, read(this, options)?);
    let comparison = compare(&last.sheet, &this.sheet);
    let mut findings = enishi_lint::check_changes(&comparison);
    findings.extend(enishi_lint::check_years(
        &comparison,
        (&last.sheet, &last.evaluation),
        (&this.sheet, &this.evaluation),
    ));
    let findings = enishi_lint::apply_settings(findings, &switches(&options.settings));
    Ok(Compared {
        last,
        this,
        comparison,
        findings,
    })
}

impl Compared {
    /// The findings in words.
    #[must_use]
    pub fn rendered(&self, language: Language) -> Vec<RenderedFinding> {
        let findings = self.findings.iter();
        findings.map(|finding| render(finding, language)).collect()
    }
}
