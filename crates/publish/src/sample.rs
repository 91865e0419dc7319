//! A small sheet for tests: two programmes with what real sheets hold — a divided KPI, a missing
//! target, a repaired mark, a blank name, a text that belongs to no KPI — and findings about it.

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::evaluation::evaluate_sheet;
use enishi_domain::figure::{Content, Missing, Part, Unit, Value};
use enishi_domain::finding::{Repair, Severity};
use enishi_domain::grid::Place;
use enishi_domain::interchange::{RenderedFinding, Source};
use enishi_domain::kpi::{
    Accumulation, Actual, Baseline, Direction, DirectionSource, Kpi, KpiNo, Printed, StatedMark,
    StatedRate, Target,
};
use enishi_domain::money::Yen;
use enishi_domain::verdict::StatedVerdict;
use enishi_domain::year_sheet::{Column, Cost, Programme, Unassigned, YearSheet};

use crate::document::Document;
use crate::reports::evaluation_sheet::evaluation_sheet;

pub(crate) fn document() -> Document {
    let sheet = sheet();
    evaluation_sheet(&sheet, &evaluate_sheet(&sheet), &findings(), source())
}

pub(crate) fn source() -> Source {
    Source {
        name: "見本.tsv".to_owned(),
        format: "tsv".to_owned(),
        encoding: Some("UTF-8".to_owned()),
        layout: Some("effect_table".to_owned()),
        sha256: "0".repeat(64),
    }
}

pub(crate) fn sheet() -> YearSheet {
    YearSheet {
        cost_total: None,
        title: Some("地方創生推進タイプ 効果検証シート（見本）".to_owned()),
        municipality: Some("見本市".to_owned()),
        fiscal_year: FiscalYear::new(2024),
        programmes: vec![matching(), community()],
        unassigned: vec![Unassigned {
            programme: Some("2".to_owned()),
            column: Column::Target,
            text: "320人".to_owned(),
            place: Some(at(3, 6, "KPI目標値")),
        }],
    }
}

fn matching() -> Programme {
    let mut companies = kpi(1, "企業と複業人材のマッチング件数", "社", 2);
    companies.target = Some(Target(amount("75社", 75, 0, "社", at(2, 6, "KPI目標値"))));
    companies.actual = Some(Actual::Stated(amount(
        "63社",
        63,
        0,
        "社",
        at(2, 7, "KPI実績値"),
    )));
    companies.stated = Some(mark("×", StatedVerdict::Missed, 2));
    companies.remarks = Some(Printed::new("課題解決型の商談が伸びなかった。"));
    let mut share = kpi(2, "担い手への農地集積", "%", 2);
    share.accumulation = Accumulation::Ratio;
    share.baseline = Some(Baseline(amount("36.5%", 365, 1, "%", at(2, 5, "基準値"))));
    share.target = Some(Target(amount("45%", 45, 0, "%", at(2, 6, "KPI目標値"))));
    share.actual = Some(Actual::Stated(amount(
        "38.7%",
        387,
        1,
        "%",
        at(2, 7, "KPI実績値"),
    )));
    share.stated = Some(mark("10", StatedVerdict::Met, 2));
    share.stated_rate = Some(StatedRate {
        text: "86.0%".to_owned(),
        percent: Some(Decimal::new(860, 1)),
        place: None,
    });
    Programme {
        no: "1".to_owned(),
        name: Some(printed("複業人材活用事業", at(2, 2, "事業名"))),
        overview: Some(printed(
            "市内の中小企業が抱える経営の課題を、首都圏の人材が複業として解決する機会をつくり、相談の窓口を置く。",
            at(2, 3, "事業概要"),
        )),
        cost_settled: Some(Cost {
            printed: printed("14, 894, 396円", at(2, 4, "決算額")),
            yen: Some(Yen(14_894_396)),
        }),
        departments_printed: Some(printed("商工観光課誘致戦略課", at(2, 10, "担当課"))),
        departments: vec!["商工観光課".to_owned(), "誘致戦略課".to_owned()],
        remarks: Some(printed(
            "①課題解決型の商談が伸びなかった。販路の拡大に関心が移ったことが要因であり、次年度は支援の内容を見直す。\n②集積は進んだが、目標には届かなかった。",
            at(2, 9, "要因等"),
        )),
        kpis: vec![companies, share],
        place: Some(Place::new(2, 1)),
    }
}

fn community() -> Programme {
    let mut health = kpi(1, "健康寿命", "年", 3);
    let part = |label: &str, n: i64| Part {
        label: Some(label.to_owned()),
        ..Part::exact(Decimal::new(n, 2), Unit::new("年"))
    };
    let value = |text: &str, parts| Value {
        text: text.to_owned(),
        content: Content::Parts(parts),
        place: Some(at(3, 7, "KPI実績値")),
    };
    health.target = Some(Target(value("男:18.51年", vec![part("男", 1851)])));
    health.actual = Some(Actual::Stated(value(
        "男:18.18年\n女:20.29年",
        vec![part("男", 1818), part("女", 2029)],
    )));
    health.stated = Some(mark("×", StatedVerdict::Missed, 3));
    let mut gifts = kpi(2, "=寄附の件数", "件", 3);
    gifts.actual = Some(Actual::Stated(amount(
        "725, 929件",
        725_929,
        0,
        "件",
        at(3, 7, "KPI実績値"),
    )));
    gifts.stated = Some(mark("○", StatedVerdict::Met, 3));
    let mut members = kpi(3, "ファンクラブ会員の数", "人", 3);
    members.direction = Direction::Maintain {
        tolerance: Decimal::new(5, 0),
    };
    members.direction_source = DirectionSource::Declared;
    members.target = Some(Target(Value {
        text: String::new(),
        content: Content::Missing(Missing::Blank),
        place: Some(at(3, 6, "KPI目標値")),
    }));
    members.actual = Some(Actual::Stated(amount(
        "0人",
        0,
        0,
        "人",
        at(3, 7, "KPI実績値"),
    )));
    members.stated = Some(mark("-", StatedVerdict::Unmeasured, 3));
    Programme {
        no: "2".to_owned(),
        name: None,
        overview: Some(Printed::new("")),
        cost_settled: Some(Cost {
            printed: Printed::new("調整中"),
            yen: None,
        }),
        departments_printed: None,
        departments: Vec::new(),
        remarks: None,
        kpis: vec![health, gifts, members],
        place: Some(Place::new(3, 1)),
    }
}

fn kpi(no: u16, name: &str, unit: &str, row: u32) -> Kpi {
    let mut kpi = Kpi::new(KpiNo::new(no), printed(name, at(row, 5, "KPI設定")));
    kpi.unit = Unit::new(unit);
    kpi
}

fn amount(text: &str, n: i64, scale: u32, unit: &str, place: Place) -> Value {
    Value {
        text: text.to_owned(),
        content: Content::Parts(vec![Part::exact(Decimal::new(n, scale), Unit::new(unit))]),
        place: Some(place),
    }
}

fn mark(text: &str, verdict: StatedVerdict, row: u32) -> StatedMark {
    StatedMark {
        text: text.to_owned(),
        verdict,
        place: Some(at(row, 8, "評価")),
    }
}

fn printed(text: &str, place: Place) -> Printed {
    Printed {
        text: text.to_owned(),
        place: Some(place),
    }
}

fn at(row: u32, column: u32, header: &str) -> Place {
    Place {
        header: Some(header.to_owned()),
        ..Place::new(row, column)
    }
}

pub(crate) fn findings() -> Vec<RenderedFinding> {
    let finding =
        |rule: &str, severity, programme: &str, kpi: Option<u16>, place, message: &str| {
            RenderedFinding {
                rule: rule.to_owned(),
                severity,
                programme: Some(programme.to_owned()),
                kpi: kpi.map(KpiNo::new),
                place,
                message: message.to_owned(),
                remedy: Some("原文を確かめ、正しい値を記載してください。".to_owned()),
                excerpt: None,
                repair: None,
                count: 1,
            }
        };
    let repaired = RenderedFinding {
        excerpt: Some("10".to_owned()),
        repair: Some(Repair {
            from: "10".to_owned(),
            to: "①○".to_owned(),
        }),
        ..finding(
            "S05",
            Severity::Error,
            "1",
            Some(2),
            Some(at(2, 8, "評価")),
            "評価の欄の数字は、①○の読み誤りとみられます。",
        )
    };
    vec![
        finding(
            "S02",
            Severity::Error,
            "2",
            None,
            Some(Place::new(3, 1)),
            "事業名がありません。",
        ),
        repaired,
        finding(
            "S07",
            Severity::Error,
            "2",
            Some(2),
            Some(at(3, 7, "KPI実績値")),
            "数字の中に空白があります：「725, 929件」",
        ),
        finding(
            "M42",
            Severity::Warning,
            "2",
            Some(2),
            None,
            "目標値がないのに○と評価されています。",
        ),
        finding(
            "S10",
            Severity::Info,
            "2",
            None,
            Some(at(3, 6, "KPI目標値")),
            "どの指標の値か決められません：「320人」",
        ),
    ]
}
