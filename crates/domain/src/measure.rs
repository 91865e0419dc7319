//! The reference engine: measures a metric over rows in memory, as plainly as the definition reads.
//! The store's SQL must give the same; a property test holds the two together. Speed is no concern
//! here.

mod shares;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::{Decimal, RoundingStrategy};

use crate::calendar::FiscalYear;
use crate::engagement::{
    Closing, Engagement, EngagementId, Kind, LedgerRow, Operation, Position, Role,
};
use crate::identity::{Identities, Link};
use crate::measurement::{Amount, FigureReason, FigureStatus, Measurement};
use crate::metric::{Condition, Formula, Measure, Metric, Selection, SeriesChoice, Window};
use crate::party::{PartyId, PartyType};
use crate::region::KpiDefinition;
use crate::statistics::{Observation, Release};

pub use shares::{Shares, shares};

/// 「台帳」 all that was ever recorded, in the order of positions.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// What each party is.
    pub parties: BTreeMap<PartyId, PartyType>,
    /// Engagements, every revision.
    pub rows: Vec<LedgerRow>,
    /// Decisions on who is who.
    pub links: Vec<Link>,
    /// 入力完了 and 再開.
    pub closings: Vec<Closing>,
    /// Observations of series, every revision.
    pub observations: Vec<Observation>,
}

/// Measures a KPI for a year, as it was known at a position.
#[must_use]
pub fn measure(
    ledger: &Ledger,
    programme: &str,
    kpi: &KpiDefinition,
    year: FiscalYear,
    as_of: Position,
) -> Measurement {
    if kpi.begins.is_some_and(|begins| year < begins) {
        return Measurement::none(FigureReason::NotStarted);
    }
    match &kpi.metric.formula {
        Formula::Series(choice) => return observe(ledger, &kpi.metric, choice, year, as_of),
        Formula::Undecided => return Measurement::none(FigureReason::Undecided),
        Formula::Count(_) | Formula::Ratio { .. } | Formula::Difference { .. } => {}
    }
    let view = View::new(ledger, as_of);
    let kinds = kpi.metric.formula.kinds();
    let is_closed = kinds
        .iter()
        .all(|kind| is_closed(ledger, programme, *kind, year, as_of));
    let counts = kpi.metric.formula.counts();
    let tallies: Vec<_> = counts
        .iter()
        .map(|count| view.tally(&count.selection, kpi.metric.window, year))
        .collect();
    conclude(&kpi.metric, &tallies, year, is_closed)
}

/// What the selected engagements of one count add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// 延べ
    pub rows: i64,
    /// 実, by type of party.
    pub distinct: BTreeMap<PartyType, i64>,
    /// The ledger rows.
    pub evidence: i64,
    /// Yen.
    pub amount: Decimal,
    /// Quantities.
    pub quantity: Decimal,
}

impl Tally {
    fn of(&self, measure: Measure) -> Decimal {
        match measure {
            Measure::Rows => Decimal::from(self.rows),
            Measure::Distinct(party) => Decimal::from(self.distinct_of(party)),
            Measure::SumAmount => self.amount,
            Measure::SumQuantity => self.quantity,
        }
    }

    fn distinct_of(&self, party: PartyType) -> i64 {
        self.distinct.get(&party).copied().unwrap_or(0)
    }
}

/// Makes the measurement of what was counted: one tally for each count of the formula, in that
/// order. Both engines end here, so that only the counting is done twice.
#[must_use]
pub fn conclude(
    metric: &Metric,
    tallies: &[Tally],
    year: FiscalYear,
    is_closed: bool,
) -> Measurement {
    let evidence = tallies.iter().map(|tally| tally.evidence).sum();
    if evidence == 0 && !is_closed {
        return Measurement::none(FigureReason::NotClosed);
    }
    let counts = metric.formula.counts();
    let values: Vec<Decimal> = counts
        .iter()
        .zip(tallies)
        .map(|(count, tally)| tally.of(count.measure))
        .collect();
    let value = match (&metric.formula, values.as_slice()) {
        (Formula::Count(_), [value]) => Some(*value),
        (Formula::Difference { .. }, [of, minus]) => Some(of - minus),
        (Formula::Ratio { .. }, [of, to]) => of.checked_div(*to),
        _ => None,
    };
    let (Some(first_count), Some(first)) = (counts.first(), tallies.first()) else {
        return Measurement::none(FigureReason::NotClosed);
    };
    let distinct = match first_count.measure {
        Measure::Distinct(party) => first.distinct_of(party),
        Measure::Rows | Measure::SumAmount | Measure::SumQuantity => first.distinct.values().sum(),
    };
    let amounts = value.map(|value| Amount {
        label: None,
        amount: scaled(metric, value),
        period: year,
    });
    Measurement {
        reason: amounts.is_none().then_some(FigureReason::Undefined),
        status: match (&amounts, is_closed) {
            (None, _) => FigureStatus::Unmeasured,
            (Some(_), true) => FigureStatus::Ready,
            (Some(_), false) => FigureStatus::Provisional,
        },
        amounts: amounts.into_iter().collect(),
        rows: Some(first.rows),
        distinct: Some(distinct),
        evidence,
    }
}

/// The measured amount in the metric's scale, rounded half up where it says so.
fn scaled(metric: &Metric, value: Decimal) -> Decimal {
    let value = value.checked_div(metric.divisor).unwrap_or(value);
    let value = metric.digits.map_or(value, |digits| {
        value.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
    });
    value.normalize()
}

/// Whether a department said that the kind is complete for the programme and year.
#[must_use]
pub fn is_closed(
    ledger: &Ledger,
    programme: &str,
    kind: Kind,
    year: FiscalYear,
    as_of: Position,
) -> bool {
    let said = ledger.closings.iter().rfind(|closing| {
        closing.position <= as_of
            && closing.programme == programme
            && closing.kind == kind
            && closing.fiscal_year == year
    });
    said.is_some_and(|closing| closing.is_closed)
}

/// The ledger as it was known at a position.
struct View<'a> {
    parties: &'a BTreeMap<PartyId, PartyType>,
    engagements: BTreeMap<EngagementId, &'a Engagement>,
    identities: Identities,
}

impl<'a> View<'a> {
    fn new(ledger: &'a Ledger, as_of: Position) -> Self {
        let mut engagements = BTreeMap::new();
        for row in ledger.rows.iter().filter(|row| row.position <= as_of) {
            match row.operation {
                Operation::Void => engagements.remove(&row.id),
                Operation::Assert | Operation::Correct => {
                    engagements.insert(row.id, &row.engagement)
                }
            };
        }
        Self {
            parties: &ledger.parties,
            engagements,
            identities: Identities::as_of(&ledger.links, as_of),
        }
    }

    fn tally(&self, selection: &Selection, window: Window, year: FiscalYear) -> Tally {
        let mut tally = Tally::default();
        let mut seen: BTreeSet<(PartyType, PartyId)> = BTreeSet::new();
        let selected = self.engagements.values();
        for engagement in selected.filter(|e| is_selected(e, selection, window, year)) {
            tally.evidence += 1;
            let in_role = engagement
                .parties
                .iter()
                .filter(|(role, _)| *role == selection.role);
            let participations = i64::try_from(in_role.clone().count()).unwrap_or(i64::MAX);
            tally.rows += if engagement.kind == Kind::Tally {
                whole(engagement.weight())
            } else {
                participations.max(1)
            };
            tally.amount += engagement.amount.map_or(Decimal::ZERO, |yen| yen.0.into());
            tally.quantity += engagement.quantity.unwrap_or_default();
            for (_, party) in in_role.filter(|_| engagement.kind != Kind::Tally) {
                let party_type = self.parties.get(party).copied();
                if let Some(party_type) = party_type.filter(|t| t.is_countable()) {
                    seen.insert((party_type, self.identities.canonical(*party)));
                }
            }
        }
        for (party_type, _) in seen {
            *tally.distinct.entry(party_type).or_default() += 1;
        }
        tally
    }
}

/// The whole heads of a tally; what is behind the point is no head.
fn whole(heads: Decimal) -> i64 {
    i64::try_from(heads.trunc()).unwrap_or(0)
}

/// Whether a count of a year looks at an engagement.
#[must_use]
pub fn is_selected(
    engagement: &Engagement,
    selection: &Selection,
    window: Window,
    year: FiscalYear,
) -> bool {
    let mut roles = engagement.parties.iter().map(|(role, _)| *role);
    selection.kinds.contains(&engagement.kind)
        && (selection.role == Role::Subject || roles.any(|role| role == selection.role))
        && lies_within(engagement, selection, window, year)
        && selection
            .conditions
            .iter()
            .all(|condition| meets(engagement, condition))
}

fn lies_within(
    engagement: &Engagement,
    selection: &Selection,
    window: Window,
    year: FiscalYear,
) -> bool {
    let (first, last) = (year.first_day(), year.last_day());
    let date = engagement.date(selection.date);
    match window {
        Window::FiscalYear => date.is_some_and(|date| first <= date && date <= last),
        Window::Cumulative(since) => date.is_some_and(|date| since <= date && date <= last),
        Window::AsOf => {
            engagement.occurred_on <= last && engagement.ended_on.is_none_or(|end| end > last)
        }
        // A reader of metrics refuses it for counts.
        Window::Latest => false,
    }
}

fn meets(engagement: &Engagement, condition: &Condition) -> bool {
    match condition {
        Condition::Facet { facet, any_of } => engagement
            .facets
            .get(facet)
            .is_some_and(|value| any_of.contains(value)),
        Condition::Programme(no) => engagement.programme.as_ref() == Some(no),
        Condition::AgeBelow(limit) => engagement.age.is_some_and(|age| age < *limit),
        Condition::AgeFrom(limit) => engagement.age.is_some_and(|age| age >= *limit),
    }
}

/// What the series says for the year, or the latest it says up to it.
fn observe(
    ledger: &Ledger,
    metric: &Metric,
    choice: &SeriesChoice,
    year: FiscalYear,
    as_of: Position,
) -> Measurement {
    let known = ledger
        .observations
        .iter()
        .filter(|o| o.position <= as_of && o.series == choice.series);
    let of_definition: Vec<_> = known
        .clone()
        .filter(|o| o.definition == choice.definition)
        .collect();
    conclude_series(metric, choice, year, &of_definition, || {
        let mut others = known.filter(|o| o.definition != choice.definition);
        others.any(|o| o.period == year)
    })
}

/// Makes the measurement of the observations of one definition that were known at a position, in
/// the order of positions. `goes_on_elsewhere` says whether the series has the year under another
/// definition.
#[must_use]
pub fn conclude_series(
    metric: &Metric,
    choice: &SeriesChoice,
    year: FiscalYear,
    known: &[&Observation],
    goes_on_elsewhere: impl FnOnce() -> bool,
) -> Measurement {
    let labels: Vec<Option<&str>> = match choice.parts.as_slice() {
        [] => vec![None],
        parts => parts.iter().map(|part| Some(part.as_str())).collect(),
    };
    let mut used = Vec::new();
    for label in &labels {
        let of_part = known
            .iter()
            .filter(|o| o.part.as_deref() == *label)
            .filter(|o| match metric.window {
                Window::Latest => o.period <= year,
                Window::FiscalYear | Window::AsOf | Window::Cumulative(_) => o.period == year,
            });
        if let Some(latest) = of_part.max_by_key(|o| (o.period, o.position)) {
            used.push(*latest);
        }
    }
    // A part that is not out makes no figure of the other.
    if used.len() < labels.len() {
        return Measurement::none(if goes_on_elsewhere() {
            FigureReason::DefinitionChanged
        } else {
            FigureReason::NotPublished
        });
    }
    let is_preliminary = used.iter().any(|o| o.release == Release::Preliminary);
    Measurement {
        amounts: used
            .iter()
            .map(|o| Amount {
                label: o.part.clone(),
                amount: scaled(metric, o.value),
                period: o.period,
            })
            .collect(),
        rows: None,
        distinct: None,
        evidence: documents(&used),
        status: if is_preliminary {
            FigureStatus::Provisional
        } else {
            FigureStatus::Ready
        },
        reason: None,
    }
}

/// How many documents say so: one may give several parts, and what names none is one by itself.
fn documents(used: &[&Observation]) -> i64 {
    let unnamed = used.iter().filter(|o| o.document.is_none()).count();
    let named: BTreeSet<&String> = used.iter().filter_map(|o| o.document.as_ref()).collect();
    i64::try_from(unnamed + named.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
