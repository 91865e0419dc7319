//! Tokens put together to parts: which label, year and qualifier belong to which amount. Where that
//! is not certain nothing is put together, and the value stays words.

use std::ops::Range;

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::{Missing, Part, Qualifier, Quantity, Unit};

use super::drafts::{Draft, finish};
use super::missing_words::stated_reason;
use super::notes::{Note, read_note};
use super::prefixes::Sign;
use super::script::Script;
use super::tokens::{Measure, Token};
use super::words::{is_inner, is_label, weightier};

/// The parts that the tokens make, or the reason that a zero's words give; none where they make no
/// certain sense.
pub(crate) fn assemble(
    script: &Script<'_>,
    tokens: &[Token],
) -> Option<Result<Vec<Part>, Missing>> {
    let mut assembly = Assembly {
        script,
        tokens,
        drafts: Vec::new(),
        lead: Lead::default(),
        joint: None,
        gap: Gap::Start,
        labels_lead: false,
        filler: String::new(),
    };
    for at in 0..tokens.len() {
        assembly.take(at)?;
    }
    assembly.close()
}

/// What came in front of the next amount.
#[derive(Default)]
struct Lead {
    items: Vec<Item>,
    /// Where the label ended, counted in items.
    colon: Option<usize>,
    qualifier: Option<Qualifier>,
    inner: bool,
}

enum Item {
    Word(Range<usize>),
    Label(String),
    Period(FiscalYear),
    Gap,
}

/// How the next amount is joined to the one before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    Span,
    Hyphen,
    /// 12/15
    Slash,
    /// 15地区中12地区
    Of,
}

/// What stood between the last amount and here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// Nothing.
    #[default]
    None,
    Blank,
    List,
    /// There was no amount yet.
    Start,
}

struct Assembly<'t, 'a> {
    script: &'t Script<'a>,
    tokens: &'t [Token],
    drafts: Vec<Draft>,
    lead: Lead,
    joint: Option<Joint>,
    gap: Gap,
    /// The first amount's bracket or year stood before it, so the others' do too.
    labels_lead: bool,
    filler: String,
}

impl Assembly<'_, '_> {
    fn take(&mut self, at: usize) -> Option<()> {
        match &self.tokens[at] {
            Token::Amount(measure) => self.amount(measure)?,
            Token::Moment(year) => self.moment(at, *year)?,
            Token::Word(range) => self.word(at, range),
            Token::Before(qualifier) => {
                let weighed = self
                    .lead
                    .qualifier
                    .map(|first| weightier(first, *qualifier));
                self.lead.qualifier = weighed.or(Some(*qualifier));
            }
            Token::After(qualifier) => self.drafts.last_mut()?.qualify(*qualifier),
            Token::Note(inner) => self.note(at, inner)?,
            Token::Colon => self.colon()?,
            Token::Of => self.join(Joint::Of)?,
            Token::Slash => self.slash(at)?,
            Token::Span => self.span(at)?,
            Token::Hyphen => self.join(Joint::Hyphen)?,
            Token::Blank => self.widen(Gap::Blank),
            Token::List => self.widen(Gap::List),
            Token::Arrow => {
                // 「60%→70%」 does not say which of the two counts; 「R5:60% → R6:70%」 does.
                self.drafts.last_mut()?.arrow = true;
                self.widen(Gap::List);
            }
            Token::Unreadable => return None,
        }
        Some(())
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
        if !self.lead.items.is_empty() {
            self.lead.items.push(Item::Gap);
        }
    }

    fn next(&self, at: usize) -> Option<&Token> {
        self.tokens[at + 1..]
            .iter()
            .find(|token| !matches!(token, Token::Blank))
    }

    fn join(&mut self, joint: Joint) -> Option<()> {
        let fresh = !self.drafts.is_empty() && self.lead.items.is_empty() && self.joint.is_none();
        self.joint = Some(joint);
        fresh.then_some(())
    }

    fn slash(&mut self, at: usize) -> Option<()> {
        // 「12人／15件」 are two values, 「12/15地区」 is one.
        let one_unit = |measure: &Measure| {
            let last = self.drafts.last().map(|draft| &draft.unit);
            last.is_some_and(|unit| unit.is_unprinted() || *unit == measure.unit)
        };
        let fraction = matches!(self.next(at), Some(Token::Amount(m)) if one_unit(m));
        if fraction && self.gap <= Gap::Blank && self.lead.items.is_empty() {
            return self.join(Joint::Slash);
        }
        self.widen(Gap::List);
        Some(())
    }

    /// `10～20`, `～20`, `10～`.
    fn span(&mut self, at: usize) -> Option<()> {
        if matches!(self.next(at), Some(Token::Amount(_))) {
            if self.gap == Gap::Start || !self.lead.items.is_empty() {
                self.joint = Some(Joint::Span);
                return Some(());
            }
            // 「10人、～20人」 may be one range or two values.
            return if self.gap == Gap::List {
                None
            } else {
                self.join(Joint::Span)
            };
        }
        let ends = matches!(self.next(at), None | Some(Token::List | Token::Note(_)));
        self.drafts.last_mut().filter(|_| ends)?.open_upwards()
    }

    fn moment(&mut self, at: usize, year: Option<FiscalYear>) -> Option<()> {
        let Some(year) = year else {
            return Some(());
        };
        let ends = matches!(self.next(at), None | Some(Token::List));
        if ends && !self.labels_lead && !self.drafts.is_empty() {
            return self.drafts.last_mut()?.date(year);
        }
        self.lead.items.push(Item::Period(year));
        Some(())
    }

    fn word(&mut self, at: usize, range: &Range<usize>) {
        let text = self.script.slice(range);
        let attached = self.gap == Gap::None && self.lead.items.is_empty();
        let names_next = is_label(text) || matches!(self.tokens.get(at + 1), Some(Token::Colon));
        if is_inner(text) {
            self.lead.inner = true;
        } else if attached && !names_next {
            self.filler.push_str(text);
        } else {
            self.lead.items.push(Item::Word(range.clone()));
        }
    }

    fn colon(&mut self) -> Option<()> {
        if self.lead.colon.is_some() {
            // 「男:未測定 女:20.29年」: the first label's words hold no amount, and are passed over.
            let last_gap = self
                .lead
                .items
                .iter()
                .rposition(|item| matches!(item, Item::Gap));
            self.lead.items.drain(..last_gap?);
        }
        self.lead.colon = Some(self.lead.items.len());
        (!self.lead.items.is_empty() || self.lead.qualifier.is_some()).then_some(())
    }

    fn note(&mut self, at: usize, inner: &Range<usize>) -> Option<()> {
        let note = read_note(self.script, inner);
        let leads = self.drafts.is_empty()
            || self.gap == Gap::List
            || !self.lead.items.is_empty()
            || (self.labels_lead && matches!(note, Note::Label(_) | Note::Period(_)));
        if !leads {
            return self.drafts.last_mut()?.annotate(note);
        }
        match note {
            Note::Period(year) => self.lead.items.push(Item::Period(year)),
            Note::Label(label) => self.lead.items.push(Item::Label(label)),
            Note::Words(words) => self.filler.push_str(&words),
            Note::Qualifier(qualifier, _) => self.lead.qualifier = Some(qualifier),
            Note::Other => {}
            // 「(3) 100人」: a numbering, or an inner count of nothing.
            Note::Inner(..) => return None,
        }
        let amount_follows = matches!(self.next(at), Some(Token::Amount(_)));
        self.labels_lead |= self.drafts.is_empty() && amount_follows;
        Some(())
    }

    fn amount(&mut self, measure: &Measure) -> Option<()> {
        if let Some(joint) = self.joint.take() {
            if self.drafts.is_empty() || !self.lead.items.is_empty() {
                if joint != Joint::Span {
                    return None;
                }
                let mut draft = self.lead_into(measure)?;
                draft.open_downwards()?;
                self.push(draft);
                return Some(());
            }
            self.gap = Gap::None;
            return join_last(self.drafts.last_mut()?, measure, joint);
        }
        if self.lead.inner {
            self.lead = Lead::default();
            let note = Note::Inner(measure.amount, measure.unit.clone());
            return self.drafts.last_mut()?.annotate(note);
        }
        let draft = self.lead_into(measure)?;
        self.push(draft);
        Some(())
    }

    fn push(&mut self, draft: Draft) {
        self.labels_lead |= self.drafts.is_empty() && draft.period.is_some();
        self.drafts.push(draft);
        self.gap = Gap::None;
    }

    /// A draft of the amount with all that led up to it.
    fn lead_into(&mut self, measure: &Measure) -> Option<Draft> {
        let lead = std::mem::take(&mut self.lead);
        let mut draft = Draft::new(measure);
        draft.gap = self.gap;
        draft.colon = lead.colon.is_some();
        let label_end = lead.colon.unwrap_or(lead.items.len());
        for (index, item) in lead.items.into_iter().enumerate() {
            match item {
                Item::Period(year) => draft.date(year)?,
                Item::Label(label) => draft.note_label = Some(label),
                Item::Word(range) if index < label_end => {
                    draft.words.push_str(self.script.printed(&range));
                }
                Item::Word(range) => self.filler.push_str(self.script.slice(&range)),
                Item::Gap => {}
            }
        }
        if let Some(qualifier) = lead.qualifier {
            draft.qualify(qualifier);
        }
        Some(draft)
    }

    fn close(mut self) -> Option<Result<Vec<Part>, Missing>> {
        if let (Some(qualifier), Some(last)) = (self.lead.qualifier, self.drafts.last_mut()) {
            last.qualify(qualifier);
        }
        for item in &self.lead.items {
            match item {
                Item::Word(range) if self.lead.colon.is_none() => {
                    self.filler.push_str(self.script.slice(range));
                }
                Item::Period(year) if self.lead.colon.is_none() => {
                    let [only] = self.drafts.as_mut_slice() else {
                        return None;
                    };
                    only.date(*year)?;
                }
                Item::Label(_) | Item::Period(_) | Item::Word(_) | Item::Gap => {}
            }
        }
        if self.joint.is_some() {
            return None;
        }
        if let [only] = self.drafts.as_slice()
            && only.quantity == Quantity::Exact(Decimal::ZERO)
            && let Some(reason) = only.zero_reason.or_else(|| stated_reason(&self.filler))
        {
            return Some(Err(reason));
        }
        let characters = self.script.folded().chars().filter(|c| !c.is_whitespace());
        finish(self.drafts, &self.filler, characters.count()).map(Ok)
    }
}

/// Joins a second number to the last: a range, or so many of so many.
fn join_last(last: &mut Draft, measure: &Measure, joint: Joint) -> Option<()> {
    let Quantity::Exact(first) = last.quantity else {
        return None;
    };
    let second = measure.amount;
    let one_unit = last.unit.is_unprinted() || last.unit == measure.unit;
    // 「10～20万人」: the scale is printed once.
    let scale = measure
        .lone_scale
        .filter(|_| last.unit.is_unprinted() && !last.scaled);
    let first = first.checked_mul(scale.unwrap_or(Decimal::ONE))?;
    let bare = measure.unit.is_unprinted();
    let unit = if bare {
        last.unit.clone()
    } else {
        measure.unit.clone()
    };
    last.quantity = match joint {
        Joint::Span | Joint::Hyphen => {
            let hyphen_is_sure = joint == Joint::Span || !bare;
            if first >= second || !hyphen_is_sure || !(one_unit || bare) {
                return None;
            }
            range(first, second)
        }
        Joint::Slash => {
            let is_month_and_day =
                bare && first <= Decimal::from(12) && second <= Decimal::from(31);
            let sure = !bare || (first <= second && !is_month_and_day);
            if !sure || !one_unit || measure.sign != Sign::None || second.is_zero() {
                return None;
            }
            out_of(first, second)
        }
        Joint::Of => {
            if last.unit != measure.unit && !bare && !last.unit.is_unprinted() {
                return None;
            }
            out_of(second, first)
        }
    };
    last.unit = unit;
    Some(())
}

fn range(low: Decimal, high: Decimal) -> Quantity {
    Quantity::Range {
        low: Some(low),
        high: Some(high),
    }
}

fn out_of(amount: Decimal, denominator: Decimal) -> Quantity {
    Quantity::OutOf {
        amount,
        denominator,
    }
}

/// 「10人以上20人未満」 printed as two amounts with an end each.
pub(crate) fn close_range(low: &Draft, high: &Draft) -> Option<(Quantity, Unit)> {
    let (Quantity::Exact(first), Quantity::Exact(second)) = (low.quantity, high.quantity) else {
        return None;
    };
    let ends =
        low.qualifier == Some(Qualifier::AtLeast) && high.qualifier == Some(Qualifier::AtMost);
    let one_unit = low.unit == high.unit || low.unit.is_unprinted();
    let unnamed = high.words.is_empty() && high.period.is_none() && high.note_label.is_none();
    (ends && one_unit && unnamed && first <= second)
        .then(|| (range(first, second), high.unit.clone()))
}
