//! How lists of proposals are asked for.

use crate::http::page::PageRequest;
use crate::problem::ApiError;
use serde::Deserialize;
use shared::contract::desk::ProposalStatus;
use utoipa::IntoParams;

/// A page of proposals.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProposalsQuery {
    /// Only proposals that stand so.
    #[param(example = "proposed")]
    pub status: Option<ProposalStatus>,
    /// Rows of a page, from 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u16>,
    /// The `nextCursor` of the page before.
    cursor: Option<String>,
}

impl ProposalsQuery {
    /// The page that is asked for; `of` names the kind, so that a cursor fits no other list.
    ///
    /// # Errors
    /// 400 for a cursor of another list.
    pub fn page(&self, of: &str) -> Result<PageRequest, ApiError> {
        let bound = format!("{of} {:?}", self.status);
        PageRequest::read(self.limit, self.cursor.as_deref(), bound)
    }
}
