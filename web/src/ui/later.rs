//! Parts that come in a file of their own, so that the sign-in page does not wait for them: pages, and much of the frame.

use super::obstacle::ChunkMissing;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::pin::Pin;

/// Shows a part, once its file is here.
pub(crate) type Part = Box<dyn FnOnce() -> AnyView>;

/// Shows `meanwhile` until the part is here.
pub(crate) fn later(
    asking: impl Future<Output = Result<Part, ChunkMissing>> + 'static,
    meanwhile: fn() -> AnyView,
) -> AnyView {
    arriving(Box::pin(asking), meanwhile)
}

/// The same without the type of the question: each would otherwise bring its own copy of the code.
fn arriving(
    asking: Pin<Box<dyn Future<Output = Result<Part, ChunkMissing>>>>,
    meanwhile: fn() -> AnyView,
) -> AnyView {
    let part = StoredValue::new_local(None::<Part>);
    let here = RwSignal::new(false);
    spawn_local(async move {
        let show = asking
            .await
            .unwrap_or_else(|missing| Box::new(move || missing.view()));
        // Gone when somebody went on before it came.
        if part.try_set_value(Some(show)).is_none() {
            here.set(true);
        }
    });
    (move || {
        if here.get() {
            part.try_update_value(Option::take)
                .flatten()
                .map_or_else(|| ().into_any(), untrack)
        } else {
            meanwhile()
        }
    })
    .into_any()
}
