//! What pictures say.

/// The headings of a trend's picture.
pub(crate) fn trend_title(kpi: &str) -> String {
    format!("{kpi}の推移")
}

/// What a trend's picture says, for those who hear it.
pub(crate) fn trend_text(points: &[(String, String, Option<String>)]) -> String {
    let said = points.iter().map(|(year, actual, target)| match target {
        Some(target) => format!("{year}は{actual}、目標{target}"),
        None => format!("{year}は{actual}"),
    });
    said.collect::<Vec<_>>().join("。")
}

/// A part of a divided KPI that has no name.
pub(crate) const WHOLE: &str = "全体";

/// The line of targets.
pub(crate) const TARGET: &str = "目標";
