//! What the screen of 名寄せ is filled with: pairs that wait for somebody, or were decided, why the
//! program asks, and what a decision would do to the KPIs. What is written of both is personal: it
//! is shown to whoever asked for it within the last half hour, which was written down then. Only
//! pairs of which both are reached are shown at all.

use std::collections::BTreeSet;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::identity::explanation::{Explanation, explain};
use enishi_domain::identity::judgement::judge;
use enishi_domain::identity::{Link, LinkVerdict};
use enishi_domain::kpi::KpiNo;
use enishi_domain::measure::{Ledger, measure};
use enishi_domain::metric::Measure;
use enishi_domain::party::{PartyId, Profile};
use enishi_domain::register::PartyDraft;
use enishi_store::{DescribedParty, Measuring, PairLink, PairStretch, Programmes, Work};
use jiff::SignedDuration;

use crate::error::DeskError;
use crate::office::Office;
use crate::policy::Action;
use crate::reception::Counter;

/// How many pairs a page holds.
const PAIRS: u32 = 10;

/// How many years the effect of a decision is looked for in.
const YEARS: usize = 5;

/// Which pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PairList {
    /// Those on which nobody has decided, the oldest first.
    #[default]
    Waiting,
    /// Those that are decided, the latest first.
    Decided,
}

/// How long what somebody asked for stays shown to them.
const SHOWN: SignedDuration = SignedDuration::from_mins(30);

/// By what the audit names that somebody asked.
const READING: &str = "identity.read";

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairFilter {
    /// Which pairs.
    pub list: PairList,
    /// Only pairs of whom both have to do with that programme.
    pub programme: Option<String>,
    /// Where the page begins.
    pub behind: Option<Position>,
}

/// A page of pairs. Personal.
#[derive(Clone)]
pub struct PairsPage {
    /// The programme that it is limited to.
    pub programme: Option<String>,
    /// The programmes to choose from.
    pub programmes: Vec<(String, Option<String>)>,
    /// The pairs.
    pub pairs: Vec<PairShown>,
    /// Where the next page begins.
    pub next: Option<Position>,
}

/// A pair, with what it takes to decide. Personal.
#[derive(Clone)]
pub struct PairShown {
    /// What is in force, and who said so.
    pub link: PairLink,
    /// Whether what is written of both is here, as it was asked for; else nothing personal is.
    pub is_named: bool,
    /// What is written of the one; none also where it was disposed of.
    pub left: Option<Profile>,
    /// What is written of the other.
    pub right: Option<Profile>,
    /// Why the program asks; none where there is nothing left to compare.
    pub explanation: Option<Explanation>,
    /// What 同一人物 would do to the KPIs.
    pub effects: Vec<Effect>,
    /// Whether the two are of registers with different purposes.
    pub needs_basis: bool,
    /// Whether the one who looks may decide.
    pub may_decide: bool,
}

/// What becomes of the people that a KPI counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The programme's number.
    pub programme: String,
    /// The KPI's number.
    pub kpi: KpiNo,
    /// Its name.
    pub name: String,
    /// The year.
    pub year: FiscalYear,
    /// 実, now.
    pub before: i64,
    /// 実, if the two are one.
    pub after: i64,
    /// Whether that is the KPI's value, not only shown beside it.
    pub is_value: bool,
}

/// Shows a page.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::Store`].
pub async fn show_pairs(counter: &Counter, filter: &PairFilter) -> Result<PairsPage, DeskError> {
    let PairStretch { pairs, next } = find(counter, filter).await?;
    let programmes = counter.programmes_for(Action::SeePersonal).into_iter();
    let programmes = programmes.map(|programme| (programme.no.clone(), programme.name.clone()));
    Ok(PairsPage {
        programme: filter.programme.clone(),
        programmes: programmes.collect(),
        pairs: fill(counter, pairs, filter.list).await?,
        next,
    })
}

/// Has the names of a page shown for half an hour. That they were asked for is written down.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::Store`].
pub async fn name_pairs(counter: &Counter, filter: &PairFilter) -> Result<(), DeskError> {
    let found = find(counter, filter).await?;
    note_reading(counter, &found.pairs).await
}

/// How many pairs wait for the one who looks, at most as many as a page holds, and whether there
/// may be more. Nobody is shown by it.
///
/// # Errors
/// [`DeskError::Store`].
pub(crate) async fn waiting_pairs(counter: &Counter) -> Result<(usize, bool), DeskError> {
    let found = find(counter, &PairFilter::default()).await?;
    Ok((found.pairs.len(), found.next.is_some()))
}

/// One pair as it is now, for whoever met another's decision.
///
/// # Errors
/// [`crate::AccessError::Forbidden`] also where there is no such pair, [`DeskError::Store`].
pub async fn show_pair(counter: &Counter, a: PartyId, b: PartyId) -> Result<PairShown, DeskError> {
    let reached = counter
        .parties_reached(Action::SeePersonal, &[a, b])
        .await?;
    let link = counter.office.store.link_of_pair(a, b).await?;
    let link = link.filter(|_| reached.len() == 2).ok_or_else(forbidden)?;
    let links = vec![link];
    note_reading(counter, &links).await?;
    let mut pairs = fill(counter, links, PairList::Waiting).await?;
    pairs.pop().ok_or_else(forbidden)
}

fn forbidden() -> DeskError {
    DeskError::Access(crate::AccessError::Forbidden(Action::SeePersonal))
}

/// The pairs of a page, of whom both are reached.
async fn find(counter: &Counter, filter: &PairFilter) -> Result<PairStretch, DeskError> {
    if !counter.principal().may_somewhere(Action::SeePersonal) {
        return Err(forbidden());
    }
    if let Some(no) = &filter.programme {
        counter.ask_with(Action::SeePersonal, Some(no))?;
    }
    let programmes = match &filter.programme {
        Some(no) => Programmes::These(BTreeSet::from([no.clone()])),
        None => counter.programmes_reached(Action::SeePersonal),
    };
    let store = &counter.office.store;
    if filter.list == PairList::Decided {
        let before = filter.behind.unwrap_or(Position::NOW);
        return Ok(store.decided_pairs(&programmes, before, PAIRS).await?);
    }
    let mut after = filter.behind.unwrap_or_default();
    loop {
        let found = store.waiting_pairs(&programmes, after, PAIRS).await?;
        // Whoever has few must hear of them however many of others' wait before theirs. What was
        // decided is no work to be missed, and too much to look through at once.
        match found.next {
            Some(next) if found.pairs.is_empty() => after = next,
            _ => return Ok(found),
        }
    }
}

/// Writes down who looks at whom, of those whom they do not see yet.
async fn note_reading(counter: &Counter, links: &[PairLink]) -> Result<(), DeskError> {
    let known = named(counter).await?;
    let pairs = links.iter().map(|one| pair(&one.link));
    let pairs: Vec<String> = pairs.filter(|pair| !known.contains(pair)).collect();
    if pairs.is_empty() {
        return Ok(());
    }
    let nothing_more: Work<()> = Box::new(|_| Box::pin(async { Ok(()) }));
    let office = &counter.office;
    office
        .submit(READING, pairs.join(" "), nothing_more)
        .await?;
    Ok(())
}

/// The pairs that they asked to see within the last half hour: the audit says so.
async fn named(counter: &Counter) -> Result<BTreeSet<String>, DeskError> {
    let office = &counter.office;
    let since = office.now().saturating_sub(SHOWN);
    let behind = match since {
        Ok(since) => office.store.position_at(since).await?,
        Err(_) => Position::default(),
    };
    let who = counter.principal().staff;
    let read = office.store.audited(who, READING, behind).await?;
    let pairs = read.iter().flat_map(|pairs| pairs.split(' '));
    Ok(pairs.map(str::to_owned).collect())
}

/// As the audit writes it: P12=P34.
fn pair(link: &Link) -> String {
    format!("{}={}", link.a, link.b)
}

async fn fill(
    counter: &Counter,
    links: Vec<PairLink>,
    list: PairList,
) -> Result<Vec<PairShown>, DeskError> {
    let store = &counter.office.store;
    let parties = links.iter().flat_map(|one| [one.link.a, one.link.b]);
    let parties: Vec<PartyId> = parties.collect();
    let described = store.described_parties(&parties).await?;
    let decidable = counter
        .parties_reached(Action::DecideIdentity, &parties)
        .await?;
    let named = named(counter).await?;
    let mut measuring = store.measuring(Position::NOW).await?;
    let mut pairs = Vec::new();
    for one in links {
        let (a, b) = (one.link.a, one.link.b);
        let both = [described.get(&a), described.get(&b)];
        let effects = match list {
            PairList::Waiting => effects(counter, &mut measuring, (a, b)).await?,
            PairList::Decided => Vec::new(),
        };
        let purposes = both.map(|party| party.map(|party| &party.purpose));
        let is_named = named.contains(&pair(&one.link));
        let [left, right] = both.map(|party| party.filter(|_| is_named)?.profiles.last());
        let explanation = explanation(&counter.office, both);
        pairs.push(PairShown {
            is_named,
            left: left.cloned(),
            right: right.cloned(),
            explanation: if is_named {
                explanation
            } else {
                explanation.map(Explanation::without_names)
            },
            effects,
            needs_basis: purposes[0] != purposes[1],
            may_decide: decidable.contains(&a) && decidable.contains(&b),
            link: one,
        });
    }
    Ok(pairs)
}

/// Why the program asks; none where there is nothing left to compare. Personal.
pub(crate) fn explanation(
    office: &Office,
    both: [Option<&DescribedParty>; 2],
) -> Option<Explanation> {
    let keymaker = office.keymaker();
    let draft = |party: &DescribedParty| {
        Some(PartyDraft {
            party_type: party.party_type,
            identifiers: party.identifiers.clone(),
            profile: party.profiles.last().cloned()?,
        })
    };
    let (left, right) = (draft(both[0]?)?, draft(both[1]?)?);
    let judgement = judge(&keymaker.keys(&left), &keymaker.keys(&right));
    let party_type = left.party_type;
    Some(explain(
        &judgement,
        party_type,
        &left.profile,
        &right.profile,
    ))
}

/// What the KPIs would count if the two were one. Of both, and of those that are counted with them,
/// everything is read and counted twice by the plain engine; the difference is what the whole
/// ledger would lose.
async fn effects(
    counter: &Counter,
    measuring: &mut Measuring,
    (a, b): (PartyId, PartyId),
) -> Result<Vec<Effect>, DeskError> {
    let office = &counter.office;
    let before = around(counter, (a, b)).await?;
    let mut after = before.clone();
    after.links.push(same(a, b));
    let mut effects = Vec::new();
    for year in years(counter, &before) {
        for programme in &office.in_year(year).region.programmes {
            for kpi in &programme.kpis {
                let counted = |ledger: &Ledger| {
                    let figure = measure(ledger, &programme.no, kpi, year, Position::NOW);
                    figure.distinct.unwrap_or_default()
                };
                let fewer = counted(&before) - counted(&after);
                if fewer == 0 {
                    continue;
                }
                let figure = measuring.measure(&programme.no, kpi, year).await?;
                let now = figure.distinct.unwrap_or_default();
                let counts = kpi.metric.formula.counts();
                let is_value = |measure| matches!(measure, Measure::Distinct(_));
                effects.push(Effect {
                    programme: programme.no.clone(),
                    kpi: kpi.no,
                    name: kpi.name.clone(),
                    year,
                    before: now,
                    after: now - fewer,
                    is_value: counts.iter().any(|count| is_value(count.measure)),
                });
            }
        }
    }
    Ok(effects)
}

/// What the ledger holds of two parties and of those that are counted with them.
async fn around(counter: &Counter, (a, b): (PartyId, PartyId)) -> Result<Ledger, DeskError> {
    let store = &counter.office.store;
    let counted = store.counted_with(&[a, b]).await?;
    let members: Vec<PartyId> = counted.keys().copied().collect();
    let participations = store.participations(&members).await?;
    let positions: BTreeSet<Position> = participations.iter().map(|one| one.position).collect();
    let positions: Vec<Position> = positions.into_iter().collect();
    let rows = store.rows_at(&positions).await?;
    let others = rows.iter().flat_map(|row| &row.engagement.parties);
    let others: Vec<PartyId> = others.map(|(_, party)| *party).collect();
    let links = counted.iter().filter(|(party, canon)| party != canon);
    Ok(Ledger {
        parties: store.party_types(&others).await?.into_iter().collect(),
        links: links.map(|(party, canon)| same(*party, *canon)).collect(),
        rows,
        ..Ledger::default()
    })
}

fn same(a: PartyId, b: PartyId) -> Link {
    Link {
        position: Position::default(),
        a,
        b,
        verdict: LinkVerdict::Same,
    }
}

/// The years in which what they did may count, the latest first.
fn years(counter: &Counter, ledger: &Ledger) -> Vec<FiscalYear> {
    let days = ledger.rows.iter().map(|row| row.engagement.occurred_on);
    let first = days.min().and_then(FiscalYear::of);
    let last = FiscalYear::of(counter.office.today());
    let back = std::iter::successors(last, |year| year.previous());
    let known = back.take_while(|year| first.is_some_and(|first| *year >= first));
    known.take(YEARS).collect()
}
