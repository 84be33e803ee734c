//! The receipt of a return: reference, what was received, what happens next. Its address keeps working.

use crate::client::calendar::list_obligations;
use crate::client::filings::show_receipt;
use crate::router::use_params_map;
use crate::ui::copy::Copy;
use crate::ui::facts::{account_number, fact};
use crate::ui::frame::{Acting, PrintHead};
use crate::ui::heading::Heading;
use crate::ui::loaded::Loaded;
use crate::ui::money;
use crate::ui::print::Print;
use crate::ui::tag;
use crate::{show, text};
use leptos::prelude::*;
use shared::contract::filings::Receipt;
use shared::form::FilingKind;

/// The page.
pub(crate) fn view() -> AnyView {
    let params = use_params_map();
    let receipt = Loaded::new(move || {
        let (account, receipt) =
            params.with(|params| (params.get("account"), params.get("receipt")));
        async move { show_receipt(&account.unwrap_or_default(), &receipt.unwrap_or_default()).await }
    });
    Acting::all();
    receipt
        .page(|receipt| view! { <Issued receipt /> }.into_any())
        .into_any()
}

#[component]
fn Issued(receipt: Receipt) -> impl IntoView {
    let amended = receipt.revision > 1;
    let label = receipt.period.label();
    let program = receipt.program_name.clone();
    let heading = match (amended, receipt.kind) {
        (true, _) => "Amendment received",
        (false, FilingKind::Return) => "Return received",
        (false, FilingKind::Claim) => "Claim received",
        (false, FilingKind::Statement) => "Statement posted",
    };
    let reference = receipt.reference.clone();
    view! {
        <PrintHead text=format!("Receipt {reference}") />
        <div class="split">
            <div class="sections">
                <div class="stack-l">
                    <div class="confirm" role="region" aria-labelledby="received">
                        <Heading text=heading title=format!("{heading}, {label}") id="received" />
                        <p>{program}", "{receipt.account_name.clone()}", "{label}</p>
                        <p>"Your reference"</p>
                        <p class="reference mt-0">{reference.clone()}</p>
                    </div>
                    <div class="actions">
                        <Copy label="Copy reference" text=reference />
                        <Print />
                    </div>
                </div>
                <section><h2 class="mb-s">"What we received"</h2>{received(&receipt)}</section>
                <section><h2 class="mb-m">"What happens next"</h2>{next(&receipt)}</section>
            </div>
            <aside class="sections" aria-label="After filing">
                <StillToDo />
                {keeping(&receipt)}
            </aside>
        </div>
    }
}

fn received(receipt: &Receipt) -> impl IntoView + use<> {
    let at = view! { <time datetime=receipt.received_at.to_rfc3339()>{show::instant(show::local(receipt.received_at))}</time> };
    let late = receipt
        .filed_on
        .signed_duration_since(receipt.due_on)
        .num_days();
    let due = show::day(receipt.due_on);
    let claim = receipt.kind == FilingKind::Claim;
    let on_time = if claim {
        format!("The last day to claim is {due}.")
    } else if receipt.on_time {
        format!("Yes. The return was due on {due}.")
    } else {
        format!(
            "No. The return was due on {due}, {} before.",
            show::days(late)
        )
    };
    let (original, amended) = (receipt.revision == 1, receipt.revision > 1);
    view! {
        <dl class="summary summary--plain">
            {fact("Received", at)}
            {fact("Filed by", receipt.filed_by.clone())}
            {receipt.confirmation.clone().map(|number| fact("Confirmation number", number))}
            {fact("Account", account_number(&receipt.account_number, &receipt.occurrence))}
            {if claim {
                fact("Claimed", view! { <b>{show::money(receipt.payable.abs())}</b> })
            } else {
                fact("Payable by the return", view! { <b>{money::balance(receipt.payable)}</b> })
            }}
            {(amended && receipt.assessment_id.is_some()).then(|| fact("Change by the amendment", money::change(receipt.charged)))}
            {original.then(|| fact("On time?", on_time))}
        </dl>
    }
}

fn next(receipt: &Receipt) -> AnyView {
    let account = receipt.account_id;
    let Some(notice) = receipt.assessment_id else {
        return in_review(receipt);
    };
    // Receipts of before do not say what is owed; then what was charged is the nearest.
    let owing = receipt.owing.unwrap_or(receipt.charged);
    let amount = show::money(owing.abs());
    let payable_on = receipt.payable_on.unwrap_or(receipt.due_on);
    let (head, rest) = if owing.is_zero() {
        (
            format!("Nothing to pay for this {}", text::noun(receipt.kind)),
            "Nothing is owing for this period.",
        )
    } else if owing.is_negative() {
        (
            format!("A credit of {amount} is on your account"),
            "It is what was paid or claimed beyond what is owed for this period.",
        )
    } else if receipt.filed_on <= payable_on {
        (
            format!("Pay {amount} by {}", show::day(payable_on)),
            "The payment counts on the day we receive it, so allow for your bank’s processing time.",
        )
    } else {
        (
            format!("Pay {amount} now"),
            "The day to pay it has passed, so interest grows until it is paid. The payment counts on the day we receive it.",
        )
    };
    view! {
        <ol class="steps">
            <li><div><h3>{head}</h3><p>{rest}" "<a href=format!("/accounts/{account}/transactions")>"See what is owing today"</a></p></div></li>
            <li><div><h3>"Read the notice of assessment"</h3><p>{format!("We assessed the {} at once. ", text::noun(receipt.kind))}"The notice is in your inbox and counts as received on "{tag::day(receipt.filed_on)}". "
                <a href=format!("/accounts/{account}/assessments/{notice}")>"Open the notice"</a></p></div></li>
            <li><div><h3>"Keep your records"</h3><p>{format!("Keep the papers behind this {}. We may ask for them.", text::noun(receipt.kind))}</p></div></li>
        </ol>
    }
    .into_any()
}

/// Some filings are looked at before they are assessed. Why is not said.
fn in_review(receipt: &Receipt) -> AnyView {
    let noun = text::noun(receipt.kind);
    view! {
        <ol class="steps">
            <li><div><h3>{format!("We review the {noun}")}" "<span class="tag tag--review">"In review"</span></h3>
                <p>{format!("The {noun} is received and counts from today. We look at it before we assess it. You do not have to do anything now.")}</p></div></li>
            <li><div><h3>"Watch your inbox"</h3><p>"We write to you when it is assessed, or if we need something from you. "<a href="/inbox">"Open the inbox"</a></p></div></li>
            <li><div><h3>"Keep your records"</h3><p>{format!("Keep the papers behind this {noun}. We may ask for them.")}</p></div></li>
        </ol>
    }
    .into_any()
}

fn keeping(receipt: &Receipt) -> impl IntoView + use<> {
    let amend = format!(
        "/accounts/{}/periods/{}/return?amend={}",
        receipt.account_id, receipt.period_id, receipt.filing_id
    );
    let filed = format!(
        "/accounts/{}/filings/{}",
        receipt.account_id, receipt.filing_id
    );
    let compare = (receipt.revision > 1).then(|| {
        let (account, filing) = (receipt.account_id, receipt.filing_id);
        format!("/accounts/{account}/filings/{filing}/compare")
    });
    view! {
        <section class="stack-s"><h2 class="section-head">"This page is your receipt"</h2>
            <p class="mt-s">"Bookmark it or print it: the address keeps working."</p>
            <p><a href=filed>"See everything that was filed"</a></p>
            <p><a href=amend>{format!("Amend this {}", text::noun(receipt.kind))}</a></p>
            {compare.map(|href| view! { <p><a href=href>"Compare with the version before"</a></p> })}
            <details class="disclosure"><summary>"Proof that it is ours"</summary>
                <div class="disclosure__body stack-s">
                    <p>"The receipt is signed. Anyone can check it with our "<a href="/.well-known/jwks.json" rel="external">"public key"</a>"."</p>
                    <p>"Fingerprint of what you filed (SHA-256):"<br/>{receipt.content_sha256.clone()}</p>
                    <div class="actions"><Copy label="Copy signed receipt" text=receipt.jws.clone() /></div>
                </div>
            </details>
        </section>
    }
}

/// What else needs somebody, if there is something.
#[component]
fn StillToDo() -> impl IntoView {
    let due = Loaded::new(list_obligations);
    due.part(|due| {
        let rows = due.data.into_iter().take(5).map(|due| {
            let when = match due.days_late {
                Some(_late) => "overdue".to_owned(),
                None => format!("due {}", show::day(due.due_on)),
            };
            view! { <li><a href=due.page>{due.task}", "{due.account_name}", "{when}</a></li> }
        });
        let rows: Vec<_> = rows.collect();
        if rows.is_empty() {
            return ().into_any();
        }
        view! { <section><h2 class="section-head">"Still to do"</h2><ul class="mt-s stack-s">{rows}</ul></section> }.into_any()
    })
}
