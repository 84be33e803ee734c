//! The inbox: notices and letters.

use crate::id::{AccountId, AssessmentId, MessageId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a message is.
    MessageKind {
        /// A notice of assessment.
        NoticeOfAssessment = "notice-of-assessment",
        /// A notice of reassessment.
        NoticeOfReassessment = "notice-of-reassessment",
        /// A letter.
        Letter = "letter",
    }
}

/// A message in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MessageSummary {
    /// The message.
    pub id: MessageId,
    /// The account.
    pub account_id: AccountId,
    /// The account's name.
    #[cfg_attr(feature = "openapi", schema(example = "Creekside Inn"))]
    pub account_name: String,
    /// The account's occurrence.
    #[cfg_attr(feature = "openapi", schema(example = "002"))]
    pub occurrence: String,
    /// What it is.
    pub kind: MessageKind,
    /// What it is about.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Notice of assessment, August 2026")
    )]
    pub subject: String,
    /// A line below the subject.
    pub summary: String,
    /// When it was posted; it counts as received on that day.
    pub posted_at: DateTime<Utc>,
    /// That day in Alberta.
    pub posted_on: NaiveDate,
    /// The caller has opened it.
    pub read: bool,
    /// The assessment it carries, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment_id: Option<AssessmentId>,
}

/// A message with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// The message as in the list.
    #[serde(flatten)]
    pub summary: MessageSummary,
    /// The paragraphs.
    pub body: Vec<String>,
    /// To whom it was sent.
    #[cfg_attr(feature = "openapi", schema(example = "Kestrel Creek Hotels Ltd."))]
    pub client_name: String,
    /// The account number it concerns.
    #[cfg_attr(feature = "openapi", schema(example = "214608553-002"))]
    pub account_number: String,
}
