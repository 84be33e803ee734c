//! What is wrong with a change that is proposed, field by field.

use crate::problem::ApiError;
use shared::problem::FieldError;
use shared::{Problem, ProblemCode};

/// A text that people have to write, with at most so many characters.
pub fn text(errors: &mut Vec<FieldError>, pointer: &str, text: &str, most: usize) {
    let length = text.chars().count();
    let (code, message) = if text.trim().is_empty() {
        ("text.missing", "Write a few words".to_owned())
    } else if length > most {
        (
            "text.too_long",
            format!("This can have at most {most} characters"),
        )
    } else {
        return;
    };
    errors.push(error(pointer, code, message));
}

/// One field that is refused.
pub fn error(pointer: &str, code: &str, message: impl Into<String>) -> FieldError {
    FieldError {
        pointer: pointer.into(),
        code: code.into(),
        message: message.into(),
    }
}

/// Refuses what has errors.
///
/// # Errors
/// 422 with every field.
pub fn sound(errors: Vec<FieldError>) -> Result<(), ApiError> {
    if errors.is_empty() {
        return Ok(());
    }
    Err(Problem::new(
        ProblemCode::DeskFindings,
        "Nothing was changed. Correct what is named.",
    )
    .with_errors(errors)
    .into())
}
