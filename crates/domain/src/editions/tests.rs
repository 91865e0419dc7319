//! Laws of succession.

use proptest::prelude::*;

use super::*;
use crate::background::Department;

fn year(western: i16) -> FiscalYear {
    FiscalYear::new(western).unwrap()
}

/// Departments of three terms of two years: each of a term becomes one or several of the next.
fn region() -> impl Strategy<Value = Region> {
    let links = prop::collection::vec(prop::collection::btree_set(0_usize..3, 1..3), 6);
    links.prop_map(|links| {
        let mut departments = Vec::new();
        for (n, link) in links.iter().enumerate() {
            let (term, place) = (n / 3, n % 3);
            let begin = 2020 + 2 * i16::try_from(term).unwrap();
            departments.push(Department {
                name: format!("{term}-{place}"),
                since: (term > 0).then(|| year(begin)),
                until: Some(year(begin + 1)),
                became: link.iter().map(|to| format!("{}-{to}", term + 1)).collect(),
            });
        }
        for place in 0..3 {
            departments.push(Department {
                name: format!("2-{place}"),
                since: Some(year(2024)),
                until: None,
                became: Vec::new(),
            });
        }
        Region {
            municipality: "甲市".into(),
            code: "000000".into(),
            programmes: Vec::new(),
            series: Vec::new(),
            purposes: Vec::new(),
            departments,
            deadlines: Vec::new(),
        }
    })
}

proptest! {
    #[test]
    fn whoever_a_department_became_is_there_in_that_year(
        region in region(),
        place in 0_usize..3,
        western in 2018_i16..2030,
    ) {
        let names = region.department_in(&format!("0-{place}"), year(western));
        prop_assert!(!names.is_empty());
        for name in names {
            let found = region.departments.iter().find(|known| known.name == name).unwrap();
            prop_assert!(found.existed_in(year(western)), "{name} in {western}");
        }
    }

    #[test]
    fn succession_by_way_of_a_year_between_is_the_same(
        region in region(),
        place in 0_usize..3,
        between in 2020_i16..2030,
        further in 0_i16..10,
    ) {
        let direct = region.department_in(&format!("0-{place}"), year(between + further));
        let mut by_way: Vec<String> = Vec::new();
        for name in region.department_in(&format!("0-{place}"), year(between)) {
            for name in region.department_in(&name, year(between + further)) {
                if !by_way.contains(&name) {
                    by_way.push(name);
                }
            }
        }
        prop_assert_eq!(direct, by_way);
    }
}
