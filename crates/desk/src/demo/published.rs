//! Lists and series: firms certified as good places to work, statistics, and the members of the fan
//! club that begins in R7.

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Role;
use enishi_domain::statistics::Release;
use enishi_domain::words::ClosedSet;
use enishi_publish::PlainCell;
use jiff::ToSpan;
use jiff::civil::Date;

use super::actuals::{YearActuals, years};
use super::builder::Builder;
use super::firms::{Firm, LegalForm};
use super::matching::{after, spread};
use super::people::{FIRST_DONOR, FIRST_PARTICIPANT, Spelling, person};
use super::tables::{Form, Table, day, text};
use super::{Source, Who};

const FIRST_CERTIFIED: u64 = 100;
const FIRST_MEMBER: u64 = 80_000;

/// 系列 and 定義 as the statistics file names them.
const HEALTHY_LIFE: (&str, &str) = ("65歳時の平均自立期間", "shizuoka-65");
const HEALTHY_LIFE_NEW: (&str, &str) = ("65歳時の平均自立期間", "shizuoka-2025");
const FARMLAND: (&str, &str) = ("農地集積率", "maff-2014");
const PRODUCTIVITY: (&str, &str) = ("人口一人当たりの労働生産性", "per-capita");
const SOCIAL_INCREASE: (&str, &str) = ("社会増", "resident-register");

/// Writes the year's list of certified firms and its statistics.
pub(super) fn write(builder: &mut Builder, year: &YearActuals) {
    write_certified(builder, year);
    write_statistics(builder, year);
}

/// The list of all firms certified up to the year: those of the years before come again.
fn write_certified(builder: &mut Builder, year: &YearActuals) {
    let form = if year.index.is_multiple_of(2) {
        Form::Cp932
    } else {
        Form::Xlsx
    };
    let header = [
        "法人番号",
        "名称",
        "フリガナ",
        "所在地",
        "認定番号",
        "認定日",
        "有効期限",
        "認定区分",
    ];
    let mut table = Table::new(form, "認定企業", &header);
    for of in years().into_iter().filter(|of| of.index <= year.index) {
        for n in 0..of.certifications {
            let firm = Firm(FIRST_CERTIFIED + of.index * 4 + n);
            let certified = spread(of, n + 1, 6);
            let form = [
                LegalForm::OneCharacter,
                LegalForm::InFull,
                LegalForm::Spaced,
            ][(n % 3) as usize];
            let row = table.push(vec![
                text(&firm.corporate_number()),
                text(&firm.name(form)),
                text(&firm.kana()),
                text(&firm.address()),
                text(&format!("{}-{:02}", of.year.short(), n + 1)),
                day(Some(certified)),
                day(Some(certified.saturating_add(3.years()))),
                text("働きやすい職場"),
            ]);
            table.tell(row, Role::Subject, firm.who());
        }
    }
    let imported = after(year, 4, 18);
    builder.add(year.year, "companies", Source::Companies, table, imported);
}

/// One published value.
#[derive(Clone)]
struct Published {
    series: (&'static str, &'static str),
    part: &'static str,
    period: FiscalYear,
    value: Decimal,
    unit: &'static str,
    on: Date,
    release: Release,
    source: &'static str,
}

fn write_statistics(builder: &mut Builder, year: &YearActuals) {
    let published = |series, value, unit, on, source| Published {
        series,
        part: "",
        period: year.year,
        value,
        unit,
        on,
        release: Release::Final,
        source,
    };
    let (men, women) = year.healthy_life;
    let healthy = |part, hundredths| {
        let (value, on) = (Decimal::new(hundredths, 2), after(year, 2, 20));
        Published {
            part,
            // It comes out a year late.
            period: year.year.previous().unwrap_or(year.year),
            ..published(HEALTHY_LIFE, value, "年", on, "静岡県")
        }
    };
    let social = |value: i64, release, on| Published {
        release,
        ..published(
            SOCIAL_INCREASE,
            Decimal::from(value),
            "人",
            on,
            "住民基本台帳",
        )
    };
    let productivity = Decimal::new(year.productivity, 2);
    let on = after(year, 3, 25);
    let preliminary = year.social_increase - 6;
    let spring = [
        healthy("男", men),
        healthy("女", women),
        published(PRODUCTIVITY, productivity, "万円", on, "地域経済循環分析"),
        social(preliminary, Release::Preliminary, after(year, 4, 10)),
    ];
    let farmland = Decimal::new(year.farmland_share, 1);
    let on = after(year, 5, 8);
    let final_ones = [
        published(FARMLAND, farmland, "%", on, "農地中間管理機構"),
        social(year.social_increase, Release::Final, after(year, 5, 9)),
    ];
    let (first, second) = (after(year, 4, 19), after(year, 5, 12));
    add_statistics(builder, year.year, "statistics-spring", &spring, first);
    add_statistics(builder, year.year, "statistics-final", &final_ones, second);
    if year.index == 4 {
        write_new_definition(builder, year);
    }
}

/// The prefecture counts healthy years in another way from R6 on: another series.
fn write_new_definition(builder: &mut Builder, year: &YearActuals) {
    let value = |part, hundredths| Published {
        series: HEALTHY_LIFE_NEW,
        part,
        period: year.year,
        value: Decimal::new(hundredths, 2),
        unit: "年",
        on: after(year, 7, 4),
        release: Release::Final,
        source: "静岡県",
    };
    let values = [value("男", 1842), value("女", 2061)];
    let stem = "statistics-new-definition";
    add_statistics(builder, year.year, stem, &values, after(year, 7, 10));
}

fn add_statistics(
    builder: &mut Builder,
    year: FiscalYear,
    stem: &str,
    values: &[Published],
    imported: Date,
) {
    let header = [
        "系列",
        "区分",
        "時点",
        "値",
        "単位",
        "公表日",
        "定義",
        "出典",
        "速報・確報",
    ];
    let mut table = Table::new(Form::Utf8, "統計", &header);
    for value in values {
        let (series, definition) = value.series;
        table.push(vec![
            text(series),
            text(value.part),
            text(&value.period.to_string()),
            PlainCell::Number(value.value),
            text(value.unit),
            day(Some(value.on)),
            text(definition),
            text(value.source),
            text(value.release.word()),
        ]);
    }
    builder.add(year, stem, Source::Statistics, table, imported);
}

/// The fan club's first members, of R7: some came to events before, some gave.
pub(super) fn write_members(builder: &mut Builder) {
    let header = [
        "会員番号",
        "氏名",
        "フリガナ",
        "郵便番号",
        "住所",
        "電話番号",
        "メール",
        "入会日",
        "退会日",
        "会員区分",
        "会",
    ];
    let mut table = Table::new(Form::Cp932, "会員", &header);
    let begins = Date::constant(2025, 4, 10);
    for n in 0..120_u64 {
        let who = match n % 4 {
            0 => Who(FIRST_PARTICIPANT + 900 + n * 3),
            1 => Who(FIRST_DONOR + n),
            _ => Who(FIRST_MEMBER + n),
        };
        let known = person(who);
        let joined = begins.saturating_add(i64::try_from(n / 2).unwrap_or(0).days());
        let left = (n % 40 == 13).then(|| joined.saturating_add(20.days()));
        let row = table.push(vec![
            text(&format!("{:06}", 101 + n)),
            text(&known.name(Spelling::Usual)),
            text(&known.kana()),
            text(&known.home.postcode()),
            text(&known.home.address()),
            text(&known.telephone()),
            text(&known.mail(Spelling::Usual)),
            day(Some(joined)),
            day(left),
            text("一般"),
            text("ファンクラブ"),
        ]);
        table.tell(row, Role::Subject, who);
    }
    let Some(year) = FiscalYear::of(begins) else {
        return;
    };
    let imported = Date::constant(2025, 6, 30);
    builder.add(year, "members", Source::Members, table, imported);
}
