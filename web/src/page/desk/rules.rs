//! The rules that send filings to the desk: which count, from where on, and for how many people.

use super::proposals::{Kind, List, Words, day, ending, first_day};
use super::{Here, level};
use crate::client::desk::{list_risk_rules, propose};
use crate::show;
use crate::ui::browser;
use crate::ui::heading::{Arrival, Heading};
use crate::ui::loaded::Loaded;
use crate::ui::running::Running;
use crate::ui::table::{Column, Table, cell, nothing};
use leptos::prelude::*;
use shared::Money;
use shared::access::StaffPermission;
use shared::contract::desk::RuleProposalBody;
use shared::filing::Figure;
use shared::risk::{RiskRule, RuleSetting};

const KIND: Kind = Kind {
    path: "risk-rule-proposals",
    propose: StaffPermission::ProposeRiskRule,
    approve: StaffPermission::ApproveRiskRule,
};

/// The page.
pub(super) fn page(here: Here) -> AnyView {
    let rules = Loaded::new(list_risk_rules);
    let proposals = List::<RuleSetting>::new(KIND);
    let form = Form::new();
    view! {
        <div><Heading text="Rules of the queue" title="Rules of the queue" /><p class="meta">"A filing that a rule stops is received and waits for the desk. Clients are told that it is in review, and nothing of the rules."</p></div>
        {rules.section(move |rules| table(here, rules, form))}
        {here.may(KIND.propose).then(|| form.view(here, proposals))}
        {proposals.show(here, KIND, words, move || rules.again())}
    }
    .into_any()
}

/// What a rule looks at.
const fn name(rule: RiskRule) -> &'static str {
    match rule {
        RiskRule::CreditAbove => "Credit above an amount",
        RiskRule::LargeCredit => "Large credit above an amount",
        RiskRule::FigureJump => "A line so many times that of a year before",
        RiskRule::WeightyWarning => "A warning of weight was acknowledged",
        RiskRule::ClaimLimit => "A claim with an acknowledged warning of its limits",
        RiskRule::AmendmentLowers => "An amendment takes off more than an amount",
        RiskRule::VeryLate => "So many years late",
        RiskRule::FirstClaim => "First claim of an account, above an amount",
        RiskRule::EarlierReview => "Amends what is in review or was not accepted",
    }
}

/// The threshold in its unit, where the rule has one.
fn threshold(rule: &RuleSetting) -> String {
    let value = rule.threshold.decimal().normalize();
    match rule.rule {
        RiskRule::CreditAbove
        | RiskRule::LargeCredit
        | RiskRule::AmendmentLowers
        | RiskRule::FirstClaim => Money::round_half_up(value)
            .map(show::money)
            .unwrap_or_default(),
        RiskRule::FigureJump => format!("{value} times, from {}", show::money(rule.least)),
        RiskRule::VeryLate => format!("{value} years"),
        RiskRule::WeightyWarning | RiskRule::ClaimLimit => rule.codes.join(", "),
        RiskRule::EarlierReview => String::new(),
    }
}

fn words(rule: &RuleSetting) -> Words {
    let state = if rule.active {
        threshold(rule)
    } else {
        "off".to_owned()
    };
    let people = if rule.four_eyes { ", two people" } else { "" };
    Words {
        what: format!("{}: {state}, {} risk{people}", name(rule.rule), rule.level),
        from: rule.effective_on,
    }
}

fn table(here: Here, rules: Vec<RuleSetting>, form: Form) -> AnyView {
    let columns = vec![
        Column::words("Rule"),
        Column::words("Threshold"),
        Column::words("Risk"),
        Column::words("Decided by"),
        Column::words("Status"),
        Column::words("Propose"),
    ];
    let today = here.desk.with_untracked(|desk| desk.today);
    let proposes = here.may(KIND.propose);
    let rows: Vec<_> = rules
        .into_iter()
        .map(|rule| {
            let later = rule.effective_on > today;
            let (word, class) = match (later, rule.active) {
                (true, true) => ("On later", "tag tag--soon"),
                (true, false) => ("Off later", "tag tag--soon"),
                (false, true) => ("On", "tag tag--paid"),
                (false, false) => ("Off", "tag"),
            };
            let from = later.then(|| format!("from {}", show::day_short(rule.effective_on)));
            let people = if rule.four_eyes { "Two people" } else { "One person" };
            let kept = StoredValue::new(rule.clone());
            let act = if proposes && !later {
                cell("Propose", view! { <button class="button button--text button--small" type="button" on:click=move |_press| form.begin(kept.get_value())>"Change…"<span class="vh">" "{name(rule.rule)}</span></button> })
            } else {
                nothing("Propose")
            };
            view! {
                <tr role="row"><th scope="row" role="rowheader" class="wide">{name(rule.rule)}</th>{cell("Threshold", threshold(&rule))}{cell("Risk", level(rule.level))}
                    {cell("Decided by", people)}{cell("Status", view! { <span class=class>{word}</span><span class="meta">{from}</span> })}{act}</tr>
            }
        })
        .collect();
    view! { <Table caption="Rules that send filings to the desk" columns><tbody role="rowgroup">{rows}</tbody></Table> }.into_any()
}

/// A rule that is being changed.
#[derive(Clone, Copy)]
struct Form {
    rule: RwSignal<Option<RuleSetting>>,
    threshold: RwSignal<String>,
    least: RwSignal<String>,
    codes: RwSignal<String>,
    from: RwSignal<String>,
    reason: RwSignal<String>,
}

impl Form {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            rule: RwSignal::new(None),
            threshold: text(),
            least: text(),
            codes: text(),
            from: text(),
            reason: text(),
        }
    }

    fn begin(self, rule: RuleSetting) {
        self.threshold
            .set(rule.threshold.decimal().normalize().to_string());
        self.least.set(rule.least.to_string());
        self.codes.set(rule.codes.join(", "));
        self.rule.set(Some(rule));
        browser::soon(|| browser::focus("active"));
    }

    fn view(self, here: Here, proposals: List<RuleSetting>) -> AnyView {
        let which =
            Memo::new(move |_before| self.rule.with(|rule| rule.as_ref().map(|rule| rule.rule)));
        (move || which.get().map(|rule| self.form(here, proposals, rule))).into_any()
    }

    /// The rule as it is typed.
    fn typed(self, running: Running) -> Option<RuleSetting> {
        let rule = self.rule.get_untracked()?;
        let plain = |text: String| text.trim().replace([' ', '$', ','], "");
        let Ok(threshold) = plain(self.threshold.get_untracked()).parse() else {
            running
                .trouble
                .set(Some("Enter the threshold as a number".to_owned()));
            browser::focus("threshold");
            return None;
        };
        let Ok(least) = Money::parse_typed(&self.least.get_untracked()) else {
            running
                .trouble
                .set(Some("Enter the least amount in dollars".to_owned()));
            browser::focus("least");
            return None;
        };
        let effective_on = day(self.from, running)?;
        let codes = self.codes.get_untracked();
        let codes = codes
            .split([',', ' '])
            .map(str::trim)
            .filter(|code| !code.is_empty());
        Some(RuleSetting {
            effective_on,
            threshold: Figure::new(threshold),
            least,
            codes: codes.map(str::to_owned).collect(),
            ..rule
        })
    }

    fn form(self, here: Here, proposals: List<RuleSetting>, rule: RiskRule) -> AnyView {
        let running = Running::new();
        let arrival = expect_context::<Arrival>();
        let send = move || {
            let Some(setting) = self.typed(running) else {
                return;
            };
            let body = RuleProposalBody {
                setting,
                reason: self.reason.get_untracked(),
            };
            running.start(async move { propose(KIND.path, &body).await }, move |()| {
                arrival
                    .said
                    .set("Proposed. Somebody else has to approve it".to_owned());
                self.reason.set(String::new());
                self.rule.set(None);
                proposals.again();
                here.count();
            });
        };
        let tick = |id: &'static str,
                    label: &'static str,
                    get: fn(&RuleSetting) -> bool,
                    set: fn(&mut RuleSetting)| {
            let checked = move || self.rule.with(|rule| rule.as_ref().is_some_and(get));
            let turn = move |_change| {
                self.rule.update(|rule| {
                    if let Some(rule) = rule {
                        set(rule);
                    }
                });
            };
            view! { <div class="choice"><input type="checkbox" id=id prop:checked=checked on:change=turn /><label for=id>{label}</label></div> }
        };
        let text = |id: &'static str, label: &'static str, value: RwSignal<String>| {
            view! { <div class="form-item"><label for=id>{label}</label><input class="input" id=id type="text" autocomplete="off" prop:value=value on:input=move |typed| value.set(event_target_value(&typed)) /></div> }.into_any()
        };
        let warnings = matches!(rule, RiskRule::WeightyWarning | RiskRule::ClaimLimit);
        let fields = if warnings {
            text("codes", "Codes of warnings, with commas", self.codes)
        } else {
            let least = (rule == RiskRule::FigureJump)
                .then(|| text("least", "Lines of at least, in dollars", self.least));
            view! { <div class="filters">{text("threshold", "Threshold", self.threshold)}{least}</div> }.into_any()
        };
        view! {
            <section class="panel stack" aria-labelledby="new"><h2 id="new">{name(rule)}</h2>
                <form class="stack" novalidate on:submit=move |submit| { submit.prevent_default(); send(); }>
                    <div>{tick("active", "The rule is on", |rule| rule.active, |rule| rule.active = !rule.active)}
                        {tick("four-eyes", "Two people decide about what it stops", |rule| rule.four_eyes, |rule| rule.four_eyes = !rule.four_eyes)}</div>
                    {fields}{first_day(self.from)}{ending(self.reason, running)}
                </form>
            </section>
        }
        .into_any()
    }
}
