//! The rows of the inbox.

use crate::db::Tx;
use crate::db::schema::{access, account, client, message, message_read};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::access::Permission;
use shared::contract::messages::{Message, MessageKind, MessageSummary};
use shared::id::{AccountId, AssessmentId, MessageId, PersonId};

type Row = (
    MessageId,
    AccountId,
    String,
    String,
    MessageKind,
    String,
    String,
    DateTime<Utc>,
    NaiveDate,
    Option<DateTime<Utc>>,
    Option<AssessmentId>,
);

fn summary(row: Row) -> MessageSummary {
    let (
        id,
        account_id,
        account_name,
        occurrence,
        kind,
        subject,
        summary,
        posted_at,
        posted_on,
        read_at,
        assessment_id,
    ) = row;
    MessageSummary {
        id,
        account_id,
        account_name,
        occurrence,
        kind,
        subject,
        summary,
        posted_at,
        posted_on,
        read: read_at.is_some(),
        assessment_id,
    }
}

macro_rules! rows {
    ($person:expr) => {
        message::table
            .inner_join(account::table.on(account::id.eq(message::account_id)))
            .left_join(
                message_read::table.on(message_read::account_id
                    .eq(message::account_id)
                    .and(message_read::message_id.eq(message::id))
                    .and(message_read::person_id.eq($person))),
            )
            .select((
                message::id,
                message::account_id,
                account::name,
                account::occurrence,
                message::kind,
                message::subject,
                message::summary,
                message::posted_at,
                message::posted_on,
                message_read::read_at.nullable(),
                message::assessment_id,
            ))
    };
}

/// A page of messages in all accounts where the person may read them, newest first.
pub(super) async fn list(
    connection: &mut AsyncPgConnection,
    person: PersonId,
    page: &PageRequest,
) -> Result<Vec<MessageSummary>, ApiError> {
    let readable = access::table
        .filter(access::person_id.eq(person).and(access::ended_at.is_null()))
        .filter(access::permissions.contains(vec![Permission::ReadMessages.as_str()]))
        .select(access::account_id);
    let mut query = rows!(person)
        .filter(message::account_id.eq_any(readable))
        .order((message::posted_at.desc(), message::id.desc()))
        .limit(page.fetch())
        .into_boxed();
    if let Some((at, id)) = page.after(place)? {
        query = query.filter(
            message::posted_at
                .lt(at)
                .or(message::posted_at.eq(at).and(message::id.lt(id))),
        );
    }
    let rows: Vec<Row> = query.load(connection).await?;
    Ok(rows.into_iter().map(summary).collect())
}

fn place(text: &str) -> Option<(DateTime<Utc>, MessageId)> {
    let (millis, id) = text.split_once(' ')?;
    Some((
        DateTime::from_timestamp_millis(millis.parse().ok()?)?,
        id.parse().ok()?,
    ))
}

pub(super) async fn show(
    connection: &mut AsyncPgConnection,
    person: PersonId,
    account: AccountId,
    id: MessageId,
) -> Result<Option<Message>, ApiError> {
    let row: Option<Row> = rows!(person)
        .filter(message::account_id.eq(account).and(message::id.eq(id)))
        .first(connection)
        .await
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let (body, client_name, number, occurrence): (Value, String, String, String) = message::table
        .inner_join(account::table.on(account::id.eq(message::account_id)))
        .inner_join(client::table.on(client::id.eq(account::client_id)))
        .filter(message::account_id.eq(account).and(message::id.eq(id)))
        .select((
            message::body,
            client::name,
            account::number,
            account::occurrence,
        ))
        .first(connection)
        .await?;
    let body = serde_json::from_value(body)
        .context("a stored message does not have its shape any more")?;
    Ok(Some(Message {
        summary: summary(row),
        body,
        client_name,
        account_number: format!("{number}-{occurrence}"),
    }))
}

/// Notes that a person has opened a message; `false` when it was open before.
pub(super) async fn open(
    tx: &mut Tx<'_>,
    person: PersonId,
    account: AccountId,
    id: MessageId,
    at: DateTime<Utc>,
) -> Result<bool, ApiError> {
    let rows = diesel::insert_into(message_read::table)
        .values((
            message_read::account_id.eq(account),
            message_read::message_id.eq(id),
            message_read::person_id.eq(person),
            message_read::read_at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(&mut **tx)
        .await?;
    Ok(rows == 1)
}
