//! What reads forms and what works out drafts: a file each, loaded by the pages that need them.

use crate::client::ClientError;
use crate::pages::parts;
use futures_util::future::try_join;
use shared::filing::{Draft, Evaluation, Why, evaluate, explain_row};
use shared::form::{Form, LineId};
use shared::sheet::Sheet;
use std::collections::BTreeMap;

/// Reads a form from its text.
pub(crate) type Reader = fn(&str) -> Option<Form>;

/// Works out a draft, and explains a row of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interpreter {
    work_out: fn(&Form, &Draft) -> Evaluation,
    explain: fn(&Form, &Draft, &str, usize) -> BTreeMap<LineId, Why>,
}

/// Both, once their files are here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    read: Reader,
    interpreter: Interpreter,
}

impl Rules {
    /// Waits for both files.
    pub(crate) async fn load() -> Result<Self, ClientError> {
        let both = try_join(parts::reader(), parts::interpreter()).await;
        let (read, interpreter) = both.map_err(|_missing| ClientError::Offline)?;
        Ok(Self { read, interpreter })
    }

    /// Reads a form.
    pub(crate) fn form(self, text: &str) -> Option<Form> {
        (self.read)(text)
    }

    /// What follows from a draft.
    pub(crate) fn evaluate(self, form: &Form, draft: &Draft) -> Evaluation {
        (self.interpreter.work_out)(form, draft)
    }

    /// Why the computed cells of a row are what they are, by the label of each in the order of the columns.
    pub(crate) fn explain(
        self,
        form: &Form,
        draft: &Draft,
        table: &str,
        row: usize,
    ) -> Vec<(String, Why)> {
        let mut why = (self.interpreter.explain)(form, draft, table, row);
        let columns = form
            .tables()
            .filter(|one| one.id == table)
            .flat_map(|one| &one.columns);
        columns
            .filter_map(|line| Some((line.label.clone(), why.remove(&line.id)?)))
            .collect()
    }
}

/// Named in its own file only, so that everything behind it is there. A form that cannot be worked out is not read.
pub(crate) fn read(text: &str) -> Option<Form> {
    let form: Form = serde_json::from_str(text).ok()?;
    let sound = Sheet::of(&form).is_ok();
    sound.then_some(form)
}

/// The same.
pub(crate) const INTERPRETER: Interpreter = Interpreter {
    work_out,
    explain: explain_row,
};

/// Answers to what is no longer asked for stay in the draft and do not count.
fn work_out(form: &Form, draft: &Draft) -> Evaluation {
    let evaluation = evaluate(form, draft);
    if draft.has_any(&evaluation) {
        return evaluate(form, &draft.without(&evaluation));
    }
    evaluation
}
