//! 「変換」 writes a checked sheet as a workbook, a page, a table or JSON.

use enishi_domain::kpi::Printed;
use enishi_domain::year_sheet::{Programme, YearSheet};
use enishi_intake::formats::limits::{LARGEST_FILE, LARGEST_PAGE, LARGEST_TEXT};
use enishi_lint::Language;
pub use enishi_publish::{Encoding, Format, Rendered, Substitution};
use enishi_publish::{evaluation_tables, streamed_json};

use crate::check_sheet::Checked;
use crate::error::DeskError;

/// Writes a checked sheet; the same sheet gives the same bytes.
///
/// # Errors
/// [`DeskError::Publish`] where the form cannot hold the sheet.
pub fn convert_sheet(
    checked: &Checked,
    format: Format,
    language: Language,
) -> Result<Rendered, DeskError> {
    check_limit(repeated_texts(&checked.sheet), LARGEST_TEXT)?;
    let rendered = rendered(checked, format, language)?;
    let limit = match format {
        Format::Html => LARGEST_PAGE,
        Format::Csv(_) | Format::Json => LARGEST_TEXT,
        Format::Xlsx => LARGEST_FILE,
    };
    check_limit(rendered.bytes.len(), limit)?;
    Ok(rendered)
}

fn rendered(checked: &Checked, format: Format, language: Language) -> Result<Rendered, DeskError> {
    if format == Format::Json {
        return Ok(Rendered {
            bytes: streamed_json(&checked.as_check(language))?,
            substitutions: Vec::new(),
        });
    }
    let findings = checked.rendered(language);
    let (sheet, evaluation) = (&checked.sheet, &checked.evaluation);
    let document = evaluation_tables(sheet, evaluation, &findings, &checked.source);
    Ok(enishi_publish::render(&document, format)?)
}

/// What is written must be readable again, by the same limits.
fn check_limit(bytes: usize, limit: usize) -> Result<(), DeskError> {
    if bytes <= limit {
        return Ok(());
    }
    Err(DeskError::TooLargeToWrite {
        limit: limit / 1024 / 1024,
    })
}

/// The bytes of what stands in every row of the table: the sheet's title, and a programme's texts
/// beside each of its KPIs.
fn repeated_texts(sheet: &YearSheet) -> usize {
    let length = |text: &Option<Printed>| text.as_ref().map_or(0, |printed| printed.text.len());
    let head = [&sheet.title, &sheet.municipality];
    let head: usize = head.into_iter().flatten().map(String::len).sum();
    let of_programme = |programme: &Programme| {
        let cost = programme.cost_settled.as_ref();
        let texts = head
            + programme.no.len()
            + cost.map_or(0, |cost| cost.printed.text.len())
            + length(&programme.name)
            + length(&programme.overview)
            + length(&programme.remarks)
            + 2 * length(&programme.departments_printed);
        texts.saturating_mul(programme.kpis.len().max(1))
    };
    let programmes = sheet.programmes.iter().map(of_programme);
    programmes.fold(0, usize::saturating_add)
}

#[cfg(test)]
mod tests {
    use enishi_domain::evaluation::evaluate_sheet;
    use enishi_domain::interchange::Source;
    use enishi_domain::kpi::{Kpi, KpiNo};

    use super::*;

    #[test]
    fn what_could_not_be_read_again_is_not_written() {
        let kpi = |no| Kpi::new(KpiNo::new(no), Printed::new("会員数"));
        let programme = Programme {
            overview: Some(Printed::new("長".repeat(300_000))),
            kpis: (1..=100).map(kpi).collect(),
            ..Programme::default()
        };
        let sheet = YearSheet {
            programmes: vec![programme],
            ..YearSheet::default()
        };
        let checked = Checked {
            source: Source::default(),
            evaluation: evaluate_sheet(&sheet),
            sheet,
            findings: Vec::new(),
        };
        for format in [Format::Html, Format::Csv(Encoding::Utf8Bom)] {
            let refused = convert_sheet(&checked, format, Language::English);
            let refused = refused.expect_err("90 MB of overviews").to_string();
            assert!(refused.contains("64 MiB"), "{refused}");
        }
    }
}
