//! What the service does by itself, by the clock. Each job can run twice, or in two processes at once, to the same effect.

pub mod interest;
pub mod obligations;
pub mod refunds;

use crate::state::State;
use std::time::Duration;

/// How often the jobs look whether there is something to do.
const PAUSE: Duration = Duration::from_secs(60);

/// Runs the jobs for as long as the service runs. A job that fails is tried again with the next turn.
pub async fn run(state: &State) {
    loop {
        match obligations::open_ahead(state).await {
            Ok(0) => {}
            Ok(opened) => tracing::info!(opened, "periods were opened ahead"),
            Err(error) => tracing::error!(%error, "periods could not be opened ahead"),
        }
        let mut more = false;
        match interest::post_month_ends(state).await {
            Ok(turn) => {
                more |= turn.more;
                if turn.posted > 0 {
                    tracing::info!(posted = turn.posted, "interest was posted");
                }
            }
            Err(error) => tracing::error!(%error, "interest could not be posted"),
        }
        match refunds::issue(state).await {
            Ok(0) => {}
            Ok(issued) => tracing::info!(issued, "refunds were issued"),
            Err(error) => tracing::error!(%error, "refunds could not be issued"),
        }
        if !more {
            // Early, when there is something to do or the sandbox's clock is moved.
            let _paused = tokio::time::timeout(PAUSE, state.wake.notified()).await;
        }
    }
}
