//! What a sheet says beside what is defined for its year. The same amount in other words is no
//! difference.

use std::collections::BTreeSet;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::Value;
use enishi_domain::region::{KpiDefinition, ProgrammeDefinition, Region};
use enishi_intake::numerals::read_value;

use super::{Difference, LeftOut, StatedKpi, StatedProgramme, What};
use crate::wording::years as wording;

/// What differs, how much is the same, and what cannot be taken.
pub(super) fn differences(
    region: &Region,
    programmes: &[StatedProgramme],
    year: FiscalYear,
) -> (Vec<Difference>, usize, Vec<LeftOut>) {
    let mut found = Found::default();
    let mut seen = BTreeSet::new();
    for said in programmes {
        if said.no.is_empty() {
            let name = said.name.clone().unwrap_or_default();
            found.left_out.push(LeftOut::WithoutNumber(name));
            continue;
        }
        if !seen.insert(said.no.as_str()) {
            found.left_out.push(LeftOut::Twice(said.no.clone()));
            continue;
        }
        let mut known = region.programmes.iter();
        let known = known.find(|known| known.no == said.no);
        if let Some(known) = known {
            found.programme(said, known, year);
        }
        let mut numbers = BTreeSet::new();
        for kpi in &said.kpis {
            let place = format!("{}-{}", said.no, kpi.no.circled());
            if !numbers.insert(kpi.no) {
                found.left_out.push(LeftOut::Twice(place));
                continue;
            }
            if let Some(text) = &kpi.no_target {
                let left = LeftOut::NoAmount(place, text.clone());
                found.left_out.push(left);
            }
            match known.and_then(|known| known.kpis.iter().find(|of| of.no == kpi.no)) {
                Some(known) => found.kpi(&said.no, (kpi, known), year),
                None => found.new_kpi(said, kpi, known.is_none()),
            }
        }
    }
    (found.differences, found.same, found.left_out)
}

#[derive(Default)]
struct Found {
    differences: Vec<Difference>,
    same: usize,
    left_out: Vec<LeftOut>,
}

impl Found {
    fn programme(&mut self, said: &StatedProgramme, known: &ProgrammeDefinition, year: FiscalYear) {
        let of = |what| (said.no.as_str(), None, what);
        if let Some(name) = &said.name {
            let is_same = known.name.as_ref().is_some_and(|known| known == name);
            self.compare(of(What::Name), is_same, (known.name.clone(), name));
        }
        if let Some(cost) = said.cost {
            let defined = known.costs_settled.get(&year);
            let before = defined.map(ToString::to_string);
            let is_same = defined == Some(&cost);
            self.compare(of(What::Cost), is_same, (before, &cost.to_string()));
        }
    }

    fn kpi(
        &mut self,
        programme: &str,
        (said, known): (&StatedKpi, &KpiDefinition),
        year: FiscalYear,
    ) {
        let of = |what| (programme, Some(said.no), what);
        let is_same = said.name == known.name;
        self.compare(
            of(What::Name),
            is_same,
            (Some(known.name.clone()), &said.name),
        );
        let values = [
            (What::Target, &said.target, known.targets.get(&year)),
            (What::Baseline, &said.baseline, known.baseline.as_ref()),
        ];
        for (what, said, defined) in values {
            if let Some(said) = said {
                let is_same = defined.is_some_and(|defined| says_the_same(defined, said));
                let before = defined.map(|defined| defined.text.clone());
                self.compare(of(what), is_same, (before, said));
            }
        }
    }

    fn new_kpi(&mut self, said: &StatedProgramme, kpi: &StatedKpi, is_new_programme: bool) {
        let name = said.name.as_deref().filter(|_| is_new_programme);
        self.differences.push(Difference {
            programme: said.no.clone(),
            kpi: Some(kpi.no),
            what: What::Kpi,
            before: None,
            after: wording::new_kpi((&kpi.name, &kpi.unit), kpi.target.as_deref(), name),
        });
    }

    fn compare(
        &mut self,
        (programme, kpi, what): (&str, Option<enishi_domain::kpi::KpiNo>, What),
        is_same: bool,
        (before, after): (Option<String>, &str),
    ) {
        if is_same {
            self.same += 1;
            return;
        }
        self.differences.push(Difference {
            programme: programme.to_owned(),
            kpi,
            what,
            before,
            after: after.to_owned(),
        });
    }
}

/// Whether two texts state the same amounts: 「3 人」 and 「3人」 do.
fn says_the_same(defined: &Value, said: &str) -> bool {
    defined.text == said || defined.parts() == read_value(said).parts()
}
