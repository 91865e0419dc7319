//! What is said about a document. A finding is the document's fault and has a place; how it is
//! worded stands on the rule's page, so that a finding carries only what differs from case to case.

use std::fmt;

use crate::grid::Place;
use crate::kpi::KpiNo;

/// 「重大度」
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// 誤り: the sheet must not be published so.
    Error,
    /// 注意: someone has to look.
    Warning,
    /// 参考
    Info,
}

/// 「読み替え」 a repair: what was printed and what it was read as. The original is always kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// As printed.
    pub from: String,
    /// As read.
    pub to: String,
}

/// 「指摘」 one finding of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's stable code: `S05`.
    pub rule: &'static str,
    /// As the rule says, unless the settings change it.
    pub severity: Severity,
    /// The programme's number as printed.
    pub programme: Option<String>,
    /// The KPI's number.
    pub kpi: Option<KpiNo>,
    /// Where it stands in the document.
    pub place: Option<Place>,
    /// Which of the page's messages is meant.
    pub message: &'static str,
    /// What the message's {names} stand for.
    pub arguments: Vec<(&'static str, String)>,
    /// The excerpt of the document that the finding is about.
    pub excerpt: Option<String>,
    /// A repair that is proposed, or was applied to the reading.
    pub repair: Option<Repair>,
    /// How many findings of its kind this one stands for: more than 1 only for the one that counts
    /// those beyond a bound, and has the place of the last of them.
    pub count: usize,
}

impl Finding {
    /// A finding of a rule, to be completed with the methods below.
    #[must_use]
    pub fn new(rule: &'static str, severity: Severity, message: &'static str) -> Self {
        Self {
            rule,
            severity,
            programme: None,
            kpi: None,
            place: None,
            message,
            arguments: Vec::new(),
            excerpt: None,
            repair: None,
            count: 1,
        }
    }

    /// Names the programme.
    #[must_use]
    pub fn of_programme(mut self, no: impl Into<String>) -> Self {
        self.programme = Some(no.into());
        self
    }

    /// Names the KPI.
    #[must_use]
    pub fn of_kpi(mut self, no: KpiNo) -> Self {
        self.kpi = Some(no);
        self
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: Option<Place>) -> Self {
        self.place = place;
        self
    }

    /// Fills one {name} of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// Quotes the document.
    #[must_use]
    pub fn quoting(mut self, excerpt: impl Into<String>) -> Self {
        self.excerpt = Some(excerpt.into());
        self
    }

    /// Proposes a repair, or tells one that was applied.
    #[must_use]
    pub fn repairing(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.repair = Some(Repair {
            from: from.into(),
            to: to.into(),
        });
        self
    }
}

/// 「読み取り結果」 a value read from a document, and what is to be said about the reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<T> {
    /// What was read.
    pub value: T,
    /// What is amiss, and every repair.
    pub findings: Vec<Finding>,
}

impl<T> Reading<T> {
    /// A reading without findings.
    #[must_use]
    pub fn clean(value: T) -> Self {
        Self {
            value,
            findings: Vec::new(),
        }
    }

    /// Keeps the findings while the value becomes another.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Reading<U> {
        Reading {
            value: change(self.value),
            findings: self.findings,
        }
    }
}
