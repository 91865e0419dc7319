//! The cells of all breakdowns of a release: the same count stands in one cell wherever it is told,
//! so that two tables never say more together than each of them may.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cell, Lattice, Nature, Profile, Sum};
use crate::engagement::Kind;
use crate::measure::Shares;
use crate::metric::{Condition, Count, Division, Measure, Selection, Window};
use crate::words::ClosedSet as _;

/// Most parts of one breakdown; what has more is no table that anybody reads.
const MOST_PARTS: usize = 50;

/// 「内訳」 one figure, divided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    /// Of what: `1-2`.
    pub of: String,
    /// What is counted.
    pub count: Count,
    /// Over which span.
    pub window: Window,
    /// By what it is divided.
    pub by: Division,
    /// Each part under what engagements say; none where they say nothing of it.
    pub parts: BTreeMap<Option<String>, Shares>,
    /// The figure itself, which parties that stand in two parts make less than these add up to.
    pub whole: i64,
}

/// 「内訳の配置」 where the parts of breakdowns stand in a lattice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// All of them.
    pub lattice: Lattice,
    /// The cell of each part, breakdown by breakdown and in their order; none for a breakdown that
    /// cannot be told.
    pub cells: Vec<Option<Vec<usize>>>,
}

/// One count, wherever it is told.
type Key = (Measure, Selection, Window);

#[derive(Default)]
struct Builder {
    lattice: Lattice,
    known: Vec<(Key, usize)>,
}

/// Lays all breakdowns of a release out together. One is left out whose parts were taken back or
/// are too many, that says otherwise what another one says, or of which everybody could tell how
/// few stand in two parts.
#[must_use]
pub fn place(breakdowns: &[Breakdown], profile: &Profile) -> Placed {
    let mut builder = Builder::default();
    let told = |one: &&Breakdown| !one.tells_of_few_in_two(profile);
    let cells = breakdowns
        .iter()
        .map(|one| builder.add(Some(one).filter(told)?));
    let cells = cells.collect();
    Placed {
        lattice: builder.lattice,
        cells,
    }
}

impl Builder {
    fn add(&mut self, breakdown: &Breakdown) -> Option<Vec<usize>> {
        let parts = &breakdown.parts;
        let is_taken_back = parts.values().any(|shares| shares.least < 0);
        if parts.is_empty() || parts.len() > MOST_PARTS || is_taken_back {
            return None;
        }
        let cells: Option<Vec<(Option<Key>, Cell)>> = parts
            .iter()
            .map(|(label, shares)| {
                let key = label.as_ref().and_then(|label| breakdown.key(label));
                Some((key, breakdown.cell(shares)?))
            })
            .collect();
        let mut cells = cells?;
        cells.push((breakdown.total_key(), breakdown.total()?));
        let differs = |(key, cell): &(Option<Key>, Cell)| {
            let known = key.as_ref().and_then(|key| self.find(key));
            known.is_some_and(|at| self.lattice.cells[at].amount != cell.amount)
        };
        if cells.iter().any(differs) {
            return None;
        }
        let mut placed: Vec<usize> = cells
            .into_iter()
            .map(|(key, cell)| self.keep(key, cell))
            .collect();
        self.lattice.tables.push(placed.clone());
        let total = placed.pop()?;
        let parts = placed.clone();
        // A figure of one part is that part.
        if parts != [total] {
            self.lattice.sums.push(Sum { total, parts });
        }
        Some(placed)
    }

    fn find(&self, key: &Key) -> Option<usize> {
        let found = self.known.iter().find(|(known, _)| known == key);
        found.map(|(_, at)| *at)
    }

    fn keep(&mut self, key: Option<Key>, cell: Cell) -> usize {
        if let Some(at) = key.as_ref().and_then(|key| self.find(key)) {
            let known = &mut self.lattice.cells[at];
            known.is_headline |= cell.is_headline;
            known.nature = known.nature.max(cell.nature);
            return at;
        }
        let at = self.lattice.cells.len();
        self.known.extend(key.map(|key| (key, at)));
        self.lattice.cells.push(cell);
        at
    }
}

impl Breakdown {
    /// Whether parts and figure together tell of few who stand in two parts.
    fn tells_of_few_in_two(&self, profile: &Profile) -> bool {
        let parts = self.parts.values().map(|shares| shares.total);
        let twice = parts.sum::<i64>().abs_diff(self.whole);
        (1..=profile.small(self.nature())).contains(&twice)
    }

    fn nature(&self) -> Nature {
        match self.count.measure {
            Measure::Rows | Measure::Distinct(_) if self.by.is_sensitive() => {
                Nature::SensitiveCount
            }
            Measure::Rows | Measure::Distinct(_) => Nature::Count,
            Measure::SumAmount | Measure::SumQuantity => Nature::Amount,
        }
    }

    /// The cell of a part; none of what is less than nothing.
    fn cell(&self, shares: &Shares) -> Option<Cell> {
        let whole = |n: i64| u64::try_from(n).ok();
        Some(Cell {
            nature: self.nature(),
            amount: whole(shares.total)?,
            contributors: shares.contributors,
            largest: whole(shares.largest)?,
            second: whole(shares.second)?,
            is_structural: false,
            is_headline: false,
        })
    }

    /// What the parts add up to. It is told: as the figure, or, of parties that may stand in two
    /// parts, as more than anybody is told.
    fn total(&self) -> Option<Cell> {
        let mut total = Shares::default();
        for shares in self.parts.values() {
            total.total = total.total.checked_add(shares.total)?;
            total.contributors = total.contributors.checked_add(shares.contributors)?;
        }
        Some(Cell {
            is_headline: true,
            ..self.cell(&total)?
        })
    }

    fn total_key(&self) -> Option<Key> {
        match self.count.measure {
            // One party may stand in two parts, so that they add up to something else.
            Measure::Distinct(_) => None,
            Measure::Rows | Measure::SumAmount | Measure::SumQuantity => {
                Some(self.key_of(self.count.selection.clone()))
            }
        }
    }

    /// A part as a count of its own.
    fn key(&self, label: &str) -> Option<Key> {
        let mut selection = self.count.selection.clone();
        match self.by {
            Division::Kind => selection.kinds = BTreeSet::from([Kind::from_word(label)?]),
            Division::Facet(facet) => {
                selection.conditions.retain(|condition| {
                    !matches!(condition, Condition::Facet { facet: other, .. } if *other == facet)
                });
                selection.conditions.push(Condition::Facet {
                    facet,
                    any_of: BTreeSet::from([label.to_owned()]),
                });
            }
        }
        Some(self.key_of(selection))
    }

    fn key_of(&self, mut selection: Selection) -> Key {
        selection.conditions.sort();
        selection.conditions.dedup();
        (self.count.measure, selection, self.window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::{Application, Disclosed, PersonalWords, Release, release};
    use crate::engagement::{DateBasis, Facet, Role};
    use crate::party::PartyType;

    fn count(measure: Measure) -> Count {
        Count {
            measure,
            selection: Selection {
                kinds: BTreeSet::from([Kind::EventAttend, Kind::Consult]),
                conditions: Vec::new(),
                role: Role::Subject,
                date: DateBasis::Occurred,
            },
        }
    }

    /// Of each part how much it is and the part of whoever has most; the others have one each.
    fn breakdown(measure: Measure, by: Division, parts: &[(&str, i64)]) -> Breakdown {
        let shares = |total: i64| Shares {
            total,
            contributors: total.unsigned_abs(),
            largest: total.min(1),
            second: total.min(1),
            least: total.min(1),
        };
        let parts = parts.iter().map(|(label, total)| {
            let label = (!label.is_empty()).then(|| (*label).to_owned());
            (label, shares(*total))
        });
        Breakdown {
            of: "1-1".to_owned(),
            count: count(measure),
            window: Window::FiscalYear,
            by,
            parts: parts.clone().collect(),
            whole: parts.map(|(_, shares)| shares.total).sum(),
        }
    }

    fn told(breakdowns: &[Breakdown]) -> Vec<Option<Vec<String>>> {
        let placed = place(breakdowns, &TOWN);
        let application = Application {
            lattice: placed.lattice,
            ..Application::default()
        };
        let released = release(
            &application,
            &PersonalWords::default(),
            &Profile::SMALL_TOWN,
        );
        let Release { cells, .. } = released.expect("it adds up");
        let text = |at: &usize| Disclosed::text(cells[*at]);
        let parts = placed.cells.iter();
        parts
            .map(|cells| Some(cells.as_ref()?.iter().map(text).collect()))
            .collect()
    }

    const TOWN: Profile = Profile::SMALL_TOWN;
    const TAG: Division = Division::Facet(Facet::Tag);
    const SCHEME: Division = Division::Facet(Facet::Scheme);

    #[test]
    fn a_small_part_hides_another_one_with_it() {
        let parts = [("子育て", 60), ("観光", 3), ("防災", 20), ("", 40)];
        // In the order of their words: nothing said, 子育て, 観光, 防災.
        let expected = ["40", "60", "x", "x"].map(str::to_owned).to_vec();
        for measure in [Measure::Rows, Measure::Distinct(PartyType::Person)] {
            let found = told(&[breakdown(measure, TAG, &parts)]);
            assert_eq!(found, [Some(expected.clone())], "{measure:?}");
        }
    }

    #[test]
    fn what_cannot_be_protected_is_withheld() {
        let found = told(&[breakdown(Measure::Rows, TAG, &[("観光", 1), ("防災", 1)])]);
        assert_eq!(found, [Some(vec!["…".to_owned(), "…".to_owned()])]);
    }

    #[test]
    fn how_few_stand_in_two_parts_is_not_told() {
        let parts = [("催し", 60), ("相談", 20)];
        let mut found = breakdown(Measure::Distinct(PartyType::Person), TAG, &parts);
        for (whole, is_told) in [(80, true), (79, false), (76, false), (75, true)] {
            found.whole = whole;
            let placed = place(std::slice::from_ref(&found), &TOWN);
            assert_eq!(placed.cells[0].is_some(), is_told, "{whole}");
        }
    }

    #[test]
    fn the_same_count_is_one_cell_in_every_table() {
        let whole = breakdown(Measure::Rows, TAG, &[("観光", 30), ("防災", 20)]);
        let mut part = breakdown(Measure::Rows, SCHEME, &[("複業", 27), ("就農", 3)]);
        part.count.selection.conditions.push(Condition::Facet {
            facet: Facet::Tag,
            any_of: BTreeSet::from(["観光".to_owned()]),
        });
        let placed = place(&[whole.clone(), part.clone()], &TOWN);
        // 観光 of the first table is what the second one divides.
        assert_eq!(placed.lattice.cells.len(), 5);
        assert_eq!(
            placed.lattice.sums[1].total,
            placed.cells[0].as_ref().unwrap()[0]
        );
        // A figure that says otherwise than the cell of another one is not told.
        part.parts
            .insert(Some("移住".to_owned()), Shares::default());
        if let Some(shares) = part.parts.get_mut(&Some("複業".to_owned())) {
            shares.total = 28;
        }
        let placed = place(&[whole, part], &TOWN);
        assert!(placed.cells[0].is_some() && placed.cells[1].is_none());
    }

    #[test]
    fn what_was_taken_back_or_has_too_many_parts_is_not_told() {
        let taken_back = breakdown(Measure::Rows, TAG, &[("観光", -1), ("防災", 20)]);
        let labels: Vec<String> = (0..=MOST_PARTS).map(|n| format!("目的{n}")).collect();
        let many: Vec<(&str, i64)> = labels.iter().map(|label| (label.as_str(), 9)).collect();
        let many = breakdown(Measure::Rows, TAG, &many);
        assert_eq!(place(&[taken_back, many], &TOWN).cells, [None, None]);
    }

    #[test]
    fn answers_are_protected_as_what_is_sensitive() {
        let parts = [("あり", 9), ("なし", 90), ("不明", 30)];
        let answer = Division::Facet(Facet::Answer);
        for (by, expected) in [(answer, ["x", "90", "x"]), (TAG, ["9", "90", "30"])] {
            let found = told(&[breakdown(Measure::Rows, by, &parts)]);
            assert_eq!(found, [Some(expected.map(str::to_owned).to_vec())]);
        }
    }
}
