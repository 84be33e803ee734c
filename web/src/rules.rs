//! What reads forms and what works out drafts: a file each, loaded by the pages that need them.

use crate::client::ClientError;
use crate::pages::parts;
use futures_util::future::try_join;
use shared::filing::{Draft, Evaluation, evaluate};
use shared::form::Form;
use shared::sheet::Sheet;

/// Reads a form from its text.
pub(crate) type Reader = fn(&str) -> Option<Form>;

/// Works out a draft.
pub(crate) type Interpreter = fn(&Form, &Draft) -> Evaluation;

/// Both, once their files are here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    read: Reader,
    work_out: Interpreter,
}

impl Rules {
    /// Waits for both files.
    pub(crate) async fn load() -> Result<Self, ClientError> {
        let both = try_join(parts::reader(), parts::interpreter()).await;
        let (read, work_out) = both.map_err(|_missing| ClientError::Offline)?;
        Ok(Self { read, work_out })
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

/// Named in its own file only, so that everything behind it is there. A form that cannot be worked out is not read.
pub(crate) fn read(text: &str) -> Option<Form> {
    let form: Form = serde_json::from_str(text).ok()?;
    let sound = Sheet::of(&form).is_ok();
    sound.then_some(form)
}

/// The same. Answers to what is no longer asked for stay in the draft and do not count.
pub(crate) fn work_out(form: &Form, draft: &Draft) -> Evaluation {
    let evaluation = evaluate(form, draft);
    if draft.has_any(&evaluation) {
        return evaluate(form, &draft.without(&evaluation));
    }
    evaluation
}
