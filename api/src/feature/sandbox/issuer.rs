//! A small OpenID provider for test people. It checks what a real one checks: client, redirect address, PKCE, single use.

use crate::auth::signer::Signer;
use crate::config::{Config, OidcConfig};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::access::StaffRole;
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use subtle::ConstantTimeEq;

/// What the browser brings from the client.
#[derive(Clone, Debug, Deserialize)]
pub struct AuthorizationRequest {
    /// Must be `code`.
    pub response_type: String,
    /// Who asks.
    pub client_id: String,
    /// Where to go back to.
    pub redirect_uri: String,
    /// What is asked for.
    #[serde(default)]
    pub scope: String,
    /// Given back unchanged.
    #[serde(default)]
    pub state: String,
    /// Put into the ID token.
    #[serde(default)]
    pub nonce: String,
    /// PKCE.
    #[serde(default)]
    pub code_challenge: String,
    /// Must be `S256`.
    #[serde(default)]
    pub code_challenge_method: String,
}

/// What a client brings to redeem a code.
#[derive(Clone, Debug, Deserialize)]
pub struct TokenRequest {
    /// Must be `authorization_code`.
    pub grant_type: String,
    /// The code.
    pub code: String,
    /// The same as before.
    pub redirect_uri: String,
    /// PKCE.
    #[serde(default)]
    pub code_verifier: String,
    /// The client, when it does not use Basic authentication.
    pub client_id: Option<String>,
    /// Its secret.
    pub client_secret: Option<String>,
}

struct Code {
    request: AuthorizationRequest,
    person: Person,
    auth_time: DateTime<Utc>,
}

/// A test person as the issuer knows them.
#[derive(Clone, Debug)]
pub struct Person {
    /// The subject.
    pub subject: String,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: Option<String>,
    /// The roles at the administration's desk, as this issuer names them.
    pub roles: Vec<String>,
}

/// Claims of an ID token.
#[derive(Debug, Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    exp: i64,
    iat: i64,
    auth_time: i64,
    nonce: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    /// The claim of staff, under the name that the client expects.
    #[serde(flatten)]
    staff: BTreeMap<&'a str, &'a [String]>,
}

/// The issuer.
pub struct Issuer {
    config: OidcConfig,
    redirect_uri: String,
    signer: Signer,
    codes: Mutex<HashMap<String, Code>>,
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Issuer")
    }
}

impl Issuer {
    /// An issuer with a key of its own that knows one client: us.
    ///
    /// # Errors
    /// When no key can be made.
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        Ok(Self {
            config: config.oidc.clone(),
            redirect_uri: format!("{}/auth/callback", config.public_url),
            signer: Signer::random()?,
            codes: Mutex::default(),
        })
    }

    /// The discovery document.
    pub fn discovery(&self) -> serde_json::Value {
        let issuer = &self.config.issuer;
        serde_json::json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "profile", "email"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        })
    }

    /// The key set.
    pub fn keys(&self) -> serde_json::Value {
        serde_json::json!({ "keys": [self.signer.public_key()] })
    }

    /// Why a request cannot go on, in words; a wrong redirect address is never followed.
    pub fn refuse(&self, request: &AuthorizationRequest) -> Option<&'static str> {
        if request.client_id != self.config.client_id {
            Some("this issuer does not know the client")
        } else if request.redirect_uri != self.redirect_uri {
            Some("the redirect address is not the client's")
        } else if request.response_type != "code" {
            Some("only response_type=code is supported")
        } else if request.code_challenge_method != "S256" || request.code_challenge.len() < 43 {
            Some("PKCE with S256 is required")
        } else {
            None
        }
    }

    /// Signs a person in and gives the address to go back to.
    pub fn sign_in(
        &self,
        request: AuthorizationRequest,
        person: Person,
        now: DateTime<Utc>,
    ) -> String {
        let code = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 24]>());
        let mut address = format!("{}?code={code}", request.redirect_uri);
        for (name, value) in [("state", &request.state), ("iss", &self.config.issuer)] {
            address.push_str(&format!("&{name}={}", encode(value)));
        }
        if let Ok(mut codes) = self.codes.lock() {
            codes.retain(|_code, kept| {
                now.signed_duration_since(kept.auth_time) < TimeDelta::minutes(1)
            });
            codes.insert(
                code,
                Code {
                    request,
                    person,
                    auth_time: now,
                },
            );
        }
        address
    }

    /// Redeems a code for an ID token, once.
    ///
    /// # Errors
    /// The OAuth error code.
    pub fn redeem(
        &self,
        request: &TokenRequest,
        basic: Option<(String, String)>,
        now: DateTime<Utc>,
    ) -> Result<serde_json::Value, &'static str> {
        let (client, secret) = basic
            .or_else(|| request.client_id.clone().zip(request.client_secret.clone()))
            .ok_or("invalid_client")?;
        let secret_fits = bool::from(
            secret
                .as_bytes()
                .ct_eq(self.config.client_secret.expose_secret().as_bytes()),
        );
        if client != self.config.client_id || !secret_fits {
            return Err("invalid_client");
        }
        if request.grant_type != "authorization_code" {
            return Err("unsupported_grant_type");
        }
        let code = self
            .codes
            .lock()
            .ok()
            .and_then(|mut codes| codes.remove(&request.code))
            .ok_or("invalid_grant")?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(request.code_verifier.as_bytes()));
        let fresh = now.signed_duration_since(code.auth_time) < TimeDelta::minutes(1);
        if !fresh
            || challenge != code.request.code_challenge
            || request.redirect_uri != code.request.redirect_uri
        {
            return Err("invalid_grant");
        }
        let claims = Claims {
            iss: &self.config.issuer,
            sub: &code.person.subject,
            aud: &self.config.client_id,
            exp: (now + TimeDelta::minutes(5)).timestamp(),
            iat: now.timestamp(),
            auth_time: code.auth_time.timestamp(),
            nonce: &code.request.nonce,
            name: &code.person.name,
            email: code.person.email.as_deref(),
            staff: if code.person.roles.is_empty() {
                BTreeMap::new()
            } else {
                BTreeMap::from([(
                    self.config.staff.name.as_str(),
                    code.person.roles.as_slice(),
                )])
            },
        };
        let id_token = self
            .signer
            .sign("JWT", &claims)
            .map_err(|_no_detail| "server_error")?;
        Ok(serde_json::json!({
            "access_token": URL_SAFE_NO_PAD.encode(rand::random::<[u8; 24]>()),
            "token_type": "Bearer", "expires_in": 300, "id_token": id_token,
        }))
    }

    /// What this issuer calls roles at the desk.
    pub fn role_names(&self, roles: &[StaffRole]) -> Vec<String> {
        let named = |role: &StaffRole| {
            let mut values = self.config.staff.values.iter();
            values.find_map(|(value, meant)| (meant == role).then(|| value.clone()))
        };
        roles.iter().filter_map(named).collect()
    }

    /// The issuer's name.
    pub fn name(&self) -> &str {
        &self.config.issuer
    }
}

/// Percent-encodes a query value.
fn encode(value: &str) -> String {
    value
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
