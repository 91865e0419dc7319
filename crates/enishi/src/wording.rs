//! What the terminal says, in Japanese and in English.

use std::path::Path;

use clap::error::{ContextKind, ErrorKind};
use enishi_desk::Language;
use enishi_desk::convert_sheet::Substitution;
use enishi_domain::comparison::{ChangeKind, Comparison};
use enishi_domain::finding::Severity;
use enishi_domain::interchange::Summary;
use enishi_domain::rating::{Basis, Proposal};
use enishi_domain::words::ClosedSet;

use crate::files::{FileError, LARGEST_INPUT};

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

    fn pick<T>(self, japanese: T, english: T) -> T {
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

    pub fn table_heading(self) -> Vec<String> {
        let words = self.pick(
            ["No.", "KPI", "目標値", "実績値", "記載", "算定", "達成率"],
            ["No.", "KPI", "Target", "Actual", "Stat", "Comp", "Rate"],
        );
        words.map(str::to_owned).to_vec()
    }

    pub fn rating(self, basis: &Basis, proposal: &Proposal<'_>) -> String {
        let (all, measured, met) = (basis.all, basis.measured, basis.met);
        let band = match proposal {
            Proposal::Band(band) => format!("{} {}", band.grade, band.label),
            Proposal::Withheld => self.pick("判定保留", "withheld").to_owned(),
        };
        let average = basis.average_rate().map(|rate| {
            let rate = rate.round_dp(1);
            self.pick(
                format!("、平均達成率 {rate}%（0～100に丸め）"),
                format!(", mean rate {rate}% (capped)"),
            )
        });
        let average = average.unwrap_or_default();
        self.pick(
            format!("{all}件中{measured}件測定、{met}件達成{average}。事業効果（案）: {band}"),
            format!("{measured} of {all} measured, {met} met{average}. Effect (proposed): {band}"),
        )
    }

    pub fn findings_heading(self, summary: &Summary) -> String {
        let counts = &summary.findings;
        let (errors, warnings, notes) = (counts.error, counts.warning, counts.info);
        self.pick(
            format!("指摘 誤り{errors}件、注意{warnings}件、参考{notes}件"),
            format!("Findings: {errors} errors, {warnings} warnings, {notes} notes"),
        )
    }

    pub fn summary(self, summary: &Summary) -> String {
        let (stated, computed) = (&summary.stated, &summary.computed);
        self.pick(
            format!(
                "{}事業 {}指標  記載: ○{} ×{} -{} 他{}  算定: ○{} ×{} -{}",
                summary.programmes,
                summary.kpis,
                stated.met,
                stated.missed,
                stated.unmeasured,
                stated.other,
                computed.met,
                computed.missed,
                computed.unmeasured
            ),
            format!(
                "{} programmes, {} KPIs  stated: {} met, {} missed, {} unmeasured, {} other  \
                 computed: {} met, {} missed, {} unmeasured",
                summary.programmes,
                summary.kpis,
                stated.met,
                stated.missed,
                stated.unmeasured,
                stated.other,
                computed.met,
                computed.missed,
                computed.unmeasured
            ),
        )
    }

    pub fn total(self, files: usize, summary: &Summary) -> String {
        let lines = format!(
            "{}\n{}",
            self.summary(summary),
            self.findings_heading(summary)
        );
        self.pick(
            format!("合計 {files}ファイル\n{lines}"),
            format!("Total of {files} files\n{lines}"),
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

    pub fn unknown_rule(self, code: &str) -> String {
        self.pick(
            format!(
                "{code}: その番号の規則はありません。「enishi rules」で一覧を確かめてください。"
            ),
            format!("{code}: there is no such rule; see `enishi rules`"),
        )
    }

    pub fn change(self, kind: ChangeKind) -> &'static str {
        let (japanese, english) = match kind {
            ChangeKind::ProgrammeAdded => ("事業の追加", "programme added"),
            ChangeKind::ProgrammeDropped => ("事業の廃止", "programme dropped"),
            ChangeKind::ProgrammeRenamed => ("事業名の変更", "programme renamed"),
            ChangeKind::KpiAdded => ("指標の追加", "KPI added"),
            ChangeKind::KpiDropped => ("指標の削除", "KPI dropped"),
            ChangeKind::KpiReworded => ("指標名の変更", "KPI reworded"),
            ChangeKind::UnitChanged => ("単位の変更", "unit changed"),
            ChangeKind::DirectionChanged => ("改善の方向の変更", "direction changed"),
            ChangeKind::BaselineMoved => ("基準値の変更", "baseline moved"),
            ChangeKind::TargetMoved => ("目標値の変更", "target moved"),
        };
        self.pick(japanese, english)
    }

    pub fn compared(self, comparison: &Comparison) -> String {
        let (changes, unchanged) = (comparison.changes.len(), comparison.unchanged);
        self.pick(
            format!("変更点 {changes}件、変更のない指標 {unchanged}件"),
            format!("{changes} changes, {unchanged} KPIs unchanged"),
        )
    }
}

/// The code of a kind of change in `enishi.compare/1`.
pub fn change_code(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::ProgrammeAdded => "programme_added",
        ChangeKind::ProgrammeDropped => "programme_dropped",
        ChangeKind::ProgrammeRenamed => "programme_renamed",
        ChangeKind::KpiAdded => "kpi_added",
        ChangeKind::KpiDropped => "kpi_dropped",
        ChangeKind::KpiReworded => "kpi_reworded",
        ChangeKind::UnitChanged => "unit_changed",
        ChangeKind::DirectionChanged => "direction_changed",
        ChangeKind::BaselineMoved => "baseline_moved",
        ChangeKind::TargetMoved => "target_moved",
    }
}

/// What keeps a file from being read or written, with the way out.
pub fn file_error(error: &FileError, language: Language) -> String {
    let limit = LARGEST_INPUT / 1024 / 1024;
    if language == Language::English {
        return error.to_string();
    }
    match error {
        FileError::Io(error) => io_error_ja(error),
        FileError::Directory => "フォルダーです。ファイルを指定してください。".to_owned(),
        FileError::TooLarge => {
            format!("{limit} MiB を超えています。シートだけを含むファイルにしてください。")
        }
        FileError::Settings(error) => format!("設定を読めません。{error}"),
        FileError::NotUtf8 => "設定ファイルが UTF-8 ではありません。".to_owned(),
    }
}

fn io_error_ja(error: &std::io::Error) -> String {
    if error.kind() == std::io::ErrorKind::NotFound {
        "ファイルがありません。名前と場所を確かめてください。".to_owned()
    } else if error.kind() == std::io::ErrorKind::PermissionDenied {
        "読み書きの権限がありません。ファイルの権限を確かめてください。".to_owned()
    } else {
        format!("読み書きできません（{error}）。")
    }
}

/// What is wrong with the command line, and where to look.
pub fn usage_error(error: &clap::Error) -> String {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let kind = error.kind();
    let what = if kind == ErrorKind::UnknownArgument {
        format!("「{argument}」という指定はありません。")
    } else if kind == ErrorKind::InvalidSubcommand {
        format!(
            "「{}」というコマンドはありません。",
            context(ContextKind::InvalidSubcommand)
        )
    } else if kind == ErrorKind::InvalidValue || kind == ErrorKind::ValueValidation {
        let valid = context(ContextKind::ValidValue).replace(", ", "、");
        let valid = if valid.is_empty() {
            valid
        } else {
            format!("使える値は {valid} です。")
        };
        format!("「{argument}」に「{value}」は使えません。{valid}")
    } else if kind == ErrorKind::MissingRequiredArgument {
        format!("「{argument}」の指定が必要です。")
    } else if kind == ErrorKind::ArgumentConflict {
        format!("「{argument}」は一度だけ指定できます。")
    } else {
        error.to_string()
    };
    format!(
        "{}\n「enishi --help」で使い方を確かめてください。",
        what.trim_end()
    )
}
