//! Why a file of an inquiry is not read. Nothing is taken of it then.

use enishi_domain::calendar::FiscalYear;

use crate::wording::inquiries::SHEET;

/// Why a file of an inquiry is not read.
#[derive(Debug, thiserror::Error)]
pub enum InquiryError {
    /// No department of the year is called so.
    #[error("no programme of {0} is of the department `{1}`")]
    NoSuchDepartment(FiscalYear, String),
    /// It is another file, or its hidden worksheet is gone.
    #[error("this is no file of an inquiry; send the one that `enishi inquire` wrote")]
    NotOurs,
    /// What it keeps of itself was changed, or another ledger made it.
    #[error("its hidden worksheet `{0}` is not as it was sent; make the file anew and fill it in")]
    NotAsSent(&'static str),
    /// It was made for another city.
    #[error("the file is of {0}, and the ledger of {1}")]
    OtherCity(String, String),
    /// It was made for another year.
    #[error("the file is of {0}, and {1} was asked for; choose the other year")]
    OtherYear(FiscalYear, FiscalYear),
    /// A cell was changed that is not asked for.
    #[error(
        "{SHEET} {place}: the cell is locked and says `{is}` in place of `{was}`; put back what \
         stood there, or make the file anew and copy the answers"
    )]
    Altered {
        /// `H5`
        place: String,
        /// What was sent.
        was: String,
        /// What stands there.
        is: String,
    },
    /// An answer is a formula without a value or an error.
    #[error("{SHEET} {place}: there is no text in the cell; type it as text")]
    NoText {
        /// `H5`
        place: String,
    },
    /// An answer is longer than it may be.
    #[error("{SHEET} {place}: {length} characters; shorten it to {most}")]
    TooLong {
        /// `H5`
        place: String,
        /// How long it is.
        length: usize,
        /// How long it may be.
        most: usize,
    },
}
