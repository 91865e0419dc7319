//! Parts in the making, and the last questions asked of all of them together: are they told apart,
//! do they share a unit, is it one value printed twice.

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::{Missing, Part, Qualifier, Quantity, Unit};

use super::assembly::{Gap, close_range};
use super::notes::Note;
use super::prefixes::Sign;
use super::tokens::Measure;
use super::words::{fold_part_label, is_generic, is_label, mentioned_qualifier, weightier};

/// An amount with what was found to belong to it.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) quantity: Quantity,
    pub(crate) unit: Unit,
    pub(crate) qualifier: Option<Qualifier>,
    pub(crate) period: Option<FiscalYear>,
    /// The words in front, as printed: a label, or filler.
    pub(crate) words: String,
    /// A colon stood behind the words.
    pub(crate) colon: bool,
    /// The label in a bracket.
    pub(crate) note_label: Option<String>,
    /// Words in a bracket that may be a label.
    pub(crate) note_words: Option<String>,
    pub(crate) inner: Option<(Decimal, Unit)>,
    /// Why a zero is no zero.
    pub(crate) zero_reason: Option<Missing>,
    /// What stood before it.
    pub(crate) gap: Gap,
    /// An arrow followed.
    pub(crate) arrow: bool,
    /// 万 or the like was expanded.
    pub(crate) scaled: bool,
}

impl Draft {
    pub(crate) fn new(measure: &Measure) -> Self {
        let quantity = match measure.sign {
            // 「±0」 is no change, not a range of nothing.
            Sign::Margin if !measure.amount.is_zero() => Quantity::Range {
                low: Decimal::ZERO.checked_sub(measure.amount),
                high: Some(measure.amount),
            },
            Sign::Margin | Sign::None | Sign::Plus | Sign::Minus => Quantity::Exact(measure.amount),
        };
        Self {
            quantity,
            unit: measure.unit.clone(),
            qualifier: measure.bound,
            period: None,
            words: String::new(),
            colon: false,
            note_label: None,
            note_words: None,
            inner: None,
            zero_reason: None,
            gap: Gap::Start,
            arrow: false,
            scaled: measure.lone_scale.is_some(),
        }
    }

    pub(crate) fn qualify(&mut self, qualifier: Qualifier) {
        let weighed = self.qualifier.map(|first| weightier(first, qualifier));
        self.qualifier = weighed.or(Some(qualifier));
    }

    /// None where another year was printed before: 「R6年度 100件（R5年度）」.
    pub(crate) fn date(&mut self, year: FiscalYear) -> Option<()> {
        let agrees = self.period.is_none_or(|period| period == year);
        self.period = Some(year);
        agrees.then_some(())
    }

    pub(crate) fn annotate(&mut self, note: Note) -> Option<()> {
        match note {
            Note::Period(year, qualifier) => {
                self.date(year)?;
                if let Some(qualifier) = qualifier {
                    self.qualify(qualifier);
                }
            }
            Note::Qualifier(qualifier, reason) => {
                self.qualify(qualifier);
                self.zero_reason = self.zero_reason.or(reason);
            }
            Note::Label(label) if self.note_label.is_none() => self.note_label = Some(label),
            Note::Label(_) => return None,
            Note::Inner(amount, unit) => self.take_inner(amount, unit)?,
            Note::Words(words) => {
                let reason = super::missing_words::stated_reason(&words);
                self.zero_reason = self.zero_reason.or(reason);
                self.note_words.get_or_insert(words);
            }
            Note::Other => {}
        }
        Some(())
    }

    /// 「40(12)」: an inner count is of the same unit and no larger; else it is some other figure,
    /// and 「100（2024）」 is a year.
    fn take_inner(&mut self, amount: Decimal, unit: Unit) -> Option<()> {
        let Quantity::Exact(whole) = self.quantity else {
            return Some(());
        };
        let one_unit = unit.is_unprinted() || unit == self.unit;
        if amount <= whole && one_unit && self.inner.is_none() {
            self.inner = Some((amount, unit));
            return Some(());
        }
        let year = (unit.is_unprinted() && amount.scale() == 0)
            .then(|| i16::try_from(amount).ok().and_then(FiscalYear::new))
            .flatten();
        match year {
            Some(year) if amount > whole => self.date(year),
            _ => Some(()),
        }
    }

    /// `～20`
    pub(crate) fn open_downwards(&mut self) -> Option<()> {
        let Quantity::Exact(high) = self.quantity else {
            return None;
        };
        self.quantity = Quantity::Range {
            low: None,
            high: Some(high),
        };
        Some(())
    }

    /// `10～`
    pub(crate) fn open_upwards(&mut self) -> Option<()> {
        let Quantity::Exact(low) = self.quantity else {
            return None;
        };
        self.quantity = Quantity::Range {
            low: Some(low),
            high: None,
        };
        Some(())
    }

    fn is_named(&self) -> bool {
        self.period.is_some() || !self.words.is_empty() || self.note_label.is_some()
    }

    fn into_parts(self, label: Option<String>) -> Vec<Part> {
        let mut quantity = self.quantity;
        // 「△5人減」 says the same thing twice.
        if let (Quantity::Exact(amount), Some(Qualifier::Decrease)) = (quantity, self.qualifier) {
            quantity = Quantity::Exact(amount.abs());
        }
        let inner = self.inner.map(|(amount, unit)| Part {
            label: Some(Part::INNER.to_owned()),
            quantity: Quantity::Exact(amount),
            unit: if unit.is_unprinted() {
                self.unit.clone()
            } else {
                unit
            },
            qualifier: None,
            period: self.period,
        });
        let whole = Part {
            label,
            quantity,
            unit: self.unit,
            qualifier: self.qualifier,
            period: self.period,
        };
        std::iter::once(whole).chain(inner).collect()
    }
}

/// What a text holds besides its amounts, labels and qualifiers.
pub(crate) struct Remainder<'a> {
    pub(crate) filler: &'a str,
    /// How many characters the whole text has, blanks apart.
    pub(crate) characters: usize,
}

impl Remainder<'_> {
    /// Whether the text is too long to say anything besides its amounts: a sentence, not a value.
    fn is_long(&self) -> bool {
        const LONGEST_WITH_WORDS: usize = 40;
        self.characters > LONGEST_WITH_WORDS
    }
}

/// The parts, or none where the drafts cannot be told apart.
pub(crate) fn finish(mut drafts: Vec<Draft>, remainder: &Remainder<'_>) -> Option<Vec<Part>> {
    merge_range(&mut drafts);
    if drafts.len() > 1 {
        return finish_divided(drafts, remainder);
    }
    let mut draft = drafts.pop()?;
    for words in [remainder.filler, &draft.words.clone()] {
        if let Some(qualifier) = mentioned_qualifier(words) {
            draft.qualify(qualifier);
        }
    }
    let label = single_label(&draft);
    let wordy = !remainder.filler.is_empty() || (label.is_none() && !draft.words.is_empty());
    (!(remainder.is_long() && wordy)).then(|| draft.into_parts(label))
}

/// The label of a value's only amount. Without a colon only a known one (男) tells parts apart, and
/// words that name a figure (…数, …率) are the KPI's name again, not a part of it.
fn single_label(draft: &Draft) -> Option<String> {
    let label = fold_part_label(&draft.words);
    if label.is_empty() {
        return draft.note_label.clone();
    }
    let names_figure = label.chars().count() > 3 && label.ends_with(['数', '率', '額', '量', '度']);
    let known = is_label(&label) || is_label(&draft.words);
    let names_part = known || (draft.colon && !names_figure && !is_generic(&label));
    names_part.then_some(label)
}

type Key = (Option<String>, Option<FiscalYear>);

fn finish_divided(mut drafts: Vec<Draft>, remainder: &Remainder<'_>) -> Option<Vec<Part>> {
    let named = drafts.iter().filter(|draft| draft.is_named()).count();
    let labels = if named == drafts.len() {
        if remainder.is_long() && !remainder.filler.is_empty() {
            return None;
        }
        distinct_labels(&drafts)?
    } else if named == 0 {
        bracketed_labels(&drafts).or_else(|| unnamed(&drafts, remainder))?
    } else {
        return None;
    };
    share_units(&mut drafts);
    let parts = drafts.into_iter().zip(labels);
    Some(
        parts
            .flat_map(|(draft, label)| draft.into_parts(label))
            .collect(),
    )
}

/// A label for each draft, so that label and year together tell all of them apart.
fn distinct_labels(drafts: &[Draft]) -> Option<Vec<Option<String>>> {
    const LONGEST_LABEL: usize = 20;
    let key = |draft: &Draft, plain: bool| -> Key {
        let label = fold_part_label(&draft.words);
        let label = Some(label).filter(|label| !label.is_empty());
        let label = label.or_else(|| draft.note_label.clone());
        // 「R6実績:100 R7実績:120」: the year says all.
        let drop = plain && draft.period.is_some();
        (
            label.filter(|label| !(drop && is_generic(label))),
            draft.period,
        )
    };
    let plain: Vec<Key> = drafts.iter().map(|draft| key(draft, true)).collect();
    let full = || drafts.iter().map(|draft| key(draft, false)).collect();
    let keys: Vec<Key> = if all_differ(&plain) { plain } else { full() };
    let short = |key: &Key| {
        key.0
            .as_ref()
            .is_none_or(|l| l.chars().count() <= LONGEST_LABEL)
    };
    let readable = all_differ(&keys) && keys.iter().all(short);
    readable.then(|| keys.into_iter().map(|(label, _)| label).collect())
}

fn all_differ(keys: &[Key]) -> bool {
    let mut sorted: Vec<&Key> = keys.iter().collect();
    sorted.sort_unstable();
    sorted.windows(2).all(|pair| pair[0] != pair[1])
}

/// 「5件（A地区）3件（B地区）」
fn bracketed_labels(drafts: &[Draft]) -> Option<Vec<Option<String>>> {
    let labels: Option<Vec<String>> = drafts
        .iter()
        .map(|draft| draft.note_words.clone())
        .collect();
    let keys: Vec<Key> = labels?
        .into_iter()
        .map(|label| (Some(label), None))
        .collect();
    all_differ(&keys).then(|| keys.into_iter().map(|(label, _)| label).collect())
}

/// 「120回・3,500人」: told apart by their order only, where nothing but separators stands between;
/// a blank separates amounts only if each has its unit.
fn unnamed(drafts: &[Draft], remainder: &Remainder<'_>) -> Option<Vec<Option<String>>> {
    let each_has_unit = drafts.iter().all(|draft| !draft.unit.is_unprinted());
    let separated = drafts[1..].iter().all(|draft| match draft.gap {
        Gap::List => true,
        Gap::Blank => each_has_unit,
        Gap::None | Gap::Start => false,
    });
    let arrow = drafts.iter().any(|draft| draft.arrow);
    (separated && !arrow && remainder.filler.is_empty()).then(|| vec![None; drafts.len()])
}

fn merge_range(drafts: &mut Vec<Draft>) {
    let closed = match drafts.as_slice() {
        [low, high] => close_range(low, high),
        _ => None,
    };
    if let Some((quantity, unit)) = closed {
        drafts.truncate(1);
        if let Some(draft) = drafts.first_mut() {
            draft.quantity = quantity;
            draft.unit = unit;
            draft.qualifier = None;
        }
    }
}

/// A unit printed once behind the last amount is the others' too; 「120・3,500 回・人」 prints one for
/// each.
fn share_units(drafts: &mut [Draft]) {
    let Some((last, others)) = drafts.split_last_mut() else {
        return;
    };
    let printed_once = others.iter().all(|draft| draft.unit.is_unprinted());
    if others.is_empty() || !printed_once || last.unit.is_unprinted() {
        return;
    }
    let unit = last.unit.clone();
    let pieces: Vec<&str> = unit.as_str().split(['・', '･']).collect();
    if pieces.len() == others.len() + 1 && !last.is_named() {
        for (draft, piece) in others.iter_mut().chain([last]).zip(pieces) {
            draft.unit = Unit::new(piece);
        }
    } else {
        for draft in others {
            draft.unit = unit.clone();
        }
    }
}
