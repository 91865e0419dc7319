//! What somebody can work out of published cells: for every hidden one the least and the greatest
//! whole number that agrees with all sums. A simplex without fractions, all integers over one
//! common denominator, so that nothing is rounded; where a corner is no whole number it is split.
//! Only fillings that were found count, so a search that is given up says less, never more, of how
//! well a cell is protected.

/// How many splits one question may take.
const SPLITS: usize = 128;

/// Cells that nobody is told, and the sums in which they stand. Nothing is less than its floor.
#[derive(Clone, Debug)]
pub(super) struct Puzzle {
    /// The amounts as they are.
    pub(super) truth: Vec<i128>,
    /// What is known of each at least.
    pub(super) floor: Vec<i128>,
    /// Hidden cells with 1 or -1, and what they sum up to.
    pub(super) sums: Vec<(Vec<(usize, i128)>, i128)>,
}

/// A filling of all hidden cells, or that there is one beyond every bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Extreme {
    /// The cell can be as large as one likes.
    Unlimited,
    /// This is the filling in which it is least or greatest.
    Filling(Vec<i128>),
}

/// Which end of a cell's interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Least,
    Greatest,
}

impl Puzzle {
    /// The filling in which a cell is least or greatest. The amounts as they are always agree.
    pub(super) fn extreme(&self, cell: usize, end: End) -> Extreme {
        let mut search = Search {
            cell,
            end,
            best: self.truth.clone(),
            left: SPLITS,
        };
        match search.split(self, &[]) {
            Some(()) => Extreme::Filling(search.best),
            None => Extreme::Unlimited,
        }
    }
}

/// A bound on one cell that a split adds.
#[derive(Clone, Copy, Debug)]
struct Bound {
    cell: usize,
    end: End,
    at: i128,
}

struct Search {
    cell: usize,
    end: End,
    best: Vec<i128>,
    left: usize,
}

impl Search {
    /// Looks below these bounds; nothing where there is no limit.
    fn split(&mut self, puzzle: &Puzzle, bounds: &[Bound]) -> Option<()> {
        let Some(tableau) = Tableau::at_a_corner(puzzle, bounds) else {
            return Some(());
        };
        let (numerators, denominator) = match tableau.optimum(self.cell, self.end) {
            Optimum::Unlimited if bounds.is_empty() => return None,
            // The way without limit is found without the splits, or it is none.
            Optimum::Unlimited | Optimum::TooLarge => return Some(()),
            Optimum::Corner(numerators, denominator) => (numerators, denominator),
        };
        let place = |n: usize| {
            let above = numerators.get(n).copied().unwrap_or(0);
            puzzle.floor[n] * denominator + above
        };
        let best = self.best[self.cell] * denominator;
        let is_better = match self.end {
            End::Least => place(self.cell) < best,
            End::Greatest => place(self.cell) > best,
        };
        if !is_better {
            return Some(());
        }
        let cells = 0..puzzle.truth.len();
        let broken = cells.clone().find(|n| place(*n) % denominator != 0);
        let Some(broken) = broken else {
            self.best = cells.map(|n| place(n) / denominator).collect();
            return Some(());
        };
        let below = place(broken).div_euclid(denominator);
        for (end, at) in [(End::Greatest, below), (End::Least, below + 1)] {
            if self.left == 0 {
                return Some(());
            }
            self.left -= 1;
            let mut bounds = bounds.to_vec();
            bounds.push(Bound {
                cell: broken,
                end,
                at,
            });
            self.split(puzzle, &bounds)?;
        }
        Some(())
    }
}

enum Optimum {
    Unlimited,
    /// Numbers grew beyond what is counted with.
    TooLarge,
    /// How far each cell is above its floor, over one denominator.
    Corner(Vec<i128>, i128),
}

/// Rows of integers over one denominator; the last column is the right side.
#[derive(Clone)]
struct Tableau {
    rows: Vec<Vec<i128>>,
    basis: Vec<usize>,
    columns: usize,
    denominator: i128,
}

impl Tableau {
    /// At a filling that agrees with sums and bounds; none where there is none, or where the
    /// numbers grow too large.
    fn at_a_corner(puzzle: &Puzzle, bounds: &[Bound]) -> Option<Self> {
        let cells = puzzle.truth.len();
        let columns = cells + bounds.len();
        let mut rows = Vec::new();
        for (members, sum) in &puzzle.sums {
            let mut row = vec![0; columns + 1];
            row[columns] = *sum;
            for (cell, sign) in members {
                row[*cell] += sign;
                row[columns] -= sign * puzzle.floor[*cell];
            }
            rows.push(row);
        }
        for (n, bound) in bounds.iter().enumerate() {
            let mut row = vec![0; columns + 1];
            row[bound.cell] = 1;
            row[cells + n] = match bound.end {
                End::Greatest => 1,
                End::Least => -1,
            };
            row[columns] = bound.at - puzzle.floor[bound.cell];
            rows.push(row);
        }
        for row in &mut rows {
            if row[columns] < 0 {
                row.iter_mut().for_each(|entry| *entry = -*entry);
            }
        }
        // Each row begins with a variable of its own that has to become 0; it has no column.
        let basis = (0..rows.len()).map(|n| columns + 1 + n).collect();
        let mut tableau = Self {
            rows,
            basis,
            columns,
            denominator: 1,
        };
        let mut goal = vec![0; columns + 1];
        for row in &tableau.rows {
            for (entry, of_row) in goal.iter_mut().zip(row) {
                *entry -= of_row;
            }
        }
        match tableau.descend(&mut goal) {
            Some(true) if goal[columns] == 0 => tableau.without_helpers(),
            Some(_) | None => None,
        }
    }

    /// Takes the rows' own variables out of the basis; a row that says nothing new goes.
    fn without_helpers(mut self) -> Option<Self> {
        let mut n = 0;
        while n < self.rows.len() {
            if self.basis[n] < self.columns {
                n += 1;
                continue;
            }
            match (0..self.columns).find(|column| self.rows[n][*column] != 0) {
                Some(column) => {
                    self.pivot(n, column, &mut [])?;
                    n += 1;
                }
                None => {
                    self.rows.remove(n);
                    self.basis.remove(n);
                }
            }
        }
        Some(self)
    }

    fn optimum(mut self, cell: usize, end: End) -> Optimum {
        let place = self.basis.iter().position(|basic| *basic == cell);
        let mut goal = match place {
            Some(row) => self.rows[row].clone(),
            None => vec![0; self.columns + 1],
        };
        goal[cell] = if place.is_some() {
            0
        } else {
            -self.denominator
        };
        if end == End::Least {
            goal.iter_mut().for_each(|entry| *entry = -*entry);
        }
        match self.descend(&mut goal) {
            None => Optimum::TooLarge,
            Some(false) => Optimum::Unlimited,
            Some(true) => {
                let mut corner = vec![0; self.columns];
                for (row, basic) in self.rows.iter().zip(&self.basis) {
                    corner[*basic] = row[self.columns];
                }
                Optimum::Corner(corner, self.denominator)
            }
        }
    }

    /// Goes from corner to corner while the goal improves, by Bland's rule, which never circles.
    /// False where it improves without end; none where the numbers grow too large.
    fn descend(&mut self, goal: &mut [i128]) -> Option<bool> {
        while let Some(column) = (0..self.columns).find(|column| goal[*column] < 0) {
            let mut leaving: Option<usize> = None;
            for row in 0..self.rows.len() {
                if self.rows[row][column] <= 0 {
                    continue;
                }
                let is_first = match leaving {
                    None => true,
                    Some(other) => {
                        let here = self.ratio(row, other, column)?;
                        let there = self.ratio(other, row, column)?;
                        (here, self.basis[row]) < (there, self.basis[other])
                    }
                };
                if is_first {
                    leaving = Some(row);
                }
            }
            let Some(row) = leaving else {
                return Some(false);
            };
            self.pivot(row, column, goal)?;
        }
        Some(true)
    }

    /// The right side of a row times another row's entry, to compare two ratios by.
    fn ratio(&self, row: usize, other: usize, column: usize) -> Option<i128> {
        self.rows[row][self.columns].checked_mul(self.rows[other][column])
    }

    /// Puts a column into the basis. Every division is without remainder.
    fn pivot(&mut self, row: usize, column: usize, goal: &mut [i128]) -> Option<()> {
        let pivotal = self.rows[row].clone();
        let (pivot, before) = (pivotal[column], self.denominator);
        let eliminate = |entries: &mut [i128]| {
            let factor = entries[column];
            for (entry, of_row) in entries.iter_mut().zip(&pivotal) {
                let grown = entry.checked_mul(pivot)?;
                *entry = grown.checked_sub(factor.checked_mul(*of_row)?)? / before;
            }
            Some(())
        };
        for (n, other) in self.rows.iter_mut().enumerate() {
            if n != row {
                eliminate(other)?;
            }
        }
        if !goal.is_empty() {
            eliminate(goal)?;
        }
        self.basis[row] = column;
        self.denominator = pivot;
        if pivot < 0 {
            self.denominator = -pivot;
            let all = self.rows.iter_mut().flatten().chain(goal.iter_mut());
            all.for_each(|entry| *entry = -*entry);
        }
        Some(())
    }
}
