//! Every published file beside the checkout, whatever it is, is read or refused with a reason.

use std::fs;
use std::panic::{self, AssertUnwindSafe};

use enishi_desk::Language;
use enishi_desk::check_sheet::{Document, Options, check_sheet};
use enishi_tests::shared_data;

/// What a sheet can be; the rest (PDF, shapes, licences) must be refused.
const TABLES: &[&str] = &[
    "csv", "gz", "html", "md", "ods", "tsv", "xls", "xlsb", "xlsx",
];

#[test]
fn published_files_are_read_or_refused_with_a_reason() {
    let mut wrong = Vec::new();
    let mut read = 0;
    for path in shared_data::files_below("") {
        let name = path.display().to_string();
        let Ok(bytes) = fs::read(&path) else { continue };
        let document = Document {
            name: &name,
            bytes: &bytes,
        };
        let check = || check_sheet(document, &Options::default());
        match panic::catch_unwind(AssertUnwindSafe(check)) {
            Ok(Ok(checked)) => {
                read += 1;
                let kpis = checked.to_check(Language::Japanese).summary.kpis;
                let extension = path
                    .extension()
                    .and_then(|e| e.to_str())
                    .unwrap_or_default();
                if kpis > 0 && !TABLES.contains(&extension) {
                    wrong.push(format!("{name}: {kpis} KPIs in what is no table"));
                }
            }
            Ok(Err(error)) if error.message(Language::Japanese).is_empty() => {
                wrong.push(format!("{name}: refused without a reason"));
            }
            Ok(Err(_)) => {}
            Err(_) => wrong.push(format!("{name}: the reader panicked")),
        }
    }
    assert!(wrong.is_empty(), "of {read} read:\n{}", wrong.join("\n"));
}
