//! The entries of the statement, newest first.

use super::Sums;
use crate::ui::table::{Column, Table, cell, figure, head, nothing};
use crate::ui::{money, tag};
use leptos::prelude::*;
use shared::Money;
use shared::contract::transactions::{Balance, Transaction};
use shared::id::AccountId;

/// The id of an entry's row.
pub(super) fn element(entry: &Transaction) -> String {
    format!("entry-{}", entry.id)
}

/// The table. Interest that is not posted yet stands on top, with the balance that it leads to.
pub(super) fn table(account: AccountId, rows: &[Transaction], sums: Sums, accrued: Option<(Money, Balance)>) -> impl IntoView + use<> {
    let accrued = accrued.map(|(interest, balance)| not_posted(interest, &balance));
    let rows: Vec<_> = rows.iter().cloned().map(|entry| row(account, entry)).collect();
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
}

fn row(account: AccountId, entry: Transaction) -> impl IntoView {
    let notice = entry.assessment_id.map(|assessment| format!("/accounts/{account}/assessments/{assessment}"));
    let what = match notice {
        Some(notice) => view! { <a class="hit" href=notice>{entry.text.clone()}</a> }.into_any(),
        None => entry.text.clone().into_any(),
    };
    let id = element(&entry);
    view! {
        <tr role="row" id=id tabindex="-1">
            {head(tag::day_short(entry.processed_on))}{cell("Counts from", tag::day_short(entry.effective_on))}
            {cell("Period", entry.period_label)}{cell("What happened", what)}{sides(entry.amount)}
            {figure("Balance", money::balance(entry.balance))}
        </tr>
    }
}

/// The amount as a charge or as a credit.
fn sides(amount: Money) -> impl IntoView {
    let credit = amount.is_negative();
    let side = move |name: &'static str, here: bool| if here { figure(name, money::amount(amount)).into_any() } else { nothing(name).into_any() };
    (side("Charge", !credit), side("Credit", credit))
}

fn not_posted(interest: Money, balance: &Balance) -> impl IntoView + use<> {
    let periods: Vec<String> = balance.periods.iter().filter(|period| !period.owing.interest_accrued.is_zero()).map(|period| period.label.clone()).collect();
    view! {
        <tr role="row">
            {head(tag::day_short(balance.as_of))}{cell("Counts from", tag::day_short(balance.as_of))}{cell("Period", periods.join(", "))}
            {cell("What happened", view! { "Interest to today "<span class="meta">"not posted yet"</span> })}{sides(interest)}
            {figure("Balance", view! { <b>{money::balance(balance.owing.total)}</b> })}
        </tr>
    }
}
