//! What late or short instalments of a period cost: worked out with each assessment, from what the year's tax then makes known.

use super::Received;
use crate::db::Tx;
use crate::ledger::balance::interest_failed;
use crate::ledger::payment;
use crate::problem::ApiError;
use crate::register;
use shared::filing::Evaluation;
use shared::program::payment::LateInstalments;
use shared::rate::RateTable;

/// Interest to the day the balance was due, or the return was received where that is earlier, and the penalty; nothing for programs and
/// forms without instalments. Losses of later years change nothing in it.
pub(super) async fn late(
    tx: &mut Tx<'_>,
    received: &Received,
    evaluation: &Evaluation,
    rates: &RateTable,
) -> Result<Option<LateInstalments>, ApiError> {
    let (account, program) = (received.account, received.program);
    let rules = program.rules();
    if !rules.pays_apart() || received.form != rules.main_form().code {
        return Ok(None);
    }
    let asked =
        register::asked_for(tx, account, program, received.period, &evaluation.lines).await?;
    let until = received.payable_on.min(received.filed_on);
    let paid = payment::received(tx, account, received.period_id, until).await?;
    rules
        .late_instalments(&asked, &paid, until, rates)
        .map_err(|error| interest_failed(program, error))
}
