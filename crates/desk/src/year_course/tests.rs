//! What an approval is bound to: whatever residents are told, and nothing else.

use enishi_domain::Decimal;
use enishi_domain::figure::{Content, Unit, Value};
use enishi_domain::kpi::{Accumulation, Direction};
use enishi_domain::measurement::{Amount, FigureStatus, Measurement};
use enishi_domain::metric::Division;
use enishi_domain::money::Yen;

use super::*;
use crate::definitions::read_files;
use crate::demo::{Size, region_files};

/// A part of the sheet, as somebody approves it.
#[derive(Clone)]
struct Part {
    definition: ProgrammeDefinition,
    figures: Vec<MeasuredFigure>,
    texts: BTreeMap<&'static str, Statement>,
}

type Change = fn(&mut Part);

fn r6() -> FiscalYear {
    "R6".parse().unwrap()
}

fn printed(text: &str) -> Value {
    Value {
        text: text.to_owned(),
        content: Content::Parts(Vec::new()),
        place: None,
    }
}

impl Part {
    fn new() -> Self {
        let editions = read_files(&region_files(Size::Small)).unwrap().value;
        let definition = editions.of(r6()).programmes[0].clone();
        let figures = definition.kpis.iter().map(|kpi| MeasuredFigure {
            measurement: Measurement {
                amounts: vec![Amount {
                    label: None,
                    amount: Decimal::from(63),
                    period: r6(),
                }],
                rows: Some(70),
                distinct: Some(63),
                evidence: 70,
                status: FigureStatus::Ready,
                reason: None,
            },
            metric: kpi.metric.clone(),
            definition: "参加した人の実数".to_owned(),
            version: "1".to_owned(),
            as_of: Position(9),
            beside: Vec::new(),
            published_by: kpi.published_by.clone(),
            corrections: None,
        });
        let said = Statement {
            cause: "申込が少なかった".to_owned(),
            improvement: "説明会を増やす".to_owned(),
            outlook: "来年度に届く".to_owned(),
        };
        Self {
            figures: figures.collect(),
            definition,
            texts: BTreeMap::from([("1", said)]),
        }
    }

    fn version(&self) -> String {
        let texts = self.texts.iter().map(|(kpi, said)| (*kpi, said)).collect();
        version(r6(), &self.definition, &self.figures, &texts)
    }

    fn said(&mut self) -> &mut Statement {
        self.texts.get_mut("1").unwrap()
    }
}

#[test]
fn whatever_residents_are_told_is_part_of_what_was_approved() {
    let part = Part::new();
    let changes: [(&str, Change); 18] = [
        ("its name", |one| one.definition.name = None),
        ("what it is about", |one| {
            one.definition.overview = Some("ほかの概要".to_owned());
        }),
        ("whose it is", |one| one.definition.departments.clear()),
        ("what it cost", |one| {
            one.definition.costs_settled.insert(r6(), Yen(1));
        }),
        ("a KPI's name", |one| one.definition.kpis[0].name.push('数')),
        ("a target", |one| {
            let targets = &mut one.definition.kpis[0].targets;
            targets.insert(r6(), printed("1社"));
        }),
        ("a target that is gone", |one| {
            one.definition.kpis[0].targets.remove(&r6());
        }),
        ("the baseline", |one| {
            one.definition.kpis[0].baseline = Some(printed("1社"));
        }),
        ("which way is good", |one| {
            one.definition.kpis[0].direction = Direction::Down;
        }),
        ("whether it adds up over years", |one| {
            let kpi = &mut one.definition.kpis[0];
            kpi.accumulation = if kpi.accumulation == Accumulation::RunningTotal {
                Accumulation::Stock
            } else {
                Accumulation::RunningTotal
            };
        }),
        ("how it is counted", |one| {
            one.figures[0].definition.push('、');
        }),
        ("by what it is divided", |one| {
            let by = &mut one.figures[1].published_by;
            *by = if by.is_empty() {
                vec![Division::Kind]
            } else {
                Vec::new()
            };
        }),
        ("the figure", |one| {
            one.figures[0].measurement.amounts[0].amount = Decimal::from(64);
        }),
        ("its unit", |one| {
            one.figures[0].metric.unit = Unit::new("団体");
        }),
        ("why there is none", |one| {
            one.figures[0].measurement = Measurement::none(FigureReason::NotClosed);
        }),
        ("要因", |one| one.said().cause.push('。')),
        ("改善", |one| one.said().improvement.clear()),
        ("見通し", |one| one.said().outlook.push('。')),
    ];
    let mut versions = vec![part.version()];
    for (what, change) in changes {
        let mut changed = part.clone();
        change(&mut changed);
        let version = changed.version();
        assert!(!versions.contains(&version), "{what}");
        versions.push(version);
    }
    let mut other = part;
    other.figures[0].measurement = Measurement::none(FigureReason::NotPublished);
    assert!(!versions.contains(&other.version()), "for another reason");
}

#[test]
fn how_far_a_figure_is_needs_no_other_approval() {
    let part = Part::new();
    let mut frozen = part.clone();
    for figure in &mut frozen.figures {
        figure.measurement.status = FigureStatus::Frozen;
        figure.measurement.evidence += 1;
        figure.as_of = Position(12);
    }
    frozen.definition.kpis[0]
        .targets
        .insert("R7".parse().unwrap(), printed("99社"));
    assert_eq!(frozen.version(), part.version());
}

#[test]
fn words_that_move_from_one_box_into_another_are_another_version() {
    let mut part = Part::new();
    let said = part.said();
    said.cause = "増えた".to_owned();
    said.improvement.clear();
    let before = part.version();
    let said = part.said();
    said.improvement = std::mem::take(&mut said.cause);
    assert_ne!(part.version(), before);
}
