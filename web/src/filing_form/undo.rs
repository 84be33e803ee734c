//! The way back after rows were removed or replaced: a press must not lose what took an hour to type.

use super::Filling;
use super::rows::whole;
use crate::ui::browser;
use leptos::prelude::*;
use shared::filing::Row;

/// Rows as they were before some were removed or replaced.
#[derive(Clone)]
pub(super) struct Gone {
    pub(super) table: String,
    pub(super) rows: Vec<Row>,
    /// What was done.
    pub(super) said: String,
}

impl Gone {
    pub(super) fn of(filling: Filling, table: &str, said: String) -> Self {
        let rows = filling
            .keeper
            .typed
            .with_untracked(|draft| draft.rows.get(table).cloned().unwrap_or_default());
        Self {
            table: table.to_owned(),
            rows,
            said,
        }
    }
}

/// What was done to the rows, and the way back.
pub(super) fn undo(filling: Filling, gone: RwSignal<Option<Gone>>) -> impl IntoView {
    let back = move |_press| {
        if let Some(Gone { table, rows, .. }) = gone.get_untracked() {
            filling.keeper.take_rows(&table, rows, true);
            filling.drop_rows(&table);
            gone.set(None);
            let id = whole(&table);
            browser::soon(move || browser::focus(&id));
        }
    };
    view! {
        <div role="status">{move || gone.get().map(|gone| view! {
            <p class="row"><span>{gone.said}</span><button class="button button--text button--small" type="button" on:click=back>"Undo"</button></p>
        })}</div>
    }
}
