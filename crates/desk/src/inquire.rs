//! 「庁内照会」 for departments that stay in Excel: one workbook a department, with what is known of
//! its programmes and KPIs, locked but for 要因・改善・見通し. It is read back as somebody who types into
//! the browser: by the same rights, and never over what was written meanwhile.

pub mod answers;
mod made;
pub mod reading;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::region::ProgrammeDefinition;
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::Step;
use enishi_publish::{InquiryCell, InquirySheet, inquiry_workbook};

use crate::error::DeskError;
use crate::evaluate_year::evaluate_measured;
use crate::import_register::hexadecimal;
use crate::inquiry_error::InquiryError;
use crate::measure_year::{MeasuredFigure, measure_year};
use crate::office::Office;
use crate::open_year::ask_year;
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::show_year::{this_year, years};
use crate::wording::inquiries as wording;
use crate::write_assessment::LONGEST_TEXT;
use crate::year_course::{ProgrammeCourse, courses};
use made::{Kept, LineOf};

/// The shape of the worksheet 控え.
pub(crate) const FORMAT: &str = "enishi.inquiry/1";

/// A workbook for a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// 課
    pub department: String,
    /// What the file is called.
    pub file: String,
    /// The workbook.
    pub bytes: Vec<u8>,
    /// How many KPIs are in it.
    pub kpis: usize,
}

/// What can be asked of whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiries {
    /// The year.
    pub year: FiscalYear,
    /// The years to choose from, the latest first.
    pub years: Vec<FiscalYear>,
    /// The departments of its programmes, each with how many programmes it has.
    pub departments: Vec<(String, usize)>,
    /// The numbers of programmes that are of no department.
    pub of_nobody: Vec<String>,
}

/// Lists the departments of a year.
///
/// # Errors
/// [`crate::AccessError::Forbidden`].
pub fn show_inquiries(counter: &Counter, year: Option<FiscalYear>) -> Result<Inquiries, DeskError> {
    let who = counter.principal();
    who.ask(Action::SeeSubmissions, Object::Office)?;
    Ok(inquiries(&counter.office, year))
}

/// Makes the workbook of one department for whoever may see how far it is.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`InquiryError::NoSuchDepartment`], [`DeskError::Store`].
pub async fn hand_out(
    counter: &Counter,
    year: FiscalYear,
    department: &str,
) -> Result<Inquiry, DeskError> {
    let who = counter.principal();
    who.ask(Action::SeeSubmissions, Object::Office)?;
    let mut made = make(&counter.office, year, Some(department)).await?;
    let unknown = || InquiryError::NoSuchDepartment(year, department.to_owned());
    Ok(made.pop().ok_or_else(unknown)?)
}

/// The departments of a year, for whoever has the machine.
#[must_use]
pub fn inquiries(office: &Office, year: Option<FiscalYear>) -> Inquiries {
    let year = year.unwrap_or_else(|| this_year(office));
    let region = office.in_year(year).region;
    let mut departments: Vec<(String, usize)> = Vec::new();
    for name in region.programmes.iter().flat_map(|p| &p.departments) {
        match departments.iter_mut().find(|(known, _)| known == name) {
            Some((_, count)) => *count += 1,
            None => departments.push((name.clone(), 1)),
        }
    }
    let of_nobody = region.programmes.iter();
    let of_nobody = of_nobody.filter(|programme| programme.departments.is_empty());
    Inquiries {
        year,
        years: years(office, Some(year)),
        departments,
        of_nobody: of_nobody.map(|programme| programme.no.clone()).collect(),
    }
}

/// Makes the workbooks of a year, or the one of a department. The same ledger gives the same bytes.
///
/// # Errors
/// [`InquiryError::NoSuchDepartment`], [`DeskError::Store`], [`DeskError::Publish`].
pub async fn make(
    office: &Office,
    year: FiscalYear,
    only: Option<&str>,
) -> Result<Vec<Inquiry>, DeskError> {
    ask_year(office, year)?;
    let mut named = inquiries(office, Some(year)).departments;
    named.retain(|(name, _)| only.is_none_or(|only| only == name));
    if let (Some(only), true) = (only, named.is_empty()) {
        return Err(InquiryError::NoSuchDepartment(year, only.to_owned()).into());
    }
    let office = &office.in_year(year);
    let measured = measure_year(office, year, None).await?;
    let courses = courses(office, year).await?;
    let checked = evaluate_measured(&office.region, &measured, &courses);
    let marks = checked.evaluation.kpis.iter();
    let parts = office.region.programmes.iter().zip(&measured.programmes);
    let parts: Vec<Part<'_>> = parts
        .zip(marks)
        .map(|((programme, figures), evaluations)| Part {
            programme,
            figures,
            marks: evaluations
                .iter()
                .map(|evaluation| wording::mark(evaluation.verdict))
                .collect(),
            course: courses.get(&programme.no).cloned().unwrap_or_default(),
        })
        .collect();
    let mut made = Vec::new();
    for (department, _) in named {
        let of_department: Vec<&Part<'_>> = parts
            .iter()
            .filter(|part| part.programme.departments.contains(&department))
            .collect();
        made.push(workbook(office, year, &department, &of_department)?);
    }
    Ok(made)
}

/// A programme's part of a year, as far as a form shows it.
struct Part<'a> {
    programme: &'a ProgrammeDefinition,
    figures: &'a [MeasuredFigure],
    marks: Vec<&'static str>,
    course: ProgrammeCourse,
}

fn workbook(
    office: &Office,
    year: FiscalYear,
    department: &str,
    parts: &[&Part<'_>],
) -> Result<Inquiry, DeskError> {
    let mut lines = Vec::new();
    let mut kpis = 0;
    for part in parts {
        kpis += part.programme.kpis.len();
        lines.extend(lines_of(part, year));
    }
    let mut form = InquirySheet {
        name: wording::SHEET,
        title: wording::title(&office.region.municipality, year, department),
        notes: wording::NOTES.map(str::to_owned).to_vec(),
        headings: wording::HEADINGS.to_vec(),
        rows: lines.iter().map(|line| line.cells.clone()).collect(),
        longest: u32::try_from(LONGEST_TEXT).unwrap_or(u32::MAX),
        too_long: wording::TOO_LONG,
        kept_name: wording::KEPT,
        kept: Vec::new(),
    };
    let head = [
        FORMAT,
        &office.region.code,
        &office.region.municipality,
        &year.short(),
        department,
    ];
    form.kept = kept(office, head, &form, &lines);
    Ok(Inquiry {
        file: wording::file_name(year, department),
        department: department.to_owned(),
        bytes: inquiry_workbook(&form)?,
        kpis,
    })
}

/// A line for the programme as a whole, and one for each KPI.
fn lines_of(part: &Part<'_>, year: FiscalYear) -> Vec<LineOf> {
    let Part {
        programme, course, ..
    } = part;
    let is_open = course.course.stage().after(Step::Edit).is_some();
    let cost = programme.costs_settled.get(&year);
    let name = programme.name.clone().unwrap_or_default();
    let whole = [
        programme.no.clone(),
        wording::WHOLE.to_owned(),
        name,
        cost.map_or_else(|| "-".to_owned(), ToString::to_string),
        String::new(),
        String::new(),
        String::new(),
        course.course.stage().word().to_owned(),
    ];
    let mut lines = vec![LineOf::new(whole, (programme, ""), course, is_open)];
    let kpis = programme.kpis.iter().zip(part.figures).zip(&part.marks);
    for ((kpi, figure), mark) in kpis {
        let target = kpi.targets.get(&year);
        let measurement = &figure.measurement;
        let state = measurement.reason.map_or_else(
            || measurement.status.word().to_owned(),
            |reason| wording::unmeasured(reason.word()),
        );
        let shown = [
            programme.no.clone(),
            kpi.no.circled(),
            kpi.name.clone(),
            String::new(),
            target.map_or_else(|| "-".to_owned(), |target| target.text.clone()),
            measurement.value(&figure.metric.unit).text,
            (*mark).to_owned(),
            state,
        ];
        let of = (*programme, kpi.no.to_string());
        lines.push(LineOf::new(shown, (of.0, &of.1), course, is_open));
    }
    lines
}

/// The worksheet 控え: whose the file is, then every cell that was sent.
fn kept(
    office: &Office,
    head: [&str; 5],
    form: &InquirySheet<'_>,
    lines: &[LineOf],
) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = vec![head.map(str::to_owned).to_vec()];
    let locked = |row: u32, column: usize, text: &str| Kept::locked(row, column, text).row();
    rows.push(locked(1, 0, &form.title));
    for (row, note) in (2..).zip(&form.notes) {
        rows.push(locked(row, 0, note));
    }
    let top = form.heading_row() + 1;
    for (column, (text, _)) in form.headings.iter().enumerate() {
        rows.push(locked(top, column, text));
    }
    for (row, line) in (top + 1..).zip(lines) {
        for (column, cell) in line.cells.iter().enumerate() {
            match cell {
                InquiryCell::Shown(text) if text.is_empty() => {}
                InquiryCell::Shown(text) => rows.push(locked(row, column, text)),
                InquiryCell::Asked(text) => rows.push(line.asked(row, column, text).row()),
            }
        }
    }
    let tag = tag(office, &rows);
    rows[0].push(tag);
    rows
}

/// Proves that this ledger sent it: whoever has no key cannot make it.
pub(crate) fn tag(office: &Office, rows: &[Vec<String>]) -> String {
    let mut parts: Vec<&[u8]> = vec![b"inquiry"];
    for row in rows {
        parts.push(b"row");
        parts.extend(row.iter().map(String::as_bytes));
    }
    hexadecimal(&office.secret.tag(&parts))
}

/// The fields of a statement, in the order of the form.
pub(crate) const FIELDS: [&str; 3] = ["cause", "improvement", "outlook"];

/// How many columns are shown before those that are asked for.
pub(crate) const SHOWN: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_has_a_heading_for_each_column() {
        assert_eq!(wording::HEADINGS.len(), SHOWN + FIELDS.len());
    }
}
