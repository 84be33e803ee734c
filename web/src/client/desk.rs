//! The administration's desk.

use super::{Call, ClientError, Versioned};
use crate::ui::browser::encoded;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::contract::desk::{
    DecisionBody, Desk, FilingsFound, FilingsWanted, GiveBody, LetterBody, OpenWorkBody,
    OpenedWork, ProgramTerms, Proposal, RateLine, RejectionBody, StaffMember, Statement,
    StatementBody, StatementWanted, WorkItem, WorkSummary,
};
use shared::contract::page::Page;
use shared::contract::programs::ProgramSummary;
use shared::id::{PersonId, ProposalId};
use shared::program::Program;
use shared::risk::RuleSetting;

/// Who the caller is at the desk, and how much there is to do.
pub(crate) async fn show_desk() -> Result<Desk, ClientError> {
    Call::get("/v1/desk").send().await
}

/// Whom work can be given to.
pub(crate) async fn list_staff() -> Result<Vec<StaffMember>, ClientError> {
    let page: Page<StaffMember> = Call::get("/v1/desk/staff").send().await?;
    Ok(page.data)
}

/// A page of work. `filters` is a query without `?`.
pub(crate) async fn list_work(
    filters: &str,
    cursor: Option<&str>,
) -> Result<Page<WorkSummary>, ClientError> {
    let mut path = "/v1/desk/work?limit=50".to_owned();
    if !filters.is_empty() {
        path.push('&');
        path.push_str(filters);
    }
    if let Some(cursor) = cursor {
        path.push_str("&cursor=");
        path.push_str(&encoded(cursor));
    }
    Call::get(path).send().await
}

/// A piece of work and its version.
pub(crate) async fn show_work(id: &str) -> Result<Versioned<WorkItem>, ClientError> {
    Call::get(format!("/v1/desk/work/{}", encoded(id)))
        .send_versioned()
        .await
}

/// The form of the filing behind it and what was entered, to be read by the rules.
pub(crate) async fn show_work_form(id: &str) -> Result<String, ClientError> {
    Call::get(format!("/v1/desk/work/{id}/form"))
        .send_text()
        .await
}

/// Takes work.
pub(crate) async fn take_work(id: &str) -> Result<Versioned<WorkItem>, ClientError> {
    Call::post(format!("/v1/desk/work/{id}/assignment"))
        .send_versioned()
        .await
}

/// Gives work to somebody, or back to the queue.
pub(crate) async fn give_work(
    id: &str,
    version: &str,
    to: Option<PersonId>,
) -> Result<Versioned<WorkItem>, ClientError> {
    Call::put(format!("/v1/desk/work/{id}/assignment"))
        .if_match(version)
        .json(&GiveBody { to })
        .send_versioned()
        .await
}

/// Writes to the client.
pub(crate) async fn write_to_client(
    id: &str,
    version: &str,
    letter: &LetterBody,
) -> Result<Versioned<WorkItem>, ClientError> {
    Call::post(format!("/v1/desk/work/{id}/letters"))
        .if_match(version)
        .json(letter)
        .send_versioned()
        .await
}

/// Decides work, or proposes to.
pub(crate) async fn decide_work(
    id: &str,
    version: &str,
    body: &DecisionBody,
) -> Result<Versioned<WorkItem>, ClientError> {
    Call::post(format!("/v1/desk/work/{id}/decision"))
        .if_match(version)
        .json(body)
        .send_versioned()
        .await
}

/// The rate codes of a program, or of prescribed interest.
pub(crate) async fn list_rate_codes(
    program: Option<Program>,
) -> Result<Vec<RateLine>, ClientError> {
    let query = program.map(|program| format!("?program={program}"));
    let path = format!("/v1/desk/rates{}", query.unwrap_or_default());
    let page: Page<RateLine> = Call::get(path).send().await?;
    Ok(page.data)
}

/// What every program offers.
pub(crate) async fn list_capabilities() -> Result<Vec<ProgramTerms>, ClientError> {
    let page: Page<ProgramTerms> = Call::get("/v1/desk/capabilities").send().await?;
    Ok(page.data)
}

/// The rules of the queue.
pub(crate) async fn list_risk_rules() -> Result<Vec<RuleSetting>, ClientError> {
    let page: Page<RuleSetting> = Call::get("/v1/desk/risk-rules").send().await?;
    Ok(page.data)
}

/// Proposals of a kind, newest first. `kind` is the last part of their address.
pub(crate) async fn list_proposals<Change: DeserializeOwned>(
    kind: &str,
) -> Result<Vec<Proposal<Change>>, ClientError> {
    let path = format!("/v1/desk/{kind}?limit=20");
    let page: Page<Proposal<Change>> = Call::get(path).send().await?;
    Ok(page.data)
}

/// Proposes a change.
pub(crate) async fn propose(kind: &str, body: &impl Serialize) -> Result<(), ClientError> {
    Call::post(format!("/v1/desk/{kind}"))
        .json(body)
        .send_only()
        .await
}

/// Approves, rejects or withdraws a proposal: `approval`, `rejection`, `withdrawal`.
pub(crate) async fn answer_proposal(
    kind: &str,
    id: ProposalId,
    answer: &str,
    reason: Option<String>,
) -> Result<(), ClientError> {
    let call = Call::post(format!("/v1/desk/{kind}/{id}/{answer}"));
    match reason {
        Some(reason) => call.json(&RejectionBody { reason }),
        None => call,
    }
    .send_only()
    .await
}

/// Every program with its forms.
pub(crate) async fn list_programs() -> Result<Vec<ProgramSummary>, ClientError> {
    let page: Page<ProgramSummary> = Call::get("/v1/programs").send().await?;
    Ok(page.data)
}

/// The account and the form of a statement, to be read by the rules.
pub(crate) async fn show_statement_form(wanted: &StatementWanted) -> Result<String, ClientError> {
    Call::post("/v1/desk/statement-forms")
        .json(wanted)
        .send_text()
        .await
}

/// The account of a number and what was filed for it.
pub(crate) async fn find_filings(wanted: &FilingsWanted) -> Result<FilingsFound, ClientError> {
    Call::post("/v1/desk/filing-searches")
        .json(wanted)
        .send()
        .await
}

/// Opens work about a filing.
pub(crate) async fn open_work(body: &OpenWorkBody) -> Result<OpenedWork, ClientError> {
    Call::post("/v1/desk/work").json(body).send().await
}

/// Posts a statement.
pub(crate) async fn post_statement(
    key: &str,
    body: &StatementBody,
) -> Result<Statement, ClientError> {
    Call::post("/v1/desk/statements")
        .idempotency_key(key)
        .json(body)
        .send()
        .await
}
