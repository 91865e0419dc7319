//! The office for programs as it is put together: each operation with its handler, so that the
//! routes and the document cannot say different things.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde_json::json;

use super::ROOT;
use super::asked::Asked;
use super::description::{Document, Operation};
use super::once::once;
use super::refusal::{Code, Refusal};
use crate::site::Site;

/// `enishi.measure/1` as it is published.
pub const MEASURED_YEAR: &str =
    include_str!("../../../../docs/reference/enishi.measure-1.schema.json");

/// The API as it is put together.
pub struct Api {
    router: Router<Site>,
    document: Document,
}

impl Api {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            router: Router::new(),
            document: Document::new(),
        }
    }

    /// With an operation that is looked at, and who answers.
    pub fn add<H, T>(mut self, operation: &Operation, handler: H) -> Self
    where
        H: Handler<T, Site>,
        T: 'static,
    {
        self.document.add(operation, &refusals(operation));
        let address = format!("{ROOT}{}", operation.path);
        self.router = self.router.route(&address, get(handler));
        self
    }

    /// With an operation that changes something, once for each key that a program sends.
    pub fn write<H, F>(mut self, operation: &Operation, handler: H) -> Self
    where
        H: FnOnce(Asked) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<Response, Refusal>> + Send + 'static,
    {
        self.document.add(operation, &refusals(operation));
        let address = format!("{ROOT}{}", operation.path);
        let doing = |asked: Asked| once(asked, handler);
        self.router = self.router.route(&address, post(doing));
        self
    }

    /// With an operation that takes a file piece by piece, and sees to the program's key itself.
    pub fn take<H, T>(mut self, operation: &Operation, handler: H) -> Self
    where
        H: Handler<T, Site>,
        T: 'static,
    {
        self.document.add(operation, &refusals(operation));
        let address = format!("{ROOT}{}", operation.path);
        self.router = self.router.route(&address, post(handler));
        self
    }

    /// The routes, with the document and a word for what is not there.
    pub fn router(self) -> Router<Site> {
        let nowhere = || async { Refusal::new(Code::NotFound) };
        self.router
            .route(&format!("{ROOT}/openapi.json"), get(send_document))
            .route(&format!("{ROOT}/{{*rest}}"), axum::routing::any(nowhere))
            .layer(DefaultBodyLimit::disable())
    }

    /// The document.
    pub fn document(self) -> String {
        let scheme = json!({
            "type": "http",
            "scheme": "bearer",
            "description": "Made on the page of one's account, or by `enishi staff token`.",
        });
        self.document.finish(
            "The office for programs, as somebody of the office.",
            Some(scheme),
        )
    }
}

fn refusals(operation: &Operation) -> Vec<StatusCode> {
    let mut refusals = vec![
        StatusCode::BAD_REQUEST,
        StatusCode::UNAUTHORIZED,
        StatusCode::FORBIDDEN,
        StatusCode::NOT_FOUND,
    ];
    if operation.method == Method::POST {
        refusals.extend([
            StatusCode::CONFLICT,
            StatusCode::PAYLOAD_TOO_LARGE,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            StatusCode::UNPROCESSABLE_ENTITY,
        ]);
    }
    refusals.push(StatusCode::SERVICE_UNAVAILABLE);
    refusals
}

async fn send_document() -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(CONTENT_TYPE, kind)], super::document()).into_response()
}
