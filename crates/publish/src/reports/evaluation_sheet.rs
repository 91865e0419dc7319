//! 「効果検証シート」 the sheet with stated and computed marks side by side, its findings, what could
//! not be assigned, and a legend. Losslessly: the columns of [`LongColumn`] carry the whole sheet.

use enishi_domain::evaluation::{Evaluation, SheetEvaluation};
use enishi_domain::interchange::{Check, RenderedFinding, Source, Summary};
use enishi_domain::kpi::Kpi;
use enishi_domain::long_form::{LongColumn, RowKind};
use enishi_domain::words::ClosedSet;
use enishi_domain::year_sheet::{Programme, Unassigned, YearSheet};

use crate::document::{
    Cell, ColumnKind, ColumnSpec, Document, Merging, Purpose, Reach, Row, Table,
};
use crate::wording;

mod cells;
mod flags;
mod lists;

/// What a row of the table is about; what it has nothing of is none.
#[derive(Clone, Copy)]
struct Subject<'a> {
    kind: RowKind,
    /// 1 for the first programme.
    order: Option<usize>,
    programme: Option<&'a Programme>,
    kpi: Option<&'a Kpi>,
    computed: Option<&'a Evaluation>,
    unassigned: Option<&'a Unassigned>,
}

impl Subject<'_> {
    const SHEET: Self = Self {
        kind: RowKind::Sheet,
        order: None,
        programme: None,
        kpi: None,
        computed: None,
        unassigned: None,
    };
}

/// Builds the document of a sheet.
#[must_use]
pub fn evaluation_sheet(
    sheet: &YearSheet,
    evaluation: &SheetEvaluation,
    findings: &[RenderedFinding],
    source: Source,
) -> Document {
    let tables = evaluation_tables(sheet, evaluation, findings, &source);
    let data = Check::new(source, sheet, evaluation, findings.to_vec());
    Document {
        data: Some(data),
        ..tables
    }
}

/// The same without its form as data, which is a copy of the whole sheet.
#[must_use]
pub fn evaluation_tables(
    sheet: &YearSheet,
    evaluation: &SheetEvaluation,
    findings: &[RenderedFinding],
    source: &Source,
) -> Document {
    let subjects = subjects(sheet, evaluation);
    let flags = flags::flags(&subjects, findings);
    let matter = matter(sheet, &subjects, &flags);
    let mut tables = vec![matter, lists::findings(sheet, findings)];
    tables.extend(lists::unassigned(sheet, &flags));
    tables.push(lists::legend(sheet));
    let counted = findings
        .iter()
        .map(|finding| (finding.severity, finding.count));
    let summary = Summary::new(sheet, evaluation, counted);
    Document {
        title: sheet
            .title
            .clone()
            .filter(|title| !title.trim().is_empty())
            .unwrap_or_else(|| wording::UNTITLED.to_owned()),
        facts: facts(sheet, &summary, source),
        tables,
        data: None,
    }
}

fn facts(sheet: &YearSheet, summary: &Summary, source: &Source) -> Vec<String> {
    let place = sheet.municipality.clone().into_iter();
    let year = sheet.fiscal_year.map(|year| year.to_string());
    let head: Vec<String> = place.chain(year).filter(|fact| !fact.is_empty()).collect();
    let mut facts = Vec::new();
    if !head.is_empty() {
        facts.push(head.join(" "));
    }
    facts.extend(wording::counts(summary));
    facts.extend(wording::source(source));
    facts
}

fn subjects<'a>(sheet: &'a YearSheet, evaluation: &'a SheetEvaluation) -> Vec<Subject<'a>> {
    let mut subjects = Vec::new();
    for (index, programme) in sheet.programmes.iter().enumerate() {
        let of_programme = Subject {
            kind: RowKind::Programme,
            order: Some(index + 1),
            programme: Some(programme),
            ..Subject::SHEET
        };
        if programme.kpis.is_empty() {
            subjects.push(of_programme);
        }
        let evaluations = evaluation.kpis.get(index);
        subjects.extend(programme.kpis.iter().enumerate().map(|(k, kpi)| Subject {
            kind: RowKind::Kpi,
            kpi: Some(kpi),
            computed: evaluations.and_then(|evaluations| evaluations.get(k)),
            ..of_programme
        }));
    }
    if sheet.programmes.is_empty() {
        subjects.push(Subject::SHEET);
    }
    subjects.extend(sheet.unassigned.iter().map(|unassigned| Subject {
        kind: RowKind::Unassigned,
        unassigned: Some(unassigned),
        ..Subject::SHEET
    }));
    subjects
}

fn matter(sheet: &YearSheet, subjects: &[Subject<'_>], flags: &flags::Flags) -> Table {
    let columns = LongColumn::ALL.iter().copied();
    let columns: Vec<LongColumn> = columns
        .filter(|column| *column != LongColumn::Evidence || is_measured(sheet))
        .collect();
    let rows = subjects.iter().enumerate().map(|(index, subject)| {
        let cell = |column: &LongColumn| Cell {
            content: cells::content(sheet, subject, *column),
            flags: flags.of(index, *column),
        };
        let reach = match subject.kind {
            RowKind::Kpi | RowKind::Programme | RowKind::Sheet => Reach::Printed,
            RowKind::Unassigned => Reach::LongForm,
        };
        Row {
            // Unassigned rows have groups of their own, behind those of the programmes.
            group: subject.order.unwrap_or(sheet.programmes.len() + 1 + index),
            cells: columns.iter().map(cell).collect(),
            reach,
        }
    });
    Table {
        name: wording::SHEET_NAME.to_owned(),
        caption: wording::SHEET_CAPTION.to_owned(),
        columns: columns.iter().map(|column| spec(*column)).collect(),
        rows: rows.collect(),
        purpose: Purpose::Matter,
    }
}

/// Whether a ledger gave one of the actuals.
fn is_measured(sheet: &YearSheet) -> bool {
    let mut actuals = sheet.kpis().filter_map(|(_, kpi)| kpi.actual.as_ref());
    actuals.any(|actual| actual.evidence().is_some())
}

/// How a column stands. The widths fit A3 landscape with its 18 printed columns, and a 19th where
/// the ledger measured.
fn spec(column: LongColumn) -> ColumnSpec {
    use ColumnKind::{Amount, Code, Mark, RowHeading, Text};
    use LongColumn as C;
    use Merging::{Grouped, Single};
    use Reach::{Carried, LongForm, Printed};
    let (reach, merging, kind, width) = match column {
        C::ProgrammeNo => (Printed, Grouped, Code, 5),
        C::ProgrammeName => (Printed, Grouped, RowHeading, 15),
        C::Overview => (Printed, Grouped, Text, 30),
        C::CostYen => (Printed, Grouped, Amount, 13),
        C::KpiNo => (Printed, Single, Mark, 5),
        C::KpiName => (Printed, Single, RowHeading, 26),
        C::Unit => (Printed, Single, Mark, 6),
        C::Baseline | C::Target | C::Actual => (Printed, Single, Amount, 12),
        C::MarkStated | C::MarkComputed => (Printed, Single, Mark, 7),
        C::Reason => (Printed, Single, Text, 13),
        C::Period => (Printed, Single, Mark, 11),
        C::Rate => (Printed, Single, Amount, 8),
        C::Formula => (Printed, Single, Mark, 8),
        C::Evidence => (Printed, Single, Text, 14),
        C::Remarks => (Printed, Grouped, Text, 56),
        C::Departments => (Printed, Grouped, Text, 14),
        C::Direction | C::DirectionSource | C::Accumulation | C::FormulaDeclared => {
            (Carried, Single, Mark, 12)
        }
        C::BaselinePrinted | C::TargetPrinted | C::ActualPrinted => (Carried, Single, Text, 16),
        C::MarkPrinted | C::RatePrinted => (Carried, Single, Mark, 10),
        C::CostPrinted | C::DepartmentsPrinted => (Carried, Grouped, Text, 16),
        C::KpiRemarks => (Carried, Single, Text, 40),
        C::Parts => (Carried, Single, Text, 24),
        C::Title => (Carried, Grouped, Text, 24),
        C::Municipality | C::FiscalYear => (Carried, Grouped, Mark, 12),
        C::RowKind => (Carried, Single, Mark, 8),
        C::ProgrammeOrder => (Carried, Grouped, Code, 8),
        C::UnassignedColumn | C::UnassignedText | C::PlaceHeader | C::PlaceSheet => {
            (LongForm, Single, Text, 16)
        }
        C::PlaceRow | C::PlaceColumn => (LongForm, Single, Code, 8),
    };
    ColumnSpec {
        header: column.word().to_owned(),
        width,
        kind,
        reach,
        merging,
    }
}

#[cfg(test)]
mod tests;
