//! What the address of a register says of it.

use serde_json::{Value, json};

use crate::api::description::Parameter;
use crate::wording::imports as words;

/// What an address says of a file.
pub const PARAMETERS: [Parameter; 10] = [
    Parameter {
        name: "source",
        place: "query",
        is_required: true,
        told: "The source whose mapping reads it, as the screen of imports names it.",
        schema: words_said,
    },
    Parameter {
        name: "name",
        place: "query",
        is_required: true,
        told: "The name of the file, for the eye.",
        schema: words_said,
    },
    Parameter {
        name: "dry_run",
        place: "query",
        is_required: false,
        told: "`false` writes at once; else nothing is written.",
        schema: || json!({"type": "string", "enum": ["true", "false"]}),
    },
    Parameter {
        name: "encoding",
        place: "query",
        is_required: false,
        told: "The encoding, where it cannot be told by looking.",
        schema: || json!({"type": "string", "enum": encodings()}),
    },
    Parameter {
        name: "programme",
        place: "query",
        is_required: false,
        told: "The programme that all rows are of.",
        schema: words_said,
    },
    Parameter {
        name: "activity",
        place: "query",
        is_required: false,
        told: "The activity of all rows.",
        schema: words_said,
    },
    Parameter {
        name: "date",
        place: "query",
        is_required: false,
        told: "The day of all rows: R7.5.31, 2025/5/31.",
        schema: words_said,
    },
    Parameter {
        name: "scheme",
        place: "query",
        is_required: false,
        told: "The scheme of all rows.",
        schema: words_said,
    },
    Parameter {
        name: "tag",
        place: "query",
        is_required: false,
        told: "The tag of all rows.",
        schema: words_said,
    },
    Parameter {
        name: "purpose",
        place: "query",
        is_required: false,
        told: "The purpose, where the source leaves it open.",
        schema: words_said,
    },
];

/// A few words.
fn words_said() -> Value {
    json!({"type": "string", "minLength": 1, "maxLength": 400, "pattern": "[^ ]"})
}

/// The encodings that can be named.
pub fn encodings() -> Vec<&'static str> {
    let named = words::ENCODINGS.iter().map(|(name, _)| *name);
    named.filter(|name| !name.is_empty()).collect()
}
