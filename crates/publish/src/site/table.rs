//! The KPIs of an edition as one table, a row each, for csv and xlsx.

use enishi_domain::Decimal;
use enishi_domain::interchange::edition::{Edition, EditionKpi, EditionProgramme};

use super::year;
use crate::document::{
    Cell, ColumnKind, ColumnSpec, Content, Document, Purpose, Reach, Row, Table,
};
use crate::wording::site as wording;

/// The document of an edition.
pub(super) fn document(edition: &Edition) -> Document {
    let columns = wording::COLUMNS.iter().map(|(header, _)| {
        let width = u16::try_from(header.chars().count() * 2 + 4).unwrap_or(20);
        ColumnSpec::printed(header, width, ColumnKind::Text)
    });
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
    Document {
        title: wording::sheet(year(edition)),
        facts: vec![edition.municipality.clone()],
        tables: vec![Table {
            name: wording::TABLE.to_owned(),
            caption: wording::table_caption(year(edition)),
            columns: columns.collect(),
            rows: kpis.collect(),
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
