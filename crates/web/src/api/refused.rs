//! What the desk refuses, as a program is told of it.

use axum::http::StatusCode;
use enishi_desk::entry_form::Fault;
use enishi_desk::{AccessError, DeskError, Language, StoreError};

use super::refusal::{Code, FieldFault, Refusal};
use crate::wording;

impl Refusal {
    /// With what is wrong with each field.
    pub fn of_fields(faults: Vec<Fault>) -> Self {
        let errors = faults.into_iter().map(|fault| FieldFault {
            field: fault.heading,
            message: fault.told,
        });
        Self {
            errors: errors.collect(),
            ..Self::new(Code::Invalid)
        }
    }
}

impl From<DeskError> for Refusal {
    fn from(error: DeskError) -> Self {
        let (status, title) = wording::status(&error);
        let code = match status {
            StatusCode::FORBIDDEN => Code::Forbidden,
            StatusCode::NOT_FOUND => Code::NotFound,
            StatusCode::UNPROCESSABLE_ENTITY => Code::Invalid,
            StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
            StatusCode::CONFLICT
                if matches!(error, DeskError::Store(StoreError::AlreadyVoid(_))) =>
            {
                Code::AlreadyVoid
            }
            StatusCode::CONFLICT => Code::Conflict,
            _ => return Self::new(Code::Internal),
        };
        let retry_after = if let DeskError::Access(refusal) = &error {
            wording::retry_after(refusal)
        } else {
            None
        };
        let is_incomplete = matches!(error, DeskError::Access(AccessError::Incomplete));
        let detail = if is_incomplete {
            wording::api::INVALID[1].to_owned()
        } else {
            error.message(Language::Japanese)
        };
        Self {
            title: title.to_owned(),
            detail,
            retry_after,
            ..Self::new(code)
        }
    }
}
