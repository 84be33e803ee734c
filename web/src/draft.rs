//! The draft of a return while somebody works on it: kept as typed, saved to the server by itself, never lost silently.

mod trouble;

pub(crate) use trouble::{SaveState, SaveTrouble};

use crate::client::accounts::show_account;
use crate::client::filings::{save_draft, show_draft, show_period_form};
use crate::client::periods::show_period;
use crate::client::{ClientError, Versioned};
use crate::rules::Rules;
use crate::session::{Left, Session};
use crate::show;
use crate::ui::browser;
use chrono::NaiveDateTime;
use futures_util::future::{try_join, try_join4};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ProblemCode;
use shared::contract::accounts::AccountSummary;
use shared::contract::filings::SavedDraft;
use shared::contract::periods::PeriodSummary;
use shared::filing::{Draft, Row};
use shared::form::{Form, LineId};
use std::time::Duration;

/// A pause in typing after which the draft is saved.
const PAUSE: Duration = Duration::from_millis(800);

/// How often a saving that is under way is looked at: two minutes, for ten thousand rows on a slow line.
const PATIENCE: u32 = 800;

/// How long to wait before trying again.
const RETRY: Duration = Duration::from_secs(4);

/// Everything that a return's pages need.
#[derive(Clone, Debug)]
pub(crate) struct Opened {
    /// The account.
    pub(crate) account: AccountSummary,
    /// The period.
    pub(crate) period: PeriodSummary,
    /// The form of the period.
    pub(crate) form: Form,
    /// What works it out.
    pub(crate) rules: Rules,
    /// The draft and its version.
    pub(crate) draft: Versioned<SavedDraft>,
}

impl Opened {
    /// Asks for all of it.
    pub(crate) async fn ask(account: String, period: String) -> Result<Self, ClientError> {
        // Who may not prepare returns is told so by the draft; the form says the same and is not asked twice.
        let asked = async {
            let draft = async { Ok(show_draft(&account, &period).await) };
            let form = async { Ok(show_period_form(&account, &period).await) };
            try_join(draft, form).await
        };
        let (found, period_found, (draft, form), rules) = try_join4(
            show_account(&account),
            show_period(&account, &period),
            asked,
            Rules::load(),
        )
        .await?;
        let draft = draft.map_err(|error| in_words(error, &found.summary.name))?;
        let text = form?;
        let form = rules.form(&text).ok_or(ClientError::Unreadable {
            status: 200,
            correlation_id: String::new(),
        })?;
        Ok(Self {
            rules,
            account: found.summary,
            period: period_found,
            form,
            draft,
        })
    }

    /// The address of the return's pages.
    pub(crate) fn path(&self) -> String {
        format!(
            "/accounts/{}/periods/{}/return",
            self.account.id, self.period.id
        )
    }

    /// `?amend=…`, when a filed return is being changed.
    pub(crate) fn query(&self) -> String {
        self.draft
            .body
            .amends
            .map(|filing| format!("?amend={filing}"))
            .unwrap_or_default()
    }
}

/// Who may look at an account but not prepare returns is told so in its own words.
fn in_words(error: ClientError, account: &str) -> ClientError {
    match error {
        ClientError::Problem(mut problem) if problem.code == ProblemCode::PermissionMissing => {
            problem.title = format!("You cannot prepare returns for {account}");
            problem.detail = "You may view this account. Preparing returns needs the right Prepare. An account owner can give it to you.".into();
            ClientError::Problem(problem)
        }
        other @ (ClientError::Problem(_)
        | ClientError::Offline
        | ClientError::Unreadable { .. }) => other,
    }
}

/// How safe what was typed is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Safety {
    /// Nothing was typed yet, ever.
    Empty,
    /// On the server since then.
    Saved(NaiveDateTime),
    /// Only in this window.
    Unsaved,
    /// On its way.
    Saving,
    /// The server does not answer; tried again every few seconds.
    Offline,
    /// Somebody else saved another version.
    Conflict(Box<Versioned<SavedDraft>>),
    /// The server refused it.
    Failed(ClientError),
}

/// Keeps one draft.
#[derive(Clone, Copy)]
pub(crate) struct Keeper {
    /// What is typed now.
    pub(crate) typed: RwSignal<Draft>,
    /// How safe it is.
    pub(crate) safety: RwSignal<Safety>,
    place: StoredValue<(String, String)>,
    saved: StoredValue<Draft>,
    version: StoredValue<String>,
    busy: StoredValue<bool>,
    turn: StoredValue<u32>,
    session: Session,
    /// Nothing of it goes to the server: figures that the desk tries out.
    apart: bool,
}

impl Keeper {
    /// A draft that is not saved.
    pub(crate) fn apart(draft: Draft) -> Self {
        Self {
            typed: RwSignal::new(draft.clone()),
            safety: RwSignal::new(Safety::Empty),
            place: StoredValue::new((String::new(), String::new())),
            saved: StoredValue::new(draft),
            version: StoredValue::new(String::new()),
            busy: StoredValue::new(false),
            turn: StoredValue::new(0),
            session: Session::here(),
            apart: true,
        }
    }

    /// Takes a draft over, with what an earlier visit could not save.
    pub(crate) fn new(opened: &Opened) -> Self {
        let session = Session::here();
        let saved = opened.draft.body.draft.clone();
        let safety = opened
            .draft
            .body
            .saved_at
            .map_or(Safety::Empty, |at| Safety::Saved(show::local(at)));
        let period = opened.period.id.to_string();
        let rescued = session
            .unsaved
            .try_update_value(|unsaved| {
                let place = unsaved.iter().position(|left| left.period == period)?;
                Some(unsaved.swap_remove(place))
            })
            .flatten();
        // Somebody else has saved another version since: it is shown, not overwritten.
        let clash = rescued
            .as_ref()
            .is_some_and(|left| left.over != saved && left.typed != saved);
        let typed = rescued.map_or_else(|| saved.clone(), |left| left.typed);
        let keeper = Self {
            typed: RwSignal::new(typed),
            safety: RwSignal::new(safety),
            place: StoredValue::new((opened.account.id.to_string(), period)),
            saved: StoredValue::new(saved),
            version: StoredValue::new(opened.draft.version.clone()),
            busy: StoredValue::new(false),
            turn: StoredValue::new(0),
            session,
            apart: false,
        };
        if clash {
            let theirs = Safety::Conflict(Box::new(opened.draft.clone()));
            keeper.safety.set(theirs);
        } else if keeper.is_unsaved() {
            keeper.safety.set(Safety::Unsaved);
            keeper.save_after(Duration::ZERO);
        }
        session.keeping.set_value(browser::path());
        keeper.watch();
        keeper
    }

    fn watch(self) {
        browser::on_window("visibilitychange", move |_event| {
            if browser::is_hidden() {
                self.save_soon_if_unsaved();
            }
        });
        browser::on_window("online", move |_event| self.save_soon_if_unsaved());
        browser::on_window("beforeunload", move |event| {
            if self.is_unsaved() && self.session.is_signed_in() {
                event.prevent_default();
                self.save_soon_if_unsaved();
            }
        });
        Effect::new(move |before: Option<u32>| {
            let count = self.session.rescue.get();
            if before.is_some_and(|before| before != count) {
                self.save_soon_if_unsaved();
            }
            count
        });
        Effect::new(move |_before: Option<()>| {
            self.typed.track();
            self.safety.track();
            let unsaved = self.is_unsaved();
            self.session.pending.set_value(unsaved);
            // What was said of unsaved changes is over: the next sign-out waits for its own.
            if !unsaved && self.session.stuck.with_untracked(Option::is_some) {
                self.session.stuck.set(None);
            }
        });
        on_cleanup(move || {
            self.session.pending.set_value(false);
            if self.is_unsaved() {
                let (account, period) = self.place.get_value();
                let (draft, version) = (self.typed.get_untracked(), self.version.get_value());
                let left = Left {
                    period: period.clone(),
                    typed: draft.clone(),
                    over: self.saved.get_value(),
                };
                self.session.unsaved.update_value(|unsaved| {
                    unsaved.retain(|left| left.period != period);
                    unsaved.push(left);
                });
                let session = self.session;
                spawn_local(async move {
                    if session.is_signed_in()
                        && save_draft(&account, &period, &version, &draft)
                            .await
                            .is_ok()
                    {
                        session.unsaved.update_value(|unsaved| {
                            unsaved.retain(|left| left.period != period);
                        });
                    }
                });
            }
        });
    }

    /// Somebody typed on a line.
    pub(crate) fn type_on(self, line: &LineId, text: String) {
        self.change(|draft| {
            if text.is_empty() {
                draft.lines.remove(line);
            } else {
                draft.lines.insert(line.clone(), text);
            }
        });
    }

    /// Somebody typed into a cell.
    pub(crate) fn type_in(self, table: &str, row: usize, column: &LineId, text: String) {
        self.change(|draft| {
            let rows = draft.rows.get_mut(table);
            if let Some(row) = rows.and_then(|rows| rows.get_mut(row)) {
                if text.is_empty() {
                    row.remove(column);
                } else {
                    row.insert(column.clone(), text);
                }
            }
        });
    }

    /// One more row.
    pub(crate) fn add_row(self, table: &str) {
        self.change(|draft| {
            let rows = draft.rows.entry(table.to_owned()).or_default();
            rows.push(Row::new());
        });
    }

    /// A row is taken out.
    pub(crate) fn remove_row(self, table: &str, row: usize) {
        self.change(|draft| {
            if let Some(rows) = draft.rows.get_mut(table) {
                if row < rows.len() {
                    rows.remove(row);
                }
                if rows.is_empty() {
                    draft.rows.remove(table);
                }
            }
        });
    }

    /// Rows that were pasted or read from a file, behind those that are there or in place of them.
    pub(crate) fn take_rows(self, table: &str, new: Vec<Row>, replace: bool) {
        self.change(|draft| {
            let rows = draft.rows.entry(table.to_owned()).or_default();
            if replace {
                rows.clear();
            }
            rows.extend(new);
        });
    }

    fn change(self, change: impl FnOnce(&mut Draft)) {
        self.typed.update(change);
        if self.apart {
            return;
        }
        if !self.safety.with_untracked(|safety| {
            matches!(
                safety,
                Safety::Unsaved | Safety::Offline | Safety::Conflict(_)
            )
        }) {
            self.safety.set(Safety::Unsaved);
        }
        self.save_after(PAUSE);
    }

    /// What is typed is not what the server has.
    pub(crate) fn is_unsaved(self) -> bool {
        self.saved
            .try_with_value(|saved| self.typed.with_untracked(|typed| typed != saved))
            .unwrap_or(false)
    }

    /// A saving is under way.
    pub(crate) fn is_saving(self) -> bool {
        self.busy.try_get_value() == Some(true)
    }

    fn save_soon_if_unsaved(self) {
        if self.is_unsaved() {
            self.save_after(Duration::ZERO);
        }
    }

    /// Saves after a while, unless something is typed in the meantime.
    fn save_after(self, wait: Duration) {
        let mine = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(mine);
        set_timeout(
            move || {
                if self.turn.try_get_value() == Some(mine) {
                    spawn_local(async move {
                        self.save().await;
                    });
                }
            },
            wait,
        );
    }

    /// Saves, and waits for a saving that is under way; says whether everything typed is on the server.
    pub(crate) async fn settle(self) -> bool {
        for _try in 0..PATIENCE {
            if self.save().await || !self.is_saving() {
                break;
            }
            browser::pause(150).await;
        }
        !self.is_unsaved()
    }

    /// What is typed is not wanted any more: it is saved no more.
    pub(crate) fn forget(self) {
        self.saved.set_value(self.typed.get_untracked());
        self.turn.set_value(self.turn.get_value().wrapping_add(1));
    }

    /// Saves now; says whether everything typed is on the server.
    pub(crate) async fn save(self) -> bool {
        if self.busy.try_get_value() != Some(false)
            || self
                .safety
                .with_untracked(|safety| matches!(safety, Safety::Conflict(_)))
        {
            return false;
        }
        self.busy.set_value(true);
        while self.is_unsaved() {
            let (account, period) = self.place.get_value();
            let sent = self.typed.get_untracked();
            self.safety.set(Safety::Saving);
            let answer = save_draft(&account, &period, &self.version.get_value(), &sent).await;
            if self.busy.is_disposed() {
                return answer.is_ok();
            }
            match answer {
                Ok(reply) => {
                    self.saved.set_value(sent);
                    self.version.set_value(reply.version);
                    let at = reply
                        .body
                        .saved_at
                        .map_or_else(|| self.session.local_now(), show::local);
                    self.safety.set(Safety::Saved(at));
                }
                Err(error) => {
                    self.stumble(error).await;
                    break;
                }
            }
        }
        self.busy.try_set_value(false);
        !self.is_unsaved()
    }

    async fn stumble(self, error: ClientError) {
        if error.code() == Some(ProblemCode::VersionStale) {
            let (account, period) = self.place.get_value();
            match show_draft(&account, &period).await {
                Ok(theirs)
                    if self
                        .typed
                        .with_untracked(|typed| *typed == theirs.body.draft) =>
                {
                    self.take(theirs);
                }
                Ok(theirs) => self.safety.set(Safety::Conflict(Box::new(theirs))),
                Err(error) => self.safety.set(Safety::Failed(error)),
            }
        } else if error == ClientError::Offline {
            self.safety.set(Safety::Offline);
            self.save_after(RETRY);
        } else if error.is_sign_in_needed() {
            self.safety.set(Safety::Unsaved);
            self.session.refused(&error);
        } else {
            let later = match &error {
                ClientError::Problem(problem) => problem.retryable,
                ClientError::Offline | ClientError::Unreadable { .. } => true,
            };
            self.safety.set(Safety::Failed(error));
            if later {
                self.save_after(RETRY.saturating_mul(4));
            }
        }
    }

    /// Of two versions, the one typed here.
    pub(crate) fn keep_mine(self, theirs: &Versioned<SavedDraft>) {
        self.version.set_value(theirs.version.clone());
        self.saved.set_value(theirs.body.draft.clone());
        self.safety.set(Safety::Unsaved);
        self.save_after(Duration::ZERO);
    }

    /// Of two versions, the one on the server.
    pub(crate) fn take(self, theirs: Versioned<SavedDraft>) {
        self.version.set_value(theirs.version);
        self.saved.set_value(theirs.body.draft.clone());
        self.typed.set(theirs.body.draft);
        self.safety.set(Safety::Saved(
            theirs
                .body
                .saved_at
                .map_or_else(|| self.session.local_now(), show::local),
        ));
    }

    /// Tries again at once.
    pub(crate) fn try_now(self) {
        self.save_after(Duration::ZERO);
    }
}
