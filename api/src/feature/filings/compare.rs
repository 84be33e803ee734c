//! Two versions of a filing side by side.

use super::store::{self, Version};
use crate::auth::grant::{Grant, ViewFilings};
use crate::problem::ApiError;
use crate::rates;
use crate::state::State;
use shared::Money;
use shared::ProblemCode;
use shared::access::Permission;
use shared::comparison::{self, changes, findings, sections};
use shared::contract::comparison::{
    ComparedAssessment, ComparedMoney, ComparedVersion, Comparison,
};
use shared::id::FilingId;

/// A filing and the version before it, or another one of the same period.
///
/// # Errors
/// 404 when one of them is not there, 422 when they are not versions of one return or claim.
pub(super) async fn compare(
    state: &State,
    by: &Grant<ViewFilings>,
    id: FilingId,
    with: Option<FilingId>,
) -> Result<Comparison, ApiError> {
    let mut connection = state.db.read().await?;
    let before = store::amended_by(&mut connection, by.account(), id).await?;
    let Some(with) = with.or(before) else {
        return Err(refused(
            "This is the first version of its period: there is none before it. Name another one with `with`.",
        ));
    };
    if with == id {
        return Err(refused(
            "A filing is the same as itself. Name another version of its period with `with`.",
        ));
    }
    let found = store::versions(&mut connection, by.account(), [id, with]).await?;
    let [(before, _common), (now, common)] = found.as_slice() else {
        return Err(ApiError::not_found());
    };
    if before.period != now.period {
        return Err(refused(
            "The two filings are for different days. Choose two versions of the same period.",
        ));
    }
    let rates = rates::of_forms(&mut connection, common.program).await?;
    let form = common
        .program
        .rules()
        .build(&common.form, common.period, &rates)
        .map_err(anyhow::Error::new)?;
    let sections = sections(&form, side(before), side(now));
    let sees_assessments = by.also(Permission::ViewAssessments);
    let assessed = before
        .assessed
        .zip(now.assessed)
        .filter(|_both| sees_assessments);
    Ok(Comparison {
        account_id: by.account(),
        account_name: common.account_name.clone(),
        program: common.program,
        program_name: common.program.facts().name.into(),
        title: form.title.clone(),
        kind: form.kind,
        period_id: now.period,
        period: common.period,
        label: common.period.label(),
        before: shown(before, sees_assessments),
        now: shown(now, sees_assessments),
        changes: changes(&sections),
        sections,
        findings: findings(&before.evaluation.findings, &now.evaluation.findings),
        payable: money(before.payable, now.payable),
        assessment: assessed.map(|(before, now)| ComparedAssessment {
            tax: money(before.1, now.1),
            interest: money(before.2, now.2),
            penalty: money(before.3, now.3),
            instalments: money(late(before), late(now)),
        }),
    })
}

/// What late instalments cost.
fn late(assessed: store::Assessed) -> Money {
    assessed.4.checked_add(assessed.5).unwrap_or_default()
}

fn refused(detail: &str) -> ApiError {
    ApiError::new(ProblemCode::NotComparable, detail)
}

fn side(version: &Version) -> comparison::Version<'_> {
    comparison::Version {
        draft: &version.draft,
        evaluation: &version.evaluation,
    }
}

fn shown(version: &Version, sees_assessments: bool) -> ComparedVersion {
    let assessed = version.assessed.filter(|_assessed| sees_assessments);
    ComparedVersion {
        filing_id: version.id,
        revision: version.revision,
        received_at: version.received_at,
        filed_on: version.filed_on,
        filed_by: version.filed_by.clone(),
        form_version: version.form_version.clone(),
        receipt_id: version.receipt,
        assessment_id: assessed.map(|(id, ..)| id),
    }
}

fn money(before: Money, now: Money) -> ComparedMoney {
    ComparedMoney {
        before,
        now,
        difference: now.checked_sub(before).unwrap_or_default(),
    }
}
