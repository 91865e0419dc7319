//! Styles and scripts, inside the program: a closed network has no other place to take them from.
//! Their addresses carry a stamp, so that browsers keep them for long and take new ones at once.

use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use crate::frame::Problem;

struct Asset {
    name: &'static str,
    kind: &'static str,
    text: &'static str,
}

const ASSETS: &[Asset] = &[
    Asset {
        name: "tokens.css",
        kind: "text/css; charset=utf-8",
        text: include_str!("../static/tokens.css"),
    },
    Asset {
        name: "office.css",
        kind: "text/css; charset=utf-8",
        text: include_str!("../static/office.css"),
    },
    Asset {
        name: "office.js",
        kind: "text/javascript; charset=utf-8",
        text: include_str!("../static/office.js"),
    },
    Asset {
        name: "security_key.js",
        kind: "text/javascript; charset=utf-8",
        text: include_str!("../static/security_key.js"),
    },
    Asset {
        name: "icon.svg",
        kind: "image/svg+xml",
        text: include_str!("../static/icon.svg"),
    },
    Asset {
        name: "tokens.LICENSE.txt",
        kind: "text/plain; charset=utf-8",
        text: include_str!("../static/tokens.LICENSE.txt"),
    },
];

/// Sends an asset.
pub async fn send(Path(name): Path<String>) -> Result<Response, Problem> {
    let found = ASSETS.iter().find(|asset| asset.name == name);
    let asset = found.ok_or_else(Problem::no_such_page)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
        (
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
    ];
    Ok((headers, asset.text).into_response())
}

/// Changes whenever an asset does.
pub fn stamp() -> &'static str {
    static STAMP: OnceLock<String> = OnceLock::new();
    STAMP.get_or_init(|| {
        let mut hasher = Sha256::new();
        for asset in ASSETS {
            hasher.update(asset.text);
        }
        let digest = hasher.finalize();
        digest[..6]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    })
}
