//! Puts files and steps together.

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Role;
use jiff::Timestamp;
use jiff::civil::Date;

use super::donor_ledger::DonorLedger;
use super::people::Spelling;
use super::random::{Stream, below, draw};
use super::review::review_all;
use super::schedule::{Action, Event, Step, at};
use super::tables::Table;
use super::{City, Content, RegisterFile, RowRef, Size, Source, Who};

/// The city as it is being built.
pub(super) struct Builder {
    pub size: Size,
    files: Vec<RegisterFile>,
    steps: Vec<Step>,
    /// Where each source had somebody first, in the order in which files are made.
    seen: BTreeMap<(Source, Who), RowRef>,
    /// When each file came, by its place.
    reviews: Vec<(Timestamp, usize)>,
}

impl Builder {
    pub(super) fn new(size: Size) -> Self {
        Self {
            size,
            files: Vec::new(),
            steps: Vec::new(),
            seen: BTreeMap::new(),
            reviews: Vec::new(),
        }
    }

    /// The city; steps of one time keep the order in which they were told.
    pub(super) fn finish(mut self) -> City {
        self.reviews.sort();
        let files = &self.files;
        let reviews = self.reviews.iter();
        self.steps
            .extend(review_all(reviews.map(|(at, place)| (*at, &files[*place]))));
        self.steps.sort_by_key(|step| step.at);
        City {
            files: self.files,
            steps: self.steps,
        }
    }

    pub(super) fn step(&mut self, at: Timestamp, action: Action) {
        self.steps.push(Step { at, action });
    }

    /// Adds a file and imports it on that day. Gives its name.
    pub(super) fn add(
        &mut self,
        year: FiscalYear,
        stem: &str,
        source: Source,
        table: Table,
        imported: Date,
    ) -> String {
        let file = format!("{}/{stem}.{}", year.short(), table.form().extension());
        self.import(source, &file, at(imported, 10, 15), None);
        self.keep(&file, source, table, at(imported, 10, 15));
        file
    }

    /// Adds a file that is the list of one event.
    pub(super) fn add_event(
        &mut self,
        year: FiscalYear,
        stem: &str,
        table: Table,
        imported: Date,
        event: Event,
    ) -> String {
        let file = format!("{}/{stem}.{}", year.short(), table.form().extension());
        let imported = at(imported, 10, 15);
        self.import(Source::SignUps, &file, imported, Some(event));
        self.keep(&file, Source::SignUps, table, imported);
        file
    }

    fn keep(&mut self, file: &str, source: Source, table: Table, imported: Timestamp) {
        for (row, role, who) in table.appearances() {
            self.seen.entry((source, who)).or_insert_with(|| RowRef {
                file: file.to_owned(),
                row,
                role,
            });
        }
        self.reviews.push((imported, self.files.len()));
        self.files.push(RegisterFile {
            name: file.to_owned(),
            source,
            content: Content::Table(table),
        });
    }

    /// Adds a donor ledger. Donors are not reviewed by hand: they are too many.
    pub(super) fn add_donors(&mut self, stem: &str, ledger: DonorLedger, imported: Date) -> String {
        let file = format!("{}/{stem}.csv", ledger.year().short());
        self.import(Source::DonorLedger, &file, at(imported, 9, 30), None);
        self.files.push(RegisterFile {
            name: file.clone(),
            source: Source::DonorLedger,
            content: Content::Donors(ledger),
        });
        file
    }

    /// Imports a file, for the first time or again; with what is told of it.
    pub(super) fn import(
        &mut self,
        source: Source,
        file: &str,
        at: Timestamp,
        event: Option<Event>,
    ) {
        let file = file.to_owned();
        let action = Action::Import {
            source,
            file,
            event,
        };
        self.step(at, action);
    }

    /// The row in which a source had somebody first.
    pub(super) fn first_row(&self, source: Source, who: Who) -> Option<&RowRef> {
        self.seen.get(&(source, who))
    }

    /// How a source spells somebody this time: the first time as usual, later in any way.
    pub(super) fn spelling(&self, source: Source, who: Who, occasion: u64) -> Spelling {
        if !self.seen.contains_key(&(source, who)) {
            return Spelling::Usual;
        }
        match below(draw(Stream::Spelling, who.0 * 64 + occasion), 8) {
            0 => Spelling::Variant,
            1 => Spelling::OtherMail,
            2 => Spelling::Moved,
            _ => Spelling::Usual,
        }
    }
}

/// A row of a file, its 本人.
pub(super) fn subject(file: &str, row: u64) -> RowRef {
    RowRef {
        file: file.to_owned(),
        row,
        role: Role::Subject,
    }
}
