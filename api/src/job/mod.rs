//! What the service does by itself, by the clock. Each job can run twice, or in two processes at once, to the same effect.

pub mod interest;
pub mod obligations;
pub mod rates_ahead;
pub mod refunds;

use crate::problem::ApiError;
use crate::state::State;
use std::time::Duration;

/// How often the jobs look whether there is something to do.
const PAUSE: Duration = Duration::from_secs(60);

/// Runs the jobs for as long as the service runs. A job that fails is tried again with the next turn.
pub async fn run(state: &State) {
    let mut asked = rates_ahead::Asked::default();
    let mut refunds = refunds::Refunds::default();
    loop {
        told("close periods", obligations::close_ended(state).await);
        told("open periods", obligations::open_ahead(state).await);
        told("open payments", obligations::open_payments(state).await);
        let turn = interest::post_month_ends(state).await;
        let more = turn.as_ref().is_ok_and(|turn| turn.more);
        told("post interest", turn.map(|turn| turn.posted));
        told("ask for rates", asked.look(state).await);
        if !more {
            told("issue refunds", refunds.issue(state).await);
            // Early, when there is something to do or the sandbox's clock is moved.
            let _paused = tokio::time::timeout(PAUSE, state.wake.notified()).await;
        }
    }
}

/// What a turn of a job has done, or why it could not.
fn told(job: &str, done: Result<usize, ApiError>) {
    match done {
        Ok(0) => {}
        Ok(count) => tracing::info!(job, count, "a job has done something"),
        Err(error) => tracing::error!(job, %error, "a job could not be done"),
    }
}
