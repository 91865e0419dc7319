//! 「バックアップ」 the ledger as one file, and a ledger of such a file. A restored ledger was held
//! against its seals and its frozen figures before it takes its place; a trial goes as far and
//! leaves nothing but its date in the audit.

use std::io::{self, BufRead, Write};
use std::path::Path;

use enishi_domain::engagement::Position;
use enishi_store::{BackupFault, BackupRead, RestorePlace, Store, read_through};
use jiff::Timestamp;

use crate::backup_error::BackupError;
use crate::error::DeskError;
use crate::office::{Office, Secret, check_key};
use crate::sealed_file::{Identity, Recipient, Sealed, opened};
use crate::verify_ledger::{Verified, verify_ledger};

/// How the audit calls a backup, a restored ledger and a trial.
pub const BACKED_UP: &str = "backup";
/// See [`BACKED_UP`].
pub const RESTORED: &str = "backup.restore";
/// See [`BACKED_UP`].
pub const TRIED: &str = "backup.test";

/// Told now and then how many rows went through.
pub type RowWatch<'a> = &'a mut (dyn FnMut(u64) + Send);

/// Opens a backup's file anew: it is read twice, once to its end before anything is done.
pub type OpenFile<'a> = &'a (dyn Fn() -> io::Result<Box<dyn BufRead + Send>> + Sync);

/// A backup's file, and what opens it.
#[derive(Clone, Copy)]
pub struct BackupFile<'a> {
    /// The file.
    pub open: OpenFile<'a>,
    /// What may open it.
    pub identities: &'a [Identity],
}

/// Who restores, and when.
#[derive(Clone, Copy, Debug)]
pub struct Restorer<'a> {
    /// By what the ledger knows people; the key that the backup carries must be the same.
    pub key: &'a [u8; Secret::LENGTH],
    /// Who, for the audit.
    pub staff: Option<&'a str>,
    /// When.
    pub now: Timestamp,
}

/// Writes a backup of the ledger as it is, while others write. Encrypted it carries the city's
/// secret too; in the clear it does not, as the secret beside the data would undo what keeping
/// them apart is for. That it was made is in the audit once it is there.
///
/// # Errors
/// [`DeskError::Store`]; what was written so far is for whoever made the file to remove.
pub async fn back_up(
    office: &Office,
    (recipients, key): (&[Recipient], &[u8; Secret::LENGTH]),
    out: &mut (dyn Write + Send),
    watch: RowWatch<'_>,
) -> Result<BackupRead, DeskError> {
    let carried = (!recipients.is_empty()).then(|| crate::import_register::hexadecimal(key));
    let mut sealed = Sealed::begin(out, recipients)?;
    let made_at = office.now();
    let written = office
        .store
        .back_up((made_at, carried), &mut sealed, watch)
        .await?;
    sealed.finish()?;
    Ok(written)
}

/// Writes down that a backup is there: whoever keeps the file calls it once it has its name.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn note_backup(office: &Office, written: &BackupRead) -> Result<Position, DeskError> {
    let how = match written.head.key {
        Some(_) => "encrypted",
        None => "plain",
    };
    office.note(BACKED_UP, &written.digest, how).await
}

/// Reads a backup to its end and says what it is.
///
/// # Errors
/// [`BackupError`], [`BackupFault`].
pub fn look_at_backup(file: BackupFile<'_>) -> Result<BackupRead, DeskError> {
    let input = input(file)?;
    read_through(input).map_err(|fault| DeskError::Store(fault.into()))
}

/// Makes a ledger of a backup that was looked at, where none is. It is there whole or not at all,
/// and what the verification found is told: a ledger that was damaged before it was backed up is
/// restored as it was.
///
/// # Errors
/// [`DeskError::OtherKey`], [`BackupFault`], [`DeskError::Store`]; nothing is there then.
pub async fn restore_ledger(
    (file, read): (BackupFile<'_>, &BackupRead),
    target: &str,
    restorer: Restorer<'_>,
    watch: RowWatch<'_>,
) -> Result<Verified, DeskError> {
    let place = RestorePlace::beside(target).await?;
    let secret = Secret::new(restorer.key);
    match verified_at(&place, (file, read), secret, watch).await {
        Ok((mut office, verified)) => {
            let noted = note_restored(&mut office, (read, &verified), restorer).await;
            office.close().await;
            match noted {
                Ok(()) => place.settle().await?,
                Err(error) => return Err(cleared(place, error).await),
            }
            Ok(verified)
        }
        Err(error) => Err(cleared(place, error).await),
    }
}

/// Restores a backup beside everything, verifies it, removes it, and writes down that it could be.
///
/// # Errors
/// As [`restore_ledger`]; nothing is written down then.
pub async fn try_restore(
    office: &Office,
    (file, read): (BackupFile<'_>, &BackupRead),
    folder: &Path,
    watch: RowWatch<'_>,
) -> Result<Verified, DeskError> {
    let place = RestorePlace::for_trial(folder)?;
    let secret = office.secret.clone();
    let (restored, verified) = match verified_at(&place, (file, read), secret, watch).await {
        Ok(done) => done,
        Err(error) => return Err(cleared(place, error).await),
    };
    restored.close().await;
    place.clear().await?;
    office.note(TRIED, &read.digest, outcome(&verified)).await?;
    Ok(verified)
}

fn outcome(verified: &Verified) -> &'static str {
    match verified.is_intact() {
        true => "sound",
        false => "unsound",
    }
}

/// The error, once nothing is left.
async fn cleared(place: RestorePlace, error: DeskError) -> DeskError {
    // Why it could not be restored says more than why something may have stayed.
    drop(place.clear().await);
    error
}

async fn verified_at(
    place: &RestorePlace,
    (file, read): (BackupFile<'_>, &BackupRead),
    secret: Secret,
    watch: RowWatch<'_>,
) -> Result<(Office, Verified), DeskError> {
    let store = place.take_in(input(file)?, read, watch).await?;
    match verified(store.clone(), read, secret).await {
        Ok(done) => Ok(done),
        Err(error) => {
            store.close().await;
            Err(error)
        }
    }
}

async fn verified(
    store: Store,
    read: &BackupRead,
    secret: Secret,
) -> Result<(Office, Verified), DeskError> {
    check_key(&store, &secret).await?;
    let office = Office::of(store, secret, read.head.made_at).await?;
    let checkpoint = read.head.checkpoint.as_ref().map(ToString::to_string);
    let verified = verify_ledger(&office, checkpoint.as_deref()).await?;
    Ok((office, verified))
}

async fn note_restored(
    office: &mut Office,
    (read, verified): (&BackupRead, &Verified),
    restorer: Restorer<'_>,
) -> Result<(), DeskError> {
    office.set_clock(restorer.now);
    if let Some(name) = restorer.staff {
        office.act_as(name).await?;
    }
    office
        .note(RESTORED, &read.digest, outcome(verified))
        .await?;
    Ok(())
}

fn input(file: BackupFile<'_>) -> Result<Box<dyn BufRead + Send>, DeskError> {
    let opening = |error| DeskError::Store(BackupFault::File(error).into());
    opened((file.open)().map_err(opening)?, file.identities)
}

/// The city's secret that a backup carries, which must be the one that is there, if one is.
///
/// # Errors
/// [`BackupError::OtherKeyThere`].
pub fn carried_key(
    read: &BackupRead,
    there: Option<&[u8; Secret::LENGTH]>,
) -> Result<Option<String>, BackupError> {
    let Some(carried) = &read.head.key else {
        return Ok(None);
    };
    if there.is_some_and(|there| crate::import_register::hexadecimal(there) != *carried) {
        return Err(BackupError::OtherKeyThere);
    }
    Ok(Some(carried.clone()))
}
