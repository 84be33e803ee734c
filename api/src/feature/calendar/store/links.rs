//! The rows of links.

use crate::db::Tx;
use crate::db::schema::calendar_link;
use crate::problem::ApiError;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::contract::calendar::ObligationKind;
use shared::id::PersonId;

/// A link as it is stored.
#[derive(Clone, Debug, Queryable)]
pub(in crate::feature::calendar) struct Link {
    pub(in crate::feature::calendar) person: PersonId,
    pub(in crate::feature::calendar) amounts: bool,
    pub(in crate::feature::calendar) kinds: Vec<ObligationKind>,
    pub(in crate::feature::calendar) created_at: DateTime<Utc>,
    pub(in crate::feature::calendar) used_on: Option<NaiveDate>,
}

macro_rules! links {
    () => {
        calendar_link::table.select((
            calendar_link::person_id,
            calendar_link::amounts,
            calendar_link::kinds,
            calendar_link::created_at,
            calendar_link::used_on,
        ))
    };
}

/// A person's link.
pub(in crate::feature::calendar) async fn own(
    connection: &mut AsyncPgConnection,
    person: PersonId,
) -> Result<Option<Link>, ApiError> {
    let row = links!().filter(calendar_link::person_id.eq(person));
    Ok(row.first(connection).await.optional()?)
}

/// The link of a token, by its hash.
pub(in crate::feature::calendar) async fn find(
    connection: &mut AsyncPgConnection,
    token_sha256: &[u8],
) -> Result<Option<Link>, ApiError> {
    let row = links!().filter(calendar_link::token_sha256.eq(token_sha256));
    Ok(row.first(connection).await.optional()?)
}

/// Stores a link in the place of the person's old one, whose token opens nothing from then on.
pub(in crate::feature::calendar) async fn put(
    tx: &mut Tx<'_>,
    link: &Link,
    token_sha256: &[u8],
) -> Result<(), ApiError> {
    let values = (
        calendar_link::token_sha256.eq(token_sha256),
        calendar_link::amounts.eq(link.amounts),
        calendar_link::kinds.eq(&link.kinds),
        calendar_link::created_at.eq(link.created_at),
        calendar_link::used_on.eq(link.used_on),
    );
    diesel::insert_into(calendar_link::table)
        .values((calendar_link::person_id.eq(link.person), values))
        .on_conflict(calendar_link::person_id)
        .do_update()
        .set(values)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Removes a person's link; says whether there was one.
pub(in crate::feature::calendar) async fn remove(
    tx: &mut Tx<'_>,
    person: PersonId,
) -> Result<bool, ApiError> {
    let row = calendar_link::table.find(person);
    Ok(diesel::delete(row).execute(&mut **tx).await? > 0)
}

/// Notes the last day of use.
pub(in crate::feature::calendar) async fn used(
    tx: &mut Tx<'_>,
    person: PersonId,
    today: NaiveDate,
) -> Result<(), ApiError> {
    diesel::update(calendar_link::table.find(person))
        .set(calendar_link::used_on.eq(today))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
