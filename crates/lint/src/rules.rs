//! What a rule is, and all of them. To add one, write `rules/x99_name.rs` and its page
//! `rules/x99_name.md`, and name it here twice; nothing else in the house needs to know.
//!
//! S is for structure, D for definitions, N for numbers, M for marks, Y for money, time and people,
//! T for words, and R for what the readers met while reading.

mod d10_direction_assumed;
mod d11_accumulation_unclear;
mod d12_outputs_only;
mod d13_citywide_statistic;
mod d14_baseline_missing;
mod d16_defined_twice;
pub(crate) mod d17_changed_since_last_year;
mod d18_target_trivial;
mod d19_target_jumps;
mod m40_mark_contradicts_numbers;
mod m41_dash_though_measured;
mod m42_mark_without_figures;
mod m43_rate_matches_no_formula;
mod m44_rating_above_rubric;
mod m45_no_cause;
mod m46_cause_generic;
mod m47_missed_three_years;
pub(crate) mod m48_unmeasured_two_years;
mod m49_totals_differ;
mod n20_unit_differs;
mod n21_magnitude_slip;
mod n22_share_out_of_range;
mod n23_count_with_decimals;
mod n24_total_falls;
mod n25_total_stands_still;
mod n26_years_do_not_add_up;
mod n27_parts_do_not_add_up;
mod n28_part_without_target;
mod n29_outlier;
mod n30_actuals_equal_targets;
mod n31_actual_of_a_later_year;
mod n32_words_around_a_number;
mod n33_zero_or_missing;
mod n34_target_zero;
mod n35_sign_changes;
mod n37_rounding_flips_the_mark;
mod r01_unreadable_characters;
mod r02_hidden_content;
mod r03_quote_never_closes;
mod r04_encodings_disagree;
mod r05_control_characters;
mod r06_merged_ranges_overlap;
mod r07_ragged_rows;
mod r08_cell_without_value;
mod r09_cell_given_twice;
mod r10_reference_out_of_range;
mod r11_cut_by_a_limit;
mod r12_column_not_recognised;
mod r13_number_differs_from_text;
mod r14_other_years_kept;
mod r15_declaration_not_understood;
mod r16_passed_over;
mod r17_marks_of_another_scale;
mod r18_declared_kpi_not_found;
mod s01_counts_differ;
mod s02_identity_missing;
mod s03_many_kpis;
mod s04_text_repeated;
mod s05_mark_misread;
mod s06_unusual_glyphs;
mod s07_number_irregular;
mod s08_numbering_out_of_order;
mod s09_value_below_its_row;
mod s10_value_unassigned;
mod s11_departments_run_together;
mod t60_misprints;
mod y50_cost_missing;
mod y51_cost_per_outcome;
mod y52_era_inconsistent;
mod y53_year_differs;
mod y54_department_unknown;
mod y55_personal_data;
mod y56_review_missing;
mod y58_compared_with_the_nation;

use enishi_domain::finding::{Finding, Severity};

use crate::sheet::Sheet;
use crate::wording::{self, Language};

/// 「点検規則」 one rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its stable code.
    pub code: &'static str,
    /// The severity of its findings, unless it gives some another one.
    pub severity: Severity,
    /// Its page, as [`crate::page`] describes it.
    pub page: &'static str,
    /// Finds what is amiss.
    pub check: fn(&Sheet<'_>) -> Vec<Finding>,
}

/// All rules, sorted by code.
pub const RULES: &[Rule] = &[
    d10_direction_assumed::RULE,
    d11_accumulation_unclear::RULE,
    d12_outputs_only::RULE,
    d13_citywide_statistic::RULE,
    d14_baseline_missing::RULE,
    d16_defined_twice::RULE,
    d17_changed_since_last_year::RULE,
    d18_target_trivial::RULE,
    d19_target_jumps::RULE,
    m40_mark_contradicts_numbers::RULE,
    m41_dash_though_measured::RULE,
    m42_mark_without_figures::RULE,
    m43_rate_matches_no_formula::RULE,
    m44_rating_above_rubric::RULE,
    m45_no_cause::RULE,
    m46_cause_generic::RULE,
    m47_missed_three_years::RULE,
    m48_unmeasured_two_years::RULE,
    m49_totals_differ::RULE,
    n20_unit_differs::RULE,
    n21_magnitude_slip::RULE,
    n22_share_out_of_range::RULE,
    n23_count_with_decimals::RULE,
    n24_total_falls::RULE,
    n25_total_stands_still::RULE,
    n26_years_do_not_add_up::RULE,
    n27_parts_do_not_add_up::RULE,
    n28_part_without_target::RULE,
    n29_outlier::RULE,
    n30_actuals_equal_targets::RULE,
    n31_actual_of_a_later_year::RULE,
    n32_words_around_a_number::RULE,
    n33_zero_or_missing::RULE,
    n34_target_zero::RULE,
    n35_sign_changes::RULE,
    n37_rounding_flips_the_mark::RULE,
    r01_unreadable_characters::RULE,
    r02_hidden_content::RULE,
    r03_quote_never_closes::RULE,
    r04_encodings_disagree::RULE,
    r05_control_characters::RULE,
    r06_merged_ranges_overlap::RULE,
    r07_ragged_rows::RULE,
    r08_cell_without_value::RULE,
    r09_cell_given_twice::RULE,
    r10_reference_out_of_range::RULE,
    r11_cut_by_a_limit::RULE,
    r12_column_not_recognised::RULE,
    r13_number_differs_from_text::RULE,
    r14_other_years_kept::RULE,
    r15_declaration_not_understood::RULE,
    r16_passed_over::RULE,
    r17_marks_of_another_scale::RULE,
    r18_declared_kpi_not_found::RULE,
    s01_counts_differ::RULE,
    s02_identity_missing::RULE,
    s03_many_kpis::RULE,
    s04_text_repeated::RULE,
    s05_mark_misread::RULE,
    s06_unusual_glyphs::RULE,
    s07_number_irregular::RULE,
    s08_numbering_out_of_order::RULE,
    s09_value_below_its_row::RULE,
    s10_value_unassigned::RULE,
    s11_departments_run_together::RULE,
    t60_misprints::RULE,
    y50_cost_missing::RULE,
    y51_cost_per_outcome::RULE,
    y52_era_inconsistent::RULE,
    y53_year_differs::RULE,
    y54_department_unknown::RULE,
    y55_personal_data::RULE,
    y56_review_missing::RULE,
    y58_compared_with_the_nation::RULE,
];

/// The rule of that code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    let index = RULES.binary_search_by(|rule| rule.code.cmp(code)).ok()?;
    RULES.get(index)
}

impl Rule {
    /// Its title.
    #[must_use]
    pub fn title(&self, language: Language) -> &'static str {
        wording::title(self.code, language)
    }

    /// A finding of this rule, to be completed with the methods of [`Finding`].
    #[must_use]
    pub fn finding(&self, message: &'static str) -> Finding {
        Finding::new(self.code, self.severity, message)
    }
}

/// The check of the rules whose findings are made by the readers, who alone see the document: what
/// is left in a sheet does not show it any more. Their pages word these findings like all others.
fn while_reading(_: &Sheet<'_>) -> Vec<Finding> {
    Vec::new()
}
