//! 「預り」 a file that somebody handed over in the browser, until it is in the ledger: its bytes lie
//! in a folder under a random name, and beside them what is known of it, so that a restart finds
//! both. Nobody but its owner reaches it; it goes when it is in the ledger, when its owner says so,
//! and after a day.
//!
//! Personal: the folder and what lies in it are the program's alone.

mod coming;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use enishi_domain::workflow::Stage;
use enishi_intake::registers::template;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::check_deposit::SheetChecked;
use crate::deposit_error::DepositError;
use crate::error::DeskError;
use crate::inquire::reading::InquiryRead;
use crate::policy::{Action, Object};
use crate::reception::{Counter, new_secret};
use crate::work_on_deposit::{Counted, Fault, Said, Seen, Task};
use coming::{Coming, Place};

/// The largest workbook or packed file: what is packed unfolds.
pub const LARGEST_PACKED: u64 = 50 * 1024 * 1024;

/// The largest file of plain text. A year of gifts has about 300 MB.
pub const LARGEST_PLAIN: u64 = 1024 * 1024 * 1024;

/// How many files one person may have waiting.
const MOST: usize = 5;

/// How long a file waits for its owner.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// The longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 120;

/// What files begin with that unfold when they are read: zip, compound file, gzip.
const PACKED: [&[u8]; 3] = [b"PK", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"];

/// What was handed over, and so what is done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handed {
    /// A register, to be imported.
    Register,
    /// A sheet, to be checked.
    Sheet,
    /// The file of an inquiry that came back.
    Inquiry,
}

impl Handed {
    fn action(self) -> Action {
        match self {
            Self::Register => Action::Import,
            Self::Sheet => Action::CheckSheet,
            Self::Inquiry => Action::Write,
        }
    }
}

/// A file that was handed over, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deposit {
    /// 64 random digits.
    pub id: String,
    /// What it is.
    pub kind: Handed,
    /// Whose it is.
    pub staff: i64,
    /// The file's name, for the eye.
    pub name: String,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// When it came, in seconds.
    pub since: i64,
    /// The source whose mapping reads it; of an inquiry, the year.
    pub source: String,
    /// The encoding, where somebody named one.
    pub encoding: Option<String>,
    /// The mapping, where headings were chosen for this file.
    pub mapping: Option<String>,
    /// What is the same for all rows.
    pub said: Said,
    /// What was asked for and has not ended.
    pub asked: Option<Task>,
    /// What a look at the file gave.
    pub seen: Option<Seen>,
    /// What a dry run gave.
    pub tried: Option<Counted>,
    /// What was written.
    pub committed: Option<Counted>,
    /// What was found in a sheet.
    pub checked: Option<SheetChecked>,
    /// What stands in the file of an inquiry.
    pub inquiry: Option<InquiryRead>,
    /// Why the last task failed.
    pub failed: Option<(Task, Fault)>,
}

/// The folder of files that were handed over. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tray {
    folder: Arc<Path>,
    coming: Coming,
}

/// A file that is coming in.
pub struct Receiving {
    tray: Tray,
    place: Place,
    file: NamedTempFile,
    deposit: Deposit,
    limit: u64,
}

impl Tray {
    /// Opens a folder, and makes it where it is not there.
    ///
    /// # Errors
    /// The system's.
    pub fn open(folder: &Path) -> io::Result<Self> {
        if !folder.exists() {
            make_private(folder)?;
        }
        Ok(Self {
            folder: fs::canonicalize(folder)?.into(),
            coming: Coming::default(),
        })
    }

    /// Where the bytes of a file lie.
    #[must_use]
    pub fn data(&self, deposit: &Deposit) -> PathBuf {
        self.folder.join(format!("{}.data", deposit.id))
    }

    /// Where its report lies, once there is one.
    #[must_use]
    pub fn report(&self, deposit: &Deposit) -> PathBuf {
        self.folder.join(format!("{}.report", deposit.id))
    }

    fn record(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    /// Begins to take a file from somebody.
    ///
    /// # Errors
    /// [`crate::AccessError::Forbidden`], [`DepositError::TooMany`], [`DepositError::Folder`].
    pub fn begin(
        &self,
        counter: &Counter,
        kind: Handed,
        name: &str,
        source: &str,
    ) -> Result<Receiving, DeskError> {
        let staff = counter.principal().staff.0;
        let id = new_secret(&counter.entropy);
        let waiting = || self.waiting(counter, kind);
        let place = self.coming.place(((staff, kind), &id), MOST, waiting)?;
        let deposit = Deposit {
            id,
            kind,
            staff,
            name: plain_name(name),
            bytes: 0,
            since: counter.office.now().as_second(),
            source: source.to_owned(),
            encoding: None,
            mapping: None,
            said: Said::default(),
            asked: None,
            seen: None,
            tried: None,
            committed: None,
            checked: None,
            inquiry: None,
            failed: None,
        };
        let file = NamedTempFile::new_in(&self.folder).map_err(DepositError::Folder)?;
        Ok(Receiving {
            tray: self.clone(),
            place,
            file,
            deposit,
            limit: match kind {
                Handed::Register => LARGEST_PLAIN,
                Handed::Sheet | Handed::Inquiry => LARGEST_PACKED,
            },
        })
    }

    /// Somebody's files with which nothing came to its end yet.
    fn waiting(&self, counter: &Counter, kind: Handed) -> Result<BTreeSet<String>, DeskError> {
        let mut own = self.of(counter, kind)?;
        own.retain(|known| {
            known.committed.is_none() && known.checked.is_none() && known.inquiry.is_none()
        });
        Ok(own.into_iter().map(|known| known.id).collect())
    }

    /// The files of whoever asks, the latest first.
    ///
    /// # Errors
    /// [`crate::AccessError::Forbidden`], [`DepositError::Folder`].
    pub fn of(&self, counter: &Counter, kind: Handed) -> Result<Vec<Deposit>, DeskError> {
        may_somewhere(counter, kind)?;
        let mut deposits = self.all()?;
        deposits.retain(|deposit| is_own(deposit, counter, kind));
        deposits.sort_by_key(|deposit| std::cmp::Reverse((deposit.since, deposit.id.clone())));
        Ok(deposits)
    }

    /// One file of whoever asks. Another's is not told from what is not there.
    ///
    /// # Errors
    /// [`crate::AccessError::Forbidden`], [`DepositError::NotThere`].
    pub fn deposit(&self, counter: &Counter, kind: Handed, id: &str) -> Result<Deposit, DeskError> {
        may_somewhere(counter, kind)?;
        let found = self.find(id)?;
        let own = found.filter(|deposit| is_own(deposit, counter, kind));
        Ok(own.ok_or(DepositError::NotThere)?)
    }

    /// A file by its number, whoever's it is. One of which nothing can be read, as a loss of power
    /// left it, is nobody's: it keeps nobody from the others, and goes after a day.
    ///
    /// # Errors
    /// [`DepositError::Folder`].
    pub fn find(&self, id: &str) -> Result<Option<Deposit>, DepositError> {
        let is_number = id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_number {
            return Ok(None);
        }
        match fs::read(self.record(id)) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes down how far a file is. What stood there before is there until then.
    ///
    /// # Errors
    /// [`DepositError::Folder`].
    pub fn save(&self, deposit: &Deposit) -> Result<(), DepositError> {
        let text = serde_json::to_vec(deposit).expect("a record has text keys only");
        write_private(&self.record(&deposit.id), &text)?;
        Ok(())
    }

    /// Removes a file with all that is known of it.
    ///
    /// # Errors
    /// [`DepositError::Folder`].
    pub fn discard(&self, deposit: &Deposit) -> Result<(), DepositError> {
        self.drop_content(deposit)?;
        remove(&self.record(&deposit.id))?;
        Ok(())
    }

    /// Removes the bytes and the report, and keeps what came of it.
    ///
    /// # Errors
    /// [`DepositError::Folder`].
    pub fn drop_content(&self, deposit: &Deposit) -> Result<(), DepositError> {
        self.drop_data(deposit)?;
        remove(&self.report(deposit))?;
        Ok(())
    }

    /// Removes the bytes, and keeps the report.
    ///
    /// # Errors
    /// [`DepositError::Folder`].
    pub fn drop_data(&self, deposit: &Deposit) -> Result<(), DepositError> {
        Ok(remove(&self.data(deposit))?)
    }

    /// Removes what waited for too long, and what a program that ended on the way left behind.
    ///
    /// # Errors
    /// [`DepositError::Folder`].
    pub fn sweep(&self, now: Timestamp) -> Result<(), DepositError> {
        let oldest = now.saturating_sub(KEPT).unwrap_or(now);
        let mut kept = BTreeSet::new();
        for deposit in self.all()? {
            if deposit.since < oldest.as_second() {
                self.discard(&deposit)?;
            } else {
                kept.insert(deposit.id);
            }
        }
        for path in self.entries()? {
            let id = path.file_stem().and_then(|stem| stem.to_str());
            let is_kept = id.is_some_and(|id| kept.contains(id));
            // A file that is coming in belongs to nothing yet.
            let written = fs::metadata(&path).and_then(|file| file.modified());
            let written = written.ok().and_then(|at| Timestamp::try_from(at).ok());
            if !is_kept && written.is_some_and(|at| at < oldest) {
                remove(&path)?;
            }
        }
        Ok(())
    }

    fn all(&self) -> Result<Vec<Deposit>, DepositError> {
        let mut all = Vec::new();
        for path in self.entries()? {
            let is_record = path.extension().is_some_and(|ending| ending == "json");
            let id = path.file_stem().and_then(|stem| stem.to_str());
            if is_record && let Some(id) = id {
                all.extend(self.find(id)?);
            }
        }
        Ok(all)
    }

    fn entries(&self) -> Result<Vec<PathBuf>, DepositError> {
        let entries = fs::read_dir(&self.folder)?;
        let paths = entries.map(|entry| Ok(entry?.path()));
        paths.collect()
    }
}

impl Receiving {
    /// Says what is the same for all rows, and how its text is encoded.
    pub fn say(&mut self, said: Said, encoding: Option<String>) {
        self.deposit.said = said;
        self.deposit.encoding = encoding;
    }

    /// Takes more of the file.
    ///
    /// # Errors
    /// [`DepositError::TooLarge`], [`DepositError::Folder`]; what came so far goes then.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), DepositError> {
        if self.deposit.bytes == 0 && PACKED.iter().any(|packed| bytes.starts_with(packed)) {
            self.limit = LARGEST_PACKED;
        }
        self.deposit.bytes += bytes.len() as u64;
        if self.deposit.bytes > self.limit {
            return Err(DepositError::TooLarge { limit: self.limit });
        }
        Ok(self.file.write_all(bytes)?)
    }

    /// The file is there whole, and waits to be looked at.
    ///
    /// # Errors
    /// [`DepositError::Empty`], [`DepositError::Folder`].
    pub fn finish(self) -> Result<Deposit, DepositError> {
        if self.deposit.bytes == 0 {
            return Err(DepositError::Empty);
        }
        let data = self.tray.data(&self.deposit);
        // Whoever hears that it was taken sends it no more.
        self.file.as_file().sync_all()?;
        self.file.persist(data).map_err(|error| error.error)?;
        self.tray.save(&self.deposit)?;
        drop(self.place);
        Ok(self.deposit)
    }
}

/// Asks whether files of a source may be used at all. Rows of our own form say themselves which
/// engagements they correct, so it is for those who may do so anywhere.
///
/// # Errors
/// [`crate::AccessError::Forbidden`].
pub fn may_use(counter: &Counter, source: &str) -> Result<(), DeskError> {
    match source {
        template::SOURCE => counter.principal().ask(Action::Import, Object::Office),
        _ => Ok(()),
    }
}

/// Asks whether a file of a source may be imported, for a programme or for none.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::UnknownProgramme`].
pub fn may_import(
    counter: &Counter,
    source: &str,
    programme: Option<&str>,
) -> Result<(), DeskError> {
    let who = counter.principal();
    match programme {
        Some(no) => {
            let departments = &counter.office.standing(no)?.departments;
            let stage = Stage::NotStarted;
            who.ask(Action::Import, Object::Programme { departments, stage })?;
            may_use(counter, source)
        }
        None => who.ask(Action::Import, Object::Office),
    }
}

/// Asks whether somebody may hand such a file over at all.
pub(crate) fn may_somewhere(counter: &Counter, kind: Handed) -> Result<(), DeskError> {
    if counter.principal().may_somewhere(kind.action()) {
        return Ok(());
    }
    Err(crate::AccessError::Forbidden(kind.action()).into())
}

fn is_own(deposit: &Deposit, counter: &Counter, kind: Handed) -> bool {
    deposit.staff == counter.principal().staff.0 && deposit.kind == kind
}

/// A name without folders and without what hides what it is; the ending stays.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_hidden = |c: &char| {
        let turns_around = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
        c.is_control() || turns_around || matches!(c, '\u{200b}'..='\u{200f}')
    };
    let shown: Vec<char> = last.chars().filter(|c| !is_hidden(c)).collect();
    let from = shown.len().saturating_sub(LONGEST_NAME);
    let name: String = shown[from..].iter().collect();
    if name.trim().is_empty() {
        return "file".to_owned();
    }
    name
}

/// Writes a file whole that is the program's alone.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_leads_nowhere_and_hides_nothing() {
        for (sent, kept) in [
            ("寄附.csv", "寄附.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\役所\\名簿.xlsx", "名簿.xlsx"),
            ("a\r\nSet-Cookie: x.csv", "aSet-Cookie: x.csv"),
            ("名簿\u{202e}vsc.exe", "名簿vsc.exe"),
            ("", "file"),
            ("/", "file"),
        ] {
            assert_eq!(plain_name(sent), kept, "{sent:?}");
        }
        let long = format!("{}.csv", "長".repeat(400));
        let kept = plain_name(&long);
        assert_eq!(kept.chars().count(), LONGEST_NAME);
        assert!(kept.ends_with(".csv"));
    }
}
