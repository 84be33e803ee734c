//! Runs the application on a port until it is told to stop.

use crate::config::Jobs;
use crate::state::State;
use crate::{app, job};
use actix_web::{HttpServer, web};
use anyhow::Context;
use std::time::Duration;

/// Serves until a signal; requests under way are finished first.
///
/// # Errors
/// When the port is taken.
pub async fn run(state: State) -> anyhow::Result<()> {
    let (bind, port, workers) = (
        state.config.bind.clone(),
        state.config.port,
        state.config.workers,
    );
    let state = web::Data::new(state);
    let jobs = state.clone();
    let served = HttpServer::new(move || app::build(state.clone()))
        .workers(workers)
        .client_request_timeout(Duration::from_secs(10))
        .keep_alive(Duration::from_secs(75))
        .shutdown_timeout(10)
        .bind((bind.as_str(), port))
        .with_context(|| format!("port {port} is taken: stop what uses it or set TRACS_PORT"))?
        .run();
    if jobs.config.jobs == Jobs::Apart {
        return Ok(served.await?);
    }
    // The jobs have no end of their own: they stop when serving does.
    tokio::select! {
        done = served => done?,
        () = job::run(&jobs) => {}
    }
    Ok(())
}
