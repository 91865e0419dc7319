//! Sheets as cities publish them, written for this project: what is read of each stands beside it.
//! `UPDATE=1 cargo test -p enishi-tests --test documents` rewrites what is expected.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use enishi_desk::check_sheet::{Checked, Document, Options, check_sheet};
use enishi_domain::evaluation::Evaluation;
use enishi_domain::figure::{Part, Quantity, Value};
use enishi_domain::kpi::Kpi;
use enishi_domain::words::ClosedSet;
use enishi_domain::year_sheet::Programme;
use enishi_intake::definitions::settings::read_settings;
use enishi_lint::wording;

fn documents() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("documents");
    let entries = fs::read_dir(folder).expect("the folder of documents");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            !path
                .extension()
                .is_some_and(|e| e == "expected" || e == "toml")
        })
        .collect();
    paths.sort();
    paths
}

fn described(path: &Path) -> String {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .expect("a name");
    let bytes = fs::read(path).expect("a document");
    let mut options = Options::default();
    if let Ok(settings) = fs::read_to_string(path.with_extension("toml")) {
        options.settings = read_settings(&settings).expect("good settings");
    }
    let document = Document {
        name,
        bytes: &bytes,
    };
    match check_sheet(document, &options) {
        Ok(checked) => describe(&checked),
        Err(error) => format!("refused: {error}\n"),
    }
}

fn describe(checked: &Checked) -> String {
    let sheet = &checked.sheet;
    let mut out = String::new();
    let layout = checked.source.layout.as_deref().unwrap_or("-");
    let _ = writeln!(out, "layout {layout}");
    for (word, text) in [
        ("title", &sheet.title),
        ("municipality", &sheet.municipality),
    ] {
        if let Some(text) = text {
            let _ = writeln!(out, "{word} {text}");
        }
    }
    if let Some(year) = sheet.fiscal_year {
        let _ = writeln!(out, "fiscal year {}", year.western());
    }
    if let Some(total) = &sheet.cost_total {
        let _ = writeln!(out, "total {:?} = {:?}", total.printed.text, total.yen);
    }
    for (programme, evaluations) in sheet.programmes.iter().zip(&checked.evaluation.kpis) {
        describe_programme(&mut out, programme, evaluations);
    }
    for left in &sheet.unassigned {
        let programme = left.programme.as_deref().unwrap_or("-");
        let _ = writeln!(
            out,
            "unassigned {programme} {:?} {:?}",
            left.column, left.text
        );
    }
    // What the readers say and what depends on them; the other rules have pages of their own.
    let of_reading = |code: &str| code.starts_with(['R', 'S']) || code == "Y50" || code == "M43";
    for finding in checked
        .findings
        .iter()
        .filter(|finding| of_reading(finding.rule))
    {
        let _ = writeln!(out, "{}", wording::line(finding));
    }
    out
}

fn describe_programme(out: &mut String, programme: &Programme, evaluations: &[Evaluation]) {
    let name = programme.name.as_ref().map_or("-", |name| &name.text);
    let _ = writeln!(out, "\nprogramme {} {name}", programme.no);
    if let Some(cost) = &programme.cost_settled {
        let _ = writeln!(out, "  cost {:?} = {:?}", cost.printed.text, cost.yen);
    }
    if !programme.departments.is_empty() {
        let _ = writeln!(out, "  departments {}", programme.departments.join(" + "));
    }
    for (word, text) in [
        ("overview", &programme.overview),
        ("remarks", &programme.remarks),
    ] {
        if let Some(printed) = text {
            let _ = writeln!(out, "  {word} {:?}", printed.text);
        }
    }
    for (kpi, evaluation) in programme.kpis.iter().zip(evaluations) {
        describe_kpi(out, kpi, evaluation);
    }
}

fn describe_kpi(out: &mut String, kpi: &Kpi, evaluation: &Evaluation) {
    let _ = write!(out, "  {} {:?}", kpi.no.circled(), kpi.name.text);
    let _ = writeln!(
        out,
        " [{}] {} {} {}",
        kpi.unit,
        enishi_domain::words::direction_word(kpi.direction),
        kpi.direction_source.word(),
        kpi.accumulation.word()
    );
    let values = [
        ("baseline", kpi.baseline_value()),
        ("target", kpi.target_value()),
        ("actual", kpi.actual_value()),
    ];
    for (word, value) in values {
        if let Some(value) = value {
            let _ = writeln!(out, "     {word} {}", value_line(value));
        }
    }
    if let Some(stated) = &kpi.stated {
        let _ = writeln!(out, "     stated {:?} = {:?}", stated.text, stated.verdict);
    }
    if let Some(rate) = &kpi.stated_rate {
        let _ = writeln!(out, "     rate {:?} = {:?}", rate.text, rate.percent);
    }
    let _ = write!(out, "     computed {:?}", evaluation.verdict);
    if let Some(year) = evaluation.period {
        let _ = write!(out, " in {}", year.western());
    }
    if let Some(rate) = evaluation.rate {
        let _ = write!(out, ", {} % by {}", rate.shown(), rate.formula);
    }
    let _ = writeln!(out);
    if let Some(remarks) = &kpi.remarks {
        let _ = writeln!(out, "     remarks {:?}", remarks.text);
    }
}

fn value_line(value: &Value) -> String {
    let mut line = format!("{:?} =", value.text);
    if let Some(reason) = value.missing() {
        let _ = write!(line, " {reason:?}");
    }
    for part in value.parts() {
        let _ = write!(line, " {}", part_words(part));
    }
    line
}

fn part_words(part: &Part) -> String {
    let mut words = String::new();
    if let Some(label) = &part.label {
        let _ = write!(words, "{label}:");
    }
    let _ = match part.quantity {
        Quantity::Exact(amount) => write!(words, "{amount}"),
        Quantity::OutOf {
            amount,
            denominator,
        } => write!(words, "{amount}/{denominator}"),
        Quantity::Range { low, high } => {
            let end = |end: Option<_>| end.map_or_else(String::new, |end| format!("{end}"));
            write!(words, "{}..{}", end(low), end(high))
        }
    };
    let _ = write!(words, "{}", part.unit);
    if let Some(qualifier) = part.qualifier {
        let _ = write!(words, " {qualifier:?}");
    }
    if let Some(year) = part.period {
        let _ = write!(words, " in {}", year.western());
    }
    words
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "UPDATE=1 is how expected files are rewritten"
)]
fn documents_are_read_as_expected() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for path in documents() {
        let mut name = path.clone().into_os_string();
        name.push(".expected");
        let expected = fs::read_to_string(&name).unwrap_or_default();
        let read = described(&path);
        if update {
            fs::write(&name, &read).expect("the expected file can be written");
        } else if read != expected {
            wrong.push(format!(
                "{}\nexpected:\n{expected}\nread:\n{read}",
                path.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
