//! The tables of a notice: the lines of the return and the charges.

use crate::show;
use crate::ui::facts::{inside, line_name};
use crate::ui::money;
use crate::ui::table::{Column, Table, figure, head};
use crate::ui::why::WhyThis;
use leptos::prelude::*;
use shared::Money;
use shared::contract::assessments::{Assessment, Charge};
use shared::contract::filings::LineChange;
use shared::filing::Figure;

fn line_change(line: &LineChange) -> String {
    let before = line.before.map_or_else(Default::default, Figure::decimal);
    let change = line.now.decimal().checked_sub(before).map(Figure::new);
    match change {
        Some(change) if change.decimal().is_zero() => "no change".to_owned(),
        Some(change) if change.decimal().is_sign_positive() => {
            format!("+{}", show::figure(change, line.unit))
        }
        Some(change) => show::figure(change, line.unit),
        None => String::new(),
    }
}

/// The lines of the return, next to those before when there are some, or to those filed where the desk assessed others.
pub(super) fn lines(lines: &[LineChange], again: bool, by_desk: bool) -> impl IntoView + use<> {
    let (earlier, later) = if by_desk {
        ("Filed", "Assessed")
    } else {
        ("Before", "Now")
    };
    let last = lines.len().saturating_sub(1);
    let rows = lines.iter().enumerate().map(|(place, line)| {
        let name = line_name(&line.line, &line.label);
        let before = again.then(|| figure(earlier, line.before.map(|before| show::figure(before, line.unit))));
        let change = again.then(|| figure("Change", line_change(line)));
        view! { <tr role="row" class=(place == last).then_some("is-total")>{head(name)}{before}{figure(if again { later } else { "Assessed" }, show::figure(line.now, line.unit))}{change}</tr> }
    });
    let rows = rows.collect_view();
    let columns = columns(
        "Line",
        "Assessed",
        "Change",
        again.then_some((earlier, later)),
    );
    view! { <Table caption="Lines of the return" columns><tbody role="rowgroup">{rows}</tbody></Table> }
}

fn columns(
    first: &'static str,
    only: &'static str,
    change: &'static str,
    compared: Option<(&'static str, &'static str)>,
) -> Vec<Column> {
    match compared {
        Some((earlier, later)) => vec![
            Column::words(first),
            Column::figures(earlier),
            Column::figures(later),
            Column::figures(change),
        ],
        None => vec![Column::words(first), Column::figures(only)],
    }
}

/// Why the computed lines are what they are.
pub(super) fn reasons(notice: &Assessment) -> impl IntoView + use<> {
    let reasons = notice.lines.iter().filter_map(|line| {
        // Nothing and nothing before needs no reason.
        let counts = |figure: Figure| !figure.decimal().is_zero();
        let why = notice
            .why
            .get(&line.line)
            .filter(|_why| counts(line.now) || line.before.is_some_and(counts))?
            .clone();
        Some(view! { <WhyThis of=inside(&line.label) why /> })
    });
    reasons.collect_view()
}

/// What was charged, next to what was charged before.
pub(super) fn charges(charges: &[Charge], again: bool) -> impl IntoView + use<> {
    let row = |name: String,
               before: Money,
               now: Money,
               difference: Money,
               class: Option<&'static str>| {
        let before = again.then(|| figure("Before", money::balance(before)));
        let difference = again.then(|| figure("Difference", money::change(difference)));
        view! { <tr role="row" class=class>{head(name)}{before}{figure(if again { "Now" } else { "Amount" }, money::balance(now))}{difference}</tr> }
    };
    let total = |part: fn(&Charge) -> Money| {
        Money::checked_sum(charges.iter().map(part)).unwrap_or_default()
    };
    let rows = charges.iter().map(|charge| {
        row(
            charge.label.clone(),
            charge.before,
            charge.now,
            charge.difference,
            None,
        )
    });
    let rows = rows.collect_view();
    let foot = row(
        "Total".to_owned(),
        total(|charge| charge.before),
        total(|charge| charge.now),
        total(|charge| charge.difference),
        Some("is-total"),
    );
    let compared = again.then_some(("Before", "Now"));
    let columns = columns("Charge", "Amount", "Difference", compared);
    view! { <Table caption="Charges" columns><tbody role="rowgroup">{rows}</tbody><tfoot role="rowgroup">{foot}</tfoot></Table> }
}
