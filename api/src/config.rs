//! Every setting, read from `TRACS_*` variables in one place. None is needed for the sandbox.

use anyhow::{Context, bail};
use secrecy::SecretString;
use shared::access::StaffRole;
use std::path::PathBuf;

/// Which house this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Test people, a movable clock, its own identity provider.
    Sandbox,
    /// Real taxpayers.
    Production,
}

impl Mode {
    /// The name of the mode.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Production => "production",
        }
    }
}

/// Where the jobs run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jobs {
    /// In the process that serves.
    Inside,
    /// In a process of their own, `tracs work`.
    Apart,
}

/// The identity provider and how it knows us.
#[derive(Clone, Debug)]
pub struct OidcConfig {
    /// The issuer; discovery is at `/.well-known/openid-configuration` below it.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: SecretString,
    /// How it says who is of the administration's staff.
    pub staff: StaffClaim,
}

/// The claim of an ID token that says who is of the administration's staff, and what each value means.
#[derive(Clone, Debug)]
pub struct StaffClaim {
    /// The name of the claim; its value is a text or a list of texts.
    pub name: String,
    /// The provider's text for each role.
    pub values: Vec<(String, StaffRole)>,
}

impl StaffClaim {
    /// The claim of that name, and `value=role` pairs: `TRA-Assessors=assessor,TRA-Policy=policy`.
    ///
    /// # Errors
    /// When a pair names no role.
    pub fn new(name: String, pairs: &str) -> anyhow::Result<Self> {
        let read = |pair: &str| {
            let (value, role) = pair.split_once('=').with_context(|| {
                format!("TRACS_STAFF_ROLES: {pair:?} is no pair like TRA-Assessors=assessor")
            })?;
            let role = role.trim().parse().ok().with_context(|| {
                format!("TRACS_STAFF_ROLES: {role:?} is none of observer, assessor, policy")
            })?;
            Ok((value.trim().to_owned(), role))
        };
        let values: anyhow::Result<Vec<_>> = pairs.split(',').map(read).collect();
        Ok(Self {
            name,
            values: values?,
        })
    }

    /// Each role by its own name.
    pub fn plain() -> Self {
        let own = |role: &StaffRole| (role.as_str().to_owned(), *role);
        Self {
            name: "tracs_staff".into(),
            values: StaffRole::ALL.iter().map(own).collect(),
        }
    }

    /// The roles that a claim's value stands for. What is unknown stands for none.
    pub fn roles(&self, value: &serde_json::Value) -> Vec<StaffRole> {
        let mut roles: Vec<StaffRole> = Vec::new();
        let several = value.as_array().map(Vec::as_slice);
        let texts = several.unwrap_or(std::slice::from_ref(value));
        for text in texts.iter().filter_map(serde_json::Value::as_str) {
            let meant = self.values.iter().filter(|(value, _role)| value == text);
            for (_value, role) in meant {
                if !roles.contains(role) {
                    roles.push(*role);
                }
            }
        }
        roles
    }
}

/// All settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// `TRACS_MODE`.
    pub mode: Mode,
    /// `TRACS_BIND`: the address to listen on.
    pub bind: String,
    /// `TRACS_PORT`.
    pub port: u16,
    /// `TRACS_PUBLIC_URL`: the origin that browsers see, without a slash at the end.
    pub public_url: String,
    /// `TRACS_DATABASE_URL`: as the application role.
    pub database_url: Option<SecretString>,
    /// `TRACS_DATABASE_OWNER_URL`: as the owner, for `migrate`.
    pub owner_url: Option<SecretString>,
    /// `TRACS_DATABASE_POOL`: connections at most.
    pub pool_size: usize,
    /// `TRACS_OIDC_ISSUER`, `TRACS_OIDC_CLIENT_ID`, `TRACS_OIDC_CLIENT_SECRET`; `TRACS_STAFF_CLAIM` and
    /// `TRACS_STAFF_ROLES` for the administration's staff.
    pub oidc: OidcConfig,
    /// `TRACS_PIN_PEPPER`: mixed into every PIN hash and kept apart from the database.
    pub pin_pepper: SecretString,
    /// `TRACS_SIGNING_KEY`: a PKCS #8 file with the Ed25519 key of receipts.
    pub signing_key: Option<PathBuf>,
    /// `TRACS_SITE`: the folder with the built browser application.
    pub site: PathBuf,
    /// `TRACS_DATA`: where the sandbox keeps its cluster and keys.
    pub data: Option<PathBuf>,
    /// `TRACS_REQUESTS_PER_SECOND`: of one session or address; bursts may be twice as many.
    pub requests_per_second: u32,
    /// `TRACS_WORKERS`: threads that answer requests.
    pub workers: usize,
    /// `TRACS_JOBS`: `inside` the serving process, which is the default, or `apart`, where `tracs work` runs them.
    pub jobs: Jobs,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// When a value cannot be read, or production lacks one that has no safe default.
    pub fn from_env() -> anyhow::Result<Self> {
        let mode = match variable("TRACS_MODE").as_deref() {
            None | Some("sandbox") => Mode::Sandbox,
            Some("production") => Mode::Production,
            Some(other) => bail!("TRACS_MODE is {other:?}: set it to sandbox or production"),
        };
        let jobs = match variable("TRACS_JOBS").as_deref() {
            None | Some("inside") => Jobs::Inside,
            Some("apart") => Jobs::Apart,
            Some(other) => bail!("TRACS_JOBS is {other:?}: set it to inside or apart"),
        };
        let port = number("TRACS_PORT", 8080)?;
        let public_url =
            variable("TRACS_PUBLIC_URL").unwrap_or_else(|| format!("http://localhost:{port}"));
        let public_url = public_url.trim_end_matches('/').to_owned();
        let config = Self {
            mode,
            bind: variable("TRACS_BIND").unwrap_or_else(|| "127.0.0.1".into()),
            port,
            oidc: OidcConfig {
                issuer: variable("TRACS_OIDC_ISSUER")
                    .unwrap_or_else(|| format!("{public_url}/sandbox/issuer")),
                client_id: variable("TRACS_OIDC_CLIENT_ID").unwrap_or_else(|| "tracs".into()),
                client_secret: variable("TRACS_OIDC_CLIENT_SECRET")
                    .unwrap_or_else(|| "sandbox-secret".into())
                    .into(),
                staff: staff_claim()?,
            },
            public_url,
            database_url: variable("TRACS_DATABASE_URL").map(Into::into),
            owner_url: variable("TRACS_DATABASE_OWNER_URL").map(Into::into),
            pool_size: number("TRACS_DATABASE_POOL", 16)?,
            pin_pepper: variable("TRACS_PIN_PEPPER")
                .unwrap_or_else(|| "sandbox-pepper".into())
                .into(),
            signing_key: variable("TRACS_SIGNING_KEY").map(Into::into),
            site: variable("TRACS_SITE")
                .unwrap_or_else(|| "dist".into())
                .into(),
            data: variable("TRACS_DATA").map(Into::into),
            requests_per_second: number("TRACS_REQUESTS_PER_SECOND", 200)?,
            workers: number("TRACS_WORKERS", 2)?,
            jobs,
        };
        if mode == Mode::Production {
            for needed in [
                "TRACS_DATABASE_URL",
                "TRACS_OIDC_ISSUER",
                "TRACS_OIDC_CLIENT_ID",
                "TRACS_OIDC_CLIENT_SECRET",
                "TRACS_PIN_PEPPER",
                "TRACS_SIGNING_KEY",
                "TRACS_PUBLIC_URL",
            ] {
                if variable(needed).is_none() {
                    bail!("{needed} is not set: production needs it");
                }
            }
            if !config.public_url.starts_with("https://") {
                bail!("TRACS_PUBLIC_URL must begin with https:// in production");
            }
        }
        Ok(config)
    }

    /// Browsers reach us over TLS, so cookies can be `__Host-` and `Secure`.
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

fn staff_claim() -> anyhow::Result<StaffClaim> {
    let mut claim = StaffClaim::plain();
    if let Some(name) = variable("TRACS_STAFF_CLAIM") {
        claim.name = name;
    }
    match variable("TRACS_STAFF_ROLES") {
        Some(pairs) => StaffClaim::new(claim.name, &pairs),
        None => Ok(claim),
    }
}

fn variable(name: &str) -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads settings"
    )]
    let value = std::env::var(name).ok();
    value.filter(|value| !value.is_empty())
}

fn number<T: std::str::FromStr>(name: &str, default: T) -> anyhow::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    variable(name).map_or(Ok(default), |text| {
        text.parse()
            .with_context(|| format!("{name} is {text:?}: set it to a number"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_names_roles_in_the_provider_s_words() {
        let pairs = "TRA-Assessors=assessor, TRA-Policy = policy";
        let claim = StaffClaim::new("groups".into(), pairs).unwrap();
        let roles = |value| claim.roles(&value);
        let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(roles(json("\"TRA-Policy\"")), [StaffRole::Policy]);
        let both = json("[\"TRA-Assessors\", \"Everybody\", \"TRA-Policy\", \"TRA-Assessors\"]");
        assert_eq!(roles(both), [StaffRole::Assessor, StaffRole::Policy]);
        for none in ["null", "true", "{}", "\"assessor\"", "[[\"TRA-Policy\"]]"] {
            assert_eq!(roles(json(none)), [], "{none}");
        }
        assert!(StaffClaim::new("groups".into(), "TRA=boss").is_err());
        assert!(StaffClaim::new("groups".into(), "assessor").is_err());
    }
}
