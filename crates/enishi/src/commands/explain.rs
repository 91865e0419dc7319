//! `enishi explain RULE`: the page of a rule.

use enishi_desk::Language;
use enishi_desk::explain_rule::explain_rule;

use crate::arguments;
use crate::files::{complain, print, printed};
use crate::wording::Words;
use crate::{CLEAN, FAILED};

/// Prints the page; an unknown code is wrong usage.
pub fn run(arguments: &arguments::Explain, language: Language) -> u8 {
    match explain_rule(&arguments.rule, language) {
        Some(page) => printed(print(&page), CLEAN, language),
        None => {
            complain(&Words::of(language).unknown_rule(&arguments.rule));
            FAILED
        }
    }
}
