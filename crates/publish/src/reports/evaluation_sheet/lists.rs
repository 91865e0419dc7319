//! The tables beside the sheet: findings, unassigned texts, the legend.

use std::collections::BTreeMap;

use enishi_domain::Decimal;
use enishi_domain::interchange::RenderedFinding;
use enishi_domain::kpi::KpiNo;
use enishi_domain::long_form::LongColumn;
use enishi_domain::words::ClosedSet;
use enishi_domain::year_sheet::YearSheet;

use crate::document::{Cell, ColumnKind, ColumnSpec, Content, Purpose, Reach, Row, Table};
use crate::wording;

use super::cells::{content, number_of_kpi, number_or_text};
use super::flags::Flags;
use super::{Subject, is_measured};

pub(super) fn findings(sheet: &YearSheet, findings: &[RenderedFinding]) -> Table {
    use ColumnKind::{Code, Mark, RowHeading, Text};
    let shapes = [
        (6, Code),
        (7, RowHeading),
        (8, Mark),
        (6, Code),
        (9, Mark),
        (34, Text),
        (22, Text),
        (64, Text),
        (34, Text),
        (34, Text),
        (48, Text),
    ];
    let names = Names::new(sheet);
    let columns = wording::FINDING_HEADERS.iter().zip(shapes);
    let rows = findings.iter().enumerate().map(|(index, finding)| {
        let number = Content::number(Decimal::from(index + 1));
        row(index, finding_cells(&names, number, finding))
    });
    let caption = if findings.is_empty() {
        wording::NO_FINDINGS_CAPTION
    } else {
        wording::FINDINGS_CAPTION
    };
    Table {
        name: wording::FINDINGS_NAME.to_owned(),
        caption: caption.to_owned(),
        columns: columns
            .map(|(header, (width, kind))| ColumnSpec::printed(header, width, kind))
            .collect(),
        rows: rows.collect(),
        purpose: Purpose::Findings,
    }
}

fn finding_cells(names: &Names<'_>, number: Content, finding: &RenderedFinding) -> Vec<Content> {
    let optional = |text: Option<&String>| {
        text.map_or(Content::Empty, |text| {
            Content::text(wording::shortened(text))
        })
    };
    let repair = finding.repair.as_ref();
    vec![
        number,
        Content::text(&finding.rule),
        Content::text(finding.severity.word()),
        finding
            .programme
            .as_deref()
            .map_or(Content::Empty, number_or_text),
        finding
            .kpi
            .map_or(Content::Empty, |no| Content::text(number_of_kpi(no))),
        Content::text(names.of(finding)),
        finding
            .place
            .as_ref()
            .map_or(Content::Empty, |place| Content::text(wording::place(place))),
        Content::text(wording::shortened(&finding.message)),
        optional(finding.excerpt.as_ref()),
        repair.map_or(Content::Empty, |repair| {
            Content::text(wording::shortened(&wording::repair(
                &repair.from,
                &repair.to,
            )))
        }),
        optional(finding.remedy.as_ref()),
    ]
}

/// The names of programmes and KPIs by their numbers.
struct Names<'a> {
    programmes: BTreeMap<&'a str, &'a str>,
    kpis: BTreeMap<(&'a str, KpiNo), &'a str>,
}

impl<'a> Names<'a> {
    fn new(sheet: &'a YearSheet) -> Self {
        let mut names = Self {
            programmes: BTreeMap::new(),
            kpis: BTreeMap::new(),
        };
        for programme in &sheet.programmes {
            let no = programme.no.as_str();
            let name = programme.name.as_ref().map_or("", |name| &name.text);
            names.programmes.entry(no).or_insert(name);
            for kpi in &programme.kpis {
                names.kpis.entry((no, kpi.no)).or_insert(&kpi.name.text);
            }
        }
        names
    }

    /// The name of the KPI, or else of the programme; empty where neither is known.
    fn of(&self, finding: &RenderedFinding) -> &'a str {
        let Some(no) = finding.programme.as_deref() else {
            return "";
        };
        let kpi = finding.kpi.and_then(|kpi| self.kpis.get(&(no, kpi)));
        kpi.or_else(|| self.programmes.get(no))
            .copied()
            .unwrap_or_default()
    }
}

/// The texts that belong to no KPI for certain; no table where there are none.
pub(super) fn unassigned(sheet: &YearSheet, flags: &Flags) -> Option<Table> {
    const COLUMNS: [(LongColumn, u16, ColumnKind); 7] = [
        (LongColumn::ProgrammeNo, 6, ColumnKind::Code),
        (LongColumn::UnassignedColumn, 24, ColumnKind::Mark),
        (LongColumn::UnassignedText, 60, ColumnKind::Text),
        (LongColumn::PlaceRow, 10, ColumnKind::Code),
        (LongColumn::PlaceColumn, 10, ColumnKind::Code),
        (LongColumn::PlaceHeader, 30, ColumnKind::Text),
        (LongColumn::PlaceSheet, 20, ColumnKind::Text),
    ];
    let rows = sheet
        .unassigned
        .iter()
        .enumerate()
        .map(|(index, unassigned)| {
            let subject = Subject {
                unassigned: Some(unassigned),
                ..Subject::SHEET
            };
            let cell = |column| Cell {
                content: content(sheet, &subject, column),
                flags: if column == LongColumn::UnassignedText {
                    flags.of_unassigned(sheet, index)
                } else {
                    Vec::new()
                },
            };
            Row {
                group: index,
                cells: COLUMNS.iter().map(|(column, ..)| cell(*column)).collect(),
                reach: Reach::Printed,
            }
        });
    (!sheet.unassigned.is_empty()).then(|| Table {
        name: wording::UNASSIGNED_NAME.to_owned(),
        caption: wording::UNASSIGNED_CAPTION.to_owned(),
        columns: COLUMNS
            .iter()
            .map(|(column, width, kind)| ColumnSpec::printed(column.word(), *width, *kind))
            .collect(),
        rows: rows.collect(),
        purpose: Purpose::Supplement,
    })
}

pub(super) fn legend(sheet: &YearSheet) -> Table {
    let [word, meaning] = wording::LEGEND_HEADERS;
    let evidence = LongColumn::Evidence.word();
    let entries = wording::LEGEND.iter();
    let rows = entries
        .filter(|(word, _)| *word != evidence || is_measured(sheet))
        .enumerate();
    Table {
        name: wording::LEGEND_NAME.to_owned(),
        caption: wording::LEGEND_CAPTION.to_owned(),
        columns: vec![
            ColumnSpec::printed(word, 20, ColumnKind::RowHeading),
            ColumnSpec::printed(meaning, 110, ColumnKind::Text),
        ],
        rows: rows
            .map(|(index, (word, meaning))| {
                row(index, vec![Content::text(*word), Content::text(*meaning)])
            })
            .collect(),
        purpose: Purpose::Supplement,
    }
}

fn row(group: usize, contents: Vec<Content>) -> Row {
    Row {
        group,
        cells: contents.into_iter().map(Cell::plain).collect(),
        reach: Reach::Printed,
    }
}
