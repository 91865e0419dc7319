//! One record to one row of the register: who, what, when, how much, or why not.

use std::cell::RefCell;
use std::collections::BTreeSet;

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{DatePrecision, Engagement, Facet, Kind};
use enishi_domain::figure::Unit;
use enishi_domain::finding::Finding;
use enishi_domain::money::Yen;
use enishi_domain::register::{Draft, Exclusion, RegisterRow, RowOutcome};
use enishi_domain::text::fold_label;
use enishi_domain::words::ClosedSet;
use jiff::civil::Date;

use super::cells::{self, Day};
use super::charset::Charset;
use super::heading::Binding;
use super::overruled::Overruled;
use super::record::{Record, Refused, is_total_word};
use super::records::Field;
use super::table::Table;
use super::{Context, my_number, observations, parties};
use crate::definitions::mapping::{AgeSource, AttributeSource, Choice, Column, Mapping, When};

mod kept;

/// What lies before it is a misprint.
const FIRST_DAY: Date = Date::constant(1900, 1, 1);

/// What stands behind the receipt number of a gift that was given back.
const REFUND: &str = "#refund";
/// Cells that say no.
const NOTHING: [&str; 6] = ["", "0", "×", "-", "－", "無"];

/// Reads the records of one table.
pub(super) struct RowReader<'a> {
    mapping: &'a Mapping,
    binding: &'a Binding,
    context: &'a Context<'a>,
    charset: Charset,
    delimiter: u8,
    is_own_form: bool,
    usual_length: usize,
    /// Columns of numbers in which a My Number may stand by itself.
    doubted: Vec<usize>,
    overruled: Overruled,
}

/// A row with the year and yen that it adds to the totals.
pub(super) type ReadRow = (RegisterRow, Option<(FiscalYear, Yen)>);

impl<'a> RowReader<'a> {
    pub(super) fn new(
        mapping: &'a Mapping,
        binding: &'a Binding,
        context: &'a Context<'a>,
        table: &Table<'_>,
        (usual_length, doubted): (usize, &BTreeSet<usize>),
    ) -> Self {
        let parties = mapping.parties.iter();
        let numbers = parties.flat_map(|party| party.identifiers.iter().map(|one| one.column));
        let numbers = numbers.chain(mapping.row.key);
        let places = numbers.flat_map(|column| binding.of(column).iter().map(|one| one.index));
        Self {
            doubted: places.filter(|index| doubted.contains(index)).collect(),
            mapping,
            binding,
            context,
            charset: table.charset,
            delimiter: table.delimiter(),
            is_own_form: mapping.id == super::template::SOURCE,
            usual_length,
            overruled: Overruled::default(),
        }
    }

    /// What is said of the rows together, once they are read.
    pub(super) fn findings(&self) -> impl Iterator<Item = Finding> {
        self.overruled.findings(self.binding)
    }

    pub(super) fn read(&self, number: u64, fields: &[Field<'_>], raw: &[u8]) -> ReadRow {
        let record = Record {
            binding: self.binding,
            fields,
            charset: self.charset,
            is_own_form: self.is_own_form,
            number,
            usual_length: self.usual_length,
            findings: RefCell::default(),
        };
        let is_whole = record.check_shape(raw, self.delimiter);
        let mut doubted = self.doubted.iter().copied().filter(|_| is_whole);
        if let Some(index) = doubted.find(|at| my_number::is_one(&fields[*at], self.charset)) {
            return (self.without(&record, index, raw), None);
        }
        let key = self.mapping.row.key.filter(|_| is_whole);
        let key = key.map(|column| record.text(column).into_owned());
        let mut total = None;
        let returned = self.binding.returned.filter(|_| is_whole);
        let unmended = returned.and_then(|returned| returned.reason(fields, self.charset));
        let outcome = if let (Some(returned), Some(reason)) = (returned, unmended) {
            record.say_at(returned.places()[0], |at| at.unmended(&reason));
            Err(Refused)
        } else if is_whole {
            self.outcome(&record, key.as_deref(), &mut total)
        } else {
            Err(Refused)
        };
        let mut findings = record.findings.take();
        let outcome = match outcome {
            Ok(Outcome::Drafts(drafts)) => RowOutcome::Engagements(drafts, findings),
            Ok(Outcome::Observation(one)) => RowOutcome::Observations(vec![one], findings),
            Ok(Outcome::Excluded(reason)) => RowOutcome::Excluded(reason),
            Err(Refused) => {
                findings.sort_by_key(|finding| finding.severity);
                RowOutcome::Refused(findings)
            }
        };
        let key = key.filter(|key| !key.is_empty() && !is_total_word(key));
        let row = RegisterRow {
            number,
            external_key: key.map(|key| self.told_apart(key, &outcome)),
            raw: self.kept(fields, raw, is_whole, None),
            content: self.content(fields, None),
            outcome,
        };
        (row, total)
    }

    /// A row that is refused for the My Number at a place, and keeps nothing of that.
    fn without(&self, record: &Record<'_, '_>, index: usize, raw: &[u8]) -> RegisterRow {
        record.say_at(index, |at| at.my_number());
        RegisterRow {
            number: record.number,
            external_key: None,
            raw: self.kept(record.fields, raw, true, Some(index)),
            content: self.content(record.fields, Some(index)),
            outcome: RowOutcome::Refused(record.findings.take()),
        }
    }

    /// Systems write a refund under the number of its gift. It is a row of its own, and the gift
    /// stays.
    fn told_apart(&self, key: String, outcome: &RowOutcome) -> String {
        let refund = self.mapping.row.refund_kind;
        let is_refund = matches!(outcome, RowOutcome::Engagements(drafts, _)
            if drafts.iter().any(|draft| Some(draft.engagement.kind) == refund));
        if is_refund { key + REFUND } else { key }
    }

    fn outcome(
        &self,
        record: &Record<'_, '_>,
        key: Option<&str>,
        total: &mut Option<(FiscalYear, Yen)>,
    ) -> Result<Outcome, Refused> {
        let has_key = key.is_some_and(|key| !key.is_empty() && !is_total_word(key));
        if !has_key && record.is_total() {
            return Ok(Outcome::Excluded(Exclusion::NotARecord));
        }
        if let Some(reason) = self.excluded(record) {
            return Ok(Outcome::Excluded(reason));
        }
        if let (Some(column), Some("")) = (self.mapping.row.key, key)
            && record.is_bound(column)
        {
            record.say(column, |at| at.key_missing());
        }
        if let Some(spec) = &self.mapping.observation {
            let read = observations::read(record, spec, self.context)?;
            record.decoded()?;
            return Ok(Outcome::Observation(read));
        }
        if self.mapping.reconciles {
            *total = self.reconciled(record);
            return Ok(Outcome::Excluded(Exclusion::NotARecord));
        }
        let drafts = self.drafts(record)?;
        record.decoded()?;
        *total = drafts.first().and_then(|draft| {
            let year = FiscalYear::of(draft.engagement.occurred_on)?;
            Some((year, draft.engagement.amount.unwrap_or_default()))
        });
        Ok(Outcome::Drafts(drafts))
    }

    fn excluded(&self, record: &Record<'_, '_>) -> Option<Exclusion> {
        let exclusions = self.mapping.exclusions.iter();
        let found = exclusions
            .filter(|exclusion| record.is_bound(exclusion.column))
            .find(|exclusion| {
                let cell = fold_label(&record.text(exclusion.column));
                let is_listed = exclusion.values.contains(&cell);
                match exclusion.when {
                    When::Filled => !cell.is_empty() && !is_listed,
                    When::Empty => cell.is_empty() || is_listed,
                    When::Is => is_listed,
                    When::IsNot => !is_listed,
                }
            });
        found.map(|exclusion| exclusion.reason)
    }

    fn reconciled(&self, record: &Record<'_, '_>) -> Option<(FiscalYear, Yen)> {
        let row = &self.mapping.row;
        let columns = row.occurred_on.iter();
        let day = columns
            .map(|column| record.text(*column))
            .find_map(|text| cells::day(&text))?;
        let yen = row.amount.map(|column| cells::yen(&record.text(column)));
        Some((FiscalYear::of(day.date)?, Yen(yen.unwrap_or(Some(0))?)))
    }

    fn drafts(&self, record: &Record<'_, '_>) -> Result<Vec<Draft>, Refused> {
        let engagement = self.engagement(record)?;
        let parties = self
            .mapping
            .parties
            .iter()
            .filter_map(|spec| {
                let read = parties::read(record, spec, self.context).transpose()?;
                Some(read.map(|party| (spec.role, party)))
            })
            .collect::<Result<_, Refused>>()?;
        let tally = self.companions(record, &engagement)?;
        let draft = Draft {
            engagement,
            parties,
        };
        Ok(std::iter::once(draft).chain(tally).collect())
    }

    fn engagement(&self, record: &Record<'_, '_>) -> Result<Engagement, Refused> {
        let row = &self.mapping.row;
        let given = &self.context.given;
        let kind = row.kind.as_ref().ok_or(Refused)?;
        let mut kind: Kind = record.member("kind", kind)?;
        let occurred = self.occurred(record)?;
        let amount = record.number(row.amount, cells::yen)?.map(Yen);
        if let (Some(refund), Some(Yen(..0))) = (row.refund_kind, amount) {
            kind = refund;
        }
        self.check_amount(record, kind, amount)?;
        let mut engagement = Engagement::new(kind, occurred.date);
        engagement.precision = occurred.precision;
        engagement.amount = amount;
        let applied = row.occurred_on.iter().copied();
        for column in applied.chain(row.settled_on).chain(row.recognized_on) {
            self.check_day(record, column)?;
        }
        engagement.settled_on = record.day(row.settled_on)?.map(|day| day.date);
        engagement.recognized_on = record.day(row.recognized_on)?.map(|day| day.date);
        engagement.ended_on = self.ended(record, occurred.date)?;
        engagement.quantity = record.number(row.quantity, cells::decimal)?;
        let unit = row.unit.as_ref().map(|unit| record.words(unit));
        engagement.unit = Unit::new(&unit.unwrap_or_default());
        self.check_heads(record, &engagement)?;
        engagement.age = self.age(record, occurred.date)?;
        let text = |choice: Option<&Choice<String>>, given: Option<&String>| {
            let said = choice.map(|choice| record.words(choice));
            let said = said.filter(|text| !text.is_empty());
            if let (Some(Choice::Column { column, .. }), Some(said), Some(given)) =
                (choice, &said, given)
                && said != given
            {
                self.overruled.note(record, *column);
            }
            given.cloned().or(said)
        };
        engagement.programme = text(row.programme.as_ref(), given.programme.as_ref());
        engagement.activity = text(row.activity.as_ref(), given.activity.as_ref());
        for facet in Facet::ALL {
            let value = text(row.facets.get(facet), given.facets.get(facet));
            if let Some(value) = value {
                engagement.facets.insert(*facet, value);
            }
        }
        self.attributes(record, &mut engagement);
        Ok(engagement)
    }

    /// A gift whose amount the file leaves open is refused: it would count as 0 in every sum. So
    /// is one of less than nothing, which only a refund is. Of our own form the rows that changed
    /// are asked, once it is known which these are.
    fn check_amount(
        &self,
        record: &Record<'_, '_>,
        kind: Kind,
        amount: Option<Yen>,
    ) -> Result<(), Refused> {
        let column = self.mapping.row.amount;
        let Some(column) = column.filter(|column| record.is_bound(*column)) else {
            return Ok(());
        };
        if self.is_own_form || !kind.is_donation() {
            return Ok(());
        }
        match amount {
            None => record.say(column, |at| at.amount_missing()),
            Some(Yen(0)) => {
                record.say(column, |at| at.amount_zero());
                return Ok(());
            }
            Some(yen) if (kind == Kind::DonationRefund) == (yen < Yen(0)) => return Ok(()),
            Some(_) => record.say(column, |at| at.amount_sign()),
        }
        Err(Refused)
    }

    /// Heads are whole, and nothing else is a head. Our own form is asked as in `check_amount`.
    fn check_heads(&self, record: &Record<'_, '_>, said: &Engagement) -> Result<(), Refused> {
        if self.is_own_form || said.kind != Kind::Tally {
            return Ok(());
        }
        let column = self.mapping.row.quantity;
        if said.quantity.is_some_and(|heads| !heads.fract().is_zero()) {
            record.say_of(column, |at| at.quantity_part());
            return Err(Refused);
        }
        if said.quantity.is_some() && !said.unit.is_of_heads() {
            let column = match &self.mapping.row.unit {
                Some(Choice::Column { column, .. }) => Some(*column),
                Some(Choice::Constant(_)) | None => column,
            };
            record.say_of(column, |at| at.unit_not_heads());
            return Err(Refused);
        }
        Ok(())
    }

    /// A day that no register reaches back to, or that is yet to come, is told.
    fn check_day(&self, record: &Record<'_, '_>, column: Column) -> Result<(), Refused> {
        let Some(day) = record.day(Some(column))? else {
            return Ok(());
        };
        let is_to_come = self.context.today.is_some_and(|today| day.date > today);
        if day.date < FIRST_DAY || is_to_come {
            let text = record.text(column);
            record.say(column, |at| at.day_odd(&text));
        }
        Ok(())
    }

    fn occurred(&self, record: &Record<'_, '_>) -> Result<Day, Refused> {
        let row = &self.mapping.row;
        if let Some(date) = self.context.given.occurred_on {
            // The columns behind the first stand in for it, and are expected to say another day.
            if let Some(column) = row.occurred_on.first()
                && cells::day(&record.text(*column)).is_some_and(|day| day.date != date)
            {
                self.overruled.note(record, *column);
            }
            return Ok(Day {
                date,
                precision: DatePrecision::Day,
            });
        }
        for column in &row.occurred_on {
            if let Some(mut day) = record.day(Some(*column))? {
                if let Some(column) = row.precision.filter(|c| record.is_bound(*c)) {
                    day.precision = record.word("precision", column)?.unwrap_or(day.precision);
                }
                return Ok(day);
            }
        }
        let column = row.occurred_on.first().copied();
        record.say_of(column, |at| at.day_missing());
        Err(Refused)
    }

    fn ended(&self, record: &Record<'_, '_>, begun: Date) -> Result<Option<Date>, Refused> {
        let row = &self.mapping.row;
        let last = record.day(row.last_on)?;
        let (column, ended) = match last.and_then(|day| day.date.tomorrow().ok()) {
            Some(after) => (row.last_on, Some(after)),
            None => (row.ended_on, record.day(row.ended_on)?.map(|day| day.date)),
        };
        if ended.is_some_and(|ended| ended < begun) {
            record.say_of(column, |at| at.ends_before());
            return Err(Refused);
        }
        Ok(ended)
    }

    fn age(&self, record: &Record<'_, '_>, on: Date) -> Result<Option<u8>, Refused> {
        match self.mapping.row.age {
            None => Ok(None),
            Some(AgeSource::Stated(column)) => {
                let read = |text: &str| u8::try_from(cells::count(text)?).ok();
                record.number(Some(column), read)
            }
            Some(AgeSource::Birth(column)) => {
                let birth = record.day(Some(column))?;
                Ok(birth.and_then(|birth| cells::age(birth.date, on)))
            }
        }
    }

    fn attributes(&self, record: &Record<'_, '_>, engagement: &mut Engagement) {
        let row = &self.mapping.row;
        for (name, source) in &row.attributes {
            let (AttributeSource::Cells(column) | AttributeSource::Headings(column)) = source;
            let cells = record.cells(*column);
            let texts: Vec<String> = match source {
                AttributeSource::Cells(_) => cells.map(|(_, text)| text.into_owned()).collect(),
                AttributeSource::Headings(_) => cells
                    .filter(|(_, text)| !NOTHING.contains(&text.as_ref()))
                    .filter_map(|(heading, _)| heading.map(str::to_owned))
                    .collect(),
            };
            if !texts.is_empty() {
                engagement.attributes.insert(name.clone(), texts.join("、"));
            }
        }
        for (heading, text) in row.attributes_each.iter().flat_map(|c| record.cells(*c)) {
            if let Some(name) = heading {
                engagement
                    .attributes
                    .insert(name.to_owned(), text.into_owned());
            }
        }
    }

    /// Those who came along without a name: a tally of its own. Where nobody came yet (a sign-up,
    /// an absence) there is none.
    fn companions(
        &self,
        record: &Record<'_, '_>,
        engagement: &Engagement,
    ) -> Result<Option<Draft>, Refused> {
        let row = &self.mapping.row;
        let came = match record.number(row.companions, cells::count)? {
            Some(companions) => companions,
            None => {
                let heads = record.number(row.heads, cells::count)?;
                heads.map_or(0, |heads| heads.saturating_sub(1))
            }
        };
        let took_place = !matches!(engagement.kind, Kind::EventApply | Kind::EventNoShow);
        if came == 0 || !took_place {
            return Ok(None);
        }
        let mut tally = Engagement {
            kind: Kind::Tally,
            amount: None,
            age: None,
            quantity: Some(Decimal::from(came)),
            ..engagement.clone()
        };
        tally.attributes.clear();
        Ok(Some(Draft {
            engagement: tally,
            parties: Vec::new(),
        }))
    }
}

enum Outcome {
    Drafts(Vec<Draft>),
    Observation(enishi_domain::statistics::Observation),
    Excluded(Exclusion),
}
