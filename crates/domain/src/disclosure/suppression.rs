//! Which cells of a lattice are not told: those that would name somebody, and as many others as it
//! takes that nobody works the first ones out. All tables of a release are looked at together.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::attack::{End, Extreme, Puzzle};
use super::{Cell, Disclosed, Lattice, Nature, Profile, Sum};

/// What becomes of every cell, in the lattice's order.
pub(super) fn suppress(lattice: &Lattice, profile: &Profile) -> Vec<Disclosed> {
    let mut withheld = BTreeSet::new();
    loop {
        let mut plan = Plan::first(lattice, profile, &withheld);
        match plan.complete() {
            Ok(()) => {
                plan.relax();
                return plan.disclosed();
            }
            // What cannot be protected is not a table that can be published.
            Err(cell) => withheld.extend(lattice.tables_of(cell)),
        }
    }
}

struct Plan<'a> {
    lattice: &'a Lattice,
    profile: &'a Profile,
    is_hidden: Vec<bool>,
    /// Of no table that is published: unknown to everybody, and nothing has to be kept from it.
    is_withheld: Vec<bool>,
    is_primary: Vec<bool>,
}

impl<'a> Plan<'a> {
    fn first(lattice: &'a Lattice, profile: &'a Profile, withheld: &BTreeSet<usize>) -> Self {
        let cells = 0..lattice.cells.len();
        let is_withheld: Vec<bool> = cells
            .map(|cell| {
                let mut tables = lattice.tables_of(cell);
                tables.all(|table| withheld.contains(&table)) && !lattice.cells[cell].is_told()
            })
            .collect();
        let is_primary: Vec<bool> = lattice
            .cells
            .iter()
            .map(|cell| !cell.is_told() && profile.names_somebody(cell))
            .collect();
        let hidden = is_primary.iter().zip(&is_withheld);
        Self {
            is_hidden: hidden.map(|(primary, gone)| *primary || *gone).collect(),
            lattice,
            profile,
            is_withheld,
            is_primary,
        }
    }

    /// Hides cells until every hidden one is protected.
    ///
    /// # Errors
    /// A cell for which there is nothing left to hide.
    fn complete(&mut self) -> Result<(), usize> {
        while let Some(cell) = self.unprotected() {
            let next = self.companion(cell).ok_or(cell)?;
            self.is_hidden[next] = true;
        }
        Ok(())
    }

    /// Tells again what need not have been hidden, the largest first.
    fn relax(&mut self) {
        let cells = 0..self.lattice.cells.len();
        let mut secondary: Vec<usize> = cells
            .filter(|n| self.is_hidden[*n] && !self.is_primary[*n] && !self.is_withheld[*n])
            .collect();
        secondary.sort_by_key(|n| Reverse((self.lattice.cells[*n].amount, *n)));
        for cell in secondary {
            self.is_hidden[cell] = false;
            if self.unprotected().is_some() {
                self.is_hidden[cell] = true;
            }
        }
    }

    fn disclosed(&self) -> Vec<Disclosed> {
        let cells = self.lattice.cells.iter().enumerate();
        cells
            .map(|(n, cell)| match (self.is_withheld[n], self.is_hidden[n]) {
                (true, _) => Disclosed::Withheld,
                (false, true) => Disclosed::Suppressed,
                (false, false) if cell.is_structural => Disclosed::NotApplicable,
                (false, false) => Disclosed::Amount(cell.amount),
            })
            .collect()
    }

    /// The cheapest cell to hide beside another one. A sum with a single hidden cell gives it away,
    /// so a cell of such a sum comes first, and one of two such sums before that; a total is worth
    /// more than a part, and a 0 helps least.
    fn companion(&self, cell: usize) -> Option<usize> {
        let hidden = |sum: &Sum| sum.members().filter(|(n, _)| self.is_hidden[*n]).count();
        let holding = self.lattice.sums.iter().filter(|sum| hidden(sum) > 0);
        let mut candidates: BTreeMap<usize, (usize, bool, bool)> = BTreeMap::new();
        for sum in holding {
            let is_near = sum.members().any(|(member, _)| member == cell);
            let is_alone = usize::from(hidden(sum) == 1);
            for (member, sign) in sum.members() {
                if self.is_hidden[member] || self.lattice.cells[member].is_told() {
                    continue;
                }
                let known = candidates.entry(member).or_default();
                *known = (known.0 + is_alone, known.1 || is_near, known.2 || sign < 0);
            }
        }
        let ranked = candidates.into_iter().map(|(member, known)| {
            let (alone, is_near, is_total) = known;
            let amount = self.lattice.cells[member].amount;
            let rank = (
                alone == 0,
                is_total,
                Reverse(alone),
                !is_near,
                amount == 0,
                amount,
            );
            (rank, member)
        });
        ranked.min().map(|(_, member)| member)
    }

    /// The first hidden cell that somebody could work out too well.
    fn unprotected(&self) -> Option<usize> {
        let cells = 0..self.lattice.cells.len();
        let hidden: Vec<usize> = cells.filter(|n| self.is_hidden[*n]).collect();
        let puzzle = self.puzzle(&hidden);
        let mut to_protect = hidden.iter().enumerate();
        let found = to_protect.find(|(place, cell)| {
            !self.is_withheld[**cell] && !self.is_protected(&puzzle, &hidden, *place)
        });
        found.map(|(_, cell)| *cell)
    }

    fn puzzle(&self, hidden: &[usize]) -> Puzzle {
        let amount = |cell: usize| i128::from(self.lattice.cells[cell].amount);
        let mut sums = Vec::new();
        for sum in &self.lattice.sums {
            let (mut members, mut rest) = (Vec::new(), 0);
            for (member, sign) in sum.members() {
                match hidden.binary_search(&member) {
                    Ok(place) => members.push((place, sign)),
                    Err(_) => rest -= sign * amount(member),
                }
            }
            if !members.is_empty() {
                sums.push((members, rest));
            }
        }
        Puzzle {
            truth: hidden.iter().map(|cell| amount(*cell)).collect(),
            floor: vec![0; hidden.len()],
            sums,
        }
    }

    /// Whether a cell's interval is wide enough for outsiders, and for whoever is counted in one of
    /// the hidden cells and so knows that it holds at least their own part.
    fn is_protected(&self, puzzle: &Puzzle, hidden: &[usize], place: usize) -> bool {
        let cell = &self.lattice.cells[hidden[place]];
        let (least, greatest) = (
            puzzle.extreme(place, End::Least),
            puzzle.extreme(place, End::Greatest),
        );
        let value = |extreme: &Extreme| match extreme {
            Extreme::Filling(filling) => Some(filling[place]),
            Extreme::Unlimited => None,
        };
        let low = value(&least).unwrap_or(0);
        if !self
            .profile
            .is_wide_enough(cell, (low, value(&greatest)), false)
        {
            return false;
        }
        hidden.iter().enumerate().all(|(insider, known)| {
            let is_own = insider == place;
            let known = self.lattice.cells[*known].known_to_an_insider(is_own);
            // A filling in which the insider's cell holds enough is still possible to them. Where a
            // cell has no limit, it has none beside the amounts as they are.
            let still = |extreme: &Extreme, end: End| match extreme {
                Extreme::Filling(filling) if filling[insider] < known => {
                    let mut narrowed = puzzle.clone();
                    narrowed.floor[insider] = known;
                    value(&narrowed.extreme(place, end))
                }
                Extreme::Filling(_) | Extreme::Unlimited => value(extreme),
            };
            let low = still(&least, End::Least).unwrap_or(0);
            let high = still(&greatest, End::Greatest);
            self.profile.is_wide_enough(cell, (low, high), is_own)
        })
    }
}

impl Cell {
    /// Whether it is told whatever it holds.
    fn is_told(&self) -> bool {
        self.is_structural || self.is_headline
    }

    /// What the one with the largest part knows of a cell; in a cell of amounts the second one
    /// knows least and wants to know most.
    fn known_to_an_insider(&self, is_own: bool) -> i128 {
        match self.nature {
            Nature::Amount if is_own => i128::from(self.second),
            Nature::Count | Nature::SensitiveCount | Nature::Amount => i128::from(self.largest),
        }
    }
}
