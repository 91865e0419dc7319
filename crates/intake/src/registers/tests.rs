//! Registers as cities export them, each file a few lines and each row told in one.

mod bytes;
mod laws;
mod previews;
mod refused_columns;
mod returned;
mod sources;

use std::fmt::Write as _;
use std::ops::ControlFlow;

use enishi_domain::engagement::{Facet, Role};
use enishi_domain::finding::{Finding, Reading};
use enishi_domain::register::{Draft, PartyDraft, RegisterRow, RowOutcome};
use enishi_domain::words::ClosedSet;

use super::wording::{register_finding_en, register_finding_ja};
use super::{Context, Given, RegisterError, Summary, read_register, sources::built_in};
use crate::definitions::mapping::{Mapping, read_mapping};
use crate::definitions::wording::definition_error_ja;
use crate::formats::Hints;

fn source(name: &str) -> Mapping {
    let mapping = built_in(name).expect("it ships");
    mapping.unwrap_or_else(|error| panic!("{}", definition_error_ja(&error)))
}

fn own(text: &str) -> Mapping {
    read_mapping("own.toml", text).unwrap_or_else(|error| panic!("{}", definition_error_ja(&error)))
}

fn read(
    bytes: &[u8],
    mapping: &Mapping,
    context: &Context<'_>,
) -> Result<(Vec<RegisterRow>, Reading<Summary>), RegisterError> {
    let mut rows = Vec::new();
    let summary = read_register(bytes, &Hints::default(), mapping, context, &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    Ok((rows, summary))
}

fn yaizu() -> Context<'static> {
    Context {
        municipality: Some("焼津市"),
        ..Context::default()
    }
}

/// The rows of a file, one line each.
fn told(text: &str, mapping: &Mapping, context: &Context<'_>) -> String {
    let (rows, _) = read(text.as_bytes(), mapping, context).expect("the register is read");
    rows.iter().map(show).collect::<Vec<_>>().join("\n")
}

fn show(row: &RegisterRow) -> String {
    let key = row.external_key.as_deref().unwrap_or("-");
    let what = match &row.outcome {
        RowOutcome::Engagements(drafts, findings) => {
            let drafts: Vec<String> = drafts.iter().map(show_draft).collect();
            format!("{}{}", drafts.join(" + "), show_findings(findings))
        }
        RowOutcome::Observations(observations, findings) => {
            let told = observations.iter().map(|o| {
                let part = o.part.as_deref().unwrap_or("-");
                let release = o.release.code();
                let (series, definition) = (&o.series, &o.definition);
                format!(
                    "{series}/{definition} {part} {} = {} {release}",
                    o.period.short(),
                    o.value
                )
            });
            format!("{}{}", told.collect::<String>(), show_findings(findings))
        }
        RowOutcome::Excluded(reason) => format!("excluded {}", reason.code()),
        RowOutcome::Refused(findings) => format!("refused{}", show_findings(findings)),
    };
    format!("{} {key} {what}", row.number)
}

fn show_findings(findings: &[Finding]) -> String {
    let told = findings.iter().map(|finding| {
        let (japanese, english) = (register_finding_ja(finding), register_finding_en(finding));
        assert!(!japanese.contains(finding.message) && !english.contains(finding.message));
        let column = finding.place.as_ref().map_or(0, |place| place.column);
        format!(" !{}:{}@{column}", finding.rule, finding.message)
    });
    told.collect()
}

fn show_draft(draft: &Draft) -> String {
    let engagement = &draft.engagement;
    let mut out = format!("{} {}", engagement.kind.code(), engagement.occurred_on);
    let days = [
        ("to", engagement.ended_on),
        ("paid", engagement.settled_on),
        ("booked", engagement.recognized_on),
    ];
    for (name, day) in days {
        if let Some(day) = day {
            let _ = write!(out, " {name} {day}");
        }
    }
    if let Some(yen) = engagement.amount {
        let _ = write!(out, " {yen}");
    }
    if let Some(quantity) = engagement.quantity {
        let _ = write!(out, " {quantity}{}", engagement.unit);
    }
    if let Some(age) = engagement.age {
        let _ = write!(out, " age {age}");
    }
    for (facet, value) in &engagement.facets {
        let _ = write!(out, " {}={value}", Facet::code(*facet));
    }
    for (name, value) in &engagement.attributes {
        let _ = write!(out, " ({name}:{value})");
    }
    for (role, party) in &draft.parties {
        let _ = write!(out, " {}", show_party(*role, party));
    }
    out
}

fn show_party(role: Role, party: &PartyDraft) -> String {
    let profile = &party.profile;
    let texts = [
        &profile.name,
        &profile.kana,
        &profile.postcode,
        &profile.address,
        &profile.telephone,
        &profile.mail,
    ];
    let texts: Vec<&str> = texts
        .iter()
        .filter(|t| !t.is_empty())
        .map(|t| t.as_str())
        .collect();
    let numbers: Vec<String> = party
        .identifiers
        .iter()
        .map(|identifier| format!("{}={}", identifier.scheme, identifier.value))
        .collect();
    let (role, party_type) = (role.code(), party.party_type.code());
    let residence = profile.residence.code();
    format!(
        "{role}:{party_type}[{}|{residence}|{}]",
        texts.join("/"),
        numbers.join(",")
    )
}

fn given(facet: Facet, value: &str, day: &str) -> Context<'static> {
    Context {
        municipality: Some("焼津市"),
        given: Given {
            occurred_on: day.parse().ok(),
            facets: [(facet, value.to_owned())].into(),
            ..Given::default()
        },
        ..Context::default()
    }
}
