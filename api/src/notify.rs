//! Messages to the inbox.

use crate::clock::{Clock, day_of};
use crate::db::Tx;
use crate::db::schema::message;
use crate::problem::ApiError;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::contract::messages::MessageKind;
use shared::id::{AccountId, AssessmentId, MessageId};

/// A message to be posted.
#[derive(Clone, Debug)]
pub struct Letter {
    /// What it is.
    pub kind: MessageKind,
    /// What it is about.
    pub subject: String,
    /// A line below the subject.
    pub summary: String,
    /// The paragraphs.
    pub body: Vec<String>,
    /// The assessment it carries.
    pub assessment: Option<AssessmentId>,
}

/// Posts a message to an account's inbox. It counts as received on this day.
///
/// # Errors
/// When the database does not answer.
pub async fn post(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    letter: &Letter,
) -> Result<MessageId, ApiError> {
    let id = clock.id(MessageId::from_parts);
    let now = clock.now();
    diesel::insert_into(message::table)
        .values((
            message::account_id.eq(account),
            message::id.eq(id),
            message::kind.eq(letter.kind),
            message::subject.eq(&letter.subject),
            message::summary.eq(&letter.summary),
            message::body.eq(serde_json::json!(letter.body)),
            message::assessment_id.eq(letter.assessment),
            message::posted_at.eq(now),
            message::posted_on.eq(day_of(now)),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(id)
}
