//! The first reading: what becomes of each row. Of a row nothing is kept but digests and the keys
//! of its parties, so that a year of gifts fits into memory.

use std::collections::{BTreeMap, HashMap};

use enishi_domain::engagement::{EngagementId, Role};
use enishi_domain::finding::Finding;
use enishi_domain::identity::keys::{Keymaker, Keys};
use enishi_domain::party::PartyType;
use enishi_domain::register::{Draft, PartyDraft, RegisterRow, RowOutcome, RowVerdict};
use enishi_domain::words::ClosedSet as _;
use enishi_intake::registers::template::{self, TemplateRow};
use enishi_intake::registers::{Given, Summary};
use enishi_store::KnownRow;

use super::duplicates::{self, PossibleDuplicate, Resembled};
use super::known::{Known, KnownRows, KnownRowsBuilder};
use super::late::Brought;
use super::own_form::{self, Number};
use super::{Input, Progress, RefusedRow, Watch, reading};
use crate::error::DeskError;
use crate::office::{Office, Secret};

/// How many findings about rows that are read are kept to be told.
const MOST_TOLD: usize = 1_000;

/// What becomes of one row.
#[derive(Clone, Copy, Debug)]
pub(super) struct JudgedRow {
    /// Its row in the file, from 1.
    pub(super) number: u64,
    /// What it is known by.
    pub(super) key: u64,
    pub(super) content: i64,
    /// Its place among rows of the same content, from 1.
    pub(super) ordinal: u32,
    pub(super) verdict: RowVerdict,
    /// Whether it bears a receipt number.
    pub(super) is_numbered: bool,
    /// What it says of whom, where it is new or changed and names somebody.
    pub(super) likeness: Option<i64>,
}

/// Somebody in a row that says something else now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Revised {
    /// The place among the keys.
    pub(super) at: usize,
    /// What the row stood for before.
    pub(super) engagement: EngagementId,
    pub(super) role: Role,
}

/// What the first reading gave.
pub(super) struct Judged {
    pub(super) rows: Vec<JudgedRow>,
    /// The keys of all parties of rows that are new or changed, in the file's order.
    pub(super) keys: Vec<Keys>,
    /// Who of them are known by a number of our own form, by their place among the keys.
    pub(super) numbers: BTreeMap<usize, Number>,
    /// Who of them stand in rows that are known by a receipt number and changed.
    pub(super) revised: Vec<Revised>,
    pub(super) known: KnownRows,
    pub(super) summary: Summary,
    pub(super) findings: Vec<Finding>,
    pub(super) untold: u64,
    pub(super) refused: Vec<RefusedRow>,
    /// Rows that may be there twice, in the file's order.
    pub(super) duplicates: Vec<PossibleDuplicate>,
    /// How many rows come into which years.
    pub(super) brought: Brought,
}

impl Judged {
    pub(super) fn counts(&self) -> BTreeMap<RowVerdict, u64> {
        let mut counts = BTreeMap::new();
        for row in &self.rows {
            *counts.entry(row.verdict).or_default() += 1;
        }
        counts
    }

    /// Whether there is anything to write: a row that was excluded before and still is, is not.
    pub(super) fn changes_anything(&self) -> bool {
        self.rows.iter().any(|row| self.is_written(row))
    }

    /// Whether the row is written down; what says the same as before is not.
    pub(super) fn is_written(&self, row: &JudgedRow) -> bool {
        match row.verdict {
            RowVerdict::New | RowVerdict::Updated | RowVerdict::MaybeDuplicate => true,
            RowVerdict::Unchanged | RowVerdict::Refused => false,
            RowVerdict::Excluded => self.known.get(row.key).is_none(),
        }
    }
}

/// What earlier imports of the source brought.
pub(super) async fn known_rows(
    office: &Office,
    input: &Input,
) -> Result<KnownRowsBuilder, DeskError> {
    let mut known = KnownRowsBuilder::default();
    let list = input.list(&office.secret);
    let is_one_list = !input.mapping.is_key_of_list();
    let take = |row: KnownRow<'_>| {
        if let Some(key) = row.external_key.filter(|_| is_one_list)
            && let Some(number) = of_another_list(key, list.as_deref())
            && !row.engagements.is_empty()
        {
            known.push_elsewhere(row_key(&office.secret, Some(number), 0, 0));
        }
        let key = row_key(
            &office.secret,
            row.external_key,
            row.content_hash,
            row.ordinal,
        );
        let state = Known {
            content: row.content_hash,
            is_excluded: row.verdict == RowVerdict::Excluded,
            engagements: row.engagements,
        };
        known.push(key, state);
    };
    let source = &input.mapping.id;
    office.store.known_rows(source, take).await?;
    Ok(known)
}

/// The receipt number of a row that was imported as one of another list.
fn of_another_list<'k>(key: &'k str, list: Option<&str>) -> Option<&'k str> {
    let is_list = |text: &str| text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let (number, of) = match key.rsplit_once(super::LIST) {
        Some((number, of)) if is_list(of) => (number, Some(of)),
        Some(_) | None => (key, None),
    };
    (of != list).then_some(number)
}

/// By what a row is known again: its receipt number, or its content and its place among rows of the
/// same content.
pub(super) fn row_key(secret: &Secret, external: Option<&str>, content: i64, ordinal: i64) -> u64 {
    match external {
        Some(number) => secret.digest(&[b"row number", number.as_bytes()]),
        None => secret.digest(&[
            b"row content",
            &content.to_le_bytes(),
            &ordinal.to_le_bytes(),
        ]),
    }
}

/// The keyed digest of a row's content: of what its cells hold, or in our own form of what it says,
/// so that it is the same in every file that says so.
pub(super) fn content(secret: &Secret, input: &Input, cells: &[u8], said: Option<&Draft>) -> i64 {
    let given = &input.given_bytes;
    let digest = match said {
        None => secret.digest(&[b"content", given, cells]),
        Some(draft) => {
            let row = TemplateRow {
                key: None,
                draft: draft.clone(),
            };
            let mut bytes = Vec::new();
            for text in template::said(&row)
                .iter()
                .flat_map(|(heading, text)| [heading, text])
            {
                bytes.extend_from_slice(&text.len().to_le_bytes());
                bytes.extend_from_slice(text.as_bytes());
            }
            secret.digest(&[b"own form", given, &bytes])
        }
    };
    digest.cast_signed()
}

/// Reads the file for the first time.
pub(super) async fn judge(
    office: &Office,
    input: &Input,
    mut known: KnownRows,
    watch: Watch<'_>,
) -> Result<Judged, DeskError> {
    let mut reader = Reader::new(office, input, &known);
    let (mut chunks, reading) = reading::read_in_chunks(input, true);
    while let Some(chunk) = chunks.recv().await {
        for row in &chunk {
            let external = input.external_key(row, &office.secret);
            reader.take(row, external.as_deref());
        }
        if watch(Progress::Read(reader.rows.len() as u64)).is_break() {
            return Err(DeskError::Stopped);
        }
    }
    let (summary, mut findings) = reading::ended(input, reading).await?;
    if let Some((first, rows)) = reader.elsewhere {
        let name = input.name.clone();
        return Err(DeskError::KnownElsewhere { name, rows, first });
    }
    findings.append(&mut reader.findings);
    let Reader {
        rows,
        keys,
        mut refused,
        duplicates,
        brought,
        numbers,
        revised,
        untold,
        seen,
        ..
    } = reader;
    own_form::place(&mut refused, &summary.headings);
    known.keep(|key| seen.contains_key(&key));
    Ok(Judged {
        rows,
        keys,
        known,
        summary,
        findings,
        refused,
        duplicates,
        brought,
        numbers,
        revised,
        untold,
    })
}

struct Reader<'a> {
    secret: &'a Secret,
    keymaker: Keymaker<Secret>,
    input: &'a Input,
    known: &'a KnownRows,
    rows: Vec<JudgedRow>,
    keys: Vec<Keys>,
    ordinals: HashMap<i64, u32>,
    /// The row that first said something under a key in this file.
    seen: HashMap<u64, usize>,
    /// The new row that first said something of somebody in this file.
    said: HashMap<i64, usize>,
    numbers: BTreeMap<usize, Number>,
    revised: Vec<Revised>,
    duplicates: Vec<PossibleDuplicate>,
    brought: Brought,
    /// The first row whose number stands under another list, and how many there are.
    elsewhere: Option<(u64, u64)>,
    findings: Vec<Finding>,
    /// How many more there were than are kept.
    untold: u64,
    refused: Vec<RefusedRow>,
}

impl<'a> Reader<'a> {
    fn new(office: &'a Office, input: &'a Input, known: &'a KnownRows) -> Self {
        // Rows end with a line, but for those that hold one. What is not used takes no memory; what
        // grows by doubling takes twice as much.
        let lines = input.bytes.iter().filter(|byte| **byte == b'\n').count();
        Self {
            secret: &office.secret,
            keymaker: office.keymaker(),
            input,
            known,
            rows: Vec::with_capacity(lines),
            keys: Vec::with_capacity(lines),
            ordinals: HashMap::new(),
            seen: HashMap::new(),
            said: HashMap::new(),
            numbers: BTreeMap::new(),
            revised: Vec::new(),
            duplicates: Vec::new(),
            brought: Brought::default(),
            elsewhere: None,
            findings: Vec::new(),
            untold: 0,
            refused: Vec::new(),
        }
    }

    fn take(&mut self, row: &RegisterRow, external: Option<&str>) {
        let content = content(
            self.secret,
            self.input,
            &row.content,
            own_draft(self.input, row),
        );
        let ordinal = self.ordinals.entry(content).or_default();
        *ordinal += 1;
        let ordinal = *ordinal;
        let key = row_key(self.secret, external, content, ordinal.into());
        if let Some(number) = &row.external_key
            && self.known.has_elsewhere()
            && self.known.get(key).is_none()
            && self
                .known
                .is_elsewhere(row_key(self.secret, Some(number), 0, 0))
        {
            let (_, rows) = self.elsewhere.get_or_insert((row.number, 0));
            *rows += 1;
        }
        let mut judged = JudgedRow {
            number: row.number,
            key,
            content,
            ordinal,
            verdict: self.verdict(key, content, row),
            is_numbered: external.is_some(),
            likeness: None,
        };
        if matches!(judged.verdict, RowVerdict::New | RowVerdict::Updated) {
            let first = self.keys.len();
            let before = judged.is_numbered.then(|| self.known.get(key)).flatten();
            for (nth, (draft, role, party)) in places(row).enumerate() {
                let at = self.keys.len();
                let own = self.input.own.as_ref();
                if let Some(number) = own.and_then(|own| own.number(row.number, nth)) {
                    self.numbers.insert(at, number.clone());
                } else if let Some(id) = before
                    .as_ref()
                    .and_then(|known| known.engagements.get(draft))
                {
                    self.revised.push(Revised {
                        at,
                        engagement: *id,
                        role,
                    });
                }
                self.keys.push(self.keymaker.keys(party));
            }
            judged.likeness = duplicates::likeness(self.secret, row, &self.keys[first..]);
        }
        if has_parties(&judged) {
            self.tell(row);
            self.brought.note(row);
        }
        if judged.verdict == RowVerdict::New {
            self.compare(&mut judged);
        }
        self.rows.push(judged);
    }

    /// What is odd about a row that is read all the same: 外字, a name that came destroyed.
    fn tell(&mut self, row: &RegisterRow) {
        let (RowOutcome::Engagements(_, said) | RowOutcome::Observations(_, said)) = &row.outcome
        else {
            return;
        };
        let room = MOST_TOLD.saturating_sub(self.findings.len());
        self.findings.extend(said.iter().take(room).cloned());
        self.untold += said.len().saturating_sub(room) as u64;
    }

    /// A new row that says what a new row above it says is a candidate, unless both have a receipt
    /// number.
    fn compare(&mut self, judged: &mut JudgedRow) {
        let Some(likeness) = judged.likeness else {
            return;
        };
        let first = *self.said.entry(likeness).or_insert(self.rows.len());
        let Some(above) = self.rows.get(first) else {
            return;
        };
        if above.is_numbered && judged.is_numbered {
            return;
        }
        judged.verdict = RowVerdict::MaybeDuplicate;
        self.duplicates.push(PossibleDuplicate {
            number: judged.number,
            engagements: Vec::new(),
            resembles: Resembled::Above(above.number),
        });
    }

    fn verdict(&mut self, key: u64, content: i64, row: &RegisterRow) -> RowVerdict {
        let at = self.rows.len();
        if let RowOutcome::Refused(findings) = &row.outcome {
            self.refuse(row, findings.clone());
            return RowVerdict::Refused;
        }
        let own = self.input.own.as_ref();
        if own.is_some_and(|own| own.is_outdated(row.number)) {
            self.refuse(row, vec![refusal("I14", "changed_since", row.number)]);
            return RowVerdict::Refused;
        }
        if let Some(first) = self.seen.insert(key, at) {
            // One receipt number twice: the same row says nothing new, another one contradicts it.
            let says_the_same = self.rows[first].content == content;
            if says_the_same {
                return RowVerdict::Unchanged;
            }
            let above = self.rows[first].number;
            let twice = refusal("I13", "number_twice", row.number).with("above", above);
            self.refuse(row, vec![twice]);
            return RowVerdict::Refused;
        }
        let is_excluded = matches!(row.outcome, RowOutcome::Excluded(_));
        let verdict = match self.known.get(key) {
            None if is_excluded => RowVerdict::Excluded,
            None => RowVerdict::New,
            Some(known) if known.content == content && known.is_excluded => RowVerdict::Excluded,
            Some(known) if known.content == content => RowVerdict::Unchanged,
            Some(known) if is_excluded && known.engagements.is_empty() => RowVerdict::Excluded,
            Some(_) => RowVerdict::Updated,
        };
        let is_written = matches!(verdict, RowVerdict::New | RowVerdict::Updated);
        let draft = own_draft(self.input, row).filter(|_| is_written);
        if let Some((message, heading)) = draft.and_then(own_form::impossible) {
            let told = refusal("I03", message, row.number).with("heading", heading);
            self.refuse(row, vec![told]);
            return RowVerdict::Refused;
        }
        verdict
    }

    fn refuse(&mut self, row: &RegisterRow, findings: Vec<Finding>) {
        self.refused.push(RefusedRow {
            number: row.number,
            raw: row.raw.clone(),
            findings,
        });
    }
}

/// Whether the row's parties are among those that are decided on.
pub(super) fn has_parties(row: &JudgedRow) -> bool {
    match row.verdict {
        RowVerdict::New | RowVerdict::Updated | RowVerdict::MaybeDuplicate => true,
        RowVerdict::Unchanged | RowVerdict::Refused | RowVerdict::Excluded => false,
    }
}

/// What was said of all rows, each field behind its length.
pub(super) fn given_bytes(given: &Given) -> Vec<u8> {
    let day = given.occurred_on.map(|day| day.to_string());
    let fields = [&given.programme, &given.activity, &day];
    let plain = fields.map(|field| field.as_deref().unwrap_or_default());
    let facets = given.facets.iter();
    let facets = facets.flat_map(|(facet, says)| [facet.code(), says.as_str()]);
    let mut bytes = Vec::new();
    for text in plain.into_iter().chain(facets) {
        bytes.extend_from_slice(&text.len().to_le_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

/// The parties of a row that can be told apart, in the order of its engagements.
pub(super) fn parties(row: &RegisterRow) -> impl Iterator<Item = &PartyDraft> {
    places(row).map(|(_, _, party)| party)
}

/// The same, each with the place of its engagement and its part there.
fn places(row: &RegisterRow) -> impl Iterator<Item = (usize, Role, &PartyDraft)> {
    let drafts = match &row.outcome {
        RowOutcome::Engagements(drafts, _) => drafts.as_slice(),
        RowOutcome::Observations(..) | RowOutcome::Excluded(_) | RowOutcome::Refused(_) => &[],
    };
    let places = drafts.iter().enumerate().flat_map(|(nth, draft)| {
        let parties = draft.parties.iter();
        parties.map(move |(role, party)| (nth, *role, party))
    });
    places.filter(|(_, _, party)| party.party_type != PartyType::Aggregate)
}

fn refusal(rule: &'static str, message: &'static str, row: u64) -> Finding {
    use enishi_domain::finding::Severity;
    Finding::new(rule, Severity::Error, message).with("row", row)
}

/// What a row of our own form says.
fn own_draft<'r>(input: &Input, row: &'r RegisterRow) -> Option<&'r Draft> {
    let RowOutcome::Engagements(drafts, _) = &row.outcome else {
        return None;
    };
    drafts.first().filter(|_| input.own.is_some())
}
