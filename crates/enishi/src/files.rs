//! What comes in and goes out: files within their limits, standard input, and output that is either
//! there whole or not at all.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use enishi_desk::check_sheet::Options;
use enishi_desk::read_settings::read_settings;
use enishi_desk::{DeskError, Language};

use crate::arguments::Reading;
use crate::{FAILED, wording};

/// No published sheet comes near; a file beyond it is refused before it is read.
pub const LARGEST_INPUT: u64 = enishi_desk::LARGEST_FILE as u64;

/// A register of a million rows is smaller.
pub const LARGEST_REGISTER: u64 = 1024 * 1024 * 1024;

/// Why a file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system does not let it be read.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The system does not let it be written.
    #[error("cannot be written: {0}")]
    Write(#[source] io::Error),
    /// What is to be written would replace what is read, or the ledger.
    #[error("is a file that is read here, or of the ledger; name another file")]
    InUse,
    /// It is a folder.
    #[error("is a directory")]
    Directory,
    /// Beyond what a file of its kind may be.
    #[error("is larger than {} MiB", .0 / 1024 / 1024)]
    TooLarge(u64),
    /// The settings file is not usable.
    #[error(transparent)]
    Settings(#[from] DeskError),
    /// It holds no secret of a city.
    #[error("is no key of a ledger: 64 hexadecimal digits are expected")]
    NoSecret,
    /// A folder without definitions of a city.
    #[error("holds no .toml file of a city's definitions")]
    NoDefinitions,
    /// A folder in which something is.
    #[error("is not empty; name a new folder")]
    NotEmpty,
    /// The settings file is not UTF-8.
    #[error("is not UTF-8")]
    NotUtf8,
}

/// A file's content, or that of standard input for `-`.
///
/// # Errors
/// [`FileError`], before anything beyond the limit is read.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    if path == Path::new("-") {
        return read_within_limit(io::stdin().lock());
    }
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(FileError::Directory);
    }
    if metadata.len() > LARGEST_INPUT {
        return Err(FileError::TooLarge(LARGEST_INPUT));
    }
    read_within_limit(File::open(path)?)
}

/// A register's content: a year of gifts is larger than any sheet.
///
/// # Errors
/// As [`read`].
pub fn read_register(path: &Path) -> Result<Vec<u8>, FileError> {
    if path == Path::new("-") {
        return read_at_most(io::stdin().lock(), LARGEST_REGISTER);
    }
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(FileError::Directory);
    }
    if metadata.len() > LARGEST_REGISTER {
        return Err(FileError::TooLarge(LARGEST_REGISTER));
    }
    // Room for all of it from the start: a year of gifts would be moved about as it grows.
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
    read_at_most_into(&mut bytes, File::open(path)?, LARGEST_REGISTER)?;
    Ok(bytes)
}

fn read_within_limit(reader: impl Read) -> Result<Vec<u8>, FileError> {
    read_at_most(reader, LARGEST_INPUT)
}

fn read_at_most(reader: impl Read, most: u64) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    read_at_most_into(&mut bytes, reader, most)?;
    Ok(bytes)
}

fn read_at_most_into(bytes: &mut Vec<u8>, reader: impl Read, most: u64) -> Result<(), FileError> {
    reader.take(most + 1).read_to_end(bytes)?;
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length > most {
        return Err(FileError::TooLarge(most));
    }
    Ok(())
}

/// The options of the command line joined with the settings file.
///
/// # Errors
/// The settings file's path and what is wrong with it.
pub fn reading_options(reading: &Reading) -> Result<Options, (PathBuf, FileError)> {
    let mut settings = match &reading.settings {
        Some(path) => read_settings_file(path).map_err(|error| (path.clone(), error))?,
        None => enishi_desk::settings::Settings::default(),
    };
    settings.fiscal_year = reading.fiscal_year.or(settings.fiscal_year);
    settings.layout = reading.layout.or(settings.layout);
    let (encoding, worksheet) = (reading.input_encoding.clone(), reading.worksheet.clone());
    Ok(Options {
        encoding,
        worksheet,
        settings,
    })
}

fn read_settings_file(path: &Path) -> Result<enishi_desk::settings::Settings, FileError> {
    let text = String::from_utf8(read(path)?).map_err(|_| FileError::NotUtf8)?;
    Ok(read_settings(&text)?)
}

/// Whether a command may write a file whole there: it can, and the file is none of those that the
/// command reads or that the ledger stands in, whatever it is called. Leaves nothing, and is asked
/// before the long work.
///
/// # Errors
/// [`FileError::InUse`]; otherwise as [`write_whole`].
pub fn may_be_output(path: &Path, in_use: &[PathBuf]) -> Result<(), FileError> {
    let place = place_of(path);
    if in_use.iter().any(|used| place_of(used) == place) {
        return Err(FileError::InUse);
    }
    if place.is_dir() {
        return Err(FileError::Directory);
    }
    let file = new_file_in(folder_of(&place));
    file.map(drop).map_err(FileError::Write)
}

/// Writes a file whole: into a temporary one beside it, which then takes its name.
///
/// # Errors
/// [`FileError::Write`]; what stood there before is untouched then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    // Behind a link the file itself is written, and the link stays.
    let path = place_of(path);
    if path.is_dir() {
        return Err(FileError::Directory);
    }
    write_beside(&path, bytes, Readers::Everybody).map_err(FileError::Write)
}

/// Writes a file with people's names whole: a new one is its owner's alone, one that is replaced
/// keeps its permissions.
///
/// # Errors
/// As [`write_whole`].
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let path = place_of(path);
    if path.is_dir() {
        return Err(FileError::Directory);
    }
    write_beside(&path, bytes, Readers::Owner).map_err(FileError::Write)
}

/// Who may read a file that is new, on Unix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Readers {
    /// As far as the system's mask allows.
    Everybody,
    Owner,
}

/// Whether a folder may become a public site: it is new or empty, or one already, and holds nothing
/// of the ledger.
///
/// # Errors
/// [`FileError::NotEmpty`], [`FileError::InUse`]; the system's where it cannot be read.
pub fn may_be_a_site(folder: &Path, in_use: &[PathBuf]) -> Result<(), FileError> {
    let place = place_of(folder);
    if in_use.iter().any(|used| place_of(used).starts_with(&place)) {
        return Err(FileError::InUse);
    }
    let is_site = folder.join("SHA256SUMS").is_file();
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(FileError::Write(error)),
        Ok(mut entries) => match entries.next() {
            Some(_) if !is_site => Err(FileError::NotEmpty),
            Some(_) | None => Ok(()),
        },
    }
}

/// Writes a folder whole: beside the one that it replaces, which then goes. Where that fails, what
/// stood there stays.
///
/// # Errors
/// [`FileError::Write`].
pub fn write_site(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), FileError> {
    let beside = tempfile::Builder::new()
        .prefix(".enishi-site-")
        .tempdir_in(folder_of(folder))
        .map_err(FileError::Write)?;
    let fresh = beside.path().join("new");
    let written = files.iter().try_for_each(|(name, bytes)| {
        let path = fresh.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::create(&path)?;
        file.write_all(bytes)?;
        file.sync_all()
    });
    let old = beside.path().join("old");
    let swapped = written.and_then(|()| {
        if folder.exists() {
            fs::rename(folder, &old)?;
        }
        fs::rename(&fresh, folder)
    });
    if swapped.is_err() && old.exists() && !folder.exists() {
        fs::rename(&old, folder).map_err(FileError::Write)?;
    }
    swapped.map_err(FileError::Write)
}

/// The folder that a file stands in.
pub fn folder_of(path: &Path) -> &Path {
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// What a file's name ends in, in small letters.
pub fn extension(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}

/// Where a name leads, in one spelling and behind links, also where nothing stands there yet.
fn place_of(path: &Path) -> PathBuf {
    if let Ok(place) = fs::canonicalize(path) {
        return place;
    }
    let path = behind_link(path);
    match (fs::canonicalize(folder_of(&path)), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path,
    }
}

/// Where a link leads whose file is not there yet.
fn behind_link(path: &Path) -> PathBuf {
    let beside = path.parent().unwrap_or(Path::new(""));
    fs::read_link(path).map_or_else(|_| path.to_owned(), |target| beside.join(target))
}

fn write_beside(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let mut file = match readers {
        Readers::Everybody => new_file_in(folder_of(path))?,
        // A temporary file is its owner's, and stays so under its new name.
        Readers::Owner => tempfile::NamedTempFile::new_in(folder_of(path))?,
    };
    file.write_all(bytes)?;
    if let Ok(metadata) = fs::metadata(path) {
        file.as_file().set_permissions(metadata.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// A temporary file is its owner's alone unless said otherwise; a result is for colleagues too, as
/// far as the system's mask allows.
#[cfg(unix)]
fn new_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    tempfile::Builder::new()
        .permissions(fs::Permissions::from_mode(0o666))
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::NamedTempFile::new_in(folder)
}

/// Prints to standard output; a reader who closes the pipe ends it without complaint.
///
/// # Errors
/// The system's, where what was asked for could not be printed.
pub fn print(text: &str) -> io::Result<()> {
    print_with(|out| out.write_all(text.as_bytes()))
}

/// Prints, as [`print()`] does, what is written piece by piece.
///
/// # Errors
/// As [`print()`].
pub fn print_with(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

/// The exit code where it could be printed what was asked for; otherwise says so, and it failed.
pub fn printed(outcome: io::Result<()>, code: u8, language: Language) -> u8 {
    match outcome {
        Ok(()) => code,
        Err(error) => {
            complain(&wording::output_error(&error, language));
            FAILED
        }
    }
}

/// Shows a line of progress in place of the last one; an empty one wipes it.
pub fn progress(text: &str) {
    let _ = write!(io::stderr().lock(), "\r\u{1b}[K{text}");
}

/// Prints a line to standard error.
pub fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Says what keeps a file from being read or written.
pub fn complain_of(path: &Path, error: &FileError, language: Language) {
    complain(&format!(
        "{}: {}",
        path.display(),
        wording::file_error(error, language)
    ));
}
