//! What can be asked of the program, and the help that says so.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand, ValueEnum};
use enishi_desk::{Language, Layout};
use enishi_domain::calendar::FiscalYear;

use crate::{FAILED, wording};

const TEMPLATE: &str = "\
{about}

使い方: {usage}

{all-args}{after-help}";

/// Everything that was asked.
#[derive(Debug, Parser)]
#[command(
    name = "enishi",
    version,
    about = "縁（えにし）— 地方創生の効果検証シートを読み、評価し、点検し、書き出します。",
    help_template = TEMPLATE,
    after_help = "終了コード: 0 誤りなし、1 重大度「誤り」の指摘あり、2 使い方の誤り・読み書きの失敗",
    disable_help_subcommand = true,
    subcommand_help_heading = "コマンド",
    subcommand_value_name = "コマンド",
    next_help_heading = "オプション",
)]
pub struct Arguments {
    /// 表示の言語
    #[arg(
        long = "lang",
        value_enum,
        global = true,
        default_value_t = LanguageName::Ja,
        hide_possible_values = true,
        value_name = "ja|en"
    )]
    pub language: LanguageName,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The language of what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LanguageName {
    /// 日本語
    Ja,
    /// English
    En,
}

impl From<LanguageName> for Language {
    fn from(name: LanguageName) -> Self {
        match name {
            LanguageName::Ja => Self::Japanese,
            LanguageName::En => Self::English,
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// シートを読み、達成状況を算定し、指摘を示します
    #[command(help_template = TEMPLATE)]
    Check(Check),
    /// シートを xlsx・html・csv・json に書き出します
    #[command(help_template = TEMPLATE)]
    Convert(Convert),
    /// 前年のシートと今年のシートの新旧対照を示します
    #[command(help_template = TEMPLATE)]
    Compare(Compare),
    /// 指摘の規則の説明を示します
    #[command(help_template = TEMPLATE)]
    Explain(Explain),
    /// 指摘の規則の一覧を示します
    #[command(help_template = TEMPLATE)]
    Rules(Rules),
}

/// How sheets are read; the same for every command that reads one.
#[derive(Args, Debug)]
pub struct Reading {
    /// 実施年度（例: R6、令和6年度、2024）
    #[arg(long, value_name = "年度")]
    pub fiscal_year: Option<FiscalYear>,
    /// 読み取るワークシート・表の名前または番号
    #[arg(long, value_name = "名前")]
    pub sheet: Option<String>,
    /// 様式: effect_table、indicator_form、long、own_form（省略時は自動判定）
    #[arg(long, value_name = "様式")]
    pub layout: Option<Layout>,
    /// 文字コード: utf-8、cp932、utf-16le など（省略時は自動判定）
    #[arg(long, value_name = "文字コード")]
    pub input_encoding: Option<String>,
    /// 列の名前・指標の宣言・規則の設定（TOML）
    #[arg(long, value_name = "FILE.toml")]
    pub settings: Option<PathBuf>,
}

/// `enishi check`
#[derive(Args, Debug)]
#[command(next_help_heading = "オプション")]
pub struct Check {
    /// シートのファイル（tsv csv xlsx xls ods html md json txt）。「-」は標準入力
    #[arg(required = true, value_name = "シート", help_heading = "引数")]
    pub sheets: Vec<PathBuf>,
    /// 出力の形: human（表と指摘）、json、csv（指摘の一覧）、sarif
    #[arg(
        long,
        value_enum,
        default_value_t = CheckFormat::Human,
        hide_possible_values = true,
        value_name = "形"
    )]
    pub format: CheckFormat,
    #[command(flatten)]
    pub reading: Reading,
}

/// What `check` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// A table and the findings, for the eye.
    Human,
    /// `enishi.check/1`
    Json,
    /// The findings, one a row.
    Csv,
    /// SARIF 2.1.0
    Sarif,
}

/// `enishi convert`
#[derive(Args, Debug)]
#[command(next_help_heading = "オプション")]
pub struct Convert {
    /// シートのファイル。「-」は標準入力
    #[arg(value_name = "シート", help_heading = "引数")]
    pub sheet: PathBuf,
    /// 書き出すファイル（拡張子 xlsx・html・csv・json で形が決まります）
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// csv の文字コード: utf-8（BOM付き）または cp932
    #[arg(
        long,
        value_enum,
        default_value_t = CsvEncoding::Utf8,
        hide_possible_values = true,
        value_name = "文字コード"
    )]
    pub encoding: CsvEncoding,
    #[command(flatten)]
    pub reading: Reading,
}

/// The encoding of a written csv.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CsvEncoding {
    /// UTF-8 with a byte order mark, which Excel needs.
    #[value(name = "utf-8")]
    Utf8,
    /// Windows-31J
    #[value(name = "cp932", alias = "shift_jis", alias = "sjis")]
    Cp932,
}

/// `enishi compare`
#[derive(Args, Debug)]
#[command(next_help_heading = "オプション")]
pub struct Compare {
    /// 前年のシート
    #[arg(value_name = "前年", help_heading = "引数")]
    pub last: PathBuf,
    /// 今年のシート
    #[arg(value_name = "今年", help_heading = "引数")]
    pub this: PathBuf,
    /// 出力の形: human、json
    #[arg(
        long,
        value_enum,
        default_value_t = PlainFormat::Human,
        hide_possible_values = true,
        value_name = "形"
    )]
    pub format: PlainFormat,
    #[command(flatten)]
    pub reading: Reading,
}

/// What the smaller commands print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlainFormat {
    /// For the eye.
    Human,
    /// JSON
    Json,
}

/// `enishi explain`
#[derive(Args, Debug)]
pub struct Explain {
    /// 規則の番号（例: N20）
    #[arg(value_name = "規則", help_heading = "引数")]
    pub rule: String,
}

/// `enishi rules`
#[derive(Args, Debug)]
pub struct Rules {
    /// 出力の形: human、json
    #[arg(
        long,
        value_enum,
        default_value_t = PlainFormat::Human,
        hide_possible_values = true,
        value_name = "形"
    )]
    pub format: PlainFormat,
}

/// Reads the arguments; where they ask for help or are wrong, prints that and gives the exit code.
///
/// # Errors
/// The exit code with which the program ends at once.
pub fn parse() -> Result<Arguments, ExitCode> {
    Arguments::try_parse().map_err(|error| {
        let kind = error.kind();
        if kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand || !error.use_stderr() {
            // A closed pipe is the reader's choice, not a failure.
            let _ = error.print();
        } else {
            crate::files::complain(&wording::usage_error(&error));
        }
        if error.use_stderr() {
            ExitCode::from(FAILED)
        } else {
            ExitCode::SUCCESS
        }
    })
}
