//! What an OpenAPI 3.1 document is made of: each operation with what it names, takes and gives.
//! schemars reads the schemas from the types. The office for programs and the published files say
//! with it what can be asked of them; nothing here knows who answers.

use axum::http::{Method, StatusCode};
use enishi_domain::engagement::{CorrectionReason, Kind};
use enishi_domain::statistics::Release;
use enishi_domain::words::ClosedSet;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::ROOT;
use super::refusal::Refusal;

/// The years that may be named.
pub const YEARS: std::ops::RangeInclusive<i16> = 1950..=2150;

const JSON: &str = "application/json";

const FILE: &str = "application/octet-stream";

/// The document as it is put together.
pub struct Document {
    schemas: SchemaGenerator,
    published: Map<String, Value>,
    paths: Map<String, Value>,
}

/// Something that can be asked for.
pub struct Operation {
    /// `GET` or `POST`.
    pub method: Method,
    /// Below the server's address.
    pub path: &'static str,
    id: &'static str,
    summary: &'static str,
    parameters: &'static [Parameter],
    takes: Takes,
    gives: Gives,
    good: StatusCode,
}

/// What an operation takes.
enum Takes {
    Nothing,
    Json(fn(&mut SchemaGenerator) -> Schema),
    File,
}

/// What an operation answers.
enum Gives {
    Nothing,
    Made(fn(&mut SchemaGenerator) -> Schema),
    Published(&'static str, &'static str),
    File(&'static str),
}

/// What an address names.
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// `query` or `path`.
    pub place: &'static str,
    /// Whether it must be said.
    pub is_required: bool,
    /// What it means.
    pub told: &'static str,
    /// Its form.
    pub schema: fn() -> Value,
}

impl Parameter {
    pub const YEAR: Self = Self {
        name: "year",
        place: "query",
        is_required: false,
        told: "The western year in which the fiscal year begins; the latest with targets else.",
        schema: || json!({"type": "integer", "minimum": YEARS.start(), "maximum": YEARS.end()}),
    };
    pub const PROGRAMME: Self = Self {
        name: "programme",
        place: "query",
        is_required: false,
        told: "The programme's number.",
        schema: || json!({"type": "string", "minLength": 1, "maxLength": 400}),
    };
    pub const KIND: Self = Self {
        name: "kind",
        place: "query",
        is_required: false,
        told: "The kind.",
        schema: || json!({"type": "string", "enum": codes(Kind::ALL)}),
    };
    pub const CURSOR: Self = Self {
        name: "cursor",
        place: "query",
        is_required: false,
        told: "What the page before says as `next`.",
        schema: || json!({"type": "string", "pattern": "^[0-9]{1,18}$"}),
    };
    pub const SERIES: Self = Self {
        name: "series",
        place: "query",
        is_required: false,
        told: "The name of one series.",
        schema: || json!({"type": "string", "minLength": 1, "maxLength": 400}),
    };
    pub const FILE: Self = Self {
        name: "id",
        place: "path",
        is_required: true,
        told: "The file, as it was answered when it was handed over.",
        schema: || json!({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
    };
    pub const ID: Self = Self {
        name: "id",
        place: "path",
        is_required: true,
        told: "The engagement: `E12`.",
        schema: || json!({"type": "string", "pattern": "^E[1-9][0-9]{0,17}$"}),
    };

    pub const IDEMPOTENCY_KEY: Self = Self {
        name: "Idempotency-Key",
        place: "header",
        is_required: false,
        told: "A key of one's own, in quotes: sent again within a day, the first answer comes.",
        schema: || json!({"type": "string", "pattern": "^\"[ !#-\\[\\]-~]{1,255}\"$"}),
    };

    fn document(&self) -> Value {
        json!({
            "name": self.name,
            "in": self.place,
            "required": self.is_required,
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
            takes: Takes::Nothing,
            gives: Gives::Nothing,
            good: StatusCode::OK,
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
        self.takes = Takes::Json(SchemaGenerator::subschema_for::<T>);
        self
    }

    /// It takes a file of any form.
    pub fn taking_file(mut self) -> Self {
        self.takes = Takes::File;
        self
    }

    /// It gives a file of a type.
    pub fn giving_file(mut self, kind: &'static str) -> Self {
        self.gives = Gives::File(kind);
        self
    }

    /// With which status it is answered, where that is not 200.
    pub fn answering(mut self, good: StatusCode) -> Self {
        self.good = good;
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

impl Document {
    /// Nothing yet.
    pub fn new() -> Self {
        let settings = SchemaSettings::draft2020_12();
        let settings = settings.with(|settings| {
            settings.definitions_path = "/components/schemas".into();
        });
        Self {
            schemas: settings.into_generator(),
            published: Map::new(),
            paths: Map::new(),
        }
    }

    /// Takes an operation in, with the statuses of its refusals.
    pub fn add(&mut self, operation: &Operation, refusals: &[StatusCode]) {
        let told = self.told(operation, refusals);
        let methods = self.paths.entry(operation.path);
        let methods = methods.or_insert_with(|| json!({}));
        methods[operation.method.as_str().to_lowercase()] = told;
    }

    /// The document: for whom it is, and how they come in where not everybody may.
    pub fn finish(mut self, told: &str, scheme: Option<Value>) -> String {
        let refusal = self.schemas.subschema_for::<Refusal>();
        let mut schemas = self.schemas.take_definitions(true);
        schemas.extend(self.published);
        schemas.sort_keys();
        let problem = json!({
            "description": "No; `code` says why, `detail` says it in Japanese.",
            "content": {"application/problem+json": {"schema": refusal}},
        });
        let security = scheme.iter().map(|_| json!({"token": []}));
        let security: Vec<Value> = security.collect();
        let schemes = scheme.map_or_else(|| json!({}), |scheme| json!({"token": scheme}));
        let document = json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Enishi",
                "version": "1",
                "description": told,
                "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
            },
            "servers": [{"url": ROOT}],
            "security": security,
            "paths": self.paths,
            "components": {
                "schemas": schemas,
                "responses": {"Problem": problem},
                "securitySchemes": schemes,
            },
        });
        format!("{document:#}\n")
    }

    fn told(&mut self, operation: &Operation, refusals: &[StatusCode]) -> Value {
        let (kind, gives) = match operation.gives {
            Gives::Nothing => (JSON, json!({})),
            Gives::Made(schema) => (JSON, schema(&mut self.schemas).to_value()),
            Gives::Published(name, schema) => (JSON, self.publish(name, schema)),
            Gives::File(kind) => (kind, json!({})),
        };
        let mut responses = Map::new();
        let content = json!({kind: {"schema": gives}});
        responses.insert(
            operation.good.as_str().to_owned(),
            json!({"description": operation.summary, "content": content}),
        );
        for status in refusals {
            let problem = json!({"$ref": "#/components/responses/Problem"});
            responses.insert(status.as_str().to_owned(), problem);
        }
        let key = (operation.method == Method::POST).then_some(&Parameter::IDEMPOTENCY_KEY);
        let parameters = operation.parameters.iter().chain(key);
        let parameters = parameters.map(Parameter::document);
        let mut told = json!({
            "operationId": operation.id,
            "summary": operation.summary,
            "parameters": parameters.collect::<Vec<_>>(),
        });
        let takes = match operation.takes {
            Takes::Nothing => None,
            Takes::Json(schema) => Some((JSON, schema(&mut self.schemas).to_value())),
            Takes::File => Some((FILE, json!({}))),
        };
        if let Some((kind, schema)) = takes {
            told["requestBody"] = json!({"required": true, "content": {kind: {"schema": schema}}});
        }
        told["responses"] = Value::Object(responses);
        told
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

/// The standings of a published value.
pub fn releases(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "enum": codes(Release::ALL)})
}
