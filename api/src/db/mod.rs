//! The database: a pool of connections with time limits, and one door for writing.

pub mod dev_server;
pub mod migrate;
pub mod routine;
pub mod schema;
mod tx;

pub use tx::{Act, Authority, Tx};

use crate::clock::Clock;
use crate::problem::{ApiError, unavailable};
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
};
use std::time::Duration;

/// A connection from the pool, for reading.
pub type Connection = Object<AsyncPgConnection>;

/// The pool.
#[derive(Clone)]
pub struct Db {
    pool: Pool<AsyncPgConnection>,
    pub(crate) clock: Clock,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Db")
    }
}

/// A statement may take 5 s, a lock 2 s, an idle transaction 10 s: a stuck request never holds others up.
/// Statements are planned once a connection: planning anew costs up to twenty times the running. Such a plan may be older than
/// the rows, so it must not rest on a table's being empty: where there is an index it is used. (Without `jit=off`, what has
/// no index would look dear enough to be compiled.)
const LIMITS: &str = "-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000 -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off";

impl Db {
    /// A pool of at most `size` connections to `url`. Connects when first used.
    ///
    /// # Errors
    /// When the pool cannot be built.
    pub fn new(url: &str, size: usize, clock: Clock) -> anyhow::Result<Self> {
        let mut config = ManagerConfig::default();
        // A broken connection shows at its first statement; asking each time would cost a round trip a request.
        config.recycling_method = RecyclingMethod::Fast;
        let separator = if url.contains('?') { '&' } else { '?' };
        let url = format!(
            "{url}{separator}options={}",
            LIMITS.replace(' ', "%20").replace('=', "%3D")
        );
        let manager =
            AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config(url, config);
        let pool = Pool::builder(manager)
            .max_size(size)
            .wait_timeout(Some(Duration::from_secs(3)))
            .create_timeout(Some(Duration::from_secs(3)))
            .runtime(deadpool::Runtime::Tokio1)
            .build()?;
        Ok(Self { pool, clock })
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// 503 when there is none within three seconds.
    pub async fn read(&self) -> Result<Connection, ApiError> {
        self.pool.get().await.map_err(|error| unavailable(&error))
    }

    /// Waits until the pool is closed: for tests that drop their database.
    pub fn close(&self) {
        self.pool.close();
    }
}
