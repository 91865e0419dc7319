//! A metric as a sentence, so that a clerk can check the definition without reading TOML, and a
//! reader of the sheet can see what was counted.

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{DateBasis, Kind, Role};
use enishi_domain::metric::{
    Condition, Count, Formula, Measure, Metric, Selection, SeriesChoice, Window,
};
use enishi_domain::statistics::Series;
use enishi_domain::text::with_thousands;
use enishi_domain::words::ClosedSet;

/// 「令和6年度中に発生した『マッチングの成立』（制度：複業）の相手方の団体の実数（社）」. Without a year it
/// speaks of any year; `series` are the region's.
#[must_use]
pub fn sentence_ja(metric: &Metric, year: Option<FiscalYear>, series: &[Series]) -> String {
    let count = |count| count_ja(count, metric.window, year);
    let what = match &metric.formula {
        Formula::Count(only) => count(only),
        Formula::Ratio { of, to } => {
            format!("「{}」を「{}」で割った値", count(of), count(to))
        }
        Formula::Difference { of, minus } => {
            format!("「{}」から「{}」を引いた数", count(of), count(minus))
        }
        Formula::Series(choice) => series_ja(choice, metric.window, year, series),
        Formula::Undecided => "算定方法は未定".to_owned(),
    };
    let mut notes: Vec<String> = Vec::new();
    notes.extend((!metric.unit.is_unprinted()).then(|| metric.unit.to_string()));
    notes.extend(scale_ja(metric.divisor));
    notes.extend(metric.digits.map(|digits| match digits {
        0 => "小数点以下は四捨五入".to_owned(),
        _ => format!("小数第{digits}位まで"),
    }));
    if notes.is_empty() {
        what
    } else {
        format!("{what}（{}）", notes.join("、"))
    }
}

/// The sentence, and behind it the note in the city's own words.
#[must_use]
pub fn definition_ja(metric: &Metric, year: Option<FiscalYear>, series: &[Series]) -> String {
    let sentence = sentence_ja(metric, year, series);
    match metric.note.as_deref() {
        Some(note) => format!("{sentence}。{note}"),
        None => format!("{sentence}。"),
    }
}

fn scale_ja(divisor: Decimal) -> Option<String> {
    if divisor == Decimal::ONE {
        return None;
    }
    let inverse = Decimal::ONE.checked_div(divisor)?.normalize();
    Some(if divisor < Decimal::ONE && inverse.fract().is_zero() {
        format!("{}倍", with_thousands(&inverse.to_string()))
    } else {
        format!("{}分の1", with_thousands(&divisor.normalize().to_string()))
    })
}

fn count_ja(count: &Count, window: Window, year: Option<FiscalYear>) -> String {
    let selection = &count.selection;
    let kinds: Vec<String> = selection
        .kinds
        .iter()
        .map(|kind| format!("『{}』", kind.word()))
        .collect();
    let conditions: Vec<String> = selection.conditions.iter().map(condition_ja).collect();
    let conditions = if conditions.is_empty() {
        String::new()
    } else {
        format!("（{}）", conditions.join("、"))
    };
    format!(
        "{}{}{conditions}{}",
        span_ja(selection, window, year),
        kinds.join("・"),
        measured_ja(count)
    )
}

fn condition_ja(condition: &Condition) -> String {
    match condition {
        Condition::Facet { facet, any_of } => {
            let values: Vec<&str> = any_of.iter().map(String::as_str).collect();
            format!("{}：{}", facet.word(), values.join("または"))
        }
        Condition::Programme(no) => format!("事業{no}"),
        Condition::AgeBelow(age) => format!("{age}歳未満"),
        Condition::AgeFrom(age) => format!("{age}歳以上"),
    }
}

fn span_ja(selection: &Selection, window: Window, year: Option<FiscalYear>) -> String {
    let named = year.map_or_else(|| "当年度".to_owned(), |year| year.to_string());
    let lasts = selection.kinds.iter().all(|kind: &Kind| kind.is_period());
    let happened = match selection.date {
        DateBasis::Occurred if lasts => "始まった",
        DateBasis::Occurred => "発生した",
        DateBasis::Settled => "入金された",
        DateBasis::Recognized => "調定された",
        DateBasis::Ended => "終了した",
    };
    match window {
        Window::FiscalYear => format!("{named}中に{happened}"),
        Window::Cumulative(since) => {
            let (year, month, day) = (since.year(), since.month(), since.day());
            format!("{year}年{month}月{day}日から{named}末までに{happened}")
        }
        Window::AsOf => format!("{named}末時点で続いている"),
        Window::Latest => format!("{named}までの直近の"),
    }
}

fn measured_ja(count: &Count) -> String {
    let role = match count.selection.role {
        Role::Subject => String::new(),
        role @ (Role::Counterparty
        | Role::Broker
        | Role::Host
        | Role::Beneficiary
        | Role::Referrer) => format!("の{}", role.word()),
    };
    match count.measure {
        Measure::Rows => format!("{role}の延べ数"),
        Measure::Distinct(party) => format!("{role}の{}の実数", party.word()),
        Measure::SumAmount => "の金額の合計".to_owned(),
        Measure::SumQuantity => "の数量の合計".to_owned(),
    }
}

fn series_ja(
    choice: &SeriesChoice,
    window: Window,
    year: Option<FiscalYear>,
    series: &[Series],
) -> String {
    let known = series
        .iter()
        .find(|s| (&s.id, &s.definition) == (&choice.series, &choice.definition));
    let label = known.map_or(choice.series.as_str(), |s| s.label.as_str());
    let publisher = known.map_or("", |s| s.publisher.as_str());
    let named = year.map_or_else(|| "当年度".to_owned(), |year| year.to_string());
    let when = match window {
        Window::Latest => format!("{named}までの直近の値"),
        Window::FiscalYear | Window::AsOf | Window::Cumulative(_) => format!("{named}の値"),
    };
    let parts = if choice.parts.is_empty() {
        String::new()
    } else {
        format!("（{}の別）", choice.parts.join("・"))
    };
    format!(
        "{publisher}の統計『{label}』（定義：{}）の{when}{parts}",
        choice.definition
    )
}

/// The same in English, with the codes of the region files.
#[must_use]
pub fn sentence_en(metric: &Metric, year: Option<FiscalYear>) -> String {
    let named = year.map_or_else(
        || "the fiscal year".to_owned(),
        |year| format!("FY{}", year.western()),
    );
    let count = |count| count_en(count, metric.window, &named);
    let what = match &metric.formula {
        Formula::Count(only) => count(only),
        Formula::Ratio { of, to } => format!("({}) / ({})", count(of), count(to)),
        Formula::Difference { of, minus } => format!("({}) - ({})", count(of), count(minus)),
        Formula::Series(choice) => {
            let parts = if choice.parts.is_empty() {
                String::new()
            } else {
                format!(", by {}", choice.parts.join(" and "))
            };
            let when = match metric.window {
                Window::Latest => format!("latest up to {named}"),
                Window::FiscalYear | Window::AsOf | Window::Cumulative(_) => format!("of {named}"),
            };
            let (series, definition) = (&choice.series, &choice.definition);
            format!("series {series} ({definition}), {when}{parts}")
        }
        Formula::Undecided => "not decided how it is counted".to_owned(),
    };
    let scale = if metric.divisor == Decimal::ONE {
        String::new()
    } else {
        format!(", divided by {}", metric.divisor)
    };
    format!("{what}{scale} [{}]", metric.unit)
}

/// The sentence in English, and behind it the note.
#[must_use]
pub fn definition_en(metric: &Metric, year: Option<FiscalYear>) -> String {
    let sentence = sentence_en(metric, year);
    match metric.note.as_deref() {
        Some(note) => format!("{sentence}. {note}"),
        None => sentence,
    }
}

fn count_en(count: &Count, window: Window, year: &str) -> String {
    let selection = &count.selection;
    let measure = match count.measure {
        Measure::Rows => "participations".to_owned(),
        Measure::Distinct(party) => format!("distinct {}", party.code()),
        Measure::SumAmount => "sum of yen".to_owned(),
        Measure::SumQuantity => "sum of quantities".to_owned(),
    };
    let kinds: Vec<&str> = selection.kinds.iter().map(|kind| kind.code()).collect();
    let mut out = format!(
        "{measure} as {} of {}",
        selection.role.code(),
        kinds.join(" or ")
    );
    for condition in &selection.conditions {
        out += &match condition {
            Condition::Facet { facet, any_of } => {
                let values: Vec<&str> = any_of.iter().map(String::as_str).collect();
                format!(", {} = {}", facet.code(), values.join(" or "))
            }
            Condition::Programme(no) => format!(", programme {no}"),
            Condition::AgeBelow(age) => format!(", younger than {age}"),
            Condition::AgeFrom(age) => format!(", {age} or older"),
        };
    }
    let date = selection.date.code();
    out + &match window {
        Window::FiscalYear => format!(", {date} in {year}"),
        Window::Cumulative(since) => format!(", {date} from {since} to the end of {year}"),
        Window::AsOf => format!(", in force at the end of {year}"),
        Window::Latest => format!(", latest up to {year}"),
    }
}
