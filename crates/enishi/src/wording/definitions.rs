//! What changed about a city's definitions when they were given anew, in both languages.

use enishi_desk::change_definitions::{Change, Difference, Matter};
use enishi_domain::region::Region;

use super::Words;
use crate::terminal::{WIDTH, one_line, wrap};

impl Words {
    pub fn definitions_renewed(self, region: &Region, kpis: usize, database: &str) -> String {
        let (name, programmes) = (&region.municipality, region.programmes.len());
        self.pick(
            format!(
                "{name}の台帳 {database} の定義を改めました（事業{programmes}件、指標{kpis}件）。\n"
            ),
            format!(
                "the ledger {database} of {name} has new definitions: {programmes} programmes, \
                 {kpis} KPIs\n"
            ),
        )
    }

    /// What there was cannot be shown beside what there is.
    pub fn definitions_were_unreadable(self) -> String {
        let told = self.pick(
            "前の定義は、この版のプログラムでは読めないため、変わったところを示せません。",
            "what was defined before cannot be read by this version, so no change is shown",
        );
        format!("{}\n", wrap(told, WIDTH).join("\n"))
    }

    /// Every difference by name, counted by what it is and what became of it.
    pub fn definition_differences(self, differences: &[Difference]) -> String {
        if differences.is_empty() {
            let told = self.pick(
                "ファイルの書き方だけが変わり、定めている内容は同じです。",
                "only the files' wording differs; what they define is the same",
            );
            return format!("{told}\n");
        }
        let mut out = self.pick("変わったところ:\n", "what changed:\n").to_owned();
        let alike = |a: &Difference, b: &Difference| (a.year, a.matter) == (b.year, b.matter);
        for of_matter in differences.chunk_by(alike) {
            for change in Change::ALL {
                let of_change = of_matter.iter().filter(|one| one.change() == change);
                let told: Vec<String> = of_change.map(|one| self.differing(one)).collect();
                if !told.is_empty() {
                    let head = self.difference_heading(&of_matter[0], change, told.len());
                    let names = told.join(self.pick("、", ", "));
                    for line in wrap(&one_line(&format!("{head}: {names}")), WIDTH) {
                        out.push_str(&format!("{line}\n"));
                    }
                }
            }
        }
        out
    }

    fn difference_heading(self, one: &Difference, change: Change, count: usize) -> String {
        let matter = self.matter(one.matter);
        let change = match change {
            Change::Added => self.pick("追加", "added"),
            Change::Removed => self.pick("廃止", "removed"),
            Change::Changed => self.pick("変更", "changed"),
        };
        let year = one.year.filter(|_| one.matter != Matter::Year);
        let year = year.map_or_else(String::new, |year| {
            self.pick(format!("{year}の"), format!("{} ", year.short()))
        });
        self.pick(
            format!("- {year}{matter}の{change}{count}件"),
            format!("- {year}{matter}: {count} {change}"),
        )
    }

    fn matter(self, matter: Matter) -> &'static str {
        match matter {
            Matter::Municipality => self.pick("団体名", "municipality"),
            Matter::Year => self.pick("年度版", "year's definitions"),
            Matter::Programme => self.pick("事業", "programmes"),
            Matter::Kpi => self.pick("指標", "KPIs"),
            Matter::Target => self.pick("目標値", "targets"),
            Matter::Series => self.pick("統計系列", "series"),
            Matter::Purpose => self.pick("利用目的", "purposes"),
            Matter::Department => self.pick("担当課", "departments"),
            Matter::Deadline => self.pick("締切", "deadlines"),
        }
    }

    /// Its number and name; both names where it has another one.
    fn differing(self, one: &Difference) -> String {
        let quoted = |text: &String| self.pick(format!("「{text}」"), format!(" `{text}`"));
        let names = match (&one.before, &one.after) {
            (Some(before), Some(after)) if before != after => {
                format!("{}→{}", quoted(before), quoted(after))
            }
            (Some(name), _) | (None, Some(name)) => quoted(name),
            (None, None) => String::new(),
        };
        match one.matter {
            Matter::Programme | Matter::Kpi | Matter::Target | Matter::Series => {
                format!("{}{names}", one.number)
            }
            Matter::Municipality
            | Matter::Year
            | Matter::Purpose
            | Matter::Department
            | Matter::Deadline => names.trim_start().to_owned(),
        }
    }
}
