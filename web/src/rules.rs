//! What reads forms and works out drafts: a file of its own, loaded once by the pages that need it.

use crate::client::ClientError;
use crate::pages::parts;
use shared::filing::{Draft, Evaluation, evaluate};
use shared::form::Form;

/// The interpreter of forms, once its file is here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    read: fn(&str) -> Option<Form>,
    work_out: fn(&Form, &Draft) -> Evaluation,
}

impl Rules {
    /// Waits for the file.
    pub(crate) async fn load() -> Result<Self, ClientError> {
        parts::rules()
            .await
            .map_err(|_missing| ClientError::Offline)
    }

    /// Called from the file itself, so that everything behind these functions is in it.
    pub(crate) fn here() -> Self {
        Self {
            read: |text| serde_json::from_str(text).ok(),
            work_out: worked_out,
        }
    }

    /// Reads a form.
    pub(crate) fn form(self, text: &str) -> Option<Form> {
        (self.read)(text)
    }

    /// What follows from a draft.
    pub(crate) fn evaluate(self, form: &Form, draft: &Draft) -> Evaluation {
        (self.work_out)(form, draft)
    }
}

/// Answers to what is no longer asked for stay in the draft and do not count.
fn worked_out(form: &Form, draft: &Draft) -> Evaluation {
    let evaluation = evaluate(form, draft);
    if draft.has_any(&evaluation.skipped) {
        return evaluate(form, &draft.without(&evaluation.skipped));
    }
    evaluation
}
