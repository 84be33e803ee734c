//! The entries of the statement, newest first.

use super::Sums;
use crate::ui::table::{Column, Table, cell, figure, head, nothing};
use crate::ui::{money, tag};
use chrono::NaiveDate;
use leptos::prelude::*;
use shared::Money;
use shared::allocation::DebtKind;
use shared::contract::transactions::{Balance, Transaction};
use shared::id::AccountId;

/// The id of an entry's row.
pub(super) fn element(entry: &Transaction) -> String {
    format!("entry-{}", entry.id)
}

/// The table. Interest that is not posted yet stands on top, with the balance that it leads to.
pub(super) fn table(
    account: AccountId,
    rows: &[Transaction],
    sums: Sums,
    accrued: Option<Money>,
    balance: &Balance,
) -> AnyView {
    let accrued = accrued.map(|interest| not_posted(interest, balance));
    let order = &balance.allocation.kinds;
    let rows: Vec<_> = rows
        .iter()
        .cloned()
        .map(|entry| row(account, entry, order))
        .collect();
    let columns = vec![
        Column::words("Processed"),
        Column::words("Counts from"),
        Column::words("Period"),
        Column::words("What happened"),
        Column::figures("Charge"),
        Column::figures("Credit"),
        Column::figures("Balance"),
    ];
    view! {
        <Table caption="Entries of the statement, newest first" columns>
            <tbody role="rowgroup">{accrued}{rows}</tbody>
            <tfoot role="rowgroup"><tr role="row" class="is-total">{head("Totals of what is shown")}
                {nothing("Counts from")}{nothing("Period")}{nothing("What happened")}
                {figure("Charge", money::amount(sums.charges))}{figure("Credit", money::amount(sums.credits))}{nothing("Balance")}
            </tr></tfoot>
        </Table>
    }
    .into_any()
}

fn row(account: AccountId, entry: Transaction, order: &[DebtKind]) -> AnyView {
    let what = match entry.assessment_id {
        Some(notice) => view! { <a class="hit" href=format!("/accounts/{account}/assessments/{notice}")>{entry.text.clone()}</a> }.into_any(),
        None => entry.text.clone().into_any(),
    };
    // The order in force is told below the table; what was applied in another one says so itself.
    let other = !entry.allocation.is_empty() && entry.allocation != order;
    let order = other.then(|| {
        let kinds: Vec<&str> = entry.allocation.iter().map(|kind| kind.as_str()).collect();
        view! { <span class="meta">"Applied to "{kinds.join(", then ")}</span> }
    });
    let what = view! { <div class="v">{what}{order}</div> }.into_any();
    let days = (entry.processed_on, entry.effective_on);
    cells(
        element(&entry),
        days,
        entry.period_label,
        what,
        entry.amount,
        money::balance(entry.balance),
    )
}

fn cells(
    id: String,
    (processed, effective): (NaiveDate, NaiveDate),
    period: String,
    what: AnyView,
    amount: Money,
    balance: AnyView,
) -> AnyView {
    view! {
        <tr role="row" id=id tabindex="-1">
            {head(tag::day_short(processed))}{cell("Counts from", tag::day_short(effective))}{cell("Period", period)}
            {cell("What happened", what)}{sides(amount)}{figure("Balance", balance)}
        </tr>
    }
    .into_any()
}

/// The amount as a charge or as a credit.
fn sides(amount: Money) -> [AnyView; 2] {
    let shown = money::amount(amount);
    if amount.is_negative() {
        [nothing("Charge"), figure("Credit", shown)]
    } else {
        [figure("Charge", shown), nothing("Credit")]
    }
}

fn not_posted(interest: Money, balance: &Balance) -> AnyView {
    let periods: Vec<&str> = balance
        .periods
        .iter()
        .filter(|period| !period.owing.interest_accrued.is_zero())
        .map(|period| period.label.as_str())
        .collect();
    let what = view! { "Interest to today "<span class="meta">"not posted yet"</span> }.into_any();
    let total = view! { <b>{money::balance(balance.owing.total)}</b> }.into_any();
    cells(
        "not-posted".to_owned(),
        (balance.as_of, balance.as_of),
        periods.join(", "),
        what,
        interest,
        total,
    )
}
