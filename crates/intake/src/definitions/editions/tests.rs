//! Years that are opened, and departments that change between them.

use super::*;

const BASE: &str = "municipality = '焼津市'\ncode = '222127'\n\
    [[department]]\nname = '商工観光課'\nuntil = 'R6'\nbecame = ['商工課', '観光課']\n\
    [[department]]\nname = '商工課'\nsince = 'R7'\n\
    [[department]]\nname = '観光課'\nsince = 'R7'\n";

fn programme(name: &str, department: &str) -> String {
    format!(
        "[[programme]]\nno = '1'\nname = '{name}'\ndepartments = ['{department}']\n\
         [[programme.kpi]]\nno = '①'\nname = '件数'\n\
         [programme.kpi.metric]\nmeasure = 'rows'\nkinds = ['consult']\nwindow = 'fy'\nunit = '件'\n"
    )
}

fn year(text: &str) -> FiscalYear {
    text.parse().unwrap()
}

fn read(files: &[(&str, &str)]) -> Result<Editions, DefinitionError> {
    let files: Vec<RegionFile<'_>> = files
        .iter()
        .map(|(name, text)| RegionFile { name, text })
        .collect();
    read_editions(&files).map(|read| read.value)
}

#[test]
fn a_file_of_a_year_takes_the_place_of_its_name_from_then_on() {
    let (old, new) = (programme("旧", "商工観光課"), programme("新", "観光課"));
    let files = [
        ("region.toml", BASE),
        ("R7/p.toml", new.as_str()),
        ("p.toml", old.as_str()),
    ];
    let editions = read(&files).unwrap();
    for (of, name, departments) in [
        ("R5", "旧", vec!["商工観光課"]),
        ("R6", "旧", vec!["商工観光課"]),
        ("R7", "新", vec!["観光課"]),
        ("R9", "新", vec!["観光課"]),
    ] {
        let region = editions.of(year(of));
        assert_eq!(region.programmes[0].name.as_deref(), Some(name), "{of}");
        assert_eq!(region.programmes[0].departments, departments, "{of}");
    }
    assert_eq!(editions.opened().collect::<Vec<_>>(), [year("R7")]);
}

#[test]
fn a_department_that_was_split_is_called_by_what_it_became() {
    let old = programme("旧", "商工観光課");
    let editions = read(&[("region.toml", BASE), ("p.toml", &old)]).unwrap();
    let called = |of: &str| editions.of(year(of)).programmes[0].departments.clone();
    assert_eq!(called("R6"), ["商工観光課"]);
    assert_eq!(called("R7"), ["商工課", "観光課"]);
}

#[test]
fn a_new_name_is_the_old_one_in_the_years_before() {
    let new = programme("旧", "観光課");
    let editions = read(&[("region.toml", BASE), ("p.toml", &new)]).unwrap();
    let called = |of: &str| editions.of(year(of)).programmes[0].departments.clone();
    assert_eq!(
        (called("R6"), called("R7")),
        (vec!["商工観光課".into()], vec!["観光課".into()])
    );
}

#[test]
fn succession_that_cannot_be_is_refused_with_its_place() {
    for (department, line) in [
        ("name = '甲'\nbecame = ['乙']", 3),
        ("name = '甲'\nuntil = 'R6'\nbecame = ['丙']", 4),
        ("name = '甲'\nuntil = 'R6'\nbecame = ['甲']", 4),
        ("name = '甲'\nuntil = 'R5'\nbecame = ['乙']", 4),
        ("name = '乙'", 2),
    ] {
        let file = format!("[[department]]\n{department}\n");
        let base = "municipality = '焼津市'\ncode = '222127'\n\
            [[department]]\nname = '乙'\nsince = 'R7'\n";
        let old = programme("旧", "商工観光課");
        let files = [("a.toml", base), ("d.toml", &file), ("p.toml", &old)];
        let error = read(&files).unwrap_err();
        assert_eq!(
            (error.file.as_str(), error.line),
            ("d.toml", line),
            "{error}"
        );
    }
}

#[test]
fn a_fault_names_the_file_of_its_year() {
    let old = programme("旧", "商工観光課");
    let bad = old.replace("rows", "lines");
    let files = [("region.toml", BASE), ("p.toml", &old), ("R7/p.toml", &bad)];
    assert_eq!(read(&files).unwrap_err().file, "R7/p.toml");
}

#[test]
fn a_year_is_written_in_one_way() {
    assert_eq!(split_name("R7/p.toml"), (Some(year("R7")), "p.toml"));
    for name in ["p.toml", "2025/p.toml", "r7/p.toml", "mappings/p.toml"] {
        assert_eq!(split_name(name), (None, name));
    }
}
