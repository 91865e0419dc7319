//! The ledger on SQLite and PostgreSQL: the only room that speaks SQL. It keeps what it is told and
//! gives it back; who may do what, and what belongs into one unit of work, is decided by the desk.
//!
//! Reading order: `schema.sql`, which is the whole truth; [`Store`] in `database`, which opens it;
//! [`Posting`] in `posting`, the one way to write, whose transaction is in `writing` and
//! which `staging` makes ready beside the ledger, with
//! `engagements`, `parties`, `identity`, `statistics`, `imports`, `definitions`, `journal` and
//! `assessments` saying what can be written, and
//! `answered` with which programmes; `likenesses`, by which rows that say the same are
//! found; `accounts`, `security_keys` and `sessions`, which
//! say who may come in; `idempotency`, what was sent under a key; `disposal`, which says what goes
//! with a person; `facts` and `cells`, which are kept in step with the ledger so that counting is
//! quick; `reading`, `browsing`, `audit_trail`, `pairs`, `party_search`, `periods`, `import_list`
//! and `exports`;
//! [`Measuring`] in `measuring`, in which KPIs are measured, and `metric_sql`, which counts;
//! `corrections`, which finds what touches a count later; `rebuild`, which makes anew what is
//! derived, and `soundness`, which holds it to the ledger; `seal`, which holds the ledger to its
//! past; `backup`, which takes it out whole and into another database; `group_commit`, by which
//! many callers share one sync. `dialect`, `rows` and `columns` are the small print of talking to
//! two databases; `rehearsal` is for tests.

mod database;
mod posting;
mod staging;
mod writing;

mod answered;
mod assessments;
mod definitions;
mod disposal;
mod engagements;
mod identity;
mod imports;
mod journal;
mod likenesses;
mod parties;
mod statistics;

mod accounts;
mod idempotency;
mod security_keys;
mod sessions;

mod audit_trail;
mod backup;
mod tokens;

mod browsing;
mod cells;
mod corrections;
mod exports;
mod facts;
mod import_list;
mod measuring;
mod metric_sql;
mod pairs;
mod party_search;
mod periods;
mod reading;
mod rebuild;
mod seal;
mod soundness;

mod group_commit;

#[cfg(feature = "rehearsal")]
pub mod rehearsal;

mod columns;
mod dialect;
mod error;
mod rows;

pub use accounts::{Account, SecondFactor};
pub use answered::{Answered, Programmes, Reach};
pub use assessments::{Assessment, Meeting, Remark, Signature, Statement, WorkflowStep};
pub use audit_trail::{AuditListed, AuditSelection};
pub use backup::{BackupFault, BackupHead, BackupRead, RestorePlace, read_through};
pub use corrections::FoundCorrections;
pub use database::{SCHEMA_VERSION, Store, file_of, schema};
pub use definitions::MAPPINGS;
pub use engagements::{Change, NewEngagement, Revision, Source};
pub use enishi_domain::staff::StaffId;
pub use error::{Failure, StoreError};
pub use exports::{DescribedParty, Selected};
pub use group_commit::Work;
pub use idempotency::{KeptAnswer, KeyedRequest, UnderKey};
pub use identity::LinkDecision;
pub use import_list::ImportListed;
pub use imports::{BatchDescription, BatchId, ImportedRow, KnownRow};
pub use journal::{Audit, EvidenceNote, FrozenFigure};
pub use likenesses::{Alike, Among};
pub use measuring::{Combination, Measuring};
pub use pairs::{BY_HAND, PairLink, PairStretch, Participation};
pub use parties::{KnownProfile, NewParty};
pub use party_search::{DisposalNote, PartyWords};
pub use periods::{Origin, PeriodRows};
pub use posting::{Posting, Recording};
pub use reading::{EvidencePage, SeenValues};
pub use seal::{Checkpoint, Damage, Verification};
pub use security_keys::SecurityKey;
pub use sessions::Session;
pub use staging::{MergeWatch, Staging};
pub use tokens::AccessToken;
