//! 「新旧対照」 what changed between two years' sheets: KPIs added, dropped, reworded, targets moved.
//! A city may change its KPIs, but readers have to be told (rule D17).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::figure::Value;
use crate::grid::Place;
use crate::kpi::{Kpi, KpiNo};
use crate::text::fold_label;
use crate::words::direction_word;
use crate::year_sheet::{Programme, YearSheet};

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// 事業の追加
    ProgrammeAdded,
    /// 事業の廃止
    ProgrammeDropped,
    /// 事業名の変更
    ProgrammeRenamed,
    /// 指標の追加
    KpiAdded,
    /// 指標の削除
    KpiDropped,
    /// 指標名の変更
    KpiReworded,
    /// 単位の変更
    UnitChanged,
    /// 改善の方向の変更
    DirectionChanged,
    /// 基準値の変更
    BaselineMoved,
    /// 目標値の変更
    TargetMoved,
}

/// 「変更点」 one change, with what was printed before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind.
    pub kind: ChangeKind,
    /// The programme's number: this year's, or last year's where it was dropped.
    pub programme: String,
    /// The KPI's number, in the same way.
    pub kpi: Option<KpiNo>,
    /// Which KPI, in words; empty for a change of the programme itself.
    pub name: String,
    /// As printed last year.
    pub before: Option<String>,
    /// As printed this year.
    pub after: Option<String>,
    /// Where it stands in this year's sheet; the programme's place where the thing itself is gone.
    pub place: Option<Place>,
}

/// 「新旧対照」 of two sheets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// In this year's order; what was dropped stands last in its programme.
    pub changes: Vec<Change>,
    /// KPIs that stand in both years and say the same but for their results.
    pub unchanged: usize,
    /// Every KPI that stands in both years, changed or not, in this year's order.
    pub kept: Vec<Kept>,
}

/// 「継続指標」 one KPI in both sheets: the place of its programme among the programmes, and its own
/// among the programme's KPIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// In last year's sheet.
    pub last: (usize, usize),
    /// In this year's.
    pub this: (usize, usize),
}

/// Names at least this much alike (Dice coefficient of character pairs, in percent) are one KPI
/// that was reworded; below it, one was dropped and another added.
const ALIKE: usize = 50;
/// How many character pairs are looked at in comparing the names that changed, for two lists.
const MOST_WORK: usize = 120_000_000;
/// What comparing two names costs besides, in character pairs.
const OVERHEAD: usize = 16;

/// Compares last year's sheet with this year's.
#[must_use]
pub fn compare(last: &YearSheet, this: &YearSheet) -> Comparison {
    let name = |programme: &Programme| programme.name.as_ref().map_or("", |n| &n.text).to_owned();
    let before: Vec<String> = last.programmes.iter().map(name).collect();
    let after: Vec<String> = this.programmes.iter().map(name).collect();
    let mut pairs = Pairs::of(pair(&before, &after));
    // A programme without a name, or under a wholly new one, is known by its number.
    let mut by_no: BTreeMap<&str, VecDeque<usize>> = BTreeMap::new();
    for (old, programme) in last.programmes.iter().enumerate() {
        if !programme.no.is_empty() && !pairs.new_of.contains_key(&old) {
            by_no.entry(&programme.no).or_default().push_back(old);
        }
    }
    for (new, programme) in this.programmes.iter().enumerate() {
        let Some(waiting) = by_no.get_mut(programme.no.as_str()) else {
            continue;
        };
        if let Some(old) = waiting.front().copied()
            && !pairs.old_of.contains_key(&new)
            && (after[new].is_empty()
                || before[old].is_empty()
                || shares_a_kpi(&last.programmes[old], programme))
        {
            pairs.add(old, new);
            waiting.pop_front();
        }
    }
    let mut comparison = Comparison::default();
    for (new, programme) in this.programmes.iter().enumerate() {
        match pairs.old_of.get(&new) {
            Some(old) => {
                let kept = compare_programmes(&last.programmes[*old], programme, &mut comparison);
                comparison
                    .kept
                    .extend(kept.into_iter().map(|(before, now)| Kept {
                        last: (*old, before),
                        this: (new, now),
                    }));
            }
            None => comparison
                .changes
                .push(of_programme(ChangeKind::ProgrammeAdded, programme)),
        }
    }
    for (old, programme) in last.programmes.iter().enumerate() {
        if !pairs.new_of.contains_key(&old) {
            comparison
                .changes
                .push(of_programme(ChangeKind::ProgrammeDropped, programme));
        }
    }
    comparison
}

/// Which stands beside which, to be asked from either side.
#[derive(Default)]
struct Pairs {
    old_of: BTreeMap<usize, usize>,
    new_of: BTreeMap<usize, usize>,
}

impl Pairs {
    fn of(pairs: Vec<(usize, usize)>) -> Self {
        let mut both = Self::default();
        for (old, new) in pairs {
            both.add(old, new);
        }
        both
    }

    fn add(&mut self, old: usize, new: usize) {
        self.old_of.insert(new, old);
        self.new_of.insert(old, new);
    }
}

fn of_programme(kind: ChangeKind, programme: &Programme) -> Change {
    let name = programme.name.as_ref().map(|printed| printed.text.clone());
    let dropped = kind == ChangeKind::ProgrammeDropped;
    let (before, after) = if dropped { (name, None) } else { (None, name) };
    let named = programme.name.as_ref().and_then(|name| name.place.clone());
    let place = named.or_else(|| programme.place.clone());
    Change {
        kind,
        programme: programme.no.clone(),
        kpi: None,
        name: String::new(),
        before,
        after,
        place: place.filter(|_| !dropped),
    }
}

fn shares_a_kpi(last: &Programme, this: &Programme) -> bool {
    let names = |programme: &Programme| -> Vec<String> {
        programme
            .kpis
            .iter()
            .map(|kpi| kpi.name.text.clone())
            .collect()
    };
    !pair(&names(last), &names(this)).is_empty()
}

/// Adds the changes, and gives the KPIs that stand in both, as indices (last, this).
fn compare_programmes(
    last: &Programme,
    this: &Programme,
    out: &mut Comparison,
) -> Vec<(usize, usize)> {
    let text = |p: &Programme| p.name.as_ref().map(|printed| printed.text.clone());
    let (before, after) = (text(last), text(this));
    if folded(before.as_deref()) != folded(after.as_deref()) {
        let mut change = of_programme(ChangeKind::ProgrammeRenamed, this);
        change.before = before;
        out.changes.push(change);
    }
    let names =
        |kpis: &[Kpi]| -> Vec<String> { kpis.iter().map(|kpi| kpi.name.text.clone()).collect() };
    let pairs = Pairs::of(pair(&names(&last.kpis), &names(&this.kpis)));
    for (new, kpi) in this.kpis.iter().enumerate() {
        let old = pairs.old_of.get(&new).map(|old| &last.kpis[*old]);
        let Some(old) = old else {
            out.changes.push(of_kpi(
                ChangeKind::KpiAdded,
                this,
                kpi,
                None,
                Some(kpi.name.text.clone()),
            ));
            continue;
        };
        let changes = compare_kpis(this, old, kpi);
        out.unchanged += usize::from(changes.is_empty());
        out.changes.extend(changes);
    }
    for (old, kpi) in last.kpis.iter().enumerate() {
        if !pairs.new_of.contains_key(&old) {
            let name = Some(kpi.name.text.clone());
            out.changes
                .push(of_kpi(ChangeKind::KpiDropped, this, kpi, name, None));
        }
    }
    let kept = pairs.old_of.into_iter();
    kept.map(|(new, old)| (old, new)).collect()
}

fn compare_kpis(programme: &Programme, last: &Kpi, this: &Kpi) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut note = |kind, before: Option<String>, after: Option<String>| {
        changes.push(of_kpi(kind, programme, this, before, after));
    };
    if fold_label(&last.name.text) != fold_label(&this.name.text) {
        note(
            ChangeKind::KpiReworded,
            Some(last.name.text.clone()),
            Some(this.name.text.clone()),
        );
    }
    if last.unit.kind() != this.unit.kind() {
        note(
            ChangeKind::UnitChanged,
            Some(last.unit.to_string()),
            Some(this.unit.to_string()),
        );
    }
    if last.direction != this.direction {
        let word = |kpi: &Kpi| Some(direction_word(kpi.direction));
        note(ChangeKind::DirectionChanged, word(last), word(this));
    }
    if moved(last.baseline_value(), this.baseline_value()) {
        note(
            ChangeKind::BaselineMoved,
            printed(last.baseline_value()),
            printed(this.baseline_value()),
        );
    }
    if moved(last.target_value(), this.target_value()) {
        note(
            ChangeKind::TargetMoved,
            printed(last.target_value()),
            printed(this.target_value()),
        );
    }
    changes
}

fn of_kpi(
    kind: ChangeKind,
    programme: &Programme,
    kpi: &Kpi,
    before: Option<String>,
    after: Option<String>,
) -> Change {
    let (no, name) = (Some(kpi.no), kpi.name.text.clone());
    let of_value = |value: Option<&Value>| value.and_then(|value| value.place.clone());
    let place = match kind {
        ChangeKind::BaselineMoved => of_value(kpi.baseline_value()),
        ChangeKind::TargetMoved | ChangeKind::UnitChanged => of_value(kpi.target_value()),
        ChangeKind::KpiAdded | ChangeKind::KpiReworded | ChangeKind::DirectionChanged => None,
        // The KPI is last year's, and so is its place.
        ChangeKind::KpiDropped => programme.place.clone(),
        ChangeKind::ProgrammeAdded
        | ChangeKind::ProgrammeDropped
        | ChangeKind::ProgrammeRenamed => programme.place.clone(),
    };
    let named = || {
        kpi.name
            .place
            .clone()
            .filter(|_| kind != ChangeKind::KpiDropped)
    };
    Change {
        kind,
        programme: programme.no.clone(),
        kpi: no,
        name,
        before,
        after,
        place: place.or_else(named),
    }
}

fn printed(value: Option<&Value>) -> Option<String> {
    value.map(|value| value.text.clone())
}

/// Whether the values differ as figures; 「75社」 and 「７５ 社」 are the same target.
fn moved(last: Option<&Value>, this: Option<&Value>) -> bool {
    let content = |value: &Value| value.content.clone();
    last.map(content) != this.map(content)
}

fn folded(text: Option<&str>) -> String {
    text.map(fold_label).unwrap_or_default()
}

/// Pairs names: equal ones first in their order, then the most alike; each at most once. Indices
/// (last, this).
fn pair(last: &[String], this: &[String]) -> Vec<(usize, usize)> {
    let fold = |names: &[String]| -> Vec<String> { names.iter().map(|n| fold_label(n)).collect() };
    let (last, this) = (fold(last), fold(this));
    let mut waiting: BTreeMap<&str, VecDeque<usize>> = BTreeMap::new();
    for (new, name) in this.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        waiting.entry(name).or_default().push_back(new);
    }
    let mut pairs = Vec::new();
    let mut olds = Vec::new();
    for (old, name) in last.iter().enumerate() {
        match waiting.get_mut(name.as_str()).and_then(VecDeque::pop_front) {
            Some(new) => pairs.push((old, new)),
            None => olds.push((old, character_pairs(name))),
        }
    }
    let news: BTreeSet<usize> = waiting.into_values().flatten().collect();
    pairs.extend(pair_alike(&olds, &this, news));
    pairs
}

/// Pairs what is left over by likeness, the most alike first, then the nearest.
fn pair_alike(
    olds: &[(usize, CharacterPairs)],
    this: &[String],
    mut news: BTreeSet<usize>,
) -> Vec<(usize, usize)> {
    let afters: Vec<(usize, CharacterPairs)> = news
        .iter()
        .map(|new| (*new, character_pairs(&this[*new])))
        .collect();
    let farthest = farthest_compared(olds, &afters);
    let mut candidates = Vec::new();
    for (new, after) in &afters {
        let from = olds.partition_point(|(old, _)| old.saturating_add(farthest) < *new);
        let near = olds[from..].iter();
        for (old, before) in near.take_while(|(old, _)| *old <= new.saturating_add(farthest)) {
            let alike = likeness(before, after);
            if alike >= ALIKE {
                candidates.push((Reverse(alike), old.abs_diff(*new), *old, *new));
            }
        }
    }
    candidates.sort_unstable();
    let mut taken = BTreeSet::new();
    let mut pairs = Vec::new();
    for (_, _, old, new) in candidates {
        if !taken.contains(&old) && news.remove(&new) {
            taken.insert(old);
            pairs.push((old, new));
        }
    }
    pairs
}

/// How far apart two names may stand to be compared. Lists of hundreds are compared throughout; of
/// longer ones, in which every name was changed, only names that stand near each other.
fn farthest_compared(olds: &[(usize, CharacterPairs)], news: &[(usize, CharacterPairs)]) -> usize {
    let size = |names: &[(usize, CharacterPairs)]| -> usize {
        names.iter().map(|(_, pairs)| pairs.len() + OVERHEAD).sum()
    };
    let work = size(olds).saturating_mul(news.len()) + size(news).saturating_mul(olds.len());
    if work <= MOST_WORK {
        return usize::MAX;
    }
    let last = olds.iter().chain(news).map(|(at, _)| *at).max();
    (last.unwrap_or(0) as u128 * MOST_WORK as u128 / (2 * work as u128)) as usize
}

/// The distinct pairs of neighbouring characters, sorted.
type CharacterPairs = Vec<(char, char)>;

fn character_pairs(text: &str) -> CharacterPairs {
    let mut pairs: CharacterPairs = text.chars().zip(text.chars().skip(1)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Dice coefficient of two sets of character pairs, in percent.
fn likeness(a: &CharacterPairs, b: &CharacterPairs) -> usize {
    let percent = |common: usize| (200 * common).checked_div(a.len() + b.len()).unwrap_or(0);
    // Not even all pairs of the shorter one would do.
    if percent(a.len().min(b.len())) < ALIKE {
        return 0;
    }
    percent(common(a, b))
}

fn common(a: &[(char, char)], b: &[(char, char)]) -> usize {
    let (mut at, mut beside, mut count) = (0, 0, 0);
    while let (Some(one), Some(other)) = (a.get(at), b.get(beside)) {
        let order = one.cmp(other);
        at += usize::from(order.is_le());
        beside += usize::from(order.is_ge());
        count += usize::from(order.is_eq());
    }
    count
}

#[cfg(test)]
mod tests;
