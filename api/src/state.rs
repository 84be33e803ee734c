//! What every handler can reach: settings, clock, database, identity provider, signing key.

use crate::auth::oidc::Provider;
use crate::auth::pin::PinHasher;
use crate::auth::signer::Signer;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::http::rate_limit::Limiter;
use crate::http::spec::Operations;
use std::sync::OnceLock;
use tokio::sync::Notify;

/// The shared state of one process.
#[derive(Debug)]
pub struct State {
    /// Settings.
    pub config: Config,
    /// Time.
    pub clock: Clock,
    /// The database.
    pub db: Db,
    /// The identity provider.
    pub provider: Provider,
    /// The key of receipts.
    pub signer: Signer,
    /// Hashes and checks PINs.
    pub pins: PinHasher,
    /// Requests a second.
    pub limiter: Limiter,
    /// The sandbox's own identity provider, in the sandbox.
    pub issuer: Option<crate::feature::sandbox::issuer::Issuer>,
    /// Calls the jobs before their pause is over.
    pub wake: Notify,
    /// The API as documented, known once the routes are registered.
    document: OnceLock<Document>,
}

/// The OpenAPI document and what follows from it.
#[derive(Debug)]
pub struct Document {
    /// As JSON.
    pub json: String,
    /// SHA-256 of it, in hexadecimal.
    pub sha256: String,
    /// For routing.
    pub operations: Operations,
}

impl State {
    /// State from settings, before any route is known.
    ///
    /// # Errors
    /// When a key cannot be read or the pool cannot be built.
    pub fn new(config: Config, clock: Clock, db: Db, signer: Signer) -> anyhow::Result<Self> {
        let issuer = match config.mode {
            crate::config::Mode::Sandbox => {
                Some(crate::feature::sandbox::issuer::Issuer::new(&config)?)
            }
            crate::config::Mode::Production => None,
        };
        Ok(Self {
            provider: Provider::new(&config)?,
            pins: PinHasher::new(config.pin_pepper.clone())?,
            limiter: Limiter::new(config.requests_per_second, config.secure()),
            wake: Notify::new(),
            document: OnceLock::new(),
            issuer,
            config,
            clock,
            db,
            signer,
        })
    }

    /// Keeps the document; the first call counts, since every worker registers the same routes.
    pub fn keep_document(&self, document: impl FnOnce() -> Document) {
        self.document.get_or_init(document);
    }

    /// The document, once routes are registered.
    pub fn document(&self) -> Option<&Document> {
        self.document.get()
    }

    /// The documented operations, once routes are registered.
    pub fn operations(&self) -> Option<&Operations> {
        self.document.get().map(|document| &document.operations)
    }
}
