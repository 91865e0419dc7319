//! 「暗号化」 what goes into a backup's file and comes out of it: as it is, or encrypted by age to
//! those who may open it. Who makes a backup cannot open it.

use std::io::{self, BufRead, BufReader, Write};
use std::str::FromStr;

use age::{DecryptError, Decryptor, Encryptor};
use enishi_store::BackupFault;

use crate::backup_error::BackupError;
use crate::error::DeskError;

/// What a file that age encrypted begins with.
const ENCRYPTED: &[u8] = b"age-encryption.org/";

/// 「宛先」 who may open a backup: `age1…`.
#[derive(Clone)]
pub struct Recipient(age::x25519::Recipient);

/// 「復号鍵」 what opens it: `AGE-SECRET-KEY-1…`.
#[derive(Clone)]
pub struct Identity(age::x25519::Identity);

impl FromStr for Recipient {
    type Err = BackupError;

    fn from_str(text: &str) -> Result<Self, BackupError> {
        let read = text.trim().parse();
        read.map(Self)
            .map_err(|_| BackupError::NoRecipient(text.to_owned()))
    }
}

/// The identities in a file: one a line; what begins with `#` is said besides.
///
/// # Errors
/// [`BackupError::NoIdentity`] where there is none, or a line that is none.
pub fn identities(text: &str) -> Result<Vec<Identity>, BackupError> {
    let lines = text.lines().map(str::trim);
    let said = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read = said.map(|line| line.parse().map(Identity));
    let found: Result<Vec<Identity>, &str> = read.collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) | Err(_) => Err(BackupError::NoIdentity),
    }
}

/// What is written to such a file: the encryption of all that comes, or the same.
pub(crate) enum Sealed<'a> {
    Plain(&'a mut (dyn Write + Send)),
    Encrypted(Box<age::stream::StreamWriter<&'a mut (dyn Write + Send)>>),
}

impl<'a> Sealed<'a> {
    pub(crate) fn begin(
        out: &'a mut (dyn Write + Send),
        recipients: &[Recipient],
    ) -> Result<Sealed<'a>, DeskError> {
        if recipients.is_empty() {
            return Ok(Self::Plain(out));
        }
        let all = recipients.iter();
        let all = all.map(|Recipient(recipient)| recipient as &dyn age::Recipient);
        let encryptor = Encryptor::with_recipients(all).expect("X25519 takes any file key");
        let writer = encryptor.wrap_output(out).map_err(unwritten)?;
        Ok(Self::Encrypted(Box::new(writer)))
    }

    pub(crate) fn finish(self) -> Result<(), DeskError> {
        match self {
            Self::Plain(_) => Ok(()),
            Self::Encrypted(writer) => writer.finish().and_then(Write::flush).map_err(unwritten),
        }
    }
}

fn unwritten(error: io::Error) -> DeskError {
    DeskError::Store(BackupFault::File(error).into())
}

impl Write for Sealed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Encrypted(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Encrypted(out) => out.flush(),
        }
    }
}

/// What a file says, once it is opened.
pub(crate) fn opened<'a>(
    mut file: Box<dyn BufRead + Send + 'a>,
    identities: &[Identity],
) -> Result<Box<dyn BufRead + Send + 'a>, DeskError> {
    let fault = |fault: BackupFault| DeskError::Store(fault.into());
    let begins = file.fill_buf().map_err(BackupFault::of_reading);
    if !begins.map_err(fault)?.starts_with(ENCRYPTED) {
        return Ok(file);
    }
    if identities.is_empty() {
        return Err(BackupError::IdentityNeeded.into());
    }
    let known = identities.iter();
    let known = known.map(|Identity(identity)| identity as &dyn age::Identity);
    let opened = Decryptor::new_buffered(file).and_then(|file| file.decrypt(known));
    match opened {
        Ok(reader) => Ok(Box::new(BufReader::with_capacity(64 * 1024, reader))),
        Err(DecryptError::NoMatchingKeys) => Err(BackupError::OtherIdentity.into()),
        Err(DecryptError::Io(error)) => Err(fault(BackupFault::of_reading(error))),
        Err(_) => Err(fault(BackupFault::Damaged)),
    }
}
