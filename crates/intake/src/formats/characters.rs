//! What stands in the cells of a grid and is no proper character: 外字, marks left by a failed
//! conversion, and controls that turn the reading direction. All are kept and told.

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::grid::{Cell, Grid, Place};

/// How many places and characters a finding lists.
const LISTED: usize = 10;

/// One finding a kind of character and grid.
pub fn inspect(grids: &[Grid]) -> Vec<Finding> {
    let several = grids.len() > 1;
    grids
        .iter()
        .flat_map(|grid| inspect_grid(grid, several))
        .collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Oddity {
    /// U+FFFD: a decoder gave up, the character is lost.
    Replacement,
    /// 外字: means something on the computer that wrote it only.
    PrivateUse,
    /// 〓: printed where a system had no character.
    Geta,
    /// Turns the direction of reading, so that what is shown differs from what is stored.
    Direction,
}

const ODDITIES: [Oddity; 4] = [
    Oddity::Replacement,
    Oddity::PrivateUse,
    Oddity::Geta,
    Oddity::Direction,
];

fn oddity(c: char) -> Option<Oddity> {
    match c {
        '\u{fffd}' => Some(Oddity::Replacement),
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => Some(Oddity::PrivateUse),
        '〓' => Some(Oddity::Geta),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some(Oddity::Direction)
        }
        _ => None,
    }
}

impl Oddity {
    fn finding(self) -> Finding {
        match self {
            Self::Replacement => Finding::new("R01", Severity::Error, "replacement_character"),
            Self::PrivateUse => Finding::new("R01", Severity::Warning, "private_use_character"),
            Self::Geta => Finding::new("R01", Severity::Warning, "geta_character"),
            Self::Direction => Finding::new("R05", Severity::Warning, "direction_controls_kept"),
        }
    }
}

#[derive(Default)]
struct Sightings {
    count: usize,
    characters: Vec<char>,
    places: Vec<(u32, u32)>,
    excerpt: String,
}

impl Sightings {
    fn note(&mut self, c: char, cell: Cell<'_>) {
        if self.count == 0 {
            self.excerpt = cell.text.chars().take(40).collect();
        }
        self.count += 1;
        if self.characters.len() < LISTED && !self.characters.contains(&c) {
            self.characters.push(c);
        }
        let place = (cell.row, cell.column);
        if self.places.len() < LISTED && self.places.last() != Some(&place) {
            self.places.push(place);
        }
    }
}

fn inspect_grid(grid: &Grid, several: bool) -> Vec<Finding> {
    let mut sightings: [Sightings; 4] = Default::default();
    for cell in grid.cells().filter(|cell| !cell.text.is_ascii()) {
        for c in cell.text.chars() {
            if let Some(index) = oddity(c).and_then(|o| ODDITIES.iter().position(|k| *k == o)) {
                sightings[index].note(c, cell);
            }
        }
    }
    let seen = ODDITIES
        .iter()
        .zip(sightings)
        .filter(|(_, seen)| seen.count > 0);
    seen.map(|(kind, seen)| {
        let (row, column) = seen.places[0];
        let mut place = Place::new(row, column);
        place.sheet = grid.name.clone().filter(|_| several);
        let codes: Vec<String> = seen
            .characters
            .iter()
            .map(|c| format!("U+{:04X}", u32::from(*c)))
            .collect();
        let places: Vec<String> = seen
            .places
            .iter()
            .map(|(row, column)| format!("{row}:{column}"))
            .collect();
        kind.finding()
            .at(Some(place))
            .with("count", seen.count)
            .with("characters", codes.join(", "))
            .with("places", places.join(", "))
            .quoting(seen.excerpt)
    })
    .collect()
}
