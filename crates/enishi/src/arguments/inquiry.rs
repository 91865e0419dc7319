//! What can be asked about inquiries.

use std::path::PathBuf;

use clap::Args;
use enishi_domain::calendar::FiscalYear;

use super::ledger::Ledger;

/// `enishi inquire`
#[derive(Args, Debug)]
pub struct Inquire {
    /// The folder to write to.
    #[arg(short, long, required_unless_present = "read")]
    pub output: Option<PathBuf>,
    /// Only of this department.
    #[arg(long, conflicts_with = "read")]
    pub department: Option<String>,
    /// The files that came back.
    #[arg(long, num_args = 1.., conflicts_with = "output")]
    pub read: Vec<PathBuf>,
    /// Says what would be taken.
    #[arg(long, requires = "read")]
    pub dry_run: bool,
    /// Of which year.
    #[arg(long)]
    pub fiscal_year: Option<FiscalYear>,
    #[command(flatten)]
    pub ledger: Ledger,
}
