//! 「台帳の書出し」 the engagements that stand, in our own form (F9), for whoever works on them in a
//! spreadsheet or hands them on. They are personal data: a file holds those of one 利用目的, and who
//! took them, what and what for stands in the audit before the file leaves the house.

use std::collections::BTreeSet;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{Kind, Position};
use enishi_domain::register::BatchState;
use enishi_domain::words::ClosedSet as _;
use enishi_intake::registers::template::{self, Columns, TemplateRow};
use enishi_lint::Language;
use enishi_publish::{Encoding, FormSheet, PlainCell, PlainSheet, TextTable, form_workbook};
pub use enishi_publish::{Substitution, Unencodable};
use enishi_store::{Audit, BatchId, Selected};
use serde_json::json;

use crate::access_error::said;
use crate::error::DeskError;
use crate::ledger_form::LedgerForm;
use crate::office::Office;
use crate::wording;

/// How many engagements are looked at at once.
const CHUNK: usize = 2_000;

/// A workbook holds no more rows: beyond them spreadsheet programs no longer open it in reasonable
/// time, and it could not be imported again.
const MOST_ROWS: usize = 100_000;

/// Which engagements; what is not said selects nothing away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// 種別
    pub kind: Option<Kind>,
    /// 事業
    pub programme: Option<String>,
    /// The fiscal year of 発生日.
    pub year: Option<FiscalYear>,
    /// The import that brought them.
    pub batch: Option<BatchId>,
    /// 利用目的, which must be named where the ledger has several.
    pub purpose: Option<String>,
}

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// A workbook whose columns are explained, and whose keys are locked.
    Xlsx,
    /// csv in UTF-8 with a byte order mark.
    Utf8,
    /// csv in CP932.
    Cp932(OnLoss),
}

/// What is done about characters that CP932 does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnLoss {
    /// Nothing is written.
    Refuse,
    /// They are written so.
    Write(Unencodable),
}

/// What was written out, or would have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The file; none where characters would have been lost and that was not asked for.
    pub bytes: Option<Vec<u8>>,
    /// How many engagements.
    pub rows: usize,
    /// For which purpose they were taken.
    pub purpose: Option<String>,
    /// The headings.
    pub headings: Vec<String>,
    /// The characters that stand otherwise in the file.
    pub substitutions: Vec<Substitution>,
}

/// Writes out what is selected, and notes in the audit who took what and what for.
///
/// # Errors
/// [`AccessError::Incomplete`] for a blank reason, [`DeskError::UnknownProgramme`] where the
/// region never had it, [`DeskError::NoSuchImport`], [`DeskError::UnknownPurpose`],
/// [`DeskError::SeveralPurposes`], [`DeskError::TooManyRows`],
/// [`DeskError::TooManyParties`], [`DeskError::Store`], [`DeskError::Publish`].
///
/// [`AccessError::Incomplete`]: crate::AccessError::Incomplete
pub async fn export_ledger(
    office: &Office,
    selection: &Selection,
    format: ExportFormat,
    reason: &str,
    language: Language,
) -> Result<Exported, DeskError> {
    let reason = said(reason)?;
    let (positions, purpose) = selected(office, selection).await?;
    if format == ExportFormat::Xlsx && positions.len() > MOST_ROWS {
        return Err(DeskError::TooManyRows { limit: MOST_ROWS });
    }
    let form = LedgerForm::new(office).await?;
    // Which columns there are is known when every row was seen; a year of gifts is read twice
    // rather than kept.
    let mut columns = Columns::new();
    for positions in positions.chunks(CHUNK) {
        for row in rows(office, &form, positions).await? {
            if !template::has_room(&row.draft) {
                let key = row.key.unwrap_or_default();
                return Err(DeskError::TooManyParties(key));
            }
            columns.add(&row);
        }
    }
    let mut exported = Exported {
        bytes: None,
        rows: positions.len(),
        purpose,
        headings: columns.headings(),
        substitutions: Vec::new(),
    };
    let mut output = Output::new(format, &exported.headings);
    for positions in positions.chunks(CHUNK) {
        for row in rows(office, &form, positions).await? {
            output.push(columns.cells(&row));
        }
    }
    let (bytes, substitutions) = output.finish(&exported.headings, language)?;
    exported.substitutions = substitutions;
    let is_lossy = exported.substitutions.iter().any(Substitution::is_loss);
    if format == ExportFormat::Cp932(OnLoss::Refuse) && is_lossy {
        return Ok(exported);
    }
    note(office, selection, &exported, reason).await?;
    exported.bytes = Some(bytes);
    Ok(exported)
}

/// An empty form to be filled in, for one kind.
///
/// # Errors
/// [`DeskError::Publish`].
pub fn blank_form(kind: Kind, language: Language) -> Result<Vec<u8>, DeskError> {
    let headings = template::blank(kind);
    let form = FormSheet {
        name: kind.word(),
        rows: vec![headings.clone()],
        locked: BTreeSet::new(),
    };
    Ok(form_workbook(
        &form,
        &explanations(&headings, Some(kind), language),
    )?)
}

async fn selected(
    office: &Office,
    selection: &Selection,
) -> Result<(Vec<Position>, Option<String>), DeskError> {
    if let Some(purpose) = &selection.purpose
        && !office
            .region
            .purposes
            .iter()
            .any(|known| known.id == *purpose)
    {
        return Err(DeskError::UnknownPurpose {
            purpose: purpose.clone(),
        });
    }
    if let Some(programme) = &selection.programme {
        office.standing(programme)?;
    }
    if let Some(batch) = selection.batch
        && office.store.batch_state(batch).await? != Some(BatchState::Committed)
    {
        return Err(DeskError::NoSuchImport(batch));
    }
    let asked = Selected {
        kind: selection.kind,
        programme: selection.programme.clone(),
        days: selection
            .year
            .map(|year| (year.first_day(), year.last_day())),
        batch: selection.batch,
    };
    let mut standing = office.store.standing(&asked).await?;
    if let Some(purpose) = &selection.purpose {
        standing.retain(|(_, of)| of == purpose || of.is_empty());
    }
    let purposes = standing.iter().map(|(_, purpose)| purpose);
    let purposes: BTreeSet<&String> = purposes.filter(|purpose| !purpose.is_empty()).collect();
    if purposes.len() > 1 {
        let found = purposes.into_iter().cloned().collect();
        return Err(DeskError::SeveralPurposes(found));
    }
    let purpose = purposes.first().map(|purpose| (*purpose).clone());
    let purpose = purpose.or_else(|| selection.purpose.clone());
    let positions = standing.into_iter().map(|(position, _)| position);
    Ok((positions.collect(), purpose))
}

/// The rows at some positions, in the order of their engagements.
async fn rows(
    office: &Office,
    form: &LedgerForm<'_>,
    positions: &[Position],
) -> Result<Vec<TemplateRow>, DeskError> {
    let mut rows = office.store.rows_at(positions).await?;
    rows.sort_by_key(|row| row.id);
    let parties = form.parties(&rows).await?;
    Ok(rows.iter().map(|row| form.row(row, &parties)).collect())
}

/// A file in the making.
enum Output {
    Sheet(Vec<Vec<String>>),
    Text(TextTable),
}

impl Output {
    fn new(format: ExportFormat, headings: &[String]) -> Self {
        let unencodable = match format {
            ExportFormat::Cp932(OnLoss::Write(unencodable)) => unencodable,
            ExportFormat::Cp932(OnLoss::Refuse) | ExportFormat::Utf8 | ExportFormat::Xlsx => {
                Unencodable::Geta
            }
        };
        let mut output = match format {
            ExportFormat::Xlsx => Self::Sheet(Vec::new()),
            ExportFormat::Utf8 => Self::Text(TextTable::new(Encoding::Utf8Bom, unencodable)),
            ExportFormat::Cp932(_) => Self::Text(TextTable::new(Encoding::Cp932, unencodable)),
        };
        output.push(headings.to_vec());
        output
    }

    fn push(&mut self, cells: Vec<String>) {
        match self {
            Self::Sheet(rows) => {
                // What is read takes an apostrophe away that guards a formula, so one that does
                // not is guarded itself. A text that begins with = is a text in a workbook.
                let cells = cells.into_iter().map(|cell| {
                    let guarded = enishi_domain::words::as_plain_field(&cell).into_owned();
                    if cell.starts_with('\'') {
                        guarded
                    } else {
                        cell
                    }
                });
                rows.push(cells.collect());
            }
            Self::Text(table) => table.push(&cells),
        }
    }

    fn finish(
        self,
        headings: &[String],
        language: Language,
    ) -> Result<(Vec<u8>, Vec<Substitution>), DeskError> {
        match self {
            Self::Sheet(rows) => {
                let own = headings.iter().enumerate();
                let own = own.filter(|(_, heading)| template::is_of_the_ledger(heading));
                let form = FormSheet {
                    name: wording::LEDGER,
                    rows,
                    locked: own.map(|(at, _)| at).collect(),
                };
                let bytes = form_workbook(&form, &explanations(headings, None, language))?;
                Ok((bytes, Vec::new()))
            }
            Self::Text(table) => {
                let rendered = table.finish();
                Ok((rendered.bytes, rendered.substitutions))
            }
        }
    }
}

/// The sheet that says what each column is for.
fn explanations(
    headings: &[String],
    kind: Option<Kind>,
    language: Language,
) -> PlainSheet<'static> {
    let text = |text: &str| PlainCell::Text(text.to_owned());
    let first = wording::explanation_headings(language).map(text);
    let mut rows = vec![first.to_vec()];
    for heading in headings {
        let [japanese, english] = template::explanation(heading);
        let told = match language {
            Language::Japanese => japanese,
            Language::English => english,
        };
        rows.push(vec![text(heading), text(told)]);
    }
    rows.push(Vec::new());
    rows.push(vec![text(&wording::kinds_heading(language))]);
    let kinds = Kind::ALL
        .iter()
        .filter(|known| kind.is_none_or(|kind| kind == **known));
    rows.extend(kinds.map(|kind| vec![text(kind.word()), text(kind.code())]));
    PlainSheet {
        name: wording::explanation_sheet(language),
        rows,
    }
}

/// The entry in the audit: what, how many, what for. No name of anybody.
async fn note(
    office: &Office,
    selection: &Selection,
    exported: &Exported,
    reason: &str,
) -> Result<(), DeskError> {
    let detail = json!({
        "kind": selection.kind.map(Kind::code),
        "programme": selection.programme,
        "fiscal_year": selection.year.map(FiscalYear::western),
        "batch": selection.batch.map(|batch| batch.to_string()),
        "rows": exported.rows,
        "columns": exported.headings,
        "reason": reason,
    });
    let entry = Audit {
        staff: office.staff,
        action: "exported".to_owned(),
        object: exported.purpose.clone(),
        detail: Some(detail.to_string()),
    };
    let mut posting = office.begin("export", exported.purpose.clone()).await?;
    posting.audit(&entry).await?;
    posting.commit().await?;
    Ok(())
}
