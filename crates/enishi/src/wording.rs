//! What the terminal says, in Japanese and in English.

mod definitions;
mod directory;
mod disposal;
mod figures;
pub mod help;
mod inquiry;
mod ledger;
mod ledger_refusals;
mod office;
mod pairs;
mod registers;
pub mod usage;
mod ways;

use std::io::ErrorKind;
use std::path::Path;

use enishi_desk::Language;
use enishi_desk::convert_sheet::Substitution;
use enishi_domain::comparison::{ChangeKind, Comparison};
use enishi_domain::finding::Severity;
use enishi_domain::interchange::{RenderedFinding, Summary};
use enishi_domain::kpi::Direction;
use enishi_domain::rate::{Formula, Rate};
use enishi_domain::rating::{Basis, Proposal, Rubric};
use enishi_domain::verdict::Reason;
use enishi_domain::words::{self, ClosedSet};
use enishi_domain::year_sheet::Column;

pub use ways::with_way;

use crate::files::{FileError, LARGEST_REGISTER};

/// The words of one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    language: Language,
}

impl Words {
    /// The words of a language.
    pub fn of(language: Language) -> Self {
        Self { language }
    }

    pub fn pick<T>(self, japanese: T, english: T) -> T {
        match self.language {
            Language::Japanese => japanese,
            Language::English => english,
        }
    }

    pub fn severity(self, severity: Severity) -> &'static str {
        self.pick(severity.word(), severity.code())
    }

    pub fn programme(self, no: &str) -> String {
        self.pick(format!("事業{no}"), format!("programme {no}"))
    }

    pub fn unnamed(self) -> &'static str {
        self.pick("（事業名なし）", "(no name)")
    }

    pub fn whole_sheet(self) -> &'static str {
        self.pick("シート全体", "The sheet as a whole")
    }

    pub fn no_fiscal_year(self) -> &'static str {
        self.pick(
            "年度の記載がありません（--fiscal-year R6 のように指定できます）。",
            "The sheet does not say its fiscal year (see --fiscal-year).",
        )
    }

    pub fn table_heading(self) -> Vec<String> {
        let words = self.pick(
            [
                "No.",
                "KPI",
                "基準値",
                "目標値",
                "実績値",
                "達成率",
                "記載",
                "算定",
            ],
            [
                "No.", "KPI", "Baseline", "Target", "Actual", "Rate", "Stated", "Comp",
            ],
        );
        words.map(str::to_owned).to_vec()
    }

    /// Behind the name of a KPI that is not better the more there is.
    pub fn direction(self, direction: Direction) -> String {
        let word = words::direction_word(direction);
        self.pick(
            format!("［目標は{word}］"),
            format!(" [better: {}]", words::direction_code(direction)),
        )
    }

    pub fn reason(self, reason: Reason) -> &'static str {
        self.pick(reason.word(), reason.code())
    }

    /// Behind the formula, where the baseline already stands at the target.
    pub fn maintained(self) -> &'static str {
        self.pick("（維持目標）", " (kept)")
    }

    /// Beside a second rate.
    pub fn beside(self) -> &'static str {
        self.pick("参考", "also")
    }

    pub fn formula(self, formula: Formula) -> &'static str {
        let (japanese, english) = match formula {
            Formula::F1 => ("F1 実績値÷目標値", "F1 actual/target"),
            Formula::F2 => ("F2 目標値÷実績値", "F2 target/actual"),
            Formula::F3 => ("F3 2−実績値÷目標値", "F3 2 - actual/target"),
            Formula::F4 => (
                "F4（実績値−基準値）÷（目標値−基準値）",
                "F4 (actual - baseline)/(target - baseline)",
            ),
            Formula::F5 => (
                "F5 単年度の増加分÷その目標",
                "F5 the year's increment/its target",
            ),
            Formula::F6 => (
                "F6 増加分の累計÷その目標",
                "F6 increments so far/their targets",
            ),
            Formula::F7 => ("F7 F4÷経過年数の割合", "F7 F4/share of the years gone by"),
        };
        self.pick(japanese, english)
    }

    pub fn formulas(self, formulas: &[&str]) -> String {
        self.pick(
            format!("達成率の算式: {}", formulas.join("、")),
            format!("Rates: {}", formulas.join("; ")),
        )
    }

    pub fn rubric(self, rubric: &Rubric) -> String {
        let name = format!("{} {}", rubric.name, rubric.version);
        self.pick(
            format!("事業効果（案）の判定基準: {name}"),
            format!("Effects are proposed by the rubric {name}."),
        )
    }

    /// What belongs to no KPI for certain.
    pub fn unassigned(self, column: Column, text: &str) -> String {
        self.pick(
            format!("どの指標のものか定まらない{}: 「{text}」", column.word()),
            format!(
                "{} that belongs to no KPI for certain: \"{text}\"",
                column.code()
            ),
        )
    }

    pub fn rating(self, basis: &Basis, proposal: &Proposal<'_>) -> [String; 2] {
        let (all, measured, met) = (basis.all, basis.measured, basis.met);
        let band = match proposal {
            Proposal::Band(band) => format!("{} {}", band.grade, band.label),
            Proposal::Withheld => self.pick("判定保留", "withheld").to_owned(),
        };
        let average = basis.average_rate().map(|percent| {
            let rate = Rate {
                percent,
                formula: Formula::F1,
                maintains: false,
            };
            let shown = rate.shown();
            self.pick(
                format!("、平均達成率 {shown}%（各指標を0～100に丸めて平均）"),
                format!(", mean rate {shown}% (each capped to 0-100)"),
            )
        });
        let average = average.unwrap_or_default();
        let measured = self.pick(
            format!("{all}件中{measured}件測定、{met}件達成{average}"),
            format!("{measured} of {all} measured, {met} met{average}"),
        );
        let effect = self.pick(
            format!("事業効果（案）: {band}"),
            format!("Effect (proposed): {band}"),
        );
        [measured, effect]
    }

    pub fn findings_heading(self, summary: &Summary) -> String {
        let counts = &summary.findings;
        let (errors, warnings, notes) = (counts.error, counts.warning, counts.info);
        self.pick(
            format!("指摘 誤り{errors}件、注意{warnings}件、参考{notes}件"),
            format!(
                "Findings: {}, {}, {}",
                counted(errors, "error"),
                counted(warnings, "warning"),
                counted(notes, "note")
            ),
        )
    }

    /// How many findings of each severity a programme has; what it has none of is not told.
    pub fn counts(self, findings: &[&RenderedFinding]) -> String {
        let told = Severity::ALL.iter().filter_map(|severity| {
            let count = findings.iter().filter(|f| f.severity == *severity);
            let count: usize = count.map(|finding| finding.count).sum();
            let word = self.severity(*severity);
            (count > 0).then(|| self.pick(format!("{word}{count}件"), format!("{word}: {count}")))
        });
        told.collect::<Vec<_>>().join(self.pick("、", ", "))
    }

    pub fn summary(self, summary: &Summary) -> String {
        let (programmes, kpis) = (summary.programmes, summary.kpis);
        let (stated, computed) = (&summary.stated, &summary.computed);
        let other = match (stated.other, self.language) {
            (0, _) => String::new(),
            (other, Language::Japanese) => format!("、その他{other}"),
            (other, Language::English) => format!(", {other} other"),
        };
        let findings = self.findings_heading(summary);
        let (a, b, c) = (stated.met, stated.missed, stated.unmeasured);
        let (d, e, f) = (computed.met, computed.missed, computed.unmeasured);
        self.pick(
            format!(
                "事業{programmes}件、指標{kpis}件\n\
                 記載 達成{a}、未達成{b}、未測定{c}{other}\n\
                 算定 達成{d}、未達成{e}、未測定{f}\n{findings}"
            ),
            format!(
                "{}, {}\n\
                 Stated: {a} met, {b} missed, {c} unmeasured{other}\n\
                 Computed: {d} met, {e} missed, {f} unmeasured\n{findings}",
                counted(programmes, "programme"),
                counted(kpis, "KPI")
            ),
        )
    }

    pub fn total(self, files: usize, summary: &Summary) -> String {
        let lines = self.summary(summary);
        self.pick(
            format!("合計 {files}ファイル\n{lines}"),
            format!("Total of {}\n{lines}", counted(files, "file")),
        )
    }

    pub fn written(self, path: &Path) -> String {
        let path = path.display();
        self.pick(
            format!("{path} に書き出しました。"),
            format!("wrote {path}"),
        )
    }

    pub fn substituted(self, path: &Path, substitution: &Substitution) -> String {
        let Substitution {
            character,
            replacement,
            row,
            column,
        } = substitution;
        let at = format!(
            "{}:{row}:{column}: U+{:04X}",
            path.display(),
            u32::from(*character)
        );
        match replacement {
            Some(replacement) => self.pick(
                format!(
                    "{at} は CP932 にないため「{replacement}」に置き換えました。\
                     そのまま残すには --encoding utf-8 で書き出してください。"
                ),
                format!(
                    "{at} is not in CP932, wrote `{replacement}`; use --encoding utf-8 to keep it"
                ),
            ),
            None => self.pick(
                format!("{at} は CP932 で表せない字形の指定のため省きました。"),
                format!("{at} only selects a glyph, which CP932 cannot, and was left out"),
            ),
        }
    }

    pub fn unknown_output(self, path: &Path) -> String {
        let path = path.display();
        self.pick(
            format!("{path}: 書き出す形が分かりません。拡張子を xlsx、html、csv、json のいずれかにしてください。"),
            format!("{path}: the extension must be xlsx, html, csv or json"),
        )
    }

    pub fn no_workbook(self, path: &Path) -> String {
        let path = path.display();
        self.pick(
            format!("{path}: 一覧は Excel ファイルで書き出します。拡張子を xlsx にしてください。"),
            format!("{path}: the list is a workbook; the extension must be xlsx"),
        )
    }

    pub fn encoding_of_no_csv(self) -> String {
        self.pick(
            "--encoding は csv に書き出すときだけ指定できます。".to_owned(),
            "--encoding is for a csv only".to_owned(),
        )
    }

    pub fn unknown_rule(self, code: &str) -> String {
        self.pick(
            format!(
                "{code}: その番号の規則はありません。「enishi rules」で一覧を確かめてください。"
            ),
            format!("{code}: there is no such rule; see `enishi rules`"),
        )
    }

    pub fn change(self, kind: ChangeKind) -> String {
        self.pick(kind.word().to_owned(), kind.code().replace('_', " "))
    }

    /// Said where the two files are the same, or last year's is the later one.
    pub fn same_file(self) -> &'static str {
        self.pick(
            "2つのファイルは同じ内容です。前年度のシートを先に、今年度のシートを後に指定してください。",
            "Both files hold the same; name last year's sheet first and this year's second.",
        )
    }

    pub fn years_swapped(self) -> &'static str {
        self.pick(
            "先に指定したシートのほうが新しい年度です。前年度のシートを先に指定してください。",
            "The first sheet is of a later year than the second; name last year's first.",
        )
    }

    pub fn compared(self, comparison: &Comparison) -> String {
        let (changes, unchanged) = (comparison.changes.len(), comparison.unchanged);
        self.pick(
            format!("変更点 {changes}件、変更のない指標 {unchanged}件"),
            format!(
                "{}, {} unchanged",
                counted(changes, "change"),
                counted(unchanged, "KPI")
            ),
        )
    }
}

/// What keeps a file from being read or written, with the way out.
pub fn file_error(error: &FileError, language: Language) -> String {
    if language == Language::English {
        return error.to_string();
    }
    match error {
        FileError::Io(error) => io_error_ja(error),
        FileError::Write(error) if error.kind() == ErrorKind::NotFound => {
            "書き出し先のフォルダーがありません。場所を確かめてください。".to_owned()
        }
        FileError::Write(error) => format!("書き出せません。{}", io_error_ja(error)),
        FileError::InUse => {
            "読み取るファイルか台帳のファイルと同じです。別の名前で書き出してください。".to_owned()
        }
        FileError::Directory => "フォルダーです。ファイルを指定してください。".to_owned(),
        FileError::TooLarge(LARGEST_REGISTER) => format!(
            "{} MiB を超えています。年度などで分けて取り込んでください。",
            LARGEST_REGISTER / 1024 / 1024
        ),
        FileError::TooLarge(limit) => format!(
            "{} MiB を超えています。シートだけを含むファイルにしてください。",
            limit / 1024 / 1024
        ),
        FileError::Settings(error) => error.message(language),
        FileError::NoSecret => {
            "台帳の鍵ではありません（64桁の16進数）。「enishi init」で作った鍵を示してください。"
                .to_owned()
        }
        FileError::NoDefinitions => {
            "地域の定義（.toml）がありません。フォルダーを確かめてください。".to_owned()
        }
        FileError::NotEmpty => {
            "空ではないフォルダーです。新しいフォルダーの名前を指定してください。".to_owned()
        }
        FileError::NotUtf8 => {
            "設定ファイルが UTF-8 ではありません。UTF-8 で保存し直してください。".to_owned()
        }
    }
}

/// Why what was asked for could not be printed.
pub fn output_error(error: &std::io::Error, language: Language) -> String {
    match language {
        Language::Japanese => format!("標準出力に書き出せません。{}", io_error_ja(error)),
        Language::English => format!("cannot write to standard output: {error}"),
    }
}

/// What the system says, where there is something to be done about it.
const SYSTEM: &[(ErrorKind, &str)] = &[
    (
        ErrorKind::NotFound,
        "ファイルがありません。名前と場所を確かめてください。",
    ),
    (
        ErrorKind::PermissionDenied,
        "権限がありません。ファイルとフォルダーの権限を確かめてください。",
    ),
    (
        ErrorKind::StorageFull,
        "空き容量がありません。空けるか、別の場所を指定してください。",
    ),
    (
        ErrorKind::ReadOnlyFilesystem,
        "書き込みのできない場所です。別の場所を指定してください。",
    ),
    (
        ErrorKind::NotADirectory,
        "途中の名前がフォルダーではありません。場所を確かめてください。",
    ),
];

/// 「1 finding」, 「2 findings」, for nouns that take an s.
fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

fn io_error_ja(error: &std::io::Error) -> String {
    let known = SYSTEM.iter().find(|(kind, _)| *kind == error.kind());
    let other = || {
        let code = error.raw_os_error();
        let code = code.map_or_else(String::new, |code| format!("（システムの番号{code}）"));
        format!("読み書きができません{code}。別の場所に写したファイルで試してください。")
    };
    known.map_or_else(other, |(_, words)| (*words).to_owned())
}
