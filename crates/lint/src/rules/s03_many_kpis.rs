//! S03: a programme has more KPIs than the grant's form has room for.
#![doc = include_str!("s03_many_kpis.md")]

use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::sheet::{Sheet, of_programme};

/// The rule.
pub const RULE: Rule = Rule {
    code: "S03",
    severity: Severity::Warning,
    page: include_str!("s03_many_kpis.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let title = sheet.year_sheet.title.as_deref().unwrap_or_default();
    // The first grants of H26 and H27 (先行型) asked for up to five.
    let most = if title.contains("先行型") { 5 } else { 4 };
    let crowded = sheet
        .programmes()
        .iter()
        .filter(|programme| programme.kpis.len() > most);
    let finding = |programme| of_programme(&RULE, programme, "many").with("most", most);
    crowded
        .map(|programme| finding(programme).with("kpis", programme.kpis.len()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    #[test]
    fn the_fifth_kpi_is_found_unless_the_form_has_room_for_it() {
        let kpis = [["来場者数", "5人", "6人", "○"]; 5];
        assert_eq!(
            lines(&RULE, &sheet([programme("1", &kpis)])),
            ["S03 warning 1 - 2:1 指標が5件あります（目安は4件以内です）。"]
        );
        assert_eq!(lines(&RULE, &sheet([programme("1", &kpis[..4])])), [""; 0]);
        let mut early = sheet([programme("1", &kpis)]);
        early.title = Some("地方創生先行型交付金事業".to_owned());
        assert_eq!(lines(&RULE, &early), [""; 0]);
    }
}
