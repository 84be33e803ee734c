//! What programs offer online: by the release, by the desk, and from when on.

use super::Here;
use super::proposals::{Kind, List, Words, day, ending, first_day};
use crate::client::desk::{list_capabilities, propose};
use crate::router::{NavigateOptions, use_navigate, use_query_map};
use crate::show;
use crate::ui::browser;
use crate::ui::heading::{Arrival, Heading};
use crate::ui::loaded::Loaded;
use crate::ui::running::Running;
use crate::ui::table::{Column, Table, cell, head, nothing};
use leptos::prelude::*;
use shared::access::StaffPermission;
use shared::allocation::{AllocationOrder, DebtKind};
use shared::contract::desk::{NewTerm, ProgramTerms, TermProposalBody};
use shared::program::{Capability, DocumentKind, Program, TermChange};

const KIND: Kind = Kind {
    path: "capability-proposals",
    propose: StaffPermission::ProposeCapability,
    approve: StaffPermission::ApproveCapability,
};

/// The page.
pub(super) fn page(here: Here) -> AnyView {
    let query = use_query_map();
    let program = Memo::new(move |_before| -> Program {
        let asked = query.with(|query| query.get("program").and_then(|text| text.parse().ok()));
        asked.unwrap_or(Program::TourismLevy)
    });
    let terms = Loaded::new(list_capabilities);
    let proposals = List::<NewTerm>::new(KIND);
    let form = Form::new();
    let navigate = use_navigate();
    let choose = move |chosen: String| {
        navigate(
            &format!("/desk/programs?program={chosen}"),
            NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    };
    let shown = move |all: Vec<ProgramTerms>| {
        let options: Vec<_> = all
            .iter()
            .map(|terms| {
                let own = terms.program;
                view! { <option value=own.to_string() prop:selected=move || program.get() == own>{terms.name.clone()}</option> }
            })
            .collect();
        let all = StoredValue::new(all);
        view! {
            <div class="form-item w-l"><label for="of">"Program"</label>
                <select class="input" id="of" on:change=move |event| choose(event_target_value(&event))>{options}</select></div>
            {move || {
                let wanted = program.get();
                let found = all.with_value(|all| all.iter().find(|terms| terms.program == wanted).cloned());
                found.map(|terms| table(here, &terms, form))
            }}
        }
        .into_any()
    };
    view! {
        <div><Heading text="What programs offer" title="What programs offer" /><p class="meta">"A change counts from its day on, in lists, on pages and in what can be filed, without a new release."</p></div>
        {terms.section(shown)}
        {here.may(KIND.propose).then(|| form.view(here, program, proposals))}
        {proposals.show(here, KIND, words, move || terms.again())}
    }
    .into_any()
}

/// `File returns`.
const fn name(capability: Capability) -> &'static str {
    match capability {
        Capability::FileReturn => "File returns",
        Capability::FileClaim => "File claims",
        Capability::NilReturn => "File nil returns",
        Capability::Amend => "Amend what was filed",
        Capability::Renewal => "Renew",
        Capability::DirectDeposit => "Direct deposit",
        Capability::Arrangement => "Pay by arrangement",
        Capability::Waiver => "Ask for a waiver",
        Capability::Objection => "Object",
        Capability::Organizations => "Be represented by an organization",
        Capability::Documents => "Send documents",
        Capability::Software => "File by software",
        Capability::History => "History only",
        Capability::Statement => "Statements by the desk",
    }
}

fn words(term: &NewTerm) -> Words {
    let what = match &term.change {
        TermChange::Capability {
            capability,
            offered,
        } => format!(
            "{}: {}",
            name(*capability),
            if *offered { "on" } else { "off" }
        ),
        TermChange::ObjectionDays { days } => format!("{} to object", show::days(*days)),
        TermChange::DocumentKinds { kinds } => format!("Documents: {}", list(kinds)),
        TermChange::PaymentOrder { order } => format!("Payments: {}", in_order(order)),
    };
    Words {
        what: format!("{}: {what}", term.program.spelled()),
        from: term.effective_on,
    }
}

/// `interest, penalty, tax`: what is paid first stands first.
fn in_order(kinds: &[DebtKind]) -> String {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    kinds.join(", ")
}

/// The orders that there are.
fn orders() -> [[DebtKind; 3]; 6] {
    use DebtKind::{Interest, Penalty, Tax};
    [
        [Interest, Penalty, Tax],
        [Interest, Tax, Penalty],
        [Penalty, Interest, Tax],
        [Penalty, Tax, Interest],
        [Tax, Interest, Penalty],
        [Tax, Penalty, Interest],
    ]
}

fn list(kinds: &[DocumentKind]) -> String {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    kinds.join(", ")
}

fn table(here: Here, terms: &ProgramTerms, form: Form) -> AnyView {
    let columns = vec![
        Column::words("Term"),
        Column::words("By the release"),
        Column::words("Today"),
        Column::words("Later"),
        Column::words("Propose"),
    ];
    let on = |offered: bool| if offered { "On" } else { "Off" };
    let proposes = here.may(KIND.propose);
    let later = |term: &str| {
        let found = terms
            .upcoming
            .iter()
            .filter(|next| next.change.term() == term);
        let said: Vec<String> = found
            .map(|next| {
                let what = words(next).what;
                let what = what.rsplit(": ").next().unwrap_or_default().to_owned();
                format!("{what} from {}", show::day_short(next.effective_on))
            })
            .collect();
        if said.is_empty() {
            nothing("Later")
        } else {
            cell("Later", said.join(", "))
        }
    };
    let act = move |change: TermChange, label: String, spoken: String| {
        if !proposes {
            return nothing("Propose");
        }
        let change = StoredValue::new(change);
        let press = move |_press| form.begin(change.get_value());
        cell(
            "Propose",
            view! { <button class="button button--text button--small" type="button" on:click=press>{label}<span class="vh">" "{spoken}</span></button> },
        )
    };
    let capabilities: Vec<_> = terms
        .capabilities
        .iter()
        .filter(|term| term.capability != Capability::History)
        .map(|term| {
            let class = if term.offered { "tag tag--paid" } else { "tag" };
            let change = TermChange::Capability {
                capability: term.capability,
                offered: !term.offered,
            };
            let label = if term.offered { "Switch off…" } else { "Switch on…" };
            view! {
                <tr role="row">{head(name(term.capability))}{cell("By the release", view! { {on(term.by_release)}{term.unverified.then(|| view! { " "<span class="meta">"not confirmed"</span> })} })}
                    {cell("Today", view! { <span class=class>{on(term.offered)}</span> })}{later(term.capability.as_str())}
                    {act(change, label.to_owned(), name(term.capability).to_owned())}</tr>
            }
        })
        .collect();
    let days = terms.objection_days;
    let days = view! {
        <tr role="row">{head("Days to object")}{cell("By the release", terms.objection_days_of_release)}{cell("Today", days)}{later("objection-days")}
            {act(TermChange::ObjectionDays { days }, "Change…".to_owned(), "the days to object".to_owned())}</tr>
    };
    let kinds = terms.document_kinds.clone();
    let kinds = view! {
        <tr role="row">{head("Kinds of documents")}{cell("By the release", view! { "All "<span class="meta">"not confirmed"</span> })}{cell("Today", list(&kinds))}{later("document-kinds")}
            {act(TermChange::DocumentKinds { kinds }, "Change…".to_owned(), "the kinds of documents".to_owned())}</tr>
    };
    let order = terms.payment_order.clone();
    let order = view! {
        <tr role="row">{head("Payments pay first")}{cell("By the release", in_order(&AllocationOrder::STANDARD.kinds()))}{cell("Today", in_order(&order))}{later("payment-order")}
            {act(TermChange::PaymentOrder { order }, "Change…".to_owned(), "the order of payments".to_owned())}</tr>
    };
    let caption = format!("What {} offers", terms.name);
    view! { <Table caption columns><tbody role="rowgroup">{capabilities}{days}{kinds}{order}</tbody></Table> }.into_any()
}

/// A change that is being written.
#[derive(Clone, Copy)]
struct Form {
    change: RwSignal<Option<TermChange>>,
    from: RwSignal<String>,
    reason: RwSignal<String>,
}

impl Form {
    fn new() -> Self {
        Self {
            change: RwSignal::new(None),
            from: RwSignal::new(String::new()),
            reason: RwSignal::new(String::new()),
        }
    }

    fn begin(self, change: TermChange) {
        let field = match change {
            TermChange::Capability { .. } => "from",
            TermChange::ObjectionDays { .. } => "days",
            TermChange::DocumentKinds { .. } => "kind-pdf",
            TermChange::PaymentOrder { .. } => "order",
        };
        self.change.set(Some(change));
        browser::soon(move || browser::focus(field));
    }

    fn view(self, here: Here, program: Memo<Program>, proposals: List<NewTerm>) -> AnyView {
        let shown = Memo::new(move |_before| {
            self.change
                .with(|change| change.as_ref().map(|change| change.term().to_owned()))
        });
        (move || {
            shown.get()?;
            let change = self.change.get_untracked()?;
            Some(self.form(here, program, proposals, &change))
        })
        .into_any()
    }

    fn form(
        self,
        here: Here,
        program: Memo<Program>,
        proposals: List<NewTerm>,
        change: &TermChange,
    ) -> AnyView {
        let running = Running::new();
        let arrival = expect_context::<Arrival>();
        let send = move || {
            let Some(change) = self.change.get_untracked() else {
                return;
            };
            let Some(effective_on) = day(self.from, running) else {
                return;
            };
            let body = TermProposalBody {
                term: NewTerm {
                    program: program.get_untracked(),
                    effective_on,
                    change,
                },
                reason: self.reason.get_untracked(),
            };
            running.start(async move { propose(KIND.path, &body).await }, move |()| {
                arrival
                    .said
                    .set("Proposed. Somebody else has to approve it".to_owned());
                self.reason.set(String::new());
                self.change.set(None);
                proposals.again();
                here.count();
            });
        };
        let (title, fields) = match change {
            TermChange::Capability {
                capability,
                offered,
            } => (
                format!(
                    "Switch {}: {}",
                    if *offered { "on" } else { "off" },
                    shared::words::lower(name(*capability))
                ),
                ().into_any(),
            ),
            TermChange::ObjectionDays { days } => {
                let typed = RwSignal::new(days.to_string());
                let type_in = move |event| {
                    typed.set(event_target_value(&event));
                    let days = typed.get_untracked().trim().parse().unwrap_or_default();
                    self.change.set(Some(TermChange::ObjectionDays { days }));
                };
                let field = view! { <div class="form-item"><label for="days">"Days"</label><input class="input w-s" id="days" type="text" inputmode="numeric" autocomplete="off" prop:value=typed on:input=type_in /></div> };
                ("Days to object".to_owned(), field.into_any())
            }
            TermChange::PaymentOrder { order } => {
                ("Order of payments".to_owned(), self.order(order))
            }
            TermChange::DocumentKinds { .. } => {
                let boxes = DocumentKind::ALL.iter().map(|kind| {
                    let (kind, id) = (*kind, format!("kind-{kind}"));
                    let has = move || {
                        self.change.with(|change| match change {
                            Some(TermChange::DocumentKinds { kinds }) => kinds.contains(&kind),
                            _ => false,
                        })
                    };
                    let turn = move |_change| {
                        self.change.update(|change| {
                            if let Some(TermChange::DocumentKinds { kinds }) = change {
                                if kinds.contains(&kind) {
                                    kinds.retain(|one| *one != kind);
                                } else {
                                    kinds.push(kind);
                                }
                            }
                        });
                    };
                    view! { <div class="choice"><input type="checkbox" id=id.clone() prop:checked=has on:change=turn /><label for=id>{kind.as_str()}</label></div> }
                });
                let boxes = view! { <fieldset><legend class="label">"Kinds that can be sent"</legend>{boxes.collect_view()}</fieldset> };
                ("Kinds of documents".to_owned(), boxes.into_any())
            }
        };
        view! {
            <section class="panel stack" aria-labelledby="new"><h2 id="new">{title}", "{move || program.get().spelled()}</h2>
                <form class="stack" novalidate on:submit=move |submit| { submit.prevent_default(); send(); }>
                    {fields}{first_day(self.from)}{ending(self.reason, running)}
                </form>
            </section>
        }
        .into_any()
    }

    fn order(self, now: &[DebtKind]) -> AnyView {
        let now = in_order(now);
        let options = orders().into_iter().enumerate().map(|(place, order)| {
            let words = in_order(&order);
            let chosen = words == now;
            view! { <option value=place.to_string() selected=chosen>{words}</option> }
        });
        let choose = move |event| {
            let place: usize = event_target_value(&event).parse().unwrap_or_default();
            if let Some(order) = orders().get(place) {
                let order = order.to_vec();
                self.change.set(Some(TermChange::PaymentOrder { order }));
            }
        };
        view! {
            <div class="form-item"><label for="order">"What payments pay first"</label>
                <p class="hint" id="order-h">"It counts for payments received from the day on. What was paid before stays as it is."</p>
                <select class="input w-l" id="order" aria-describedby="order-h" on:change=choose>{options.collect_view()}</select></div>
        }
        .into_any()
    }
}
