//! Where in a region's files stands what is odd about a metric, so that a warning points there.

use std::ops::Range;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::finding::Finding;

use super::raw::{RawFile, RawKpi};
use crate::definitions::fault::Source;

/// The finding with its place, where its KPI stands in one of the files.
pub(super) fn placed(parts: &[(Source<'_>, RawFile)], finding: Finding) -> Finding {
    let (programme, no) = (finding.programme.clone(), finding.kpi);
    for (source, file) in parts {
        let programmes = file.programme.iter();
        let named = |text: &str| Some(text.trim()) == programme.as_deref();
        let mut kpis = programmes
            .filter(|raw| named(raw.no.get_ref()))
            .flat_map(|raw| &raw.kpi);
        let kpi = kpis.find(|raw| raw.no.get_ref().trim().parse().ok() == no);
        if let Some(kpi) = kpi {
            let span = span(*source, kpi, &finding);
            return source.tell(span, finding);
        }
    }
    finding
}

/// What of a KPI a warning is about; its metric as a whole where that is taken over from a count.
fn span(source: Source<'_>, kpi: &RawKpi, finding: &Finding) -> Range<usize> {
    let metric = kpi.metric.get_ref();
    let argument = |name: &str| {
        let mut arguments = finding.arguments.iter();
        let found = arguments.find(|(key, _)| *key == name);
        found.map_or("", |(_, value)| value)
    };
    let found = match finding.rule {
        "L01" | "L02" => metric.place_of("measure"),
        "L03" => {
            let mut targets = kpi.targets.iter();
            let is_of_year = |year: &FiscalYear| year.to_string() == argument("year");
            let target = targets.find(|(year, _)| {
                year.get_ref()
                    .parse::<FiscalYear>()
                    .is_ok_and(|year| is_of_year(&year))
            });
            target.map(|(_, target)| target.span())
        }
        "L04" | "L09" => metric.place_of("window"),
        "L05" => metric.place_of("definition"),
        "L06" => metric.place_of("kinds"),
        "L07" => metric
            .place_of("where")
            .map(|span| within(source, span, argument("value"))),
        "L08" => Some(kpi.name.span()),
        _ => None,
    };
    found.unwrap_or_else(|| kpi.metric.span())
}

/// Where a value stands within a span; all of it where it is written in another way.
fn within(source: Source<'_>, span: Range<usize>, value: &str) -> Range<usize> {
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(source.text);
    let found = text.get(span.clone()).and_then(|text| text.find(value));
    found.map_or(span.clone(), |at| {
        span.start + at..span.start + at + value.len()
    })
}
