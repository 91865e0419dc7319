//! What comes in and goes out: files within their limits, standard input, and output that is either
//! there whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use enishi_desk::Language;
use enishi_desk::check_sheet::Options;
use enishi_desk::settings::{SettingsError, read_settings};

use crate::arguments::Reading;
use crate::wording;

/// No published sheet comes near; a file beyond it is refused before it is read.
pub const LARGEST_INPUT: u64 = enishi_desk::LARGEST_FILE as u64;

/// Why a file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system says no.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is a folder.
    #[error("is a directory")]
    Directory,
    /// Beyond [`LARGEST_INPUT`].
    #[error("is larger than {} MiB", LARGEST_INPUT / 1024 / 1024)]
    TooLarge,
    /// The settings file is not usable.
    #[error(transparent)]
    Settings(#[from] SettingsError),
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
        return Err(FileError::TooLarge);
    }
    read_within_limit(File::open(path)?)
}

fn read_within_limit(reader: impl Read) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    reader.take(LARGEST_INPUT + 1).read_to_end(&mut bytes)?;
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length > LARGEST_INPUT {
        Err(FileError::TooLarge)
    } else {
        Ok(bytes)
    }
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
    let (encoding, worksheet) = (reading.input_encoding.clone(), reading.sheet.clone());
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

/// Writes a file whole: into a temporary one beside it, which then takes its name.
///
/// # Errors
/// The system's; what stood there before is untouched then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    let file = file.persist(path)?;
    set_ordinary_permissions(&file)
}

/// A temporary file is its owner's alone; a result is for colleagues too.
#[cfg(unix)]
fn set_ordinary_permissions(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_ordinary_permissions(_: &File) -> io::Result<()> {
    Ok(())
}

/// Prints to standard output; a reader who closes the pipe ends it without complaint.
pub fn print(text: &str) {
    print_with(|out| out.write_all(text.as_bytes()));
}

/// Prints, as [`print`] does, what is written piece by piece.
pub fn print_with(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let mut out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    let _ = write(&mut out).and_then(|()| out.flush());
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
