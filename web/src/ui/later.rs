//! Parts of the frame that come in a file of their own, so that the sign-in page does not wait for them.

use super::obstacle::ChunkMissing;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use std::future::Future;

/// Shows `meanwhile` until the part is here.
pub(crate) fn later<Asking: Future<Output = Result<AnyView, ChunkMissing>> + 'static>(
    asking: Asking,
    meanwhile: fn() -> AnyView,
) -> AnyView {
    let part = StoredValue::new_local(None::<AnyView>);
    let here = RwSignal::new(false);
    // The part belongs to whoever asked for it: contexts are found and it goes when they go.
    spawn_local(ScopedFuture::new(async move {
        let view = asking.await.unwrap_or_else(ChunkMissing::view);
        if part.try_set_value(Some(view)).is_none() {
            here.set(true);
        }
    }));
    (move || {
        if here.get() {
            part.try_update_value(Option::take)
                .flatten()
                .unwrap_or_else(|| ().into_any())
        } else {
            meanwhile()
        }
    })
    .into_any()
}
