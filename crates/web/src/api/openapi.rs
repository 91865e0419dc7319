//! What the API is made of: each operation with its handler and what it takes and gives, and the
//! OpenAPI 3.1 document that says so. schemars reads the schemas from the types.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::IntoResponse as _;
use axum::routing::{MethodFilter, get, on};
use enishi_domain::engagement::{CorrectionReason, Kind};
use enishi_domain::words::ClosedSet;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::ROOT;
use super::asked::YEARS;
use super::refusal::{Code, Refusal};
use crate::site::Site;

/// `enishi.measure/1` as it is published.
pub const MEASURED_YEAR: &str =
    include_str!("../../../../docs/reference/enishi.measure-1.schema.json");

/// The API as it is put together.
pub struct Api {
    router: Router<Site>,
    schemas: SchemaGenerator,
    published: Map<String, Value>,
    paths: Map<String, Value>,
}

/// Something that can be asked for.
pub struct Operation {
    method: Method,
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    parameters: &'static [Parameter],
    takes: Option<fn(&mut SchemaGenerator) -> Schema>,
    gives: Gives,
}

/// What an operation answers.
enum Gives {
    Nothing,
    Made(fn(&mut SchemaGenerator) -> Schema),
    Published(&'static str, &'static str),
}

/// What an address names.
pub struct Parameter {
    name: &'static str,
    place: &'static str,
    told: &'static str,
    schema: fn() -> Value,
}

impl Parameter {
    pub const YEAR: Self = Self {
        name: "year",
        place: "query",
        told: "The western year in which the fiscal year begins; the latest with targets else.",
        schema: || json!({"type": "integer", "minimum": YEARS.start(), "maximum": YEARS.end()}),
    };
    pub const PROGRAMME: Self = Self {
        name: "programme",
        place: "query",
        told: "The programme's number.",
        schema: || json!({"type": "string", "minLength": 1}),
    };
    pub const KIND: Self = Self {
        name: "kind",
        place: "query",
        told: "The kind.",
        schema: || json!({"type": "string", "enum": codes(Kind::ALL)}),
    };
    pub const CURSOR: Self = Self {
        name: "cursor",
        place: "query",
        told: "What the page before says as `next`.",
        schema: || json!({"type": "string", "pattern": "^[0-9]{1,18}$"}),
    };
    pub const ID: Self = Self {
        name: "id",
        place: "path",
        told: "The engagement: `E12`.",
        schema: || json!({"type": "string", "pattern": "^E[1-9][0-9]{0,17}$"}),
    };

    fn document(&self) -> Value {
        json!({
            "name": self.name,
            "in": self.place,
            "required": self.place == "path",
            "description": self.told,
            "schema": (self.schema)(),
        })
    }
}

impl Operation {
    /// By its name; nothing is asked for, taken or given yet.
    pub fn new(method: Method, path: &'static str, id: &'static str) -> Self {
        Self {
            method,
            path,
            id,
            summary: "",
            parameters: &[],
            takes: None,
            gives: Gives::Nothing,
        }
    }

    /// What it does.
    pub fn told(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// What its address names.
    pub fn asking(mut self, parameters: &'static [Parameter]) -> Self {
        self.parameters = parameters;
        self
    }

    /// What it takes.
    pub fn taking<T: JsonSchema>(mut self) -> Self {
        self.takes = Some(SchemaGenerator::subschema_for::<T>);
        self
    }

    /// What it gives.
    pub fn giving<T: JsonSchema>(mut self) -> Self {
        self.gives = Gives::Made(SchemaGenerator::subschema_for::<T>);
        self
    }

    /// What it gives, by a schema that is published elsewhere.
    pub fn giving_published(mut self, name: &'static str, schema: &'static str) -> Self {
        self.gives = Gives::Published(name, schema);
        self
    }
}

impl Api {
    /// Nothing yet.
    pub fn new() -> Self {
        let settings = SchemaSettings::draft2020_12();
        let settings = settings.with(|settings| {
            settings.definitions_path = "/components/schemas".into();
        });
        Self {
            router: Router::new(),
            schemas: settings.into_generator(),
            published: Map::new(),
            paths: Map::new(),
        }
    }

    /// With an operation, and who does it.
    pub fn add<H, T>(mut self, operation: &Operation, handler: H) -> Self
    where
        H: Handler<T, Site>,
        T: 'static,
    {
        let told = self.told(operation);
        let methods = self
            .paths
            .entry(operation.path)
            .or_insert_with(|| json!({}));
        methods[operation.method.as_str().to_lowercase()] = told;
        let is_read = operation.method == Method::GET;
        let filter = if is_read {
            MethodFilter::GET
        } else {
            MethodFilter::POST
        };
        let address = format!("{ROOT}{}", operation.path);
        self.router = self.router.route(&address, on(filter, handler));
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
    pub fn document(mut self) -> String {
        let refusal = self.schemas.subschema_for::<Refusal>();
        let mut schemas = self.schemas.take_definitions(true);
        schemas.extend(self.published);
        schemas.sort_keys();
        let problem = json!({
            "description": "No; `code` says why, `detail` says it in Japanese.",
            "content": {"application/problem+json": {"schema": refusal}},
        });
        let document = json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Enishi",
                "version": "1",
                "description": "The office for programs, as somebody of the office.",
                "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
            },
            "servers": [{"url": ROOT}],
            "security": [{"token": []}],
            "paths": self.paths,
            "components": {
                "schemas": schemas,
                "responses": {"Problem": problem},
                "securitySchemes": {"token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made on the page of one's account, or by `enishi staff token`.",
                }},
            },
        });
        format!("{document:#}\n")
    }

    fn told(&mut self, operation: &Operation) -> Value {
        let gives = match operation.gives {
            Gives::Nothing => json!({}),
            Gives::Made(schema) => schema(&mut self.schemas).to_value(),
            Gives::Published(name, schema) => self.publish(name, schema),
        };
        let is_new = operation.id == "recordEngagement";
        let good = if is_new { "201" } else { "200" };
        let mut responses = Map::new();
        let content = json!({"application/json": {"schema": gives}});
        responses.insert(
            good.to_owned(),
            json!({"description": operation.summary, "content": content}),
        );
        for status in self.refusals(operation) {
            let problem = json!({"$ref": "#/components/responses/Problem"});
            responses.insert(status.as_str().to_owned(), problem);
        }
        let parameters = operation.parameters.iter().map(Parameter::document);
        let mut told = json!({
            "operationId": operation.id,
            "summary": operation.summary,
            "parameters": parameters.collect::<Vec<_>>(),
        });
        if let Some(takes) = operation.takes {
            let schema = takes(&mut self.schemas);
            told["requestBody"] =
                json!({"required": true, "content": {"application/json": {"schema": schema}}});
        }
        told["responses"] = Value::Object(responses);
        told
    }

    fn refusals(&self, operation: &Operation) -> Vec<StatusCode> {
        let mut refusals = vec![
            StatusCode::BAD_REQUEST,
            StatusCode::UNAUTHORIZED,
            StatusCode::FORBIDDEN,
            StatusCode::NOT_FOUND,
        ];
        if operation.takes.is_some() {
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

    /// Takes a schema in that names its own parts from its own root.
    fn publish(&mut self, name: &str, schema: &str) -> Value {
        let place = format!("#/components/schemas/{name}");
        let moved = schema.replace("#/$defs/", &format!("{place}/$defs/"));
        let mut schema: Value = serde_json::from_str(&moved).unwrap_or_default();
        if let Some(schema) = schema.as_object_mut() {
            schema.retain(|key, _| key != "$schema" && key != "$id");
        }
        self.published.insert(name.to_owned(), schema);
        json!({"$ref": place})
    }
}

async fn send_document() -> axum::response::Response {
    let kind = HeaderValue::from_static("application/json");
    ([(CONTENT_TYPE, kind)], super::document()).into_response()
}

fn codes<T: ClosedSet>(all: &[T]) -> Vec<&'static str> {
    all.iter().map(|member| member.code()).collect()
}

/// The kinds.
pub fn kinds(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "enum": codes(Kind::ALL)})
}

/// The reasons that a person may give.
pub fn reasons(_: &mut SchemaGenerator) -> Schema {
    let mut all = CorrectionReason::ALL.to_vec();
    all.retain(|reason| *reason != CorrectionReason::ImportUndone);
    json_schema!({"type": "string", "enum": codes(&all)})
}

/// `E12`, or null.
pub fn engagement_or_null(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": ["string", "null"], "pattern": "^E[1-9][0-9]{0,17}$"})
}
