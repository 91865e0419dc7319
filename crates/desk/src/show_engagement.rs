//! What the page of one engagement is filled with: each revision and what it changed, what proves
//! it, which KPIs count it in which year, and who it is of by number. Names are shown only to those
//! who ask for them, and that they did is written down first.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{DateBasis, EngagementId, LedgerRow, Operation, Position, Role};
use enishi_domain::kpi::KpiNo;
use enishi_domain::measure::{Ledger, measure};
use enishi_domain::metric::{Formula, Measure, Metric};
use enishi_domain::party::{PartyId, PartyType, Profile};
use enishi_domain::words::ClosedSet as _;
use enishi_store::{EvidenceNote, Origin, Signature, Work};

use crate::access_error::AccessError;
use crate::entry_form::texts;
use crate::error::DeskError;
use crate::policy::Action;
use crate::reception::Counter;

/// One engagement.
#[derive(Clone, Debug)]
pub struct EngagementShown {
    /// All its revisions, the oldest first.
    pub revisions: Vec<RevisionShown>,
    /// Who has to do with it, by the last revision.
    pub parties: Vec<(Role, PartyId, PartyType)>,
    /// What proves it.
    pub evidence: Vec<EvidenceNote>,
    /// The KPIs that count it.
    pub counted_in: Vec<CountedIn>,
    /// Whether the one who looks may see names.
    pub may_see_names: bool,
    /// Whether they may correct it.
    pub may_correct: bool,
}

/// A revision, and what it changed.
#[derive(Clone, Debug)]
pub struct RevisionShown {
    /// The row.
    pub row: LedgerRow,
    /// Who recorded it; none where the posting is not there.
    pub signature: Option<Signature>,
    /// The import that it came with.
    pub origin: Option<Origin>,
    /// Heading, before, after: for the first revision all that it says.
    pub changes: Vec<(String, String, String)>,
}

/// A KPI that counts an engagement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedIn {
    /// The programme's number.
    pub programme: String,
    /// The KPI's number.
    pub kpi: KpiNo,
    /// Its name.
    pub name: String,
    /// In which years, the oldest first.
    pub years: Vec<FiscalYear>,
    /// Whether it is one of the rows of the figure and adds nobody to it: a person in a count of
    /// firms.
    pub adds_nobody: bool,
}

/// Somebody with what is written of them. Personal.
#[derive(Clone)]
pub struct NamedParty {
    /// In which part.
    pub role: Role,
    /// Who.
    pub party: PartyId,
    /// What it is.
    pub party_type: PartyType,
    /// What is written; none where it was disposed of or never taken.
    pub profile: Option<Profile>,
}

/// Shows one engagement.
///
/// # Errors
/// [`AccessError::Forbidden`], [`DeskError::Store`] where there is none.
pub async fn show_engagement(
    counter: &Counter,
    id: EngagementId,
) -> Result<EngagementShown, DeskError> {
    let store = &counter.office.store;
    let rows = reached(counter, Action::SeeLedger, id).await?;
    let positions: Vec<Position> = rows.iter().map(|row| row.position).collect();
    let mut signatures = store.signatures(&positions).await?;
    let mut origins = store.origins(&positions).await?;
    let evidence = store.evidence_notes(&positions).await?;
    let last = rows.last().cloned();
    let mut shown = EngagementShown {
        revisions: Vec::new(),
        parties: Vec::new(),
        evidence,
        counted_in: Vec::new(),
        may_see_names: false,
        may_correct: false,
    };
    if let Some(last) = last {
        let programme = last.engagement.programme.as_deref();
        let parties = &last.engagement.parties;
        let numbers: Vec<PartyId> = parties.iter().map(|(_, party)| *party).collect();
        let types = store.party_types(&numbers).await?;
        let named = parties.iter().filter_map(|(role, party)| {
            let (_, is) = types.iter().find(|(known, _)| known == party)?;
            Some((*role, *party, *is))
        });
        shown.parties = named.collect();
        shown.may_see_names = counter.may_with(Action::SeePersonal, programme);
        shown.may_correct = counter.may_with(Action::Correct, programme);
        shown.counted_in = counted_in(counter, &last, &types);
    }
    let mut before = Vec::new();
    for row in rows {
        let after = said(&row);
        shown.revisions.push(RevisionShown {
            signature: signatures.remove(&row.position),
            origin: origins.remove(&row.position),
            changes: changes(&before, &after),
            row,
        });
        before = after;
    }
    Ok(shown)
}

/// Shows who it is of. That it was asked for is in the audit before anything is shown.
///
/// # Errors
/// [`AccessError::Forbidden`], [`DeskError::Store`] where there is none.
pub async fn show_names(counter: &Counter, id: EngagementId) -> Result<Vec<NamedParty>, DeskError> {
    let office = &counter.office;
    let rows = reached(counter, Action::SeePersonal, id).await?;
    let parties = rows.last().map_or(&[][..], |row| &row.engagement.parties);
    let numbers: Vec<PartyId> = parties.iter().map(|(_, party)| *party).collect();
    let told: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let object = format!("{id} {}", told.join(" "));
    let nothing_more: Work<()> = Box::new(|_| Box::pin(async { Ok(()) }));
    office.submit("profile.read", object, nothing_more).await?;
    let mut described = office.store.described_parties(&numbers).await?;
    let named = parties.iter().filter_map(|(role, party)| {
        let mut known = described.remove(party)?;
        Some(NamedParty {
            role: *role,
            party: *party,
            party_type: known.party_type,
            profile: known.profiles.pop(),
        })
    });
    Ok(named.collect())
}

/// The revisions of an engagement that somebody may do something with.
pub(crate) async fn reached(
    counter: &Counter,
    action: Action,
    id: EngagementId,
) -> Result<Vec<LedgerRow>, DeskError> {
    let who = counter.principal();
    if !who.may_somewhere(action) {
        return Err(DeskError::Access(AccessError::Forbidden(action)));
    }
    let rows = counter.office.store.engagement(id).await?;
    let last = rows.last();
    let programme = last.map(|row| row.engagement.programme.as_deref());
    match programme {
        Some(programme) if counter.may_with(action, programme) => Ok(rows),
        // What another department recorded is not told from what is not there.
        Some(_) | None => Err(DeskError::Store(
            enishi_store::StoreError::NoSuchEngagement(id),
        )),
    }
}

/// What a revision says, its parties by number.
fn said(row: &LedgerRow) -> Vec<(String, String)> {
    let mut said = texts(&row.engagement);
    let parties = row.engagement.parties.iter();
    said.extend(parties.map(|(role, party)| (role.word().to_owned(), party.to_string())));
    said
}

/// Heading, before, after, for each heading that says something else.
fn changes(
    before: &[(String, String)],
    after: &[(String, String)],
) -> Vec<(String, String, String)> {
    let text_of = |said: &[(String, String)], heading: &str| {
        let texts = said.iter().filter(|(known, _)| known == heading);
        let texts: Vec<&str> = texts.map(|(_, text)| text.as_str()).collect();
        texts.join(" ")
    };
    let mut headings: Vec<&String> = Vec::new();
    for (heading, _) in before.iter().chain(after) {
        if !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    let compared = headings.into_iter().map(|heading| {
        let (before, after) = (text_of(before, heading), text_of(after, heading));
        (heading.clone(), before, after)
    });
    compared
        .filter(|(_, before, after)| before != after)
        .collect()
}

/// The KPIs that count a row, by the definitions of today: the plain engine is asked about a ledger
/// that holds nothing else.
fn counted_in(
    counter: &Counter,
    row: &LedgerRow,
    types: &[(PartyId, PartyType)],
) -> Vec<CountedIn> {
    if row.operation == Operation::Void {
        return Vec::new();
    }
    let office = &counter.office;
    let ledger = Ledger {
        parties: types.iter().copied().collect(),
        rows: vec![row.clone()],
        ..Ledger::default()
    };
    let mut found: Vec<CountedIn> = Vec::new();
    for year in years(counter, row) {
        for programme in &office.in_year(year).region.programmes {
            for kpi in &programme.kpis {
                let figure = measure(&ledger, &programme.no, kpi, year, Position::NOW);
                if figure.evidence == 0 {
                    continue;
                }
                let adds_nobody = figure.distinct == Some(0) && counts_heads_once(&kpi.metric);
                let is_kpi =
                    |one: &&mut CountedIn| one.programme == programme.no && one.kpi == kpi.no;
                match found.iter_mut().find(is_kpi) {
                    Some(known) => known.years.push(year),
                    None => found.push(CountedIn {
                        programme: programme.no.clone(),
                        kpi: kpi.no,
                        name: kpi.name.clone(),
                        years: vec![year],
                        adds_nobody,
                    }),
                }
            }
        }
    }
    found
}

/// Whether a figure is one count of parties, each once: of a share or a balance, 実 is that of its
/// first count only.
fn counts_heads_once(metric: &Metric) -> bool {
    match &metric.formula {
        Formula::Count(count) => matches!(count.measure, Measure::Distinct(_)),
        Formula::Ratio { .. }
        | Formula::Difference { .. }
        | Formula::Series(_)
        | Formula::Undecided => false,
    }
}

/// From the first year that one of its dates lies in to this one.
fn years(counter: &Counter, row: &LedgerRow) -> Vec<FiscalYear> {
    let bases = DateBasis::ALL.iter();
    let of_row = bases.filter_map(|basis| row.engagement.fiscal_year(*basis));
    let of_row: Vec<FiscalYear> = of_row.collect();
    let today = FiscalYear::of(counter.office.today());
    let last = of_row.iter().copied().chain(today).max();
    let first = of_row.iter().copied().min();
    let back = std::iter::successors(last, |year| year.previous());
    let mut years: Vec<FiscalYear> = back
        .take_while(|year| first.is_some_and(|first| *year >= first))
        .collect();
    years.reverse();
    years
}
