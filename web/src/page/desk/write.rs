//! A letter to the client about a piece of work.

use super::work::Now;
use crate::client::desk::write_to_client;
use crate::ui::browser;
use crate::ui::heading::Arrival;
use crate::ui::running::Running;
use leptos::prelude::*;
use shared::access::StaffPermission;
use shared::contract::desk::LetterBody;

/// The form, for who has taken work about a filing.
pub(super) fn panel(now: Now) -> AnyView {
    let shown = Memo::new(move |_before| {
        let open = now
            .work
            .with(|work| work.body.decided.is_none() && work.body.filing.is_some());
        open && now.here.may(StaffPermission::DecideWork) && now.is_mine()
    });
    (move || shown.get().then(|| form(now))).into_any()
}

fn form(now: Now) -> AnyView {
    let (subject, text, by) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let running = Running::new();
    let arrival = expect_context::<Arrival>();
    let send = move || {
        let Ok(answer_by) = by.get_untracked().parse() else {
            running.trouble.set(Some(
                "Choose the day by which the client answers".to_owned(),
            ));
            browser::focus("letter-by");
            return;
        };
        let letter = LetterBody {
            subject: subject.get_untracked(),
            paragraphs: paragraphs(&text.get_untracked()),
            answer_by,
        };
        let (id, version) = now
            .work
            .with_untracked(|work| (work.body.summary.id.to_string(), work.version.clone()));
        running.start(
            async move { write_to_client(&id, &version, &letter).await },
            move |next| {
                arrival.said.set("Sent".to_owned());
                for field in [subject, text, by] {
                    field.set(String::new());
                }
                now.set(next);
            },
        );
    };
    view! {
        <details class="disclosure"><summary>"Write to the client"</summary>
            <form class="disclosure__body stack measure" novalidate on:submit=move |submit| { submit.prevent_default(); send(); }>
                <div class="form-item"><label for="letter-subject">"Subject"</label>
                    <input class="input" id="letter-subject" type="text" maxlength="200" autocomplete="off" prop:value=subject on:input=move |typed| subject.set(event_target_value(&typed)) /></div>
                <div class="form-item"><label for="letter-text">"Text"</label><p class="hint" id="letter-h">"An empty line begins a paragraph. Your name is put below it."</p>
                    <textarea class="input" id="letter-text" aria-describedby="letter-h" prop:value=text on:input=move |typed| text.set(event_target_value(&typed))></textarea></div>
                <div class="form-item"><label for="letter-by">"Answer by"</label>
                    <input class="input w-m" id="letter-by" type="date" prop:value=by on:input=move |typed| by.set(event_target_value(&typed)) /></div>
                {running.alert()}
                <div class="actions"><button class="button button--secondary" type="submit" aria-disabled=move || running.is_busy()>"Send the letter"</button></div>
            </form>
        </details>
    }
    .into_any()
}

/// Paragraphs are parted by empty lines.
fn paragraphs(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut now: Vec<&str> = Vec::new();
    for line in text.lines().chain(std::iter::once("")) {
        if !line.trim().is_empty() {
            now.push(line.trim());
        } else if !now.is_empty() {
            all.push(now.join(" "));
            now.clear();
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn empty_lines_part_paragraphs() {
        assert_eq!(paragraphs("One\ntwo\n\n\n three \n"), ["One two", "three"]);
        assert!(paragraphs(" \n\n").is_empty());
    }
}
