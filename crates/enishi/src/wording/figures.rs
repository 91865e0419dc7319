//! What `enishi measure` says: figures, what they rest on, how they are defined, and what was
//! corrected since they were frozen.

use enishi_desk::Language;
use enishi_desk::measure_year::MeasuredFigure;
use enishi_domain::calendar::{FiscalYear, day_in_japan};
use enishi_domain::corrections::{Corrected, Correction, Corrections};
use enishi_domain::engagement::{DateBasis, DatePrecision, Engagement, LedgerRow};
use enishi_domain::measurement::Measurement;
use enishi_domain::region::Region;
use enishi_domain::text::days::in_its_era;
use enishi_domain::text::{signed_with_thousands, with_thousands};
use enishi_domain::words::ClosedSet;
use jiff::civil::Date;

use super::Words;
use crate::terminal::one_line;

/// How many digits of a version are shown: enough to tell a city's definitions apart.
const VERSION_DIGITS: usize = 12;

impl Words {
    pub fn measured_heading(
        self,
        region: &Region,
        year: FiscalYear,
        as_of: Option<Date>,
    ) -> String {
        let name = &region.municipality;
        let as_of = as_of.map_or_else(String::new, |day| {
            self.pick(
                format!("（{day} までの記録による）"),
                format!(" (as known on {day})"),
            )
        });
        self.pick(
            format!("{name} {year}{as_of}\n\n"),
            format!("{name} {}{as_of}\n\n", year.short()),
        )
    }

    pub fn measure_table_heading(self) -> Vec<String> {
        let words = self.pick(
            ["KPI", "実績値", "状態", "根拠"],
            ["KPI", "Figure", "Status", "Rows"],
        );
        words.map(str::to_owned).to_vec()
    }

    pub fn rows_and_distinct(self, rows: i64, distinct: i64) -> String {
        let (rows, distinct) = (
            with_thousands(&rows.to_string()),
            with_thousands(&distinct.to_string()),
        );
        self.pick(
            format!(" 延べ{rows} 実{distinct}"),
            format!(" ({rows} rows, {distinct} distinct)"),
        )
    }

    pub fn figure_status(self, figure: &Measurement) -> String {
        let status = self.pick(figure.status.word(), figure.status.code());
        status.to_owned()
    }

    /// Behind the dash of what is not measured; it fits there in one line.
    pub fn figure_reason(self, figure: &Measurement) -> String {
        figure.reason.map_or_else(String::new, |reason| {
            format!(" {}", self.pick(reason.word(), reason.code()))
        })
    }

    pub fn evidence_heading(self, shown: usize, all: i64) -> String {
        let is_cut = i64::try_from(shown).is_ok_and(|shown| shown < all);
        let way = match is_cut {
            true => self.pick(
                format!("（--rows {all} で全件を示します）"),
                format!(" (--rows {all} shows them all)"),
            ),
            false => String::new(),
        };
        let all = with_thousands(&all.to_string());
        self.pick(
            format!("\n根拠 {all}件のうち{shown}件{way}\n"),
            format!("\n{shown} of {all} rows{way}\n"),
        )
    }

    /// When something occurred, never more exactly than it is known.
    fn occurred(self, engagement: &Engagement) -> String {
        let (date, precision) = (engagement.occurred_on, engagement.precision);
        match (self.language, precision) {
            (Language::Japanese, _) => in_its_era(date, precision),
            (Language::English, DatePrecision::Day) => date.to_string(),
            (Language::English, DatePrecision::Month) => {
                format!("about {}", date.strftime("%Y-%m"))
            }
            (Language::English, DatePrecision::FiscalYear) => {
                let year = FiscalYear::of(date).map_or(date.year(), FiscalYear::western);
                format!("in FY{year}")
            }
        }
    }

    /// A row without its parties' names.
    pub fn evidence_row(self, basis: DateBasis, row: &LedgerRow) -> String {
        let engagement = &row.engagement;
        let kind = self.pick(engagement.kind.word(), engagement.kind.code());
        let parties: Vec<String> = engagement
            .parties
            .iter()
            .map(|(role, party)| format!("{} {party}", self.pick(role.word(), role.code())))
            .collect();
        let activity = engagement
            .activity
            .as_deref()
            .map(one_line)
            .unwrap_or_default();
        let amount = engagement
            .amount
            .map_or_else(String::new, |yen| yen.to_string());
        // The date that decided the year, where it is not the day on which it occurred.
        let decided = engagement
            .date(basis)
            .filter(|_| basis != DateBasis::Occurred);
        let decided = decided.map_or_else(String::new, |day| {
            format!("{} {day}", self.pick(basis.word(), basis.code()))
        });
        let told = [
            row.id.to_string(),
            self.occurred(engagement),
            decided,
            kind.to_owned(),
            activity,
            amount,
            parties.join(self.pick("、", ", ")),
        ];
        let told: Vec<String> = told.into_iter().filter(|text| !text.is_empty()).collect();
        format!("  {}\n", told.join("  "))
    }

    /// What is shown beside a KPI.
    pub fn beside_label(self, label: &str) -> String {
        let label = one_line(label);
        self.pick(format!("（併記）{label}"), format!("(beside) {label}"))
    }

    /// The sentence that defines a figure, and which version of the definition it is.
    pub fn definition(self, kpi: &str, figure: &MeasuredFigure, is_of_the_past: bool) -> String {
        let definition = one_line(&figure.definition);
        let version: String = figure.version.chars().take(VERSION_DIGITS).collect();
        match is_of_the_past {
            false => self.pick(
                format!("{kpi} {definition}（版 {version}）"),
                format!("{kpi} {definition} (version {version})"),
            ),
            true => self.pick(
                format!("{kpi} {definition}（版 {version}、確定時の定義。今の定義とは違います）"),
                format!("{kpi} {definition} (version {version}, as when frozen; not today's)"),
            ),
        }
    }

    /// 「 確定後の訂正 3件（-2）」 behind a frozen figure; nothing where nothing came after it.
    pub fn corrections(self, corrections: &Corrections, frozen: &Measurement) -> String {
        if corrections.count == 0 {
            return String::new();
        }
        let count = with_thousands(&corrections.count.to_string());
        let parts: Vec<String> = corrections
            .difference(frozen)
            .iter()
            .map(|part| {
                let label = part
                    .label
                    .as_ref()
                    .map_or(String::new(), |l| format!("{l}:"));
                format!("{label}{}", signed_with_thousands(part.amount))
            })
            .collect();
        let difference = match parts.as_slice() {
            [] => self.pick("比べられません", "not comparable").to_owned(),
            parts => parts.join(" "),
        };
        self.pick(
            format!(" 確定後の訂正 {count}件（{difference}）"),
            format!(" {count} corrections since ({difference})"),
        )
    }

    /// One of them: where, what, what was done, why, when. No name.
    pub fn correction(self, correction: &Correction) -> String {
        let (what, done, reason) = match &correction.what {
            Corrected::Engagement {
                id,
                operation,
                reason,
            } => (
                id.to_string(),
                self.pick(operation.word(), operation.code()),
                reason.map(|reason| self.pick(reason.word(), reason.code())),
            ),
            Corrected::Link { a, b, verdict } => (
                format!("{a} {b}"),
                self.pick(verdict.word(), verdict.code()),
                None,
            ),
            Corrected::Observation { series, release } => (
                one_line(series),
                self.pick(release.word(), release.code()),
                None,
            ),
        };
        let position = correction.position.0;
        let day = day_in_japan(correction.recorded_at);
        let reason = reason.map_or(String::new(), |reason| format!("  {reason}"));
        self.pick(
            format!("  確定後の訂正 位置{position}  {what}  {done}{reason}  {day}\n"),
            format!("  since frozen: position {position}  {what}  {done}{reason}  {day}\n"),
        )
    }
}
