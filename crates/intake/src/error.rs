//! Why a document could not be read at all. What is amiss inside a readable document is a finding,
//! never an error; the Japanese wording with the way out stands in `wording`.

use std::fmt;

/// Why nothing was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// No bytes, or blanks only.
    #[error("the document is empty")]
    Empty,
    /// The file is refused by its size alone.
    #[error("the document has {bytes} bytes, the limit is {limit}")]
    TooLarge {
        /// How large it is.
        bytes: u64,
        /// How large it may be.
        limit: u64,
    },
    /// An archive that holds more than a spreadsheet can: a bomb, or not ours to read.
    #[error("the document unpacks to more than {limit} bytes")]
    TooMuchWhenUnpacked {
        /// How much may be unpacked.
        limit: u64,
    },
    /// More cells than are kept.
    #[error("the document has more than {limit} cells")]
    TooManyCells {
        /// How many may hold something.
        limit: u64,
    },
    /// More KPIs and figures than are kept.
    #[error(
        "the document holds more than {limit} figures; split it into several files, by department \
         or by year"
    )]
    TooManyFigures {
        /// How many there may be, a KPI or a programme counting as four.
        limit: u64,
    },
    /// More rows, columns, tags … than any spreadsheet program could have written.
    #[error("the document has more than {limit} {what}")]
    TooMany {
        /// What there is too much of: `rows`, `columns`, `tags`, `spanned cells`.
        what: &'static str,
        /// How many there may be.
        limit: u64,
    },
    /// Elements nested beyond what an honest document needs.
    #[error("the document nests its elements too deeply")]
    TooDeep,
    /// Neither text nor a workbook.
    #[error("the document is binary, neither text nor a workbook")]
    Binary,
    /// Protected by a password.
    #[error("the document is encrypted")]
    Encrypted,
    /// Cut off, or its parts contradict one another.
    #[error("the document is damaged: {what}")]
    Damaged {
        /// Which part.
        what: &'static str,
    },
    /// The format is known and cannot be read here.
    #[error("the document cannot be read: {what}")]
    Unreadable {
        /// What stands in the way.
        what: &'static str,
    },
    /// A format that holds tables perhaps, but has no reader.
    #[error("the document is {0}, which is not read")]
    Unsupported(OtherFormat),
    /// An archive or container without a worksheet.
    #[error("the document is an archive without worksheets")]
    NotAWorkbook,
    /// Readable, but without a table.
    #[error("the document holds no table")]
    NoTable,
    /// The encoding's name says nothing to us.
    #[error("`{0}` is not the name of a known encoding")]
    UnknownEncoding(String),
    /// The bytes are not text in that encoding.
    #[error("byte {byte_offset} in line {line} is not {encoding}")]
    UndecodableAs {
        /// The encoding that was named, or fits best.
        encoding: &'static str,
        /// The first byte that does not fit, from 0.
        byte_offset: usize,
        /// Its line, from 1.
        line: usize,
    },
    /// The text ends within a character.
    #[error("the document is cut off within a character at its end, in line {line}")]
    CutOff {
        /// Where that character begins, from 0.
        byte_offset: usize,
        /// Its line, from 1.
        line: usize,
    },
    /// Some lines are UTF-8 and others are not: files glued together.
    #[error("the encoding changes at byte {byte_offset} in line {line}")]
    MixedEncodings {
        /// The first byte that is not UTF-8, from 0.
        byte_offset: usize,
        /// Its line, from 1.
        line: usize,
    },
    /// A worksheet was asked for in a document that holds one table only.
    #[error("a {format} holds one table only, so that no sheet can be named")]
    NoSheets {
        /// What the document is.
        format: &'static str,
    },
    /// The worksheet or table that was asked for is not there.
    #[error("there is no sheet `{name}`, only {available}")]
    NoSuchSheet {
        /// As asked for.
        name: String,
        /// What there is, separated by commas.
        available: String,
    },
}

/// A format that is recognised so that the refusal can name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherFormat {
    /// PDF
    Pdf,
    /// A picture: a scan without text.
    Picture,
    /// bzip2
    Bzip2,
    /// xz
    Xz,
    /// Zstandard
    Zstandard,
    /// 7z
    SevenZip,
    /// RAR
    Rar,
    /// gzip within gzip
    NestedGzip,
    /// A web archive (.mht)
    WebArchive,
    /// Rich text
    RichText,
    /// A word processor's document
    WordDocument,
    /// Slides
    Presentation,
    /// xlsb
    BinaryWorkbook,
    /// Excel 2003's single XML file
    XmlSpreadsheet,
    /// Text in UTF-32
    Utf32,
}

impl fmt::Display for OtherFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pdf => "a PDF",
            Self::Picture => "a picture",
            Self::Bzip2 => "a bzip2 file",
            Self::Xz => "an xz file",
            Self::Zstandard => "a Zstandard file",
            Self::SevenZip => "a 7z archive",
            Self::Rar => "a RAR archive",
            Self::NestedGzip => "gzip within gzip",
            Self::WebArchive => "a web archive",
            Self::RichText => "rich text",
            Self::WordDocument => "a word processor's document",
            Self::Presentation => "a presentation",
            Self::BinaryWorkbook => "a binary workbook",
            Self::XmlSpreadsheet => "an XML spreadsheet of Excel 2003",
            Self::Utf32 => "text in UTF-32",
        })
    }
}
