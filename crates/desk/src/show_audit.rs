//! What the screen 「監査記録」 is filled with: who read, took out or changed what, and why; when the
//! seals were checked last; when a backup was made and tried last. Also the check itself.

use enishi_domain::engagement::Position;
use enishi_domain::staff::StaffId;
use enishi_store::{Audit, AuditListed, AuditSelection};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::back_up::{BACKED_UP, RESTORED, TRIED};
use crate::error::DeskError;
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::verify_ledger::{Verified, verify_ledger};

/// How many entries a page has.
const PAGE: u32 = 50;

/// How the audit calls a check of the seals.
const VERIFIED: &str = "verify";

/// What the list may be limited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Names were shown.
    Read,
    /// Rows were taken out.
    Taken,
    /// Personal data went.
    Disposed,
    /// Registers came in or went out again.
    Imported,
    /// Rows were written or changed by hand.
    Recorded,
    /// Who is who.
    Identified,
    /// The sheet through the year.
    Sheet,
    /// Accounts and logins.
    Access,
    /// Backups, checks and definitions.
    Upkeep,
}

impl Deed {
    /// All of them, what the law asks for first.
    pub const ALL: [Self; 9] = [
        Self::Read,
        Self::Taken,
        Self::Disposed,
        Self::Imported,
        Self::Recorded,
        Self::Identified,
        Self::Sheet,
        Self::Access,
        Self::Upkeep,
    ];

    /// As addresses have it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Taken => "taken",
            Self::Disposed => "disposed",
            Self::Imported => "imported",
            Self::Recorded => "recorded",
            Self::Identified => "identified",
            Self::Sheet => "sheet",
            Self::Access => "access",
            Self::Upkeep => "upkeep",
        }
    }

    /// By what the audit calls it.
    #[must_use]
    pub fn actions(self) -> &'static [&'static str] {
        match self {
            Self::Read => &["profile.read", "party.find", "identity.read"],
            Self::Taken => &["exported", BACKED_UP],
            Self::Disposed => &["disposed"],
            Self::Imported => &["import", "import.undo", "mapping"],
            Self::Recorded => &[
                "record", "correct", "void", "restore", "close", "reopen", "observe",
            ],
            Self::Identified => &["parties"],
            Self::Sheet => &[
                "assess",
                "workflow.submit",
                "workflow.return",
                "workflow.approve",
                "workflow.reopen",
                "workflow.discuss",
                "workflow.publish",
                "meeting",
                "remark",
                "freeze",
            ],
            Self::Access => &[
                "login",
                "login.directory",
                "login.directory.failed",
                "login.directory.bind",
                "login.directory.unbind",
                "logout.everywhere",
                "logout.other",
                "password",
                "second_factor",
                "second_factor.add",
                "second_factor.recovery",
                "security_key",
                "security_key.add",
                "security_key.remove",
                "security_key.copied",
                "token.issue",
                "token.withdraw",
                "staff.add",
                "staff.role",
                "staff.reset",
                "staff.suspend",
                "staff.demo",
                "second_factor.demo",
            ],
            Self::Upkeep => &[
                BACKED_UP,
                RESTORED,
                TRIED,
                VERIFIED,
                "region",
                "define",
                "define.sheet",
                "year.open",
            ],
        }
    }
}

/// What somebody wants to see.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Only what one did.
    pub by: Option<StaffId>,
    /// Only such deeds.
    pub deed: Option<Deed>,
    /// From that day on.
    pub from: Option<Date>,
    /// Up to that day, with it.
    pub until: Option<Date>,
    /// Before this position.
    pub before: Option<Position>,
}

/// A page of the audit.
#[derive(Clone, Debug)]
pub struct AuditPage {
    /// The entries, the latest first.
    pub entries: Vec<AuditListed>,
    /// Where the next page begins; none behind the last.
    pub next: Option<Position>,
    /// Who has an account, for the choice.
    pub staff: Vec<(StaffId, String)>,
    /// When the seals were checked last, and how that went.
    pub verified: Option<AuditListed>,
    /// The last backup.
    pub backed_up: Option<AuditListed>,
    /// The last backup that was restored to see whether it can be.
    pub tried: Option<AuditListed>,
    /// Now, by which what is old is told.
    pub now: Timestamp,
}

/// Shows a page.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::Store`].
pub async fn show_audit(counter: &Counter, filter: &AuditFilter) -> Result<AuditPage, DeskError> {
    counter.principal().ask(Action::SeeAudit, Object::Office)?;
    let office = &counter.office;
    let day_before = filter.from.and_then(|day| day.yesterday().ok());
    let behind = match day_before {
        Some(day) => office.position(Some(day)).await?,
        None => Position::default(),
    };
    let mut before = filter.before.unwrap_or(Position::NOW);
    if let Some(day) = filter.until {
        let end = office.position(Some(day)).await?;
        before = before.min(Position(end.0 + 1));
    }
    let selection = AuditSelection {
        before,
        behind,
        by: filter.by,
        actions: filter.deed.map_or(&[][..], Deed::actions),
    };
    let mut entries = office.store.audit_page(selection, PAGE + 1).await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let is_full = entries.len() > most;
    entries.truncate(most);
    let next = entries.last().map(|entry| entry.position);
    let mut staff = Vec::new();
    for account in office.store.accounts().await? {
        staff.push((account.staff, account.name));
    }
    Ok(AuditPage {
        next: next.filter(|_| is_full),
        entries,
        staff,
        verified: last(counter, VERIFIED).await?,
        backed_up: last(counter, BACKED_UP).await?,
        tried: last(counter, TRIED).await?,
        now: office.now(),
    })
}

/// How many rows an export took out, and what for.
#[must_use]
pub fn taken_out(entry: &Audit) -> Option<(u64, String)> {
    if entry.action != "exported" {
        return None;
    }
    let said: serde_json::Value = serde_json::from_str(entry.detail.as_deref()?).ok()?;
    let reason = said.get("reason")?.as_str()?.to_owned();
    Some((said.get("rows")?.as_u64()?, reason))
}

async fn last(counter: &Counter, action: &str) -> Result<Option<AuditListed>, DeskError> {
    let selection = AuditSelection {
        before: Position::NOW,
        behind: Position::default(),
        by: None,
        actions: &[action],
    };
    Ok(counter.office.store.audit_page(selection, 1).await?.pop())
}

/// Asks whether somebody may have the seals checked.
///
/// # Errors
/// [`crate::AccessError::Forbidden`].
pub fn ask_to_verify(counter: &Counter) -> Result<(), DeskError> {
    counter.principal().ask(Action::SeeAudit, Object::Office)
}

/// Checks the seals, and writes down how that went, with the end of the chain.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::Store`]; damage is no error.
pub async fn verify_as(counter: &Counter) -> Result<Verified, DeskError> {
    ask_to_verify(counter)?;
    let office = &counter.office;
    let verified = verify_ledger(office, None).await?;
    let end = verified.checkpoint.clone().unwrap_or_default();
    let outcome = match verified.is_sound() {
        true => "sound",
        false => "unsound",
    };
    office.note(VERIFIED, &end, outcome).await?;
    Ok(verified)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    /// What is begun under these names has its entry under another.
    const TOLD_LATER: [&str; 2] = ["dispose", "export"];

    #[test]
    fn whatever_a_job_is_called_is_found_by_a_deed() {
        let known: Vec<&str> = Deed::ALL
            .iter()
            .flat_map(|deed| deed.actions())
            .copied()
            .collect();
        let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
        let mut seen = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                if path.ends_with("tests.rs") {
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for begin in [".begin(\"", ".submit(\"", ".stage(\""] {
                    for rest in text.split(begin).skip(1) {
                        let action = rest.split('"').next().unwrap();
                        let is_known = known.contains(&action) || TOLD_LATER.contains(&action);
                        assert!(is_known, "{action} in {}", path.display());
                        seen += 1;
                    }
                }
            }
        }
        assert!(seen > 20, "{seen} jobs are read");
    }
}
