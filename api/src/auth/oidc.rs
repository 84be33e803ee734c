//! Sign-in by OpenID Connect: code flow with PKCE S256, state and nonce, ID token checked against the issuer's keys.

use crate::config::{Config, OidcConfig};
use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use oauth2::basic::BasicClient;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, TokenUrl,
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use shared::access::StaffRole;
use std::sync::Arc;
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::sync::RwLock;

/// Clocks of two machines may differ by so much.
const SKEW: TimeDelta = TimeDelta::seconds(120);

/// Why a sign-in did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The provider does not answer or not as the standard says.
    #[error("the identity provider does not answer: {0:#}")]
    Provider(anyhow::Error),
    /// The ID token does not hold.
    #[error("the ID token was refused: {0}")]
    Token(String),
}

/// Who signed in.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The issuer that says so.
    pub issuer: String,
    /// Its name for the person.
    pub subject: String,
    /// The person's name.
    pub name: String,
    /// The person's e-mail address.
    pub email: Option<String>,
    /// When the credentials were shown.
    pub auth_time: DateTime<Utc>,
    /// What the person is at the administration's desk; empty for taxpayers.
    pub staff: Vec<StaffRole>,
    /// The token itself.
    pub id_token: String,
}

/// Where to send the browser, and what to remember until it comes back.
#[derive(Clone, Debug)]
pub struct Authorization {
    /// The provider's address with all parameters.
    pub url: String,
    /// Comes back with the code.
    pub state: String,
    /// Comes back inside the ID token.
    pub nonce: String,
    /// Proves that the code is ours.
    pub verifier: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

#[derive(Debug)]
struct Known {
    discovery: Discovery,
    keys: JwkSet,
}

#[derive(Debug, Deserialize, Serialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    azp: Option<String>,
    nonce: Option<String>,
    auth_time: Option<i64>,
    name: Option<String>,
    email: Option<String>,
    /// Whatever else it says; one of these is the claim of staff.
    #[serde(flatten)]
    more: serde_json::Map<String, serde_json::Value>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn is(&self, client: &str) -> bool {
        match self {
            Self::One(one) => one == client,
            Self::Many(many) => many.iter().any(|one| one == client),
        }
    }
    fn is_only(&self, client: &str) -> bool {
        match self {
            Self::One(one) => one == client,
            Self::Many(many) => many.len() == 1 && self.is(client),
        }
    }
}

/// The identity provider, discovered when first needed.
#[derive(Debug)]
pub struct Provider {
    config: OidcConfig,
    redirect_uri: String,
    http: reqwest::Client,
    known: RwLock<Option<Arc<Known>>>,
}

impl Provider {
    /// The provider of the configuration. Does not connect yet.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        Ok(Self {
            config: config.oidc.clone(),
            redirect_uri: format!("{}/auth/callback", config.public_url),
            // A redirect in the token exchange would hand the code to somebody else.
            http: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .timeout(Duration::from_secs(5))
                .build()?,
            known: RwLock::new(None),
        })
    }

    /// Begins a sign-in. `confirm` asks for the credentials even if the provider still knows the person.
    ///
    /// # Errors
    /// When the provider cannot be discovered.
    pub async fn authorize(&self, confirm: bool) -> Result<Authorization, SignInError> {
        let known = self.known(false).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 24]>());
        let auth_url =
            AuthUrl::new(known.discovery.authorization_endpoint.clone()).map_err(provider)?;
        let client = BasicClient::new(ClientId::new(self.config.client_id.clone()))
            .set_auth_uri(auth_url)
            .set_redirect_uri(RedirectUrl::new(self.redirect_uri.clone()).map_err(provider)?);
        let mut request = client
            .authorize_url(CsrfToken::new_random)
            .add_scope(Scope::new("openid".into()))
            .add_scope(Scope::new("profile".into()))
            .add_scope(Scope::new("email".into()))
            .set_pkce_challenge(challenge)
            .add_extra_param("nonce", nonce.clone());
        request = if confirm {
            request
                .add_extra_param("prompt", "login")
                .add_extra_param("max_age", "0")
        } else {
            request.add_extra_param(
                "max_age",
                (shared::session::CREDENTIALS_MINUTES * 60).to_string(),
            )
        };
        let (url, state) = request.url();
        Ok(Authorization {
            url: url.to_string(),
            state: state.secret().clone(),
            nonce,
            verifier: verifier.secret().clone(),
        })
    }

    /// Redeems a code for an identity.
    ///
    /// # Errors
    /// When the provider refuses the code or its ID token does not hold.
    pub async fn redeem(
        &self,
        code: String,
        verifier: String,
        nonce: &str,
        now: DateTime<Utc>,
    ) -> Result<Identity, SignInError> {
        let known = self.known(false).await?;
        let client = BasicClient::new(ClientId::new(self.config.client_id.clone()))
            .set_client_secret(ClientSecret::new(
                self.config.client_secret.expose_secret().to_owned(),
            ))
            .set_token_uri(TokenUrl::new(known.discovery.token_endpoint.clone()).map_err(provider)?)
            .set_redirect_uri(RedirectUrl::new(self.redirect_uri.clone()).map_err(provider)?);
        // The library asks for a type of answer that knows of ID tokens through its extra fields.
        let request = client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier));
        let answer = std::sync::Mutex::new(None);
        let send = |request: oauth2::HttpRequest| {
            let answer = &answer;
            async move {
                let response = send(&self.http, request).await?;
                if let Ok(mut kept) = answer.lock() {
                    *kept = serde_json::from_slice::<TokenAnswer>(response.body()).ok();
                }
                Ok::<_, HttpError>(response)
            }
        };
        request
            .request_async(&send)
            .await
            .map_err(|error| SignInError::Provider(anyhow::anyhow!("{error}")))?;
        let token = answer
            .into_inner()
            .ok()
            .flatten()
            .map(|answer| answer.id_token);
        let token = token.ok_or_else(|| SignInError::Token("the provider sent none".into()))?;
        self.check(&token, nonce, now).await
    }

    /// Checks an ID token (OpenID Connect Core 3.1.3.7): signature, issuer, audience, times and nonce.
    ///
    /// # Errors
    /// When any of them does not hold.
    pub async fn check(
        &self,
        token: &str,
        nonce: &str,
        now: DateTime<Utc>,
    ) -> Result<Identity, SignInError> {
        let refuse = |why: &str| SignInError::Token(why.into());
        let header = jsonwebtoken::decode_header(token)
            .map_err(|error| SignInError::Token(error.to_string()))?;
        let allowed = [
            Algorithm::EdDSA,
            Algorithm::ES256,
            Algorithm::RS256,
            Algorithm::PS256,
        ];
        if !allowed.contains(&header.alg) {
            return Err(refuse("its algorithm is not allowed"));
        }
        let mut known = self.known(false).await?;
        let find = |known: &Known| match &header.kid {
            Some(kid) => known.keys.find(kid).cloned(),
            None => known.keys.keys.first().cloned(),
        };
        let key = match find(&known) {
            Some(key) => key,
            // Keys are changed now and then: look once more before refusing.
            None => {
                known = self.known(true).await?;
                find(&known).ok_or_else(|| refuse("its key is not one of the issuer's"))?
            }
        };
        let key =
            DecodingKey::from_jwk(&key).map_err(|error| SignInError::Token(error.to_string()))?;
        let mut validation = Validation::new(header.alg);
        // Times are checked below, by our own clock; audience and issuer with them, all in one place.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation)
            .map_err(|error| SignInError::Token(error.to_string()))?
            .claims;
        let at = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
        if claims.iss != known.discovery.issuer || claims.iss != self.config.issuer {
            return Err(refuse("it is of another issuer"));
        }
        if !claims.aud.is(&self.config.client_id) {
            return Err(refuse("it is for somebody else"));
        }
        if !claims.aud.is_only(&self.config.client_id)
            && claims.azp.as_deref() != Some(&self.config.client_id)
        {
            return Err(refuse("it was given to somebody else"));
        }
        if at(claims.exp) + SKEW <= now {
            return Err(refuse("it has expired"));
        }
        if at(claims.iat) > now + SKEW || claims.nbf.is_some_and(|nbf| at(nbf) > now + SKEW) {
            return Err(refuse("it is from the future"));
        }
        let same_nonce = claims
            .nonce
            .as_deref()
            .is_some_and(|theirs| bool::from(theirs.as_bytes().ct_eq(nonce.as_bytes())));
        if !same_nonce {
            return Err(refuse("its nonce is not ours"));
        }
        // We ask for it by max_age, so it has to be there; without it an old sign-on would pass for a new one.
        let Some(auth_time) = claims.auth_time else {
            return Err(refuse("it does not say when the person signed in"));
        };
        let staff = &self.config.staff;
        let roles = claims.more.get(&staff.name).map(|value| staff.roles(value));
        Ok(Identity {
            staff: roles.unwrap_or_default(),
            name: claims
                .name
                .or_else(|| claims.email.clone())
                .unwrap_or_else(|| claims.sub.clone()),
            issuer: claims.iss,
            subject: claims.sub,
            email: claims.email,
            auth_time: at(auth_time),
            id_token: token.to_owned(),
        })
    }

    async fn known(&self, fresh: bool) -> Result<Arc<Known>, SignInError> {
        if let Some(known) = self.known.read().await.clone().filter(|_known| !fresh) {
            return Ok(known);
        }
        let address = format!(
            "{}/.well-known/openid-configuration",
            self.config.issuer.trim_end_matches('/')
        );
        let discovery: Discovery = self.get(&address).await?;
        let keys: JwkSet = self.get(&discovery.jwks_uri).await?;
        let known = Arc::new(Known { discovery, keys });
        *self.known.write().await = Some(known.clone());
        Ok(known)
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, address: &str) -> Result<T, SignInError> {
        let answer = async {
            self.http
                .get(address)
                .send()
                .await?
                .error_for_status()?
                .json::<T>()
                .await
        };
        answer
            .await
            .with_context(|| format!("GET {address}"))
            .map_err(SignInError::Provider)
    }
}

#[derive(Debug, Deserialize)]
struct TokenAnswer {
    id_token: String,
}

#[derive(Debug, thiserror::Error)]
enum HttpError {
    #[error(transparent)]
    Reqwest(#[from] reqwest::Error),
    #[error(transparent)]
    Http(#[from] oauth2::http::Error),
}

async fn send(
    client: &reqwest::Client,
    request: oauth2::HttpRequest,
) -> Result<oauth2::HttpResponse, HttpError> {
    let answer = client.execute(request.try_into()?).await?;
    let mut response = oauth2::http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    Ok(response.body(answer.bytes().await?.to_vec())?)
}

fn provider(error: impl std::error::Error + Send + Sync + 'static) -> SignInError {
    SignInError::Provider(anyhow::Error::new(error))
}
