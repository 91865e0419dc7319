//! What a metric says that is not wrong and still odd. L is for the ledger's definitions: L01 to
//! L09, each with one message; the letters of the sheet's rules (D, N, S …) are not used, as no
//! sheet is looked at here.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::engagement::{Facet, Kind};
use enishi_domain::figure::{Unit, UnitKind};
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::metric::{Condition, Count, Formula, Measure, Metric, Window};
use enishi_domain::region::{KpiDefinition, Region};
use enishi_domain::words::ClosedSet;

use crate::definitions::wording::labels;

/// Everything that is odd about the metrics of a region, KPI by KPI.
#[must_use]
pub fn inspect(region: &Region) -> Vec<Finding> {
    let mut findings = Vec::new();
    for programme in &region.programmes {
        for kpi in &programme.kpis {
            let found = inspect_kpi(region, kpi).into_iter();
            findings.extend(found.map(|f| f.of_programme(&programme.no).of_kpi(kpi.no)));
        }
    }
    findings
}

fn inspect_kpi(region: &Region, kpi: &KpiDefinition) -> Vec<Finding> {
    let metric = &kpi.metric;
    let mut findings = Vec::new();
    findings.extend(people_counted_gross(kpi));
    findings.extend(share_without_denominator(kpi));
    findings.extend(target_unit_differs(kpi));
    findings.extend(window_contradicts_name(kpi));
    findings.extend(definition_ended(region, metric));
    findings.extend(distinct_over_tally(metric));
    findings.extend(name_says_two_things(kpi));
    findings.extend(standing_of_events(metric));
    findings
}

fn warning(rule: &'static str, message: &'static str) -> Finding {
    Finding::new(rule, Severity::Warning, message)
}

/// L01: a unit of people over a count of participations. A name or note that says 延べ means it.
fn people_counted_gross(kpi: &KpiDefinition) -> Option<Finding> {
    let metric = &kpi.metric;
    let is_people = matches!(metric.unit.kind(), UnitKind::People(_));
    let is_gross = matches!(
        &metric.formula,
        Formula::Count(Count {
            measure: Measure::Rows,
            ..
        })
    );
    let says_so = |text: &str| text.contains(labels::GROSS);
    let is_meant = says_so(&kpi.name) || metric.note.as_deref().is_some_and(says_so);
    let finding = warning("L01", "people_counted_gross").with("unit", &metric.unit);
    (is_people && is_gross && !is_meant).then_some(finding)
}

/// L02: a share, by its unit or its name, of which the metric knows no denominator.
fn share_without_denominator(kpi: &KpiDefinition) -> Option<Finding> {
    let is_share = kpi.metric.unit.kind() == UnitKind::Share
        || labels::SHARES.iter().any(|word| kpi.name.contains(word));
    let lacks = match &kpi.metric.formula {
        Formula::Count(_) | Formula::Difference { .. } => true,
        Formula::Ratio { .. } | Formula::Series(_) | Formula::Undecided => false,
    };
    let finding = warning("L02", "share_without_denominator").with("unit", &kpi.metric.unit);
    (is_share && lacks).then_some(finding)
}

/// L03: a target that cannot be compared with what is measured. Converted units (円, 千円) can.
fn target_unit_differs(kpi: &KpiDefinition) -> Option<Finding> {
    let measured: &Unit = &kpi.metric.unit;
    let (year, part) = kpi.targets.iter().find_map(|(year, target)| {
        let differs = |unit: &Unit| unit.factor_to(measured).is_none();
        let part = target.parts().iter().find(|part| differs(&part.unit))?;
        Some((*year, part))
    })?;
    Some(
        warning("L03", "target_unit_differs")
            .with("year", year)
            .with("target", &part.unit)
            .with("measured", measured),
    )
}

/// L04: a name that speaks of another span than the metric looks at.
fn window_contradicts_name(kpi: &KpiDefinition) -> Option<Finding> {
    if kpi.metric.formula == Formula::Undecided {
        return None;
    }
    let says = |words: &[&'static str]| words.iter().find(|w| kpi.name.contains(**w)).copied();
    let window = kpi.metric.window;
    let word = match window {
        Window::FiscalYear => says(labels::TOTALS).or_else(|| says(labels::STANDINGS)),
        Window::Cumulative(_) => says(labels::YEARLY).or_else(|| says(labels::STANDINGS)),
        Window::AsOf => says(labels::TOTALS).or_else(|| says(labels::YEARLY)),
        Window::Latest => None,
    }?;
    let code = match window {
        Window::FiscalYear => "fy",
        Window::AsOf => "asof",
        Window::Cumulative(_) => "cumulative",
        Window::Latest => "latest",
    };
    let finding = warning("L04", "window_contradicts_name");
    Some(finding.with("word", word).with("window", code))
}

/// L05: a series whose definition ended: from then on there is no figure, and another definition
/// does not silently take its place.
fn definition_ended(region: &Region, metric: &Metric) -> Option<Finding> {
    let Formula::Series(choice) = &metric.formula else {
        return None;
    };
    let mut series = region.series.iter();
    let series = series.find(|s| (&s.id, &s.definition) == (&choice.series, &choice.definition))?;
    let finding = warning("L05", "definition_ended")
        .with("series", &series.label)
        .with("definition", &series.definition)
        .with("year", series.ended?);
    Some(finding)
}

/// L06: heads of a tally have no names, so that counting parties once leaves them out.
fn distinct_over_tally(metric: &Metric) -> Option<Finding> {
    let counts = metric.formula.counts();
    let is_odd = |count: &&Count| {
        matches!(count.measure, Measure::Distinct(_))
            && count.selection.kinds.contains(&Kind::Tally)
    };
    counts
        .into_iter()
        .any(|count| is_odd(&count))
        .then(|| warning("L06", "distinct_over_tally"))
}

/// What the engagements of each kind that was recorded say in each field.
pub type Seen = BTreeMap<Kind, BTreeMap<Facet, BTreeSet<String>>>;

/// L07: a condition that no engagement of its kinds meets, mostly a misspelling. Where nothing of
/// the kinds is recorded yet, nothing can be said.
#[must_use]
pub fn unseen_values(region: &Region, seen: &Seen) -> Vec<Finding> {
    let mut findings = Vec::new();
    for programme in &region.programmes {
        for kpi in &programme.kpis {
            let mut told = BTreeSet::new();
            for count in kpi.metric.formula.counts() {
                for (facet, value) in unseen(count, seen) {
                    if told.insert((facet, value)) {
                        let finding = warning("L07", "value_never_seen")
                            .of_programme(&programme.no)
                            .of_kpi(kpi.no)
                            .with("facet", facet.word())
                            .with("value", value);
                        findings.push(finding);
                    }
                }
            }
        }
    }
    findings
}

/// The values of a count's conditions that nothing of its kinds says.
fn unseen<'c>(count: &'c Count, seen: &Seen) -> Vec<(Facet, &'c str)> {
    let kinds = count.selection.kinds.iter();
    let recorded: Vec<_> = kinds.filter_map(|kind| seen.get(kind)).collect();
    if recorded.is_empty() {
        return Vec::new();
    }
    let is_seen = |facet: &Facet, value: &String| {
        let mut says = recorded.iter().filter_map(|facets| facets.get(facet));
        says.any(|values| values.contains(value))
    };
    let mut unseen = Vec::new();
    for condition in &count.selection.conditions {
        if let Condition::Facet { facet, any_of } = condition {
            let values = any_of.iter().filter(|value| !is_seen(facet, value));
            unseen.extend(values.map(|value| (*facet, value.as_str())));
        }
    }
    unseen
}

/// L08: a name that counts two things: 「社会増(UIJターン数)」. One figure can be only one of them.
fn name_says_two_things(kpi: &KpiDefinition) -> Option<Finding> {
    let counts = |text: &str| {
        labels::COUNTED
            .iter()
            .any(|word| text.trim().ends_with(word))
    };
    let bracketed = kpi.name.split_once(['(', '（']).and_then(|(outer, rest)| {
        let inner = rest.trim_end_matches([')', '）']);
        (!outer.trim().is_empty() && counts(inner)).then_some((outer, inner))
    });
    let joined = || {
        let (first, second) = kpi.name.split_once('・')?;
        (counts(first) && counts(second)).then_some((first, second))
    };
    let (first, second) = bracketed.or_else(joined)?;
    let finding = warning("L08", "name_says_two_things");
    Some(finding.with("first", first).with("second", second))
}

/// L09: who stands in something on a day can only be asked of kinds that last; all others never
/// end, and the count would only ever grow.
fn standing_of_events(metric: &Metric) -> Option<Finding> {
    if metric.window != Window::AsOf {
        return None;
    }
    let kinds = metric.formula.kinds();
    let kind = kinds.into_iter().find(|kind| !kind.is_period())?;
    Some(warning("L09", "standing_of_events").with("kind", kind.word()))
}
