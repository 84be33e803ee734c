//! Who is signed in, until when, and what happens before and after that.
//!
//! The server owns the clock. Remaining time is its deadlines against its clock, carried on by the browser's
//! wall clock, so that neither a wrong clock nor a sleeping laptop leads to a wrong count.

use crate::client::{ClientError, session as client};
use crate::show;
use crate::ui::browser;
use chrono::{DateTime, NaiveDateTime};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ProblemCode;
use shared::contract::session::{ActingFor, Session as Reply};

/// The warning comes so many seconds before the end.
pub(crate) const WARN_SECONDS: i64 = 120;

/// The request to confirm credentials comes so many seconds before they end.
const CONFIRM_SECONDS: i64 = 300;

/// Unsaved text is saved so many seconds before the end.
const RESCUE_SECONDS: i64 = 10;

/// How often what is typed is looked at while it is saved before the session ends, and how many milliseconds apart.
const LAST_SAVE: u32 = 40;
const LOOK: u64 = 150;

const UNSAVED: &str = "Your last changes are not saved yet. Look at the form, or sign out once more to leave without them.";
const NOT_ENDED: &str = "You are still signed in: TRACS could not be reached. Try again, and close all windows of the browser if you use a shared computer.";

/// Where this tab stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The first answer is not there yet.
    Asking,
    /// Nobody is signed in.
    SignedOut,
    /// Somebody is.
    SignedIn,
    /// Somebody was; their data are off the screen.
    Locked(Reason),
    /// The service did not answer the first question.
    Unknown(ClientError),
}

/// Why the screen is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Nothing was done for 15 minutes.
    Idle,
    /// An hour has passed.
    Credentials,
    /// Ended elsewhere: in another tab, or by the server.
    Ended,
}

/// Who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Who {
    /// The person's name.
    pub(crate) name: String,
    /// The clients to act for.
    pub(crate) clients: Vec<ActingFor>,
    /// Unread letters.
    pub(crate) unread: i64,
    /// Of the administration's staff: at the desk.
    pub(crate) staff: bool,
}

#[derive(Clone, Copy)]
struct Limits {
    /// The server's clock less the browser's, in milliseconds.
    ahead: i64,
    idle_ends: i64,
    credentials_end: i64,
    asked_at: i64,
}

/// The session as every part of the application sees it.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    /// Where this tab stands.
    pub(crate) stage: RwSignal<Stage>,
    /// Who is signed in.
    pub(crate) who: RwSignal<Who>,
    /// Seconds left, while the warning is up.
    pub(crate) warning: RwSignal<Option<i64>>,
    /// Credentials have to be confirmed soon, at that time in milliseconds.
    pub(crate) confirm_by: RwSignal<Option<i64>>,
    /// Something typed is not on the server yet, as the page that keeps it says.
    pub(crate) pending: StoredValue<bool>,
    /// Why the session was not ended.
    pub(crate) stuck: RwSignal<Option<&'static str>>,
    /// Counts up when everything unsaved has to be saved now.
    pub(crate) rescue: RwSignal<u32>,
    /// When the session ended or will end, in milliseconds of the server's clock.
    pub(crate) ends_at: RwSignal<i64>,
    /// The field that had focus last, to come back to.
    pub(crate) field: RwSignal<String>,
    /// Drafts that could not be saved when their page was left: in memory only.
    pub(crate) unsaved: StoredValue<Vec<Left>>,
    /// The page whose draft is saved by itself, while it is open and after it was locked.
    pub(crate) keeping: StoredValue<String>,
    limits: StoredValue<Option<Limits>>,
    extended_at: StoredValue<i64>,
}

/// A draft that was left before it could be saved.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    /// The period.
    pub(crate) period: String,
    /// What was typed,
    pub(crate) typed: shared::filing::Draft,
    /// over this, which the server had.
    pub(crate) over: shared::filing::Draft,
}

impl Session {
    /// Asks who is signed in and keeps watch from then on.
    pub(crate) fn start() -> Self {
        let session = Self {
            stage: RwSignal::new(Stage::Asking),
            who: RwSignal::new(Who::default()),
            warning: RwSignal::new(None),
            confirm_by: RwSignal::new(None),
            pending: StoredValue::new(false),
            stuck: RwSignal::new(None),
            rescue: RwSignal::new(0),
            ends_at: RwSignal::new(0),
            field: RwSignal::new(String::new()),
            unsaved: StoredValue::new(Vec::new()),
            keeping: StoredValue::new(String::new()),
            limits: StoredValue::new(None),
            extended_at: StoredValue::new(0),
        };
        provide_context(session);
        session.ask();
        set_interval(move || session.tick(), std::time::Duration::from_secs(1));
        for event in ["focus", "visibilitychange", "online", "pageshow"] {
            browser::on_window(event, move |_event| session.ask_again());
        }
        for event in ["keydown", "pointerdown"] {
            browser::on_window(event, move |_event| session.active());
        }
        browser::on_window("focusin", move |_event| {
            if let Some(id) = browser::focused_field() {
                session.field.set(id);
            }
        });
        browser::on_other_tabs(move || session.ask_again());
        session
    }

    /// The session of this application.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// What the clocks in Alberta show now, by the server.
    pub(crate) fn local_now(self) -> NaiveDateTime {
        let ahead = self
            .limits
            .get_value()
            .map(|limits| limits.ahead)
            .unwrap_or_default();
        DateTime::from_timestamp_millis(browser::now().saturating_add(ahead))
            .map(show::local)
            .unwrap_or_default()
    }

    /// Somebody is signed in, and the screen is not locked.
    pub(crate) fn is_signed_in(self) -> bool {
        self.stage.with_untracked(|stage| *stage == Stage::SignedIn)
    }

    /// A call was refused because nobody is signed in any more.
    pub(crate) fn refused(self, error: &ClientError) {
        if error.is_sign_in_needed() {
            self.lock(reason(error));
        }
    }

    /// Prolongs the session at the person's wish.
    pub(crate) fn stay(self) {
        self.warning.set(None);
        self.extend();
    }

    /// Saves what was typed, ends the session and leaves nothing behind. Who is told that something could not be saved may
    /// leave without it.
    pub(crate) fn sign_out(self) {
        let warned = self.stuck.get_untracked() == Some(UNSAVED);
        self.rescue.update(|count| *count = count.wrapping_add(1));
        spawn_local(async move {
            for _try in 0..LAST_SAVE {
                if warned || !self.pending.get_value() {
                    break;
                }
                browser::pause(LOOK).await;
            }
            if !warned && self.pending.get_value() {
                self.stuck.set(Some(UNSAVED));
                return;
            }
            match client::end_session().await {
                Err(error) if !error.is_sign_in_needed() => self.stuck.set(Some(NOT_ENDED)),
                Ok(_) | Err(_) => {
                    browser::tell_other_tabs();
                    // A full load, so that nothing stays in memory.
                    browser::go_to("/");
                }
            }
        });
    }

    /// Asks the server now: a letter was read, or another page changed something.
    pub(crate) fn ask(self) {
        spawn_local(async move {
            match client::show_session().await {
                Ok(reply) => self.learn(reply),
                Err(error) if error.is_sign_in_needed() => match self.stage.get_untracked() {
                    Stage::SignedIn => self.lock(reason(&error)),
                    Stage::Locked(_) => {}
                    Stage::Asking | Stage::SignedOut | Stage::Unknown(_) => {
                        self.stage.set(Stage::SignedOut);
                    }
                },
                Err(error) => {
                    if self.stage.get_untracked() == Stage::Asking {
                        self.stage.set(Stage::Unknown(error));
                    } else if self
                        .remaining()
                        .is_some_and(|(idle, _credentials)| idle <= 0)
                    {
                        self.lock(Reason::Idle);
                    }
                }
            }
        });
    }

    fn ask_again(self) {
        if self
            .stage
            .with_untracked(|stage| matches!(stage, Stage::SignedIn | Stage::Locked(_)))
        {
            self.ask();
        }
    }

    fn learn(self, reply: Reply) {
        let now = browser::now();
        let limits = Limits {
            ahead: reply.now.timestamp_millis().saturating_sub(now),
            idle_ends: reply.idle_ends_at.timestamp_millis(),
            credentials_end: reply.credentials_end_at.timestamp_millis(),
            asked_at: now,
        };
        self.limits.set_value(Some(limits));
        show::learn_zone(reply.zone);
        let who = Who {
            name: reply.person.name,
            clients: reply.clients,
            unread: reply.unread_messages,
            staff: reply.staff,
        };
        if self.who.with_untracked(|before| *before != who) {
            self.who.set(who);
        }
        if self.stage.with_untracked(|stage| *stage != Stage::SignedIn) {
            self.stage.set(Stage::SignedIn);
        }
        self.watch();
    }

    /// Seconds until the session idles out and until credentials have to be confirmed.
    fn remaining(self) -> Option<(i64, i64)> {
        let limits = self.limits.get_value()?;
        let now = browser::now().saturating_add(limits.ahead);
        let seconds = |until: i64| {
            until
                .saturating_sub(now)
                .saturating_add(999)
                .div_euclid(1000)
        };
        Some((seconds(limits.idle_ends), seconds(limits.credentials_end)))
    }

    fn tick(self) {
        if self.stage.with_untracked(|stage| *stage == Stage::SignedIn) {
            self.watch();
        }
    }

    fn watch(self) {
        let (Some((idle, credentials)), Some(limits)) = (self.remaining(), self.limits.get_value())
        else {
            return;
        };
        let age = browser::now().saturating_sub(limits.asked_at);
        let near = idle <= WARN_SECONDS;
        // Another tab may have been at work: ask before warning and before locking.
        if age > 30_000 || (near && age > 5_000) || ((idle <= 0 || credentials <= 0) && age > 1_500)
        {
            self.limits.update_value(|limits| {
                if let Some(limits) = limits {
                    limits.asked_at = browser::now();
                }
            });
            self.ask();
            if age > 30_000 {
                return;
            }
        }
        if idle == RESCUE_SECONDS || credentials == RESCUE_SECONDS {
            self.rescue.update(|count| *count = count.wrapping_add(1));
        }
        if idle <= 0 {
            return self.lock(Reason::Idle);
        }
        if credentials <= 0 {
            return self.lock(Reason::Credentials);
        }
        self.ends_at.set(limits.idle_ends);
        let warning = near.then_some(idle);
        if self.warning.get_untracked() != warning {
            self.warning.set(warning);
        }
        let confirm = (credentials <= CONFIRM_SECONDS).then_some(limits.credentials_end);
        if self.confirm_by.get_untracked() != confirm {
            self.confirm_by.set(confirm);
        }
    }

    /// The person does something. While the warning is up, only its buttons count.
    fn active(self) {
        let now = browser::now();
        let signed_in = self.stage.with_untracked(|stage| *stage == Stage::SignedIn);
        let lately = now.saturating_sub(self.extended_at.get_value()) < 60_000;
        if signed_in && !lately && self.warning.get_untracked().is_none() {
            self.extend();
        }
    }

    fn extend(self) {
        self.extended_at.set_value(browser::now());
        spawn_local(async move {
            match client::extend_session().await {
                Ok(limits) => {
                    self.limits.set_value(Some(Limits {
                        ahead: limits.now.timestamp_millis().saturating_sub(browser::now()),
                        idle_ends: limits.idle_ends_at.timestamp_millis(),
                        credentials_end: limits.credentials_end_at.timestamp_millis(),
                        asked_at: browser::now(),
                    }));
                    self.watch();
                    browser::tell_other_tabs();
                }
                Err(error) => self.refused(&error),
            }
        });
    }

    fn lock(self, reason: Reason) {
        if let Some(limits) = self.limits.get_value() {
            self.ends_at.set(match reason {
                Reason::Credentials => limits.credentials_end,
                Reason::Idle | Reason::Ended => limits
                    .idle_ends
                    .min(browser::now().saturating_add(limits.ahead)),
            });
        }
        self.warning.set(None);
        self.confirm_by.set(None);
        if self
            .stage
            .with_untracked(|stage| !matches!(stage, Stage::Locked(_)))
        {
            self.stage.set(Stage::Locked(reason));
        }
    }
}

fn reason(error: &ClientError) -> Reason {
    match error.code() {
        Some(ProblemCode::IdledOut) => Reason::Idle,
        Some(ProblemCode::CredentialsNeeded) => Reason::Credentials,
        _ => Reason::Ended,
    }
}

/// What the live region says at that many seconds: three times, never each second.
pub(crate) const fn spoken(seconds: i64) -> &'static str {
    match seconds {
        61.. => "You will be signed out in 2 minutes.",
        21..=60 => "You will be signed out in 1 minute.",
        _ => "You will be signed out in 20 seconds.",
    }
}

/// What the clock in the warning shows.
pub(crate) fn remaining_words(seconds: i64) -> String {
    match seconds {
        61.. => "2 minutes".to_owned(),
        60 => "1 minute".to_owned(),
        1 => "1 second".to_owned(),
        seconds => format!("{seconds} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warning_speaks_three_times() {
        let mut heard: Vec<&str> = (1..=WARN_SECONDS).rev().map(spoken).collect();
        heard.dedup();
        assert_eq!(heard.len(), 3);
        assert_eq!(remaining_words(120), "2 minutes");
        assert_eq!(remaining_words(60), "1 minute");
        assert_eq!(remaining_words(20), "20 seconds");
    }
}
