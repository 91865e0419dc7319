//! `enishi.check/1` written without a copy of the sheet: programme by programme and finding by
//! finding, in the same keys and order as [`Check`](super::Check), so that a sheet of a hundred
//! thousand KPIs takes no more memory than it does already.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::writing::programme_entries;
use super::{
    CHECK_FORMAT, CHECKS_FORMAT, FindingEntry, RenderedFinding, Source, Summary, UnassignedEntry,
};
use crate::calendar::FiscalYear;
use crate::evaluation::SheetEvaluation;
use crate::finding::Finding;
use crate::year_sheet::YearSheet;

/// A checked sheet, to be written as `enishi.check/1`.
pub struct CheckWriter<'a> {
    /// What was read.
    pub source: &'a Source,
    /// The sheet.
    pub sheet: &'a YearSheet,
    /// Its computed side.
    pub evaluation: &'a SheetEvaluation,
    /// What is amiss.
    pub findings: &'a [Finding],
    /// How a finding is put into words.
    pub render: Box<dyn Fn(&Finding) -> RenderedFinding + 'a>,
}

/// Several of them, to be written as `enishi.checks/1`.
pub struct ChecksWriter<'a>(pub Vec<CheckWriter<'a>>);

impl CheckWriter<'_> {
    fn summary(&self) -> Summary {
        let counted = self.findings.iter().map(|f| (f.severity, f.count));
        Summary::new(self.sheet, self.evaluation, counted)
    }
}

impl Serialize for CheckWriter<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entry = |finding| FindingEntry::from((self.render)(finding));
        let mut out = serializer.serialize_struct("Check", 5)?;
        out.serialize_field("format", CHECK_FORMAT)?;
        out.serialize_field("source", self.source)?;
        out.serialize_field("sheet", &SheetWriter(self.sheet, self.evaluation))?;
        out.serialize_field("findings", &Each(|| self.findings.iter().map(entry)))?;
        out.serialize_field("summary", &self.summary())?;
        out.end()
    }
}

impl Serialize for ChecksWriter<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let summaries: Vec<Summary> = self.0.iter().map(CheckWriter::summary).collect();
        let mut out = serializer.serialize_struct("Checks", 3)?;
        out.serialize_field("format", CHECKS_FORMAT)?;
        out.serialize_field("results", &self.0)?;
        out.serialize_field("summary", &Summary::total(summaries.iter()))?;
        out.end()
    }
}

struct SheetWriter<'a>(&'a YearSheet, &'a SheetEvaluation);

impl Serialize for SheetWriter<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(sheet, evaluation) = self;
        let left = || sheet.unassigned.iter().map(UnassignedEntry::from);
        let mut out = serializer.serialize_struct("SheetEntry", 5)?;
        out.serialize_field("title", &sheet.title)?;
        out.serialize_field("municipality", &sheet.municipality)?;
        let year = sheet.fiscal_year.map(FiscalYear::western);
        out.serialize_field("fiscal_year", &year)?;
        out.serialize_field("programmes", &Each(|| programme_entries(sheet, evaluation)))?;
        out.serialize_field("unassigned", &Each(left))?;
        out.end()
    }
}

/// A list whose items are made one after the other.
struct Each<F>(F);

impl<F, I> Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}
