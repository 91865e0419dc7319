//! Follows the elements of a page that make tables: which table, row and cell are open, what is
//! hidden, and what is no text at all (furigana, scripts, templates).

use enishi_domain::finding::{Finding, Reading};
use enishi_domain::grid::Grid;

use super::element::{Element, Part, Style};
use super::flow::{Blanks, Flow};
use super::outside::Outside;
use super::table::{Spans, Table};
use super::token::{Tag, Token};
use crate::error::IntakeError;
use crate::formats::limits;

/// How deep elements may nest; pages made by people and programs stay below a hundred.
const DEEPEST: usize = 512;

/// The reading of one page.
#[derive(Default)]
pub struct Page {
    open: Vec<Open>,
    /// Tables that are open, the outermost first, each with its ordinal in the page.
    tables: Vec<(usize, Table)>,
    begun: usize,
    done: Vec<Done>,
    cells_done: usize,
    heading: Option<Flow>,
    last_heading: Option<String>,
    outside: Outside,
}

/// An element that was opened and not yet closed. Inline elements without style are not kept, so
/// that an end tag that is missing does no harm.
struct Open {
    name: String,
    element: Element,
    blanks: Blanks,
    is_hidden: bool,
    is_dropped: bool,
}

struct Done {
    ordinal: usize,
    grid: Grid,
    findings: Vec<Finding>,
}

impl Page {
    /// Takes the next token.
    pub fn take(&mut self, token: Token) -> Result<(), IntakeError> {
        match token {
            Token::Start(tag) => self.start(&tag),
            Token::End(name) => self.end(&name),
            Token::Text(text) => {
                self.text(&text);
                Ok(())
            }
        }
    }

    /// Every table that holds something, in the order in which they begin.
    pub fn finish(mut self) -> Result<Reading<Vec<Grid>>, IntakeError> {
        while !self.tables.is_empty() {
            self.end_table()?;
        }
        self.end_heading();
        self.outside.end_line();
        let mut done = self.done;
        done.sort_by_key(|table| table.ordinal);
        let mut findings = Vec::new();
        let mut grids: Vec<Grid> = Vec::new();
        for mut table in done {
            findings.extend(table.findings);
            table.grid.above = self.outside.until(table.ordinal);
            grids.push(table.grid);
        }
        if let Some(last) = grids.last_mut() {
            last.below = self.outside.until(usize::MAX);
        }
        Ok(Reading {
            value: grids,
            findings,
        })
    }

    fn text(&mut self, text: &str) {
        let top = self.open.last();
        if top.is_some_and(|open| open.is_dropped) {
            return;
        }
        let blanks = top.map_or(Blanks::Collapsed, |open| open.blanks);
        if self.hides_inside_cell() {
            if let Some((_, table)) = self.tables.last_mut()
                && !text.trim().is_empty()
            {
                table.note_hidden_text();
            }
            return;
        }
        if self.is_outside() {
            let is_hidden = || self.open.iter().any(|open| open.is_hidden);
            if self.outside.has_room() && !is_hidden() {
                self.outside.line.push(text, blanks);
            }
            return;
        }
        self.in_flow(|flow| flow.push(text, blanks));
    }

    fn is_outside(&self) -> bool {
        self.tables.is_empty() && self.heading.is_none()
    }

    /// Whether something inside the open cell is hidden, and not the cell, row or table itself.
    fn hides_inside_cell(&self) -> bool {
        let is_frame = |open: &&Open| matches!(open.element, Element::Table | Element::Part(_));
        let inside = self.open.iter().rev().take_while(|open| !is_frame(open));
        !self.tables.is_empty() && inside.into_iter().any(|open| open.is_hidden)
    }

    fn start(&mut self, tag: &Tag) -> Result<(), IntakeError> {
        let element = Element::named(&tag.name);
        if self.is_dropped() {
            let goes_on = matches!(element, Element::Part(_)) && !self.is_dropped_for_good();
            if !goes_on && !element.is_dropped() {
                return Ok(());
            }
        }
        match element {
            Element::Table => self.start_table(tag),
            Element::Part(part) => self.start_part(part, tag),
            Element::Break => {
                self.in_flow(Flow::break_line);
                Ok(())
            }
            Element::Image => {
                self.text(tag.attribute("alt").unwrap_or_default());
                Ok(())
            }
            Element::Heading => {
                if self.tables.is_empty() {
                    self.heading = Some(Flow::default());
                }
                self.in_flow(Flow::break_block);
                self.push(element, tag)
            }
            Element::Block => {
                self.in_flow(Flow::break_block);
                self.push(element, tag)
            }
            Element::Item => {
                self.in_flow(Flow::break_block);
                self.push_styled(element, tag)
            }
            Element::Inline => self.push_styled(element, tag),
            // Only drawings may close themselves; `<script/>` is open.
            Element::DroppedInline if tag.is_self_closing => Ok(()),
            Element::DroppedInline => {
                let is_furigana = |open: &Open| matches!(open.name.as_str(), "rt" | "rp");
                while self.open.last().is_some_and(is_furigana) {
                    self.open.pop();
                }
                self.push(element, tag)
            }
            Element::Dropped => self.push(element, tag),
            Element::Void => Ok(()),
        }
    }

    fn end(&mut self, name: &str) -> Result<(), IntakeError> {
        let element = Element::named(name);
        if name == "ruby" {
            let furigana = self
                .open
                .iter()
                .position(|open| matches!(open.name.as_str(), "rt" | "rp"));
            self.open.truncate(furigana.unwrap_or(self.open.len()));
        }
        if !self.close(name, element) {
            // `</p>` ends a line although a plain `<p>` is not kept.
            if element == Element::Item && !self.is_dropped() {
                self.in_flow(Flow::break_block);
            }
            return Ok(());
        }
        match element {
            Element::Table => self.end_table()?,
            Element::Part(part) => self.end_part(part)?,
            Element::Heading => {
                self.end_heading();
                self.in_flow(Flow::break_block);
            }
            Element::Block | Element::Item => self.in_flow(Flow::break_block),
            Element::Break
            | Element::Image
            | Element::Dropped
            | Element::DroppedInline
            | Element::Inline
            | Element::Void => {}
        }
        Ok(())
    }

    fn start_table(&mut self, tag: &Tag) -> Result<(), IntakeError> {
        self.end_heading();
        // A table straight inside a table, not in a cell of it, ends the outer one.
        if self
            .tables
            .last()
            .is_some_and(|(_, table)| !table.has_flow())
        {
            self.close("table", Element::Table);
            self.end_table()?;
        }
        self.push(Element::Table, tag)?;
        let is_hidden = self.open.iter().any(|open| open.is_hidden);
        let heading = self.last_heading.clone().filter(|_| self.tables.is_empty());
        self.outside.end_line();
        self.begun += 1;
        self.outside.tables_begun = self.begun;
        self.tables
            .push((self.begun, Table::new(heading, is_hidden)));
        Ok(())
    }

    fn start_part(&mut self, part: Part, tag: &Tag) -> Result<(), IntakeError> {
        if self.tables.is_empty() {
            return Ok(());
        }
        self.close_parts(part);
        let is_hidden = Style::of(tag).is_hidden;
        let group = Element::Part(Part::Group);
        let is_group_hidden = self
            .open
            .last()
            .is_some_and(|o| o.element == group && o.is_hidden);
        let Some((_, table)) = self.tables.last_mut() else {
            return Ok(());
        };
        limits::check_cells(self.cells_done + table.len())?;
        match part {
            Part::Caption => table.begin_caption(),
            Part::Column => {
                table.declare_columns(tag.attribute("span"), is_hidden);
                return Ok(());
            }
            Part::Group => table.end_group()?,
            Part::Row => table.begin_row(is_hidden || is_group_hidden)?,
            Part::Cell => {
                let spans = Spans::parse(tag.attribute("rowspan"), tag.attribute("colspan"));
                table.begin_cell(spans, is_hidden)?;
            }
        }
        self.push(Element::Part(part), tag)
    }

    fn end_part(&mut self, part: Part) -> Result<(), IntakeError> {
        let Some((_, table)) = self.tables.last_mut() else {
            return Ok(());
        };
        match part {
            Part::Caption => table.end_caption(),
            Part::Column => {}
            Part::Group => table.end_group()?,
            Part::Row => table.end_row(),
            Part::Cell => table.end_cell(),
        }
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), IntakeError> {
        let Some((ordinal, table)) = self.tables.pop() else {
            return Ok(());
        };
        if let Some((grid, findings)) = table.finish()? {
            self.cells_done += grid.len();
            self.done.push(Done {
                ordinal,
                grid,
                findings,
            });
        }
        Ok(())
    }

    fn end_heading(&mut self) {
        let text = self
            .heading
            .take()
            .map(Flow::finish)
            .filter(|text| !text.is_empty());
        if let Some(text) = text {
            self.outside.end_line();
            self.outside.line.push(&text, Blanks::Collapsed);
            self.outside.end_line();
            self.last_heading = Some(text);
        }
    }

    fn push(&mut self, element: Element, tag: &Tag) -> Result<(), IntakeError> {
        if self.open.len() >= DEEPEST {
            return Err(IntakeError::TooDeep);
        }
        let style = Style::of(tag);
        let outer = self.open.last();
        let blanks = style
            .blanks
            .or(outer.map(|open| open.blanks))
            .unwrap_or_default();
        let is_dropped = element.is_dropped() || outer.is_some_and(|open| open.is_dropped);
        let name = tag.name.clone();
        self.open.push(Open {
            name,
            element,
            blanks,
            is_hidden: style.is_hidden,
            is_dropped,
        });
        Ok(())
    }

    fn push_styled(&mut self, element: Element, tag: &Tag) -> Result<(), IntakeError> {
        if Style::of(tag) == Style::default() {
            return Ok(());
        }
        self.push(element, tag)
    }

    /// Closes the innermost element of that name and all within it; false where none can be closed:
    /// an end tag reaches no further than its cell, a part's end tag no further than its table.
    fn close(&mut self, name: &str, element: Element) -> bool {
        let is_barrier = |open: &Open| match open.element {
            Element::Dropped => true,
            Element::Table => element != Element::Table,
            Element::Part(Part::Cell | Part::Caption) => {
                !matches!(element, Element::Table | Element::Part(_))
            }
            Element::Part(Part::Column | Part::Group | Part::Row)
            | Element::Break
            | Element::Image
            | Element::Heading
            | Element::Block
            | Element::Item
            | Element::DroppedInline
            | Element::Inline
            | Element::Void => false,
        };
        for (index, open) in self.open.iter().enumerate().rev() {
            if open.name == name {
                self.open.truncate(index);
                return true;
            }
            if is_barrier(open) {
                return false;
            }
        }
        false
    }

    /// A part ends the parts of its own level and below in its table: end tags may be missing.
    fn close_parts(&mut self, begun: Part) {
        let is_ended = |open: &Open| {
            let Element::Part(part) = open.element else {
                return false;
            };
            match part {
                Part::Cell | Part::Caption => true,
                Part::Row => begun != Part::Cell,
                Part::Group => !matches!(begun, Part::Cell | Part::Row),
                Part::Column => false,
            }
        };
        let is_table = |open: &Open| open.element == Element::Table;
        let table = self.open.iter().rposition(is_table).unwrap_or(0);
        let first = self.open[table..].iter().position(is_ended);
        self.open
            .truncate(first.map_or(self.open.len(), |offset| table + offset));
    }

    fn is_dropped(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_dropped)
    }

    fn is_dropped_for_good(&self) -> bool {
        self.open
            .iter()
            .any(|open| open.element == Element::Dropped)
    }

    /// Changes the text that is being read, where there is one.
    fn in_flow(&mut self, change: impl FnOnce(&mut Flow)) {
        // Between tables only breaks come this way.
        if self.is_outside() {
            return self.outside.end_line();
        }
        let flow = match self.tables.last_mut() {
            Some((_, table)) => table.flow(),
            None => self.heading.as_mut(),
        };
        if let Some(flow) = flow {
            change(flow);
        }
    }
}
