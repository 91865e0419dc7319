//! 「関わり台帳」 a page of rows, and what all of the selection adds up to. No names.

use askama::Template;
use axum::response::Response;
use enishi_desk::BatchId;
use enishi_desk::show_ledger::{LedgerFilter, show_ledger};
use enishi_domain::engagement::{Kind, Position};
use enishi_domain::words::ClosedSet as _;

use super::kpi::RowShown;
use crate::frame::{Frame, Problem, ok};
use crate::visit::{Fields, Staff};
use crate::wording::{self, records};

#[derive(Template)]
#[template(path = "pages/ledger.html")]
struct LedgerPage {
    frame: Frame,
    year: String,
    programme: String,
    programmes: Vec<(String, String)>,
    may_see_all: bool,
    kind: &'static str,
    kinds: Vec<(&'static str, &'static str)>,
    rows: Vec<RowShown>,
    next: Option<String>,
    imports: Vec<(String, String)>,
    import: String,
    totals: Option<String>,
}

/// Shows a page.
pub async fn list(staff: Staff) -> Result<Response, Problem> {
    let query = &staff.visit.query;
    let kind = query.said("kind");
    let kind = match kind {
        Some(code) => Some(Kind::from_code(&code).ok_or_else(Problem::no_such_page)?),
        None => None,
    };
    let before = query.said("before");
    let before = before.map(|text| text.parse().map_err(|_| Problem::no_such_page()));
    let import = query.said("import").unwrap_or_default();
    let batch = match import.as_str() {
        "" => None,
        text => Some(batch_id(text).ok_or_else(Problem::no_such_page)?),
    };
    let filter = LedgerFilter {
        batch,
        year: query.year()?,
        programme: query.said("programme"),
        kind,
        before: before.transpose()?.map(Position),
    };
    let page = show_ledger(&staff.counter, &filter).await?;
    let programme = page.programme.unwrap_or_default();
    let next = page.next.map(|position| {
        let (year, before) = (page.year.short(), position.0.to_string());
        let fields = Fields::of(&[
            ("year", &year),
            ("programme", &programme),
            ("kind", kind.map_or("", Kind::code)),
            ("import", &import),
            ("before", &before),
        ]);
        format!("/ledger?{}", fields.written())
    });
    let named = page.programmes.iter();
    let named = named.map(|(no, name)| (no.clone(), wording::programme(no, name.as_deref())));
    Ok(ok(&LedgerPage {
        frame: Frame::of(&staff, wording::title::LEDGER),
        year: page.year.short(),
        programmes: named.collect(),
        may_see_all: page.may_see_all,
        kind: kind.map_or("", Kind::code),
        kinds: Kind::ALL
            .iter()
            .map(|kind| (kind.code(), kind.word()))
            .collect(),
        rows: page.rows.iter().map(RowShown::of).collect(),
        next,
        programme,
        imports: page
            .imports
            .iter()
            .map(|(batch, register, file)| {
                let file = file.as_deref().unwrap_or(register);
                (batch.to_string(), format!("{batch} {file}"))
            })
            .collect(),
        import,
        totals: page.totals.map(records::totals),
    }))
}

/// `B12`
fn batch_id(text: &str) -> Option<BatchId> {
    let number = text.strip_prefix('B')?.parse().ok()?;
    Some(BatchId(number))
}
