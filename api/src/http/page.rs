//! Keyset pages: the cursor is the last row's place, unreadable to people and bound to its list.

use crate::problem::ApiError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use shared::ProblemCode;
use shared::contract::page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use utoipa::IntoParams;

/// The query of every list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PageQuery {
    /// Rows of a page, from 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200, example = 50)]
    pub limit: Option<u16>,
    /// The `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// Where to go on and how far.
#[derive(Clone, Debug)]
pub struct PageRequest {
    after: Option<String>,
    /// How many rows.
    pub limit: u16,
    filters: String,
}

impl PageRequest {
    /// Reads `limit` and `cursor`. `filters` names the list and its filters: a cursor of another list is refused.
    ///
    /// # Errors
    /// 400 for a limit outside 1 to 200 and for a cursor that is not of this list.
    pub fn read(
        limit: Option<u16>,
        cursor: Option<&str>,
        filters: impl Into<String>,
    ) -> Result<Self, ApiError> {
        let filters = filters.into();
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(ApiError::new(
                ProblemCode::Parameter,
                format!("limit must be from 1 to {MAX_LIMIT}."),
            ));
        }
        let after = match cursor {
            None => None,
            Some(text) => Some(open(text, &filters).ok_or_else(foreign)?),
        };
        Ok(Self {
            after,
            limit,
            filters,
        })
    }

    /// The place of the last row of the page before, as the list reads it.
    ///
    /// # Errors
    /// 400 when the cursor holds no place of this list.
    pub fn after<T>(&self, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, ApiError> {
        self.after
            .as_deref()
            .map(|text| read(text).ok_or_else(foreign))
            .transpose()
    }

    /// How many rows to ask the database for: one more tells whether there is a next page.
    pub fn fetch(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// The page of the fetched rows.
    pub fn page<T>(&self, mut rows: Vec<T>, place: impl Fn(&T) -> String) -> Page<T> {
        let has_more = rows.len() > usize::from(self.limit);
        rows.truncate(usize::from(self.limit));
        let next_cursor = rows
            .last()
            .filter(|_last| has_more)
            .map(|last| URL_SAFE_NO_PAD.encode(format!("{}\n{}", self.filters, place(last))));
        Page {
            data: rows,
            next_cursor,
            has_more,
        }
    }
}

fn foreign() -> ApiError {
    let detail =
        "The cursor is not one of this list with these filters. Start again without a cursor.";
    ApiError::new(ProblemCode::Parameter, detail)
}

fn open(text: &str, filters: &str) -> Option<String> {
    let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let (bound, place) = plain.rsplit_once('\n')?;
    (bound == filters).then(|| place.to_owned())
}
