//! `enishi publish`: writes the public site to a folder, to be carried across to where it is
//! served.

use enishi_desk::Language;
use enishi_desk::publish_year::publish_site;
use serde_json::json;

use super::on_ledger::{Said, own_files, run as on_ledger};
use crate::FAILED;
use crate::arguments::ledger;
use crate::files::{self, complain_of};
use crate::wording::Words;

/// Writes the site.
pub fn run(arguments: &ledger::Publish, language: Language) -> u8 {
    let folder = &arguments.site;
    if let Err(error) = files::may_be_a_site(folder, &own_files(&arguments.ledger)) {
        complain_of(folder, &error, language);
        return FAILED;
    }
    let words = Words::of(language);
    on_ledger(&arguments.ledger, language, async |office| {
        let files = publish_site(office, &arguments.fiscal_year).await?;
        let count = files.len();
        let mut said = Said::clean(
            words.published(folder, count),
            json!({
                "format": "enishi.publish/1",
                "site": folder.display().to_string(),
                "files": count,
            }),
        );
        if let Err(error) = files::write_site(folder, &files) {
            complain_of(folder, &error, language);
            said = Said {
                human: String::new(),
                code: FAILED,
                ..said
            };
        }
        Ok(said)
    })
}
