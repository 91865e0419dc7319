//! Random sheets for property tests, behind the feature `strategies`: [`year_sheet`] is what a city
//! prints and a reader understands, so that written files can be read back; [`any_year_sheet`] is
//! whatever the types allow, for formats that carry the reading itself.

pub mod ledger;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;

use crate::calendar::FiscalYear;
use crate::figure::{Content, Missing, Part, Qualifier, Quantity, Unit, Value};
use crate::grid::Place;
use crate::kpi::{
    Accumulation, Actual, Baseline, Direction, DirectionSource, Kpi, KpiNo, Printed, StatedMark,
    StatedRate, Target,
};
use crate::money::Yen;
use crate::rate::DeclaredFormula;
use crate::text::with_thousands;
use crate::verdict::StatedVerdict;
use crate::words::ClosedSet;
use crate::year_sheet::{Column, Cost, Programme, Unassigned, YearSheet};

/// A sheet whose values are printed in plain forms that every reader of numerals understands.
pub fn year_sheet() -> BoxedStrategy<YearSheet> {
    sheet_of(printed_text(), |unit| printed_value(unit).boxed())
}

/// A sheet with any texts and any contents, related or not.
pub fn any_year_sheet() -> BoxedStrategy<YearSheet> {
    sheet_of(any::<String>().boxed(), |_unit| any_value().boxed())
}

type ValueOf = fn(Unit) -> BoxedStrategy<Value>;

fn sheet_of(text: BoxedStrategy<String>, value: ValueOf) -> BoxedStrategy<YearSheet> {
    let programmes = vec(programme(&text, value), 0..4);
    let parts = (
        option::of(text.clone()),
        option::of(text.clone()),
        option::of(fiscal_year()),
        programmes,
        vec(unassigned(text), 0..3),
    );
    let number = |(title, municipality, fiscal_year, mut programmes, unassigned): (
        _,
        _,
        _,
        Vec<Programme>,
        _,
    )| {
        for (index, programme) in programmes.iter_mut().enumerate() {
            programme.no = (index + 1).to_string();
        }
        YearSheet {
            cost_total: None,
            title,
            municipality,
            fiscal_year,
            programmes,
            unassigned,
        }
    };
    parts.prop_map(number).boxed()
}

fn programme(text: &BoxedStrategy<String>, value: ValueOf) -> BoxedStrategy<Programme> {
    let printed = || option::of(text.clone().prop_map(Printed::new));
    let departments = vec(select(&["商工観光課", "農政課", "誘致戦略課"][..]), 0..3);
    let fields = (
        printed(),
        printed(),
        option::of(cost()),
        departments,
        printed(),
        vec(kpi(text.clone(), value), 0..5),
        any::<bool>(),
    );
    let build = |(name, overview, cost_settled, departments, remarks, mut kpis, levels): (
        _,
        _,
        _,
        Vec<&str>,
        _,
        Vec<Kpi>,
        bool,
    )| {
        for (n, kpi) in (1..).zip(kpis.iter_mut()) {
            kpi.no = if levels {
                KpiNo {
                    first: 7,
                    second: Some(n),
                }
            } else {
                KpiNo::new(n)
            };
        }
        let departments: Vec<String> = departments.into_iter().map(str::to_owned).collect();
        Programme {
            no: String::new(),
            name,
            overview,
            cost_settled,
            departments_printed: (!departments.is_empty())
                .then(|| Printed::new(departments.join("\n"))),
            departments,
            remarks,
            kpis,
            place: None,
        }
    };
    fields.prop_map(build).boxed()
}

fn cost() -> impl Strategy<Value = Cost> {
    let readable = (0..10_000_000_000_i64).prop_map(|yen| Cost {
        printed: Printed::new(format!("{}円", with_thousands(&yen.to_string()))),
        yen: Some(Yen(yen)),
    });
    let unreadable = Just(Cost {
        printed: Printed::new("調整中"),
        yen: None,
    });
    prop_oneof![9 => readable, 1 => unreadable]
}

fn kpi(text: BoxedStrategy<String>, value: ValueOf) -> BoxedStrategy<Kpi> {
    unit()
        .prop_flat_map(move |unit| {
            let one = || option::of(value(unit.clone()));
            (
                Just(unit.clone()),
                text.clone(),
                (direction(), member::<DirectionSource>()),
                (member::<Accumulation>(), option::of(formula())),
                (one(), one(), one()),
                (option::of(mark()), option::of(stated_rate())),
                option::of(text.clone()),
            )
        })
        .prop_map(
            |(
                unit,
                name,
                (direction, source),
                (accumulation, formula),
                values,
                stated,
                remarks,
            )| {
                let (baseline, target, actual) = values;
                Kpi {
                    no: KpiNo::new(1),
                    name: Printed::new(name),
                    unit,
                    direction,
                    direction_source: source,
                    accumulation,
                    formula,
                    baseline: baseline.map(Baseline),
                    target: target.map(Target),
                    actual: actual.map(Actual::Stated),
                    stated: stated.0,
                    stated_rate: stated.1,
                    remarks: remarks.map(Printed::new),
                }
            },
        )
        .boxed()
}

fn member<T: ClosedSet + std::fmt::Debug>() -> impl Strategy<Value = T> {
    select(T::ALL)
}

fn unit() -> impl Strategy<Value = Unit> {
    select(&["人", "件", "社", "%", "千円", "地区", "ha"][..]).prop_map(Unit::new)
}

fn fiscal_year() -> impl Strategy<Value = FiscalYear> {
    (2015_i16..2040).prop_map(|y| FiscalYear::new(y).expect("2015 to 2039 are fiscal years"))
}

fn direction() -> impl Strategy<Value = Direction> {
    prop_oneof![
        Just(Direction::Up),
        Just(Direction::Down),
        Just(Direction::Range),
        (0..100_i64).prop_map(|n| Direction::Maintain {
            tolerance: Decimal::new(n, 1)
        }),
    ]
}

fn formula() -> impl Strategy<Value = DeclaredFormula> {
    let year = || (1990..2050_i16).prop_filter_map("a year", FiscalYear::new);
    prop_oneof![
        select(&["F1", "F2", "F3", "F4"][..])
            .prop_map(|code| code.parse().expect("the code of a formula")),
        (year(), year()).prop_map(|(a, b)| DeclaredFormula::PathShare {
            first: a.min(b),
            last: a.max(b),
        }),
    ]
}

fn mark() -> impl Strategy<Value = StatedMark> {
    let known = [
        ("○", StatedVerdict::Met),
        ("×", StatedVerdict::Missed),
        ("-", StatedVerdict::Unmeasured),
        ("◎", StatedVerdict::Other),
        ("概ね達成", StatedVerdict::Other),
        // As after a repair: the text stays as printed.
        ("10", StatedVerdict::Met),
        ("20", StatedVerdict::Met),
    ];
    select(known.to_vec()).prop_map(|(text, verdict)| StatedMark {
        text: text.to_owned(),
        verdict,
        place: None,
    })
}

fn stated_rate() -> impl Strategy<Value = StatedRate> {
    (0..3_000_i64).prop_map(|n| {
        let percent = Decimal::new(n, 1);
        StatedRate {
            text: format!("{percent}%"),
            percent: Some(percent),
            place: None,
        }
    })
}

fn unassigned(text: BoxedStrategy<String>) -> impl Strategy<Value = Unassigned> {
    let place =
        (1..2_000_u32, 1..200_u32, option::of(text.clone())).prop_map(|(row, column, header)| {
            Place {
                header,
                ..Place::new(row, column)
            }
        });
    let programme = option::of(select(&["1", "2"][..]).prop_map(str::to_owned));
    let fields = (programme, member::<Column>(), text, option::of(place));
    fields.prop_map(|(programme, column, text, place)| Unassigned {
        programme,
        column,
        text,
        place,
    })
}

/// Japanese text with what is awkward in files: quotes, commas, tabs, line breaks, leading signs,
/// characters that CP932 does not hold, markup.
fn printed_text() -> BoxedStrategy<String> {
    const AWKWARD: &[&str] = &[
        "",
        "=1+1",
        "+81",
        "-5件増",
        "@関係",
        "\"引用\"",
        "a,b",
        "改行\nあり",
        "<b>&amp;",
        "髙﨑",
        "𠮷野",
        "葛󠄀城",
        "〜−①㈱",
        "（空欄）",
        "  前後  ",
        "_x0041_",
        "タブ\tあり",
        "※1 注",
    ];
    let plain = vec(
        select(&["企業", "の", "参加者", "数", "地域", "関係", "マッチング"][..]),
        1..6,
    );
    prop_oneof![
        4 => plain.prop_map(|words| words.concat()),
        1 => select(AWKWARD).prop_map(str::to_owned),
    ]
    .boxed()
}

fn printed_value(unit: Unit) -> impl Strategy<Value = Value> {
    let amount = || (0..3_000_000_i64, 0..3_u32).prop_map(|(n, scale)| Decimal::new(n, scale));
    let of = |text: String, parts: Vec<Part>| Value {
        text,
        content: Content::Parts(parts),
        place: None,
    };
    let u = unit.clone();
    let exact = amount().prop_map(move |n| {
        let text = format!("{}{u}", with_thousands(&n.to_string()));
        of(text, vec![Part::exact(n, u.clone())])
    });
    let u = unit.clone();
    let divided = (amount(), amount()).prop_map(move |(m, f)| {
        let part = |label: &str, n| Part {
            label: Some(label.to_owned()),
            ..Part::exact(n, u.clone())
        };
        of(
            format!("男:{m}{u} 女:{f}{u}"),
            vec![part("男", m), part("女", f)],
        )
    });
    let u = unit.clone();
    let dated = (amount(), amount(), 2016..2040_i16).prop_map(move |(a, b, year)| {
        let part = |year, n| Part {
            period: FiscalYear::new(year),
            ..Part::exact(n, u.clone())
        };
        let last = year - 1;
        of(
            format!("{last}年度：{a}{u}　{year}年度：{b}{u}"),
            vec![part(last, a), part(year, b)],
        )
    });
    let u = unit.clone();
    let bounded = (amount(), amount()).prop_map(move |(low, width)| {
        let high = low + width + Decimal::ONE;
        let part = Part {
            quantity: Quantity::Range {
                low: Some(low),
                high: Some(high),
            },
            ..Part::exact(low, u.clone())
        };
        of(format!("{low}～{high}{u}"), vec![part])
    });
    let u = unit;
    let qualified = (amount(), 0..4_usize).prop_map(move |(n, form)| {
        let (text, qualifier) = match form {
            0 => (format!("約{n}{u}"), Qualifier::About),
            1 => (format!("{n}{u}以上"), Qualifier::AtLeast),
            2 => (format!("{n}{u}以下"), Qualifier::AtMost),
            _ => (format!("延べ{n}{u}"), Qualifier::Gross),
        };
        let part = Part {
            qualifier: Some(qualifier),
            ..Part::exact(n, u.clone())
        };
        of(text, vec![part])
    });
    prop_oneof![
        6 => exact,
        1 => divided,
        1 => dated,
        1 => bounded,
        1 => qualified,
        2 => missing_value(),
    ]
}

fn missing_value() -> impl Strategy<Value = Value> {
    let printed = [
        ("", Missing::Blank),
        ("-", Missing::Dash),
        ("未公表", Missing::NotPublished),
        ("未実施", Missing::NotStarted),
        ("集計中", Missing::InProgress),
        ("######", Missing::Illegible),
    ];
    select(printed.to_vec()).prop_map(|(text, missing)| Value {
        text: text.to_owned(),
        content: Content::Missing(missing),
        place: None,
    })
}

fn any_value() -> impl Strategy<Value = Value> {
    let content = prop_oneof![
        vec(any_part(), 1..4).prop_map(Content::Parts),
        member::<Missing>().prop_map(Content::Missing),
    ];
    (any::<String>(), content).prop_map(|(text, content)| Value {
        text,
        content,
        place: None,
    })
}

fn any_part() -> impl Strategy<Value = Part> {
    let amount = || (any::<i64>(), 0..10_u32).prop_map(|(n, scale)| Decimal::new(n, scale));
    let quantity = prop_oneof![
        amount().prop_map(Quantity::Exact),
        (option::of(amount()), option::of(amount()))
            .prop_map(|(low, high)| Quantity::Range { low, high }),
        (amount(), amount()).prop_map(|(amount, denominator)| Quantity::OutOf {
            amount,
            denominator
        }),
    ];
    let fields = (
        option::of(any::<String>()),
        quantity,
        unit(),
        option::of(member::<Qualifier>()),
        option::of(fiscal_year()),
    );
    fields.prop_map(|(label, quantity, unit, qualifier, period)| Part {
        label,
        quantity,
        unit,
        qualifier,
        period,
    })
}
