//! What can be asked of a ledger.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use enishi_domain::calendar::FiscalYear;

use super::{CsvEncoding, PlainFormat};

/// Which ledger, and who acts; the same for every command on one.
#[derive(Args, Debug)]
pub struct Ledger {
    /// Where it is.
    #[arg(long, default_value = "sqlite:enishi.db")]
    pub database: String,
    /// The city's secret; beside a database of SQLite unless said otherwise.
    #[arg(long)]
    pub key: Option<PathBuf>,
    /// Who acts.
    #[arg(long = "as", id = "staff")]
    pub staff: Option<String>,
    /// What is printed.
    #[arg(long, value_enum, default_value_t = PlainFormat::Human)]
    pub format: PlainFormat,
}

/// `enishi init`
#[derive(Args, Debug)]
pub struct Init {
    /// The folder of the city's definitions.
    #[arg(long, required = true)]
    pub region: PathBuf,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi import`
#[derive(Args, Debug)]
pub struct Import {
    /// The register.
    #[arg(required_unless_present = "undo")]
    pub file: Option<PathBuf>,
    /// Its source.
    #[arg(long, required_unless_present_any = ["undo", "mapping"])]
    pub source: Option<String>,
    /// A mapping of one's own.
    #[arg(long, conflicts_with = "source")]
    pub mapping: Option<PathBuf>,
    /// Says what would be done.
    #[arg(long)]
    pub dry_run: bool,
    /// Where refused rows go.
    #[arg(long)]
    pub report: Option<PathBuf>,
    /// The file's encoding, instead of detection.
    #[arg(long)]
    pub input_encoding: Option<String>,
    /// The worksheet or table to read, where several are the register.
    #[arg(long)]
    pub sheet: Option<String>,
    /// 利用目的, instead of the source's own.
    #[arg(long)]
    pub purpose: Option<String>,
    /// The programme that all rows belong to.
    #[arg(long)]
    pub programme: Option<String>,
    /// The event that all rows are of.
    #[arg(long)]
    pub activity: Option<String>,
    /// The day of all rows.
    #[arg(long)]
    pub date: Option<String>,
    /// 制度
    #[arg(long)]
    pub scheme: Option<String>,
    /// 目的
    #[arg(long)]
    pub tag: Option<String>,
    /// The import to be taken back.
    #[arg(long, requires = "reason")]
    pub undo: Option<String>,
    /// Why.
    #[arg(long)]
    pub reason: Option<String>,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi export`
#[derive(Args, Debug)]
pub struct Export {
    /// Where to write it.
    #[arg(short, long, required = true)]
    pub output: PathBuf,
    /// What for; it goes into the audit.
    #[arg(long, required_unless_present = "template")]
    pub reason: Option<String>,
    /// Only this kind.
    #[arg(long)]
    pub kind: Option<String>,
    /// Only of this programme.
    #[arg(long)]
    pub programme: Option<String>,
    /// Only of this year.
    #[arg(long)]
    pub fiscal_year: Option<FiscalYear>,
    /// Only what this import brought.
    #[arg(long)]
    pub batch: Option<String>,
    /// Only what was taken for this purpose.
    #[arg(long)]
    pub purpose: Option<String>,
    /// Of a csv.
    #[arg(long, value_enum, default_value_t = CsvEncoding::Utf8)]
    pub encoding: CsvEncoding,
    /// What is done about characters that CP932 lacks.
    #[arg(long, value_enum, default_value_t = LossName::Refuse)]
    pub unencodable: LossName,
    /// An empty form for a kind instead.
    #[arg(long, conflicts_with_all = ["kind", "programme", "fiscal_year", "batch", "purpose"])]
    pub template: Option<String>,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// What is done about characters that CP932 lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LossName {
    /// Nothing is written.
    Refuse,
    /// 〓
    Geta,
    /// The commoner character.
    Variant,
}

/// `enishi parties`
#[derive(Args, Debug)]
pub struct Parties {
    /// What to do.
    #[command(subcommand)]
    pub action: PartiesAction,
}

/// What to do about who is who.
#[derive(Debug, Subcommand)]
pub enum PartiesAction {
    /// Shows the pairs that somebody has to look at.
    Review(Review),
    /// The two are one.
    Same(Pair),
    /// The two are two.
    Different(Pair),
    /// The two live together.
    Household(Pair),
    /// Takes the decision back.
    Undo(Pair),
    /// Disposes of what is personal.
    Dispose(Dispose),
}

/// `enishi parties dispose`
#[derive(Args, Debug)]
pub struct Dispose {
    /// Of whom.
    #[arg(required_unless_present = "expired")]
    pub party: Option<String>,
    /// Why.
    #[arg(long, required_unless_present_any = ["expired", "dry_run"])]
    pub reason: Option<String>,
    /// Of everybody whose period of retention is over.
    #[arg(long, conflicts_with = "party")]
    pub expired: bool,
    /// Says whose it would be.
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi parties review`
#[derive(Args, Debug)]
pub struct Review {
    /// At most so many pairs.
    #[arg(long, default_value_t = 20)]
    pub limit: usize,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// A pair of parties.
#[derive(Args, Debug)]
pub struct Pair {
    /// One.
    pub a: String,
    /// The other.
    pub b: String,
    /// On which basis parties of two purposes are linked.
    #[arg(long)]
    pub basis: Option<String>,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi close`
#[derive(Args, Debug)]
pub struct Close {
    /// The programme.
    #[arg(long, required = true)]
    pub programme: String,
    /// What is complete.
    #[arg(long, required = true)]
    pub kind: String,
    /// Of which year.
    #[arg(long, required = true)]
    pub fiscal_year: FiscalYear,
    /// Opens it again.
    #[arg(long, requires = "reason")]
    pub reopen: bool,
    /// Why.
    #[arg(long)]
    pub reason: Option<String>,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi measure`
#[derive(Args, Debug)]
pub struct Measure {
    /// Of which year.
    #[arg(long)]
    pub fiscal_year: Option<FiscalYear>,
    /// Only this one.
    #[arg(long)]
    pub kpi: Option<String>,
    /// As it was known by the end of that day.
    #[arg(long)]
    pub as_of: Option<String>,
    /// With the rows behind it.
    #[arg(long)]
    pub explain: bool,
    /// At most so many of them.
    #[arg(long, default_value_t = 10)]
    pub rows: u32,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi evaluate`
#[derive(Args, Debug)]
pub struct Evaluate {
    /// Of which year.
    #[arg(long)]
    pub fiscal_year: Option<FiscalYear>,
    /// As it was known by the end of that day.
    #[arg(long)]
    pub as_of: Option<String>,
    /// Where to write the sheet.
    #[arg(short, long)]
    pub output: Vec<PathBuf>,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi freeze`
#[derive(Args, Debug)]
pub struct Freeze {
    /// Of which year.
    #[arg(long, required = true)]
    pub fiscal_year: FiscalYear,
    /// Provisional figures too.
    #[arg(long)]
    pub provisional: bool,
    /// What was frozen before too, and why.
    #[arg(long, value_name = "REASON")]
    pub again: Option<String>,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi publish`
#[derive(Args, Debug)]
pub struct Publish {
    /// The folder of the public site.
    #[arg(long, required = true)]
    pub site: PathBuf,
    /// Only these years.
    #[arg(long)]
    pub fiscal_year: Vec<FiscalYear>,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi correct`
#[derive(Args, Debug)]
pub struct Correct {
    /// The engagement.
    pub engagement: String,
    /// Why, from the list.
    #[arg(long, required = true)]
    pub reason: String,
    /// Why, in words.
    #[arg(long)]
    pub note: Option<String>,
    /// What it should say: `amount=12000`.
    #[arg(long, value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
    /// Takes it back.
    #[arg(long, conflicts_with = "set")]
    pub void: bool,
    /// Says it again.
    #[arg(long, conflicts_with_all = ["set", "void"])]
    pub restore: bool,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi verify`
#[derive(Args, Debug)]
pub struct Verify {
    /// What an earlier verification printed.
    #[arg(long)]
    pub checkpoint: Option<String>,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi backup`
#[derive(Args, Debug)]
pub struct Backup {
    /// Where to write it.
    pub file: PathBuf,
    /// Who may open it.
    #[arg(long)]
    pub recipient: Vec<String>,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi restore`
#[derive(Args, Debug)]
pub struct Restore {
    /// The backup.
    pub file: PathBuf,
    /// The file of what opens it.
    #[arg(long)]
    pub identity: Option<PathBuf>,
    /// Only tries, and writes down that it could be.
    #[arg(long)]
    pub test: bool,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi demo`
#[derive(Args, Debug)]
pub struct Demo {
    /// The folder to make it in.
    #[arg(default_value = "enishi-demo")]
    pub folder: PathBuf,
    /// With a thousandth of the gifts.
    #[arg(long)]
    pub small: bool,
    /// Opens the city in the browser.
    #[arg(long)]
    pub serve: bool,
    /// Where the browser finds it.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}

/// `enishi staff`
#[derive(Args, Debug)]
pub struct Staff {
    /// What to do.
    #[command(subcommand)]
    pub action: StaffAction,
}

/// What to do about those who may come in.
#[derive(Debug, Subcommand)]
pub enum StaffAction {
    /// Opens an account.
    Add(StaffAdd),
    /// Gives or ends a duty.
    Role(StaffRole),
    /// Hands out a new link, or lets somebody in no longer.
    Reset(StaffReset),
    /// Makes a token by which a program comes in as somebody.
    Token(StaffToken),
    /// Shows all accounts.
    List(StaffList),
}

/// `enishi staff token`
#[derive(Args, Debug)]
pub struct StaffToken {
    /// The login.
    pub login: String,
    /// What it is for.
    #[arg(long, required = true)]
    pub label: String,
    /// How many days it may be used, up to 365.
    #[arg(long, default_value_t = 90)]
    pub days: i64,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi staff add`
#[derive(Args, Debug)]
pub struct StaffAdd {
    /// The login.
    pub login: String,
    /// What they are called.
    #[arg(long, required = true)]
    pub name: String,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi staff role`
#[derive(Args, Debug)]
pub struct StaffRole {
    /// The login.
    pub login: String,
    /// Which.
    #[arg(long, required = true)]
    pub duty: String,
    /// Where.
    #[arg(long)]
    pub department: Option<String>,
    /// Ends it.
    #[arg(long)]
    pub end: bool,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi staff reset`
#[derive(Args, Debug)]
pub struct StaffReset {
    /// The login.
    pub login: String,
    /// Lets them in no longer.
    #[arg(long)]
    pub suspend: bool,
    #[command(flatten)]
    pub ledger: Ledger,
}

/// `enishi staff list`
#[derive(Args, Debug)]
pub struct StaffList {
    #[command(flatten)]
    pub ledger: Ledger,
}
