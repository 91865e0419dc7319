//! D10: nobody says which way is better, or the label contradicts what is said.
#![doc = include_str!("d10_direction_assumed.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::{Direction, DirectionSource};
use enishi_domain::label::direction_of;

use super::Rule;
use crate::sheet::{Entry, Sheet, excerpt, listed};

/// The rule.
pub const RULE: Rule = Rule {
    code: "D10",
    severity: Severity::Warning,
    page: include_str!("d10_direction_assumed.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let assumed: Vec<String> = sheet
        .entries
        .iter()
        .filter(|entry| entry.kpi.direction_source == DirectionSource::Assumed)
        .map(Entry::reference)
        .collect();
    let about_all = (!assumed.is_empty()).then(|| {
        let finding = RULE.finding("assumed").with("count", assumed.len());
        finding.with("kpis", listed(&assumed))
    });
    let contradicted = sheet.entries.iter().filter_map(contradiction);
    about_all.into_iter().chain(contradicted).collect()
}

fn contradiction(entry: &Entry<'_>) -> Option<Finding> {
    let kpi = entry.kpi;
    if kpi.direction_source != DirectionSource::Declared {
        return None;
    }
    let message = match kpi.direction {
        Direction::Up if wants_less(&kpi.name.text) => "declared_up",
        Direction::Down if wants_more(&kpi.name.text) => "declared_down",
        Direction::Up | Direction::Down | Direction::Maintain { .. } | Direction::Range => {
            return None;
        }
    };
    let mut finding = entry.finding(&RULE, message);
    finding.severity = Severity::Error;
    let name = excerpt(&kpi.name.text);
    Some(finding.with("name", &name).quoting(name))
}

fn wants_less(label: &str) -> bool {
    direction_of(label) == Some(Direction::Down)
}

fn wants_more(label: &str) -> bool {
    let is_satisfaction = label.trim_end().ends_with("満足度") && !label.contains("不満");
    is_satisfaction || direction_of(label) == Some(Direction::Up)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    fn declared(name: &str, direction: Direction) -> Vec<String> {
        let mut programme = programme("1", &[[name, "5人", "6人", "○"]]);
        programme.kpis[0].direction = direction;
        programme.kpis[0].direction_source = DirectionSource::Declared;
        lines(&RULE, &sheet([programme]))
    }

    #[test]
    fn assumed_directions_are_one_finding() {
        let kpis = [
            ["来場者数", "5人", "6人", "○"],
            ["会員数", "5人", "6人", "○"],
        ];
        let programmes = [programme("1", &kpis), programme("2", &kpis[..1])];
        assert_eq!(
            lines(&RULE, &sheet(programmes)),
            [
                "D10 warning - - - 改善の方向が書かれていない指標が3件あり、\
                 増えるほどよいものとして扱いました（1-① 1-② 2-①）。"
            ]
        );
    }

    #[test]
    fn a_label_can_contradict_the_declaration() {
        assert_eq!(
            declared("待機児童数", Direction::Up),
            [
                "D10 error 1 ① 2:5 「待機児童数」は減るほどよい指標に見えますが、\
                 改善の方向は「増加」です。"
            ]
        );
        assert_eq!(declared("講座の満足度", Direction::Down).len(), 1);
        assert_eq!(declared("残業時間", Direction::Up).len(), 1);
        assert_eq!(declared("来場者数の増加", Direction::Down).len(), 1);
    }

    #[test]
    fn what_is_done_about_a_trouble_may_grow() {
        for name in [
            "空き家バンク登録件数",
            "耕作放棄地の再生面積",
            "二酸化炭素削減量",
            "会員数",
            "CO2排出量の削減",
            "残業時間の削減",
            "廃棄物リサイクル率",
            "転出者数に対する転入者数の割合",
        ] {
            assert_eq!(declared(name, Direction::Up), [""; 0], "{name}");
        }
        assert_eq!(declared("待機児童数", Direction::Down), [""; 0]);
    }
}
