//! 「指標」 one KPI: the figure and its mark, how it is measured, its past, and what it rests on.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use enishi_desk::break_down::Breakdown;
use enishi_desk::show_year::{KpiPage as Shown, TrendYear, show_kpi};
use enishi_domain::engagement::LedgerRow;
use enishi_domain::kpi::KpiNo;
use enishi_domain::text::days::in_its_era;
use enishi_domain::words::ClosedSet as _;
use enishi_publish::chart::{Chart, TrendPoint, charts};

use super::programme::Card;
use crate::components::{Badge, Mark};
use crate::frame::{Frame, Problem, YearChoice, ok};
use crate::visit::Staff;
use crate::wording;

#[derive(Template)]
#[template(path = "pages/kpi.html")]
struct KpiPage {
    frame: Frame,
    choice: YearChoice,
    programme_no: String,
    programme_title: String,
    card: Card,
    definition: String,
    ended: Option<String>,
    charts: Vec<Chart>,
    trend: Vec<TrendRow>,
    breakdowns: Vec<BreakdownShown>,
    corrections: Option<(i64, String)>,
    is_frozen: bool,
    rows: Option<Vec<RowShown>>,
    has_more: bool,
    statement: Vec<(&'static str, String)>,
}

struct TrendRow {
    year: String,
    target: String,
    actual: String,
    mark: Mark,
    status: Badge,
}

struct BreakdownShown {
    by: &'static str,
    lines: Vec<BreakdownLine>,
}

struct BreakdownLine {
    label: String,
    /// The figure, 延べ and 実; `…` where it is not known.
    figures: [String; 3],
}

impl BreakdownShown {
    fn of(breakdown: Breakdown) -> Self {
        let lines = breakdown.lines.into_iter().map(|line| {
            let unknown = || "…".to_owned();
            BreakdownLine {
                label: line.label,
                figures: [
                    line.figure.unwrap_or_else(unknown),
                    wording::number(line.rows),
                    line.distinct.map_or_else(unknown, wording::number),
                ],
            }
        });
        Self {
            by: breakdown.by,
            lines: lines.collect(),
        }
    }
}

/// A row of the ledger in one line, without a name.
pub struct RowShown {
    /// The engagement's number.
    pub id: String,
    /// When it happened.
    pub day: String,
    /// What.
    pub kind: &'static str,
    /// The event or campaign.
    pub activity: String,
    /// The programme's number.
    pub programme: String,
    /// How much.
    pub amount: String,
    /// Whether it was corrected.
    pub operation: &'static str,
}

impl RowShown {
    /// Of a row.
    pub fn of(row: &LedgerRow) -> Self {
        let engagement = &row.engagement;
        Self {
            id: row.id.to_string(),
            day: in_its_era(engagement.occurred_on, engagement.precision),
            kind: engagement.kind.word(),
            activity: engagement.activity.clone().unwrap_or_default(),
            programme: engagement.programme.clone().unwrap_or_default(),
            amount: wording::amount(row),
            operation: row.operation.word(),
        }
    }
}

/// Shows it.
pub async fn show(
    staff: Staff,
    Path((no, kpi)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let number: KpiNo = kpi.parse().map_err(|_| Problem::no_such_page())?;
    let year = staff.visit.query.year()?;
    let Shown {
        year,
        years,
        programme,
        kpi,
        trend,
        breakdowns,
        ended,
        rows,
        has_more,
    } = show_kpi(&staff.counter, year, (&no, number)).await?;
    let statement = [
        (wording::label::CAUSE, kpi.statement.cause.clone()),
        (
            wording::label::IMPROVEMENT,
            kpi.statement.improvement.clone(),
        ),
        (wording::label::OUTLOOK, kpi.statement.outlook.clone()),
    ];
    let said = statement.into_iter().filter(|(_, text)| !text.is_empty());
    Ok(ok(&KpiPage {
        frame: Frame::of(&staff, &format!("{no}-{} {}", kpi.no.circled(), kpi.name)),
        choice: YearChoice {
            now: year,
            all: years,
        },
        programme_title: wording::programme(&programme.no, programme.name.as_deref()),
        programme_no: programme.no,
        card: Card::of(&kpi),
        definition: kpi.measured.definition.clone(),
        ended: ended.map(wording::records::ended),
        charts: charts(&kpi.name, &trend.iter().map(point).collect::<Vec<_>>()),
        trend: trend.iter().map(trend_row).collect(),
        breakdowns: breakdowns.into_iter().map(BreakdownShown::of).collect(),
        corrections: kpi.corrections.clone(),
        is_frozen: kpi.measured.is_frozen(),
        rows: rows.map(|rows| rows.iter().map(RowShown::of).collect()),
        has_more,
        statement: said.collect(),
    }))
}

fn point(year: &TrendYear) -> TrendPoint {
    TrendPoint {
        year: year.year,
        target: year.target.clone(),
        target_amount: year.target_amount,
        actual: year.actual.clone(),
        amounts: year.amounts.clone(),
    }
}

fn trend_row(year: &TrendYear) -> TrendRow {
    TrendRow {
        year: year.year.to_string(),
        target: year.target.clone().unwrap_or_else(|| "-".to_owned()),
        actual: year.actual.clone(),
        mark: Mark::of(year.mark),
        status: Badge::of_figure(year.status),
    }
}
