//! 「点検」 reads a published sheet, evaluates it and says what is amiss.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::evaluation::{SheetEvaluation, evaluate_sheet};
use enishi_domain::finding::{Finding, Reading, Severity};
use enishi_domain::interchange::{Check, CheckWriter, RenderedFinding, Source, Summary};
use enishi_domain::year_sheet::YearSheet;
use enishi_intake::definitions::settings::{Settings, declare};
use enishi_intake::definitions::unmatched::unmatched;
use enishi_intake::formats::{self, Content, Format, Hints, Json, Tables};
use enishi_intake::layouts::preamble::fiscal_year_in;
use enishi_intake::layouts::read_year_sheet;
use enishi_lint::{Language, RuleSettings, Switch, wording};
use sha2::{Digest, Sha256};

use crate::error::DeskError;

/// A document as it was handed in.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The file's name; `-` for standard input.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// What the user says of how to read it.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The text's encoding; detected where it is not named.
    pub encoding: Option<String>,
    /// The one worksheet to read.
    pub worksheet: Option<String>,
    /// Everything that stands in the settings file.
    pub settings: Settings,
}

/// A checked sheet.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Where it came from.
    pub source: Source,
    /// As read.
    pub sheet: YearSheet,
    /// What follows from its numbers.
    pub evaluation: SheetEvaluation,
    /// What is amiss, in the sheet's order.
    pub findings: Vec<Finding>,
}

/// Reads, evaluates and lints one document.
///
/// # Errors
/// Whatever keeps a document from being read at all: [`DeskError::Intake`] for a table,
/// [`DeskError::Interchange`] and [`DeskError::Json`] for a JSON.
pub fn check_sheet(document: Document<'_>, options: &Options) -> Result<Checked, DeskError> {
    let hints = Hints {
        name: Some(document.name),
        encoding: options.encoding.as_deref(),
        sheet: options.worksheet.as_deref(),
    };
    let sha256 = Sha256::digest(document.bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let mut source = Source {
        name: document.name.to_owned(),
        sha256,
        ..Source::default()
    };
    let reading = match formats::read(document.bytes, &hints)? {
        Content::Json(json) => read_json(json, options, &mut source)?,
        Content::Tables(tables) => read_tables(tables, options, &mut source)?,
    };
    Ok(evaluate_and_lint(source, reading, &options.settings))
}

fn read_tables(
    tables: Reading<Tables>,
    options: &Options,
    source: &mut Source,
) -> Result<Reading<YearSheet>, DeskError> {
    tables.value.format.name().clone_into(&mut source.format);
    source.encoding = tables.value.encoding.map(str::to_owned);
    let laid_out = read_year_sheet(&tables.value.grids, &options.settings)?;
    source.layout = Some(laid_out.value.layout.name().to_owned());
    let findings = tables
        .findings
        .into_iter()
        .chain(laid_out.findings)
        .collect();
    Ok(Reading {
        value: laid_out.value.sheet,
        findings,
    })
}

fn read_json(
    json: Json,
    options: &Options,
    source: &mut Source,
) -> Result<Reading<YearSheet>, DeskError> {
    let check: Check = serde_json::from_str(&json.text).map_err(|error| DeskError::Json {
        line: error.line(),
        column: error.column(),
    })?;
    Format::Json.name().clone_into(&mut source.format);
    source.encoding = Some(json.encoding.to_owned());
    source.layout = Some(check.format.clone());
    let mut value = check.into_sheet()?;
    value.fiscal_year = options.settings.fiscal_year.or(value.fiscal_year);
    value.municipality = options.settings.municipality.clone().or(value.municipality);
    Ok(Reading {
        value,
        findings: json.findings,
    })
}

pub(crate) fn evaluate_and_lint(
    source: Source,
    reading: Reading<YearSheet>,
    settings: &Settings,
) -> Checked {
    let mut sheet = reading.value;
    declare(settings, &mut sheet);
    let evaluation = evaluate_sheet(&sheet);
    let mut findings = reading.findings;
    findings.extend(unmatched(settings, &sheet));
    let background = settings.background();
    findings.extend(enishi_lint::check(&sheet, &evaluation, &background));
    let findings = enishi_lint::apply_settings(findings, &switches(settings));
    let findings = enishi_lint::sorted_and_grouped(findings, &sheet);
    Checked {
        source,
        sheet,
        evaluation,
        findings,
    }
}

pub(crate) fn switches(settings: &Settings) -> RuleSettings {
    let switch = |severity: Option<Severity>| severity.map_or(Switch::Off, Switch::Severity);
    settings
        .rules
        .iter()
        .map(|(code, severity)| (code.clone(), switch(*severity)))
        .collect()
}

/// One finding in words.
#[must_use]
pub fn render(finding: &Finding, language: Language) -> RenderedFinding {
    RenderedFinding {
        rule: finding.rule.to_owned(),
        severity: finding.severity,
        programme: finding.programme.clone(),
        kpi: finding.kpi,
        place: finding.place.clone(),
        message: wording::message(finding, language),
        remedy: Some(wording::remedy(finding.rule, language).to_owned()),
        excerpt: finding.excerpt.clone(),
        repair: finding.repair.clone(),
        count: finding.count,
    }
}

impl Checked {
    /// The findings in words.
    #[must_use]
    pub fn rendered(&self, language: Language) -> Vec<RenderedFinding> {
        let findings = self.findings.iter();
        findings.map(|finding| render(finding, language)).collect()
    }

    /// The counts.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let counted = self.findings.iter().map(|f| (f.severity, f.count));
        Summary::new(&self.sheet, &self.evaluation, counted)
    }

    /// As [`Checked::to_check`], to be written without a copy.
    #[must_use]
    pub fn as_check(&self, language: Language) -> CheckWriter<'_> {
        CheckWriter {
            source: &self.source,
            sheet: &self.sheet,
            evaluation: &self.evaluation,
            findings: &self.findings,
            render: Box::new(move |finding| render(finding, language)),
        }
    }

    /// As `enishi.check/1`.
    #[must_use]
    pub fn to_check(&self, language: Language) -> Check {
        Check::new(
            self.source.clone(),
            &self.sheet,
            &self.evaluation,
            self.rendered(language),
        )
    }

    /// The sheet's year, unless its title says the same; another year than the title's is told.
    #[must_use]
    pub fn year_beside_title(&self) -> Option<FiscalYear> {
        let title = self.sheet.title.as_deref().unwrap_or_default();
        let year = self.sheet.fiscal_year?;
        (fiscal_year_in(title) != Some(year)).then_some(year)
    }

    /// Whether any finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }
}
