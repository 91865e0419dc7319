//! N20: target and actual stand in units that cannot be compared, or a unit denies the label.
#![doc = include_str!("n20_unit_differs.md")]

use enishi_domain::figure::{Part, Unit, UnitKind, Value};
use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::comparison::MOST_PARTS;
use crate::sheet::{Entry, Sheet, excerpt};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N20",
    severity: Severity::Error,
    page: include_str!("n20_unit_differs.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let judge = |entry| difference(entry).or_else(|| contradiction(entry));
    sheet.entries.iter().filter_map(judge).collect()
}

/// A unit of the actual that cannot be compared with the target's.
pub fn difference(entry: &Entry<'_>) -> Option<Finding> {
    let target = entry.kpi.target_value()?;
    let actual = entry.kpi.actual_value()?;
    let (aim, reached) = differing_units(target, actual)?;
    let finding = entry.finding_at(&RULE, actual, "differs");
    Some(
        finding
            .with("target_unit", aim)
            .with("actual_unit", reached),
    )
}

/// The first two units that stand for the same part and cannot be compared.
fn differing_units<'a>(target: &'a Value, actual: &'a Value) -> Option<(&'a Unit, &'a Unit)> {
    let counted = |value: &'a Value| value.parts().iter().filter(|part| !part.is_inner());
    let same_place = |a: &Part, b: &Part| {
        let same_year = a.period == b.period || a.period.is_none() || b.period.is_none();
        a.label == b.label && same_year
    };
    // 「120・3,500 回・人」: several undivided values stand in the same order on both sides.
    let in_order = target.parts().len() == actual.parts().len();
    let differ = |(aim, reached): (&'a Part, &'a Part)| {
        let differ = reached.unit.factor_to(&aim.unit).is_none();
        (differ && same_place(aim, reached)).then_some((&aim.unit, &reached.unit))
    };
    if in_order {
        return counted(target).zip(counted(actual)).find_map(differ);
    }
    let mut aims = counted(target).take(MOST_PARTS);
    aims.find_map(|aim| {
        let mut parts = counted(actual).take(MOST_PARTS);
        differ((aim, parts.find(|part| same_place(aim, part))?))
    })
}

/// What a label's last word counts, and the units that deny it.
struct Head {
    endings: &'static [&'static str],
    /// Endings that look alike and mean something else.
    except: &'static [&'static str],
    denies: fn(&UnitKind) -> bool,
}

const HEADS: &[Head] = &[
    Head {
        endings: &["件数"],
        except: &[],
        denies: |kind| is_people(kind) || is_companies(kind) || is_other(kind, BODIES),
    },
    Head {
        endings: &["人数", "者数", "客数", "人口"],
        except: &["業者数", "保険者数"],
        denies: |kind| is_cases(kind) || is_companies(kind) || is_other(kind, BODIES),
    },
    Head {
        endings: &["企業数", "社数", "事業所数"],
        except: &[],
        denies: |kind| is_people(kind) || is_other(kind, &["世帯", "地域", "地区"]),
    },
    Head {
        endings: &["組織数", "団体数"],
        except: &[],
        denies: |kind| is_people(kind) || is_other(kind, &["世帯", "地域", "地区"]),
    },
    Head {
        endings: &["世帯数"],
        except: &[],
        denies: |kind| is_people(kind) || is_companies(kind),
    },
    Head {
        endings: &["金額", "販売額", "売上額", "消費額", "出荷額"],
        except: &[],
        denies: |kind| is_people(kind) || is_cases(kind) || is_companies(kind),
    },
    Head {
        endings: &["割合", "比率"],
        except: &[],
        denies: |kind| {
            let money = matches!(kind, UnitKind::Money(_));
            money || is_people(kind) || is_cases(kind) || is_companies(kind)
        },
    },
    Head {
        endings: &["面積"],
        except: &[],
        denies: |kind| is_people(kind) || is_cases(kind) || is_companies(kind),
    },
    Head {
        endings: &["回数"],
        except: &[],
        denies: |kind| is_people(kind) || is_companies(kind),
    },
];

/// Counters of groups and places.
const BODIES: &[&str] = &["団体", "組織", "世帯", "地域", "地区"];

fn contradiction(entry: &Entry<'_>) -> Option<Finding> {
    let kpi = entry.kpi;
    let label = without_brackets(&kpi.name.text);
    let ends_with = |ending: &&str| label.ends_with(*ending);
    let head = HEADS
        .iter()
        .find(|head| head.endings.iter().any(ends_with) && !head.except.iter().any(ends_with))?;
    let ending = head.endings.iter().find(|ending| ends_with(ending))?;
    let printed = [kpi.actual_value(), kpi.target_value()]
        .into_iter()
        .flatten();
    let mut units = printed.map(Value::unit).chain([kpi.unit.clone()]);
    let unit = units.find(|unit| (head.denies)(&unit.kind()))?;
    let mut finding = entry.finding(&RULE, "label");
    finding.severity = Severity::Warning;
    let finding = finding.with("counted", ending).with("unit", unit);
    Some(finding.quoting(excerpt(&kpi.name.text)))
}

/// The label without what stands in brackets and without blanks.
pub fn without_brackets(label: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in label.chars() {
        match c {
            '(' | '（' | '［' | '[' | '〔' => depth += 1,
            ')' | '）' | '］' | ']' | '〕' => depth = depth.saturating_sub(1),
            c if depth == 0 && !c.is_whitespace() => out.push(c),
            _ => {}
        }
    }
    out
}

fn is_people(kind: &UnitKind) -> bool {
    matches!(kind, UnitKind::People(_))
}

fn is_cases(kind: &UnitKind) -> bool {
    *kind == UnitKind::Cases
}

fn is_companies(kind: &UnitKind) -> bool {
    *kind == UnitKind::Companies
}

fn is_other(kind: &UnitKind, units: &[&str]) -> bool {
    matches!(kind, UnitKind::Other(unit) if units.contains(&unit.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    fn found(name: &str, target: &str, actual: &str) -> Vec<String> {
        lines(
            &RULE,
            &sheet([programme("1", &[[name, target, actual, "○"]])]),
        )
    }

    #[test]
    fn units_that_cannot_be_compared_are_an_error() {
        assert_eq!(
            found("支援した企業", "5社", "6人"),
            ["N20 error 1 ① 2:7 目標値の単位は「社」、実績値の単位は「人」です。"]
        );
        assert_eq!(
            found("支援した企業", "男:5社 女:5社", "男:6社 女:6人").len(),
            1
        );
        for (target, actual) in [("5人", "6名"), ("5千円", "6円"), ("5", "6人"), ("", "6人")]
        {
            assert_eq!(found("会員", target, actual), [""; 0], "{target} {actual}");
        }
    }

    #[test]
    fn a_label_that_counts_something_else_is_a_warning() {
        assert_eq!(
            found("寄付件数(年間 関係人口数)", "715,000人", "725,929人"),
            ["N20 warning 1 ① 2:5 指標名は「件数」ですが、単位は「人」です。"]
        );
        for (name, value) in [
            ("マッチング件数", "75社"),
            ("地域活動を始めた組織数", "1地域"),
            ("参加者数", "3件"),
            ("寄付金額", "3件"),
        ] {
            assert_eq!(found(name, value, value).len(), 1, "{name}");
        }
    }

    #[test]
    fn units_that_fit_their_label_are_clean() {
        for (name, value) in [
            ("複業人材参加者数", "750名"),
            ("拠点に結びついた個人事業主数", "12件"),
            ("新規参入数", "3人"),
            ("利用者数", "10人"),
            ("相談件数", "10件"),
            ("支援事業者数", "10社"),
            ("地域運営組織を構築した組織数", "1団体"),
            ("NPO法人等の数", "46人"),
            ("取り組む保険者数", "46団体"),
        ] {
            assert_eq!(found(name, value, value), [""; 0], "{name}");
        }
    }
}
