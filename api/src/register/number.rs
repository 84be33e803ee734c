//! The account that the desk names by its number.

use crate::auth::staff::has_access;
use crate::db::schema::{account, client};
use crate::problem::ApiError;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::ProblemCode;
use shared::id::{AccountId, PersonId};
use shared::program::{NumberShape, Program};

/// An account as it was found.
#[derive(Clone, Debug, Queryable)]
pub struct Numbered {
    /// The account.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// Its client's name.
    pub client_name: String,
    /// Its number.
    pub number: String,
    /// Its occurrence.
    pub occurrence: String,
}

/// The account of a number of the program, of the first occurrence when none is named. Nobody of the administration finds
/// an account that they have access to as its client.
///
/// # Errors
/// 404 when there is none.
pub async fn by_number(
    connection: &mut AsyncPgConnection,
    program: Program,
    (number, occurrence): (&str, Option<&str>),
    caller: PersonId,
) -> Result<Numbered, ApiError> {
    let shape = program.facts().number;
    // As letters write it, the occurrence stands behind the number.
    let (number, occurrence) = match number.trim().rsplit_once('-') {
        Some((front, behind))
            if occurrence.is_none()
                && shape == NumberShape::BinOccurrence
                && behind.trim().len() == 3 =>
        {
            (front, Some(behind.trim()))
        }
        Some(_) | None => (number, occurrence),
    };
    let number = shape.read(number).ok_or_else(unknown)?;
    let found: Option<Numbered> = account::table
        .inner_join(client::table.on(client::id.eq(account::client_id)))
        .filter(account::program.eq(program))
        .filter(
            account::number
                .eq(number)
                .and(account::occurrence.eq(occurrence.unwrap_or("001"))),
        )
        .select((
            account::id,
            account::name,
            client::name,
            account::number,
            account::occurrence,
        ))
        .first(connection)
        .await
        .optional()?;
    let found = found.ok_or_else(unknown)?;
    if has_access(connection, found.id, caller).await? {
        return Err(unknown());
    }
    Ok(found)
}

fn unknown() -> ApiError {
    ApiError::new(
        ProblemCode::NotFound,
        "No account of this program has that number. Check both. An account that you have access to yourself is not found here.",
    )
}
