//! The office at work on its ledger: which database, which city, who acts and when. Everything that
//! the jobs on the ledger share enters here, so that the same steps give the same ledger.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use enishi_domain::calendar::{FiscalYear, day_in_japan};
use enishi_domain::editions::Editions;
use enishi_domain::engagement::Position;
use enishi_domain::finding::Finding;
use enishi_domain::identity::keys::{KeyedHasher, Keymaker};
use enishi_domain::kpi::KpiNo;
use enishi_domain::region::{ProgrammeDefinition, Region};
use enishi_intake::definitions::editions::{files_for, split_name};
use enishi_intake::definitions::region::unseen_values;
use enishi_store::{Audit, Posting, Reach, Recording, StaffId, Staging, Store, Work};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;

use crate::change_definitions::check_municipality;
use crate::definitions::{self, Definitions, Shared, as_region, editions_at, read_files};
use crate::divide_figures::KeptBreakdowns;
use crate::error::DeskError;

/// The city's secret, by which names become keys. It stands outside the database, so that a stolen
/// database names nobody.
#[derive(Clone)]
pub struct Secret(Hmac<Sha256>);

impl Secret {
    /// How many bytes a secret has.
    pub const LENGTH: usize = 32;

    /// A secret of that many random bytes.
    #[must_use]
    pub fn new(bytes: &[u8; Self::LENGTH]) -> Self {
        let mac = Hmac::new_from_slice(bytes).expect("HMAC takes keys of any length");
        Self(mac)
    }

    /// The first 64 bits of the HMAC-SHA-256 of parts, each behind its length.
    pub(crate) fn digest(&self, parts: &[&[u8]]) -> u64 {
        let bytes = self.tag(parts);
        let (first, _) = bytes.as_chunks::<8>();
        u64::from_le_bytes(first[0])
    }

    /// The HMAC-SHA-256 of parts, each behind its length.
    pub(crate) fn tag(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(&part.len().to_le_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl KeyedHasher for Secret {
    fn hash(&self, kind: &str, text: &str) -> u64 {
        self.digest(&[kind.as_bytes(), text.as_bytes()])
    }
}

/// The office: its ledger, its city, and who acts. Cheap to clone.
#[derive(Clone)]
pub struct Office {
    pub(crate) store: Store,
    /// What is defined for the year that somebody turned to, or else for today's.
    pub(crate) region: Arc<Region>,
    pub(crate) definitions: Definitions,
    shared: Shared,
    pub(crate) breakdowns: KeptBreakdowns,
    pub(crate) secret: Secret,
    pub(crate) staff: StaffId,
    pub(crate) now: Timestamp,
    pub(crate) reach: Reach,
}

/// One file of a region, as it lies in its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionFile {
    /// Its name.
    pub name: String,
    /// Its TOML.
    pub text: String,
}

/// Refuses the key of another ledger.
pub(crate) async fn check_key(store: &Store, secret: &Secret) -> Result<(), DeskError> {
    let mark = secret.digest(&[b"key mark"]).cast_signed();
    if store.bears_key_mark(mark).await? {
        Ok(())
    } else {
        Err(DeskError::OtherKey)
    }
}

impl Office {
    /// Makes a ledger for a city, or gives the ledger that is there the city's present definitions.
    /// What is odd about the metrics comes along as findings.
    ///
    /// # Errors
    /// [`DeskError::Definition`] for a region that cannot be used, [`DeskError::OtherKey`],
    /// [`DeskError::OtherMunicipality`], [`DeskError::Store`].
    pub async fn init(
        address: &str,
        files: &[DefinitionFile],
        secret: Secret,
        now: Timestamp,
    ) -> Result<(Self, Vec<Finding>), DeskError> {
        // What cannot be read makes no ledger.
        read_files(files)?;
        let store = Store::init(address).await?;
        check_key(&store, &secret).await?;
        let files = with_opened_years(&store, files).await?;
        let read = read_files(&files)?;
        check_municipality(&store, &read.value).await?;
        let editions = Arc::new(read.value);
        let shared = Arc::new(Mutex::new((Position::default(), Arc::clone(&editions))));
        let office = Self::with(store, (editions, shared), secret, now);
        office.keep_region(&files).await?;
        let mut findings = read.findings;
        findings.extend(office.unseen_values().await?);
        Ok((office, findings))
    }

    /// Opens a ledger.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::OtherKey`], [`DeskError::Definition`] where no region was
    /// given yet.
    pub async fn open(address: &str, secret: Secret, now: Timestamp) -> Result<Self, DeskError> {
        let store = Store::open(address).await?;
        check_key(&store, &secret).await?;
        Self::of(store, secret, now).await
    }

    /// The office of a ledger whose key was looked at.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::Definition`].
    pub(crate) async fn of(
        store: Store,
        secret: Secret,
        now: Timestamp,
    ) -> Result<Self, DeskError> {
        let shared = definitions::share(&store).await?;
        let editions = definitions::newest(&store, &shared).await?;
        Ok(Self::with(store, (editions, shared), secret, now))
    }

    fn with(
        store: Store,
        (editions, shared): (Arc<Editions>, Shared),
        secret: Secret,
        now: Timestamp,
    ) -> Self {
        let definitions = Definitions::at(editions, now);
        Self {
            store,
            region: Arc::clone(&definitions.region),
            definitions,
            shared,
            breakdowns: KeptBreakdowns::default(),
            secret,
            staff: StaffId::SYSTEM,
            now,
            reach: Reach::Everything,
        }
    }

    /// Whether there is a ledger at an address, for whoever has no key to open it by.
    ///
    /// # Errors
    /// [`DeskError::Store`] with what is there instead.
    pub async fn look(address: &str) -> Result<(), DeskError> {
        Ok(Store::look(address).await?)
    }

    /// From now on that member of staff acts.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn act_as(&mut self, name: &str) -> Result<(), DeskError> {
        self.staff = self.store.staff(name).await?;
        Ok(())
    }

    /// From now on that member of staff acts, known by number.
    #[must_use]
    pub fn acting_for(mut self, staff: StaffId) -> Self {
        self.staff = staff;
        self
    }

    /// The same office for a question about one KPI: its city has no other.
    ///
    /// # Errors
    /// [`DeskError::UnknownKpi`].
    pub fn narrowed_to(&self, programme: &str, no: KpiNo) -> Result<Self, DeskError> {
        let narrowed = self.definitions.narrowed_to(programme, no, self.now);
        let definitions = narrowed.ok_or_else(|| DeskError::UnknownKpi {
            programme: programme.to_owned(),
            kpi: no,
        })?;
        Ok(Self {
            region: Arc::clone(&definitions.region),
            definitions,
            ..self.clone()
        })
    }

    /// The same office with what is defined for a year: every question about a year begins so.
    #[must_use]
    pub fn in_year(&self, year: FiscalYear) -> Self {
        Self {
            region: Arc::new(self.definitions.editions.of(year)),
            ..self.clone()
        }
    }

    /// Takes over what was defined since the office was opened.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::Definition`].
    pub(crate) async fn refresh(&mut self) -> Result<(), DeskError> {
        let editions = definitions::newest(&self.store, &self.shared).await?;
        if !Arc::ptr_eq(&editions, &self.definitions.editions) {
            self.definitions = Definitions::at(editions, self.now);
            self.region = Arc::clone(&self.definitions.region);
        }
        Ok(())
    }

    /// What is defined of every year.
    #[must_use]
    pub fn editions(&self) -> &Editions {
        &self.definitions.editions
    }

    /// From now on it is that moment.
    pub fn set_clock(&mut self, now: Timestamp) {
        self.now = now;
        self.definitions.turned_to(now);
        self.region = Arc::clone(&self.definitions.region);
    }

    /// The moment.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// The day in Japan.
    #[must_use]
    pub fn today(&self) -> Date {
        day_in_japan(self.now)
    }

    /// The city.
    #[must_use]
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// A programme by its number.
    ///
    /// # Errors
    /// [`DeskError::UnknownProgramme`].
    pub(crate) fn programme(&self, no: &str) -> Result<&ProgrammeDefinition, DeskError> {
        let mut programmes = self.region.programmes.iter();
        let found = programmes.find(|programme| programme.no == no);
        found.ok_or_else(|| DeskError::UnknownProgramme(no.to_owned()))
    }

    /// A programme that there is or was, as whoever answers for it by now has it: what is asked
    /// where no year is.
    ///
    /// # Errors
    /// [`DeskError::UnknownProgramme`].
    pub(crate) fn standing(&self, no: &str) -> Result<&ProgrammeDefinition, DeskError> {
        let mut programmes = self.definitions.standing.iter();
        let found = programmes.find(|programme| programme.no == no);
        found.ok_or_else(|| DeskError::UnknownProgramme(no.to_owned()))
    }

    /// What a department is called today, several names where it was split; no department stays
    /// none.
    pub(crate) fn called_today(&self, department: Option<&str>) -> Vec<Option<String>> {
        let (Some(name), Some(year)) = (department, FiscalYear::of(self.today())) else {
            return vec![department.map(str::to_owned)];
        };
        let names = self.definitions.region.department_in(name, year);
        names.into_iter().map(Some).collect()
    }

    /// The city as it was defined at a position: what was frozen there was measured by that.
    ///
    /// # Errors
    /// [`DeskError::Definition`] where there was none, [`DeskError::Store`].
    pub async fn editions_at(&self, position: Position) -> Result<Editions, DeskError> {
        editions_at(&self.store, position).await
    }

    /// The last position recorded by the end of a day in Japan; the last of all where no day is
    /// given.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn position(&self, as_of: Option<Date>) -> Result<Position, DeskError> {
        let Some(day) = as_of else {
            return Ok(self.store.last_position().await?);
        };
        let midnight = day.tomorrow().unwrap_or(Date::MAX).at(0, 0, 0, 0);
        let next_day = Offset::constant(9).to_timestamp(midnight);
        let next_day = next_day.unwrap_or(Timestamp::MAX);
        // Moments are recorded to the microsecond.
        let end = next_day.checked_sub(SignedDuration::from_micros(1));
        let end = end.unwrap_or(next_day);
        Ok(self.store.position_at(end).await?)
    }

    /// What the metrics ask for and no engagement says: L07, with the places in the city's files.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn unseen_values(&self) -> Result<Vec<Finding>, DeskError> {
        let seen = self.store.seen_values().await?;
        let files = definitions::files_at(&self.store, Position::NOW).await?;
        let files = files_for(&as_region(&files), FiscalYear::of(self.today()));
        Ok(unseen_values(&files, &self.region, &seen))
    }

    /// To what somebody did something of that name, the oldest first: what the audit tells of it.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn audited(&self, action: &str) -> Result<Vec<(StaffId, String)>, DeskError> {
        const AT_ONCE: u32 = 500;
        let mut found = Vec::new();
        let mut from = Position::default();
        loop {
            let entries = self.store.audit_from(from, AT_ONCE).await?;
            let Some((last, _)) = entries.last() else {
                return Ok(found);
            };
            from = Position(last.0 + 1);
            let named = entries.into_iter().map(|(_, entry)| entry);
            let named = named.filter(|entry| entry.action == action);
            found.extend(named.map(|entry| (entry.staff, entry.object.unwrap_or_default())));
        }
    }

    /// Ends all connections.
    pub async fn close(self) {
        self.store.close().await;
    }

    pub(crate) fn keymaker(&self) -> Keymaker<Secret> {
        Keymaker::new(self.secret.clone())
    }

    /// A large unit of work, in a transaction of its own, with its entry in the audit.
    pub(crate) async fn begin(
        &self,
        action: &str,
        object: Option<String>,
    ) -> Result<Posting, DeskError> {
        let mut posting = self.store.begin(self.recording(action)).await?;
        posting.audit(&self.entry(action, object)).await?;
        Ok(posting)
    }

    /// An entry of the audit alone.
    pub(crate) async fn note(
        &self,
        action: &str,
        object: &str,
        detail: &str,
    ) -> Result<Position, DeskError> {
        let mut posting = self.store.begin(self.recording(action)).await?;
        let mut entry = self.entry(action, Some(object.to_owned()));
        entry.detail = Some(detail.to_owned());
        posting.audit(&entry).await?;
        Ok(posting.commit().await?)
    }

    /// A large unit of work beside the ledger.
    pub(crate) async fn stage(&self, action: &str) -> Result<Staging, DeskError> {
        Ok(self.store.stage(self.recording(action)).await?)
    }

    /// Begins in the ledger what was staged, with its entry in the audit.
    pub(crate) async fn begin_staged(
        &self,
        staging: Staging,
        action: &str,
        object: &str,
    ) -> Result<Posting, DeskError> {
        let mut posting = staging.begin().await?;
        let entry = self.entry(action, Some(object.to_owned()));
        posting.audit(&entry).await?;
        Ok(posting)
    }

    /// A short unit of work, with its entry in the audit. It shares a transaction with those of
    /// others who wait, and waits itself while an import holds the ledger.
    pub(crate) async fn submit<T: Send + 'static>(
        &self,
        action: &str,
        object: String,
        work: Work<T>,
    ) -> Result<(T, Position), DeskError> {
        let recording = self.recording(action);
        let entry = self.entry(action, Some(object));
        let audited: Work<T> = Box::new(move |posting| {
            Box::pin(async move {
                posting.audit(&entry).await?;
                work(posting).await
            })
        });
        Ok(self.store.submit(recording, audited).await?)
    }

    fn recording(&self, action: &str) -> Recording {
        Recording {
            at: self.now,
            by: self.staff,
            action: action.to_owned(),
            reach: self.reach.clone(),
        }
    }

    fn entry(&self, action: &str, object: Option<String>) -> Audit {
        Audit {
            staff: self.staff,
            action: action.to_owned(),
            object,
            detail: None,
        }
    }

    async fn keep_region(&self, files: &[DefinitionFile]) -> Result<(), DeskError> {
        let known = definitions::files_at(&self.store, Position::NOW).await?;
        if definitions::are_same(&known, files) {
            return Ok(());
        }
        let mut posting = self.begin("region", None).await?;
        self.declare(&mut posting, self.editions()).await?;
        for file in files {
            if !known.contains(file) {
                posting
                    .keep_definition(&file.name, Some(&file.text))
                    .await?;
            }
        }
        for DefinitionFile { name, .. } in known {
            if !files.iter().any(|file| file.name == name) {
                posting.keep_definition(&name, None).await?;
            }
        }
        posting.commit().await?;
        Ok(())
    }

    /// Makes known what rows of the ledger refer to: 利用目的 and series, of whatever year.
    pub(crate) async fn declare(
        &self,
        posting: &mut Posting,
        editions: &Editions,
    ) -> Result<(), DeskError> {
        for region in editions.all() {
            for purpose in &region.purposes {
                posting.declare_purpose(purpose).await?;
            }
            for series in &region.series {
                posting.declare_series(series).await?;
            }
        }
        Ok(())
    }
}

/// The files of a folder, and those of years that were opened in the ledger and of which the folder
/// says nothing: who gives new definitions does not close a year that somebody opened in the
/// browser.
pub(crate) async fn with_opened_years(
    store: &Store,
    files: &[DefinitionFile],
) -> Result<Vec<DefinitionFile>, DeskError> {
    let year = |file: &DefinitionFile| split_name(&file.name).0;
    let said: BTreeSet<FiscalYear> = files.iter().filter_map(year).collect();
    let known = definitions::files_at(store, Position::NOW).await?;
    let opened = known.into_iter();
    let opened = opened.filter(|file| year(file).is_some_and(|year| !said.contains(&year)));
    Ok(files.iter().cloned().chain(opened).collect())
}
