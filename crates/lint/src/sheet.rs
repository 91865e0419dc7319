//! What a rule is given: the sheet, each KPI beside its computed side, and every passage of text.
//! Rules read it; nothing here judges.

use enishi_domain::background::Background;
use enishi_domain::evaluation::{Evaluation, SheetEvaluation};
use enishi_domain::figure::Value;
use enishi_domain::finding::Finding;
use enishi_domain::grid::Place;
use enishi_domain::kpi::{Kpi, Printed};
use enishi_domain::verdict::StatedVerdict;
use enishi_domain::year_sheet::{Programme, YearSheet};

use crate::rules::Rule;

/// A year sheet with its computed side, as rules see it.
#[derive(Debug)]
pub struct Sheet<'a> {
    /// The sheet as read.
    pub year_sheet: &'a YearSheet,
    /// Its computed side.
    pub evaluation: &'a SheetEvaluation,
    /// What the office knows besides.
    pub background: &'a Background,
    /// Every KPI, in the sheet's order.
    pub entries: Vec<Entry<'a>>,
}

/// One KPI with the programme it belongs to and what follows from its numbers.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The programme.
    pub programme: &'a Programme,
    /// The KPI.
    pub kpi: &'a Kpi,
    /// Its computed side.
    pub evaluation: &'a Evaluation,
    /// Whether the programme numbers its remarks by KPI.
    pub numbered_remarks: bool,
}

/// A text in words, and what it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Passage<'a> {
    /// The programme.
    pub programme: &'a Programme,
    /// The KPI, where the text is a KPI's own.
    pub kpi: Option<&'a Kpi>,
    /// Which text of it.
    pub kind: PassageKind,
    /// The text as printed.
    pub printed: &'a Printed,
}

/// Which text of a programme a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassageKind {
    /// 事業名
    ProgrammeName,
    /// 事業概要
    Overview,
    /// 指標名
    KpiName,
    /// 未達成の要因、改善点、今後の展望等
    Remarks,
    /// 担当課
    Departments,
}

impl<'a> Sheet<'a> {
    /// Puts each KPI beside its evaluation; `evaluation` must be this sheet's own.
    #[must_use]
    pub fn new(
        year_sheet: &'a YearSheet,
        evaluation: &'a SheetEvaluation,
        background: &'a Background,
    ) -> Self {
        let programmes = year_sheet.programmes.iter().zip(&evaluation.kpis);
        let entries = programmes.flat_map(|(programme, evaluations)| {
            let numbered_remarks = programme.kpis.iter().any(|kpi| kpi.remarks.is_some());
            let pairs = programme.kpis.iter().zip(evaluations);
            pairs.map(move |(kpi, evaluation)| Entry {
                programme,
                kpi,
                evaluation,
                numbered_remarks,
            })
        });
        Self {
            year_sheet,
            evaluation,
            background,
            entries: entries.collect(),
        }
    }

    /// The sheet's programmes.
    #[must_use]
    pub fn programmes(&self) -> &'a [Programme] {
        &self.year_sheet.programmes
    }

    /// Each programme with its KPIs, in the sheet's order; without KPIs for one that has none.
    pub fn by_programme(&self) -> impl Iterator<Item = (&'a Programme, &[Entry<'a>])> {
        let mut rest = self.entries.as_slice();
        self.programmes().iter().map(move |programme| {
            let own = rest
                .iter()
                .take_while(|e| std::ptr::eq(e.programme, programme));
            let (entries, after) = rest.split_at(own.count());
            rest = after;
            (programme, entries)
        })
    }

    /// Every text in words, programme by programme. Remarks are given whole where the programme
    /// holds them, else KPI by KPI, a cell merged over several KPIs once.
    pub fn passages(&self) -> impl Iterator<Item = Passage<'a>> {
        self.programmes().iter().flat_map(passages_of)
    }
}

/// The texts of one programme, as [`Sheet::passages`] gives them.
#[must_use]
pub fn passages_of(programme: &Programme) -> Vec<Passage<'_>> {
    let own = |kind, printed| Passage {
        programme,
        kpi: None,
        kind,
        printed,
    };
    let mut out = Vec::new();
    let name = programme.name.as_ref();
    out.extend(name.map(|printed| own(PassageKind::ProgrammeName, printed)));
    let overview = programme.overview.as_ref();
    out.extend(overview.map(|printed| own(PassageKind::Overview, printed)));
    let of_kpi = |kpi, kind, printed| Passage {
        programme,
        kpi: Some(kpi),
        kind,
        printed,
    };
    let names = programme.kpis.iter();
    out.extend(names.map(|kpi| of_kpi(kpi, PassageKind::KpiName, &kpi.name)));
    if let Some(remarks) = &programme.remarks {
        out.push(own(PassageKind::Remarks, remarks));
    } else {
        let mut last: Option<&Printed> = None;
        for kpi in &programme.kpis {
            let Some(remarks) = &kpi.remarks else {
                continue;
            };
            if last != Some(remarks) {
                out.push(of_kpi(kpi, PassageKind::Remarks, remarks));
            }
            last = Some(remarks);
        }
    }
    let departments = programme.departments_printed.as_ref();
    out.extend(departments.map(|printed| own(PassageKind::Departments, printed)));
    out
}

impl<'a> Entry<'a> {
    /// A finding about this KPI, placed at its name.
    #[must_use]
    pub fn finding(&self, rule: &Rule, message: &'static str) -> Finding {
        of_programme(rule, self.programme, message)
            .of_kpi(self.kpi.no)
            .at(self.place(None))
    }

    /// A finding about one of the KPI's values, placed and quoted there.
    #[must_use]
    pub fn finding_at(&self, rule: &Rule, value: &Value, message: &'static str) -> Finding {
        self.finding(rule, message)
            .at(self.place(value.place.as_ref()))
            .quoting(excerpt(&value.text))
    }

    /// The given place, or else the name's, or else where the programme begins.
    #[must_use]
    pub fn place(&self, exact: Option<&Place>) -> Option<Place> {
        exact
            .or(self.kpi.name.place.as_ref())
            .or(self.programme.place.as_ref())
            .cloned()
    }

    /// Where the printed mark stands.
    #[must_use]
    pub fn mark_place(&self) -> Option<Place> {
        self.place(
            self.kpi
                .stated
                .as_ref()
                .and_then(|mark| mark.place.as_ref()),
        )
    }

    /// What the printed mark says; none where no mark is printed.
    #[must_use]
    pub fn stated(&self) -> Option<StatedVerdict> {
        self.kpi.stated.as_ref().map(|mark| mark.verdict)
    }

    /// `2-①`: how a list names this KPI.
    #[must_use]
    pub fn reference(&self) -> String {
        match self.programme.no.as_str() {
            "" => self.kpi.no.circled(),
            no => format!("{no}-{}", self.kpi.no.circled()),
        }
    }

    /// What is said about this KPI: its own numbered remarks, or the programme's where the
    /// programme numbers none of its remarks.
    #[must_use]
    pub fn remarks(&self) -> Option<&'a Printed> {
        let remarks = if self.numbered_remarks {
            self.kpi.remarks.as_ref()
        } else {
            self.programme.remarks.as_ref()
        };
        remarks.filter(|printed| !printed.text.trim().is_empty())
    }
}

impl Passage<'_> {
    /// A finding about this passage, placed there; what it quotes is left to the rule.
    #[must_use]
    pub fn finding(&self, rule: &Rule, message: &'static str) -> Finding {
        let place = self.printed.place.as_ref();
        let finding = of_programme(rule, self.programme, message)
            .at(place.or(self.programme.place.as_ref()).cloned());
        match self.kpi {
            Some(kpi) => finding.of_kpi(kpi.no),
            None => finding,
        }
    }
}

/// A finding about a programme as a whole, placed where it begins.
#[must_use]
pub fn of_programme(rule: &Rule, programme: &Programme, message: &'static str) -> Finding {
    let finding = rule.finding(message).at(programme.place.clone());
    if programme.no.is_empty() {
        finding
    } else {
        finding.of_programme(programme.no.as_str())
    }
}

/// The same at the given place, where there is one.
#[must_use]
pub fn of_programme_at(
    rule: &Rule,
    programme: &Programme,
    message: &'static str,
    exact: Option<&Place>,
) -> Finding {
    let finding = of_programme(rule, programme, message);
    match exact {
        Some(place) => finding.at(Some(place.clone())),
        None => finding,
    }
}

/// At most 60 characters of a text on one line.
#[must_use]
pub fn excerpt(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut out = String::new();
    let mut length = 0;
    for c in text.trim().chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c == ' ' && out.ends_with(' ') {
            continue;
        }
        if length == LONGEST - 1 {
            out.push('…');
            break;
        }
        out.push(c);
        length += 1;
    }
    out
}

/// A list for a message, in which a sheet with thousands of KPIs does not fill the screen.
#[must_use]
pub fn listed(names: &[String]) -> String {
    const MOST: usize = 30;
    let mut out = names[..names.len().min(MOST)].join(" ");
    if names.len() > MOST {
        out.push_str(" …");
    }
    out
}
