//! Declarations of KPIs that a sheet does not have: a misspelt name would have no effect unseen.

use enishi_domain::finding::Finding;
use enishi_domain::year_sheet::YearSheet;

use super::settings::{KpiDeclaration, Settings};
use crate::findings::declared_kpis_absent;

/// R18, where some declaration is of no KPI of the sheet.
#[must_use]
pub fn unmatched(settings: &Settings, sheet: &YearSheet) -> Option<Finding> {
    let is_of_none = |declared: &&KpiDeclaration| {
        let mut kpis = sheet.kpis();
        !kpis.any(|(programme, kpi)| declared.is_of(&programme.no, kpi))
    };
    let absent: Vec<String> = settings.kpis.iter().filter(is_of_none).map(shown).collect();
    declared_kpis_absent(&absent)
}

/// As the settings file writes it.
fn shown(declared: &KpiDeclaration) -> String {
    let keys = [
        ("programme", &declared.programme),
        ("no", &declared.no),
        ("name", &declared.name),
    ];
    let written = keys.iter().filter_map(|(key, value)| {
        let value = value.as_ref()?;
        Some(format!("{key} = \"{value}\""))
    });
    written.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::settings::read_settings;
    use enishi_domain::kpi::{Kpi, KpiNo, Printed};
    use enishi_domain::year_sheet::Programme;

    #[test]
    fn only_a_declaration_of_no_kpi_is_told() {
        let sheet = YearSheet {
            programmes: vec![Programme {
                no: "1".to_owned(),
                kpis: vec![Kpi::new(KpiNo::new(2), Printed::new("移住者数"))],
                ..Programme::default()
            }],
            ..YearSheet::default()
        };
        for (keys, told) in [
            ("name = \"移住者数\"", false),
            ("programme = \"1\"\nno = \"②\"", false),
            ("name = \"移住者の数\"", true),
            ("programme = \"2\"\nno = \"②\"", true),
        ] {
            let toml = format!("[[kpi]]\n{keys}\ndirection = \"up\"\n");
            let settings = read_settings(&toml).expect("good settings");
            assert_eq!(unmatched(&settings, &sheet).is_some(), told, "{keys}");
        }
    }
}
