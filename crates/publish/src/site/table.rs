//! The KPIs of an edition as one table, a row each, and their breakdowns as another, for csv and
//! xlsx.

use enishi_domain::Decimal;
use enishi_domain::interchange::edition::{Edition, EditionKpi, EditionProgramme};

use super::year;
use crate::document::{
    Cell, ColumnKind, ColumnSpec, Content, Document, Purpose, Reach, Row, Table,
};
use crate::wording::site as wording;

/// The document of an edition.
pub(super) fn document(edition: &Edition) -> Document {
    let kpis = edition
        .programmes
        .iter()
        .enumerate()
        .flat_map(|(group, programme)| {
            let kpis = programme.kpis.iter();
            kpis.map(move |kpi| Row {
                group,
                cells: cells(edition, programme, kpi).map(Cell::plain).into(),
                reach: Reach::Printed,
            })
        });
    let (name, caption) = (wording::TABLE, wording::table_caption(year(edition)));
    of_table(edition, (name, caption), &wording::COLUMNS, kpis.collect())
}

/// The same of its breakdowns, a row each part; none where nothing is broken down.
pub(super) fn breakdowns(edition: &Edition) -> Option<Document> {
    let mut rows = Vec::new();
    for (group, programme) in edition.programmes.iter().enumerate() {
        for kpi in &programme.kpis {
            for breakdown in &kpi.breakdowns {
                rows.extend(breakdown.parts.iter().map(|part| {
                    let amount = part.amount.as_deref().map(Decimal::from_str_exact);
                    let cells: [Content; wording::BREAKDOWN_COLUMNS.len()] = [
                        Content::number(edition.fiscal_year),
                        Content::text(&programme.no),
                        Content::text(&kpi.no),
                        Content::text(&kpi.name),
                        Content::text(&breakdown.by),
                        Content::text(&part.label),
                        Content::text(&part.text),
                        amount
                            .and_then(Result::ok)
                            .map_or(Content::Empty, Content::number),
                        Content::text(&kpi.unit),
                        Content::text(&part.status),
                    ];
                    Row {
                        group,
                        cells: cells.map(Cell::plain).into(),
                        reach: Reach::Printed,
                    }
                }));
            }
        }
    }
    let (name, caption) = (
        wording::BREAKDOWNS,
        wording::breakdowns_caption(year(edition)),
    );
    let columns = &wording::BREAKDOWN_COLUMNS;
    (!rows.is_empty()).then(|| of_table(edition, (name, caption), columns, rows))
}

fn of_table(
    edition: &Edition,
    (name, caption): (&str, String),
    columns: &[(&'static str, &'static str)],
    rows: Vec<Row>,
) -> Document {
    let columns = columns.iter().map(|(header, _)| {
        let width = u16::try_from(header.chars().count() * 2 + 4).unwrap_or(20);
        ColumnSpec::printed(header, width, ColumnKind::Text)
    });
    Document {
        title: wording::sheet(year(edition)),
        facts: vec![edition.municipality.clone()],
        tables: vec![Table {
            name: name.to_owned(),
            caption,
            columns: columns.collect(),
            rows,
            purpose: Purpose::Matter,
        }],
        data: None,
    }
}

/// In the order of [`wording::COLUMNS`].
fn cells(
    edition: &Edition,
    programme: &EditionProgramme,
    kpi: &EditionKpi,
) -> [Content; wording::COLUMNS.len()] {
    let text = |text: &str| Content::text(text);
    let optional = |text: &Option<String>| Content::text(text.clone().unwrap_or_default());
    let (mark, _) = wording::verdict(&kpi.verdict);
    let last = programme.publications.last();
    let status = if kpi.amounts.is_empty() {
        "not_measured"
    } else {
        "shown"
    };
    let rate = kpi.rate.as_deref().map(Decimal::from_str_exact);
    [
        Content::number(edition.fiscal_year),
        text(last.map_or("", |publication| &publication.on)),
        text(&programme.no),
        optional(&programme.name),
        programme
            .cost_settled_yen
            .map_or(Content::Empty, Content::number),
        text(&kpi.no),
        text(&kpi.name),
        text(&kpi.unit),
        text(wording::direction(&kpi.direction)),
        optional(&kpi.target),
        text(&kpi.actual),
        text(mark),
        text(&kpi.verdict),
        optional(&kpi.reason_words),
        rate.and_then(Result::ok)
            .map_or(Content::Empty, Content::number),
        text(status),
        text(&kpi.definition),
        text(&kpi.source),
        Content::number(i64::try_from(kpi.corrections.len()).unwrap_or(i64::MAX)),
    ]
}
