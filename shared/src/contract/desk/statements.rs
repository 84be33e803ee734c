//! Statements: what the desk charges an account without a return.

use crate::Money;
use crate::filing::{Draft, Row};
use crate::form::{Form, LineId};
use crate::id::{AccountId, AssessmentId, FilingId};
use crate::program::Program;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which form, for whom and for which days. It is sent as a body: numbers of accounts are in no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatementWanted {
    /// The program.
    pub program: Program,
    /// The account's number.
    #[cfg_attr(feature = "openapi", schema(example = "418203655", max_length = 20))]
    pub number: String,
    /// Its occurrence, where the program has one account for each establishment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "001", max_length = 3))]
    pub occurrence: Option<String>,
    /// The code of the form.
    #[cfg_attr(feature = "openapi", schema(example = "statement", max_length = 40))]
    pub form: String,
    /// The first day that it is for.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// The form of a statement, for an account that was named by its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StatementForm {
    /// The account.
    pub account_id: AccountId,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "Northern Plains Group"))]
    pub account_name: String,
    /// The client's name.
    #[cfg_attr(feature = "openapi", schema(example = "Northern Plains Group Ltd."))]
    pub client_name: String,
    /// What is filled in.
    pub form: Form,
    /// The account's newest statements on that form, which a new one can replace.
    pub earlier: Vec<EarlierStatement>,
}

/// A statement that was posted before, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EarlierStatement {
    /// What was stated last.
    pub filing_id: FilingId,
    /// Its days, for people.
    #[cfg_attr(feature = "openapi", schema(example = "year ended 31 December 2025"))]
    pub label: String,
    /// When it was posted.
    pub posted_on: NaiveDate,
    /// The day to pay by.
    pub due_on: NaiveDate,
    /// What was entered: a correction begins with it.
    pub draft: Draft,
    /// What it came to.
    pub payable: Money,
}

/// A statement to be posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatementBody {
    /// The account that is charged.
    pub account_id: AccountId,
    /// The code of one of the program's forms that is a statement.
    #[cfg_attr(feature = "openapi", schema(example = "statement", max_length = 40))]
    pub form: String,
    /// The first day that it is for; for an event its day.
    pub from: NaiveDate,
    /// The last day; for an event the same.
    pub to: NaiveDate,
    /// The day to pay by: interest runs from the day after.
    pub due_on: NaiveDate,
    /// The lines, as they were typed.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, String>))]
    pub lines: BTreeMap<LineId, String>,
    /// The rows of tables.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Vec<std::collections::HashMap<String, String>>>, example = json!({})))]
    pub rows: BTreeMap<String, Vec<Row>>,
    /// The statement that this one replaces: only the difference is posted, and the day to pay by stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<FilingId>,
}

/// A statement that was posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    /// The account.
    pub account_id: AccountId,
    /// Its program.
    pub program: Program,
    /// What was stated: `replaces` of a later one names it.
    pub filing_id: FilingId,
    /// The notice.
    pub assessment_id: Option<AssessmentId>,
    /// What it adds to the account.
    pub charged: Money,
    /// What is owed for its days now.
    pub owing: Option<Money>,
    /// The day to pay by.
    pub due_on: NaiveDate,
}
