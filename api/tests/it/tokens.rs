//! ID tokens: one that holds, and every kind that does not.

use crate::support::{NOW, config, documents, listener, moment};
use api::auth::oidc::{Provider, SignInError};
use api::auth::signer::Signer;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const NONCE: &str = "our-nonce";

/// An issuer of one key, and a provider that trusts it.
struct House {
    issuer: String,
    signer: Signer,
    provider: Provider,
}

impl House {
    fn claims(&self) -> Value {
        let now = moment(NOW).timestamp();
        json!({
            "iss": self.issuer, "sub": "maya", "aud": "tracs", "nonce": NONCE,
            "iat": now, "exp": now + 300, "auth_time": now - 60, "name": "Maya Okafor",
        })
    }

    /// The claims with a change, signed by the issuer.
    fn signed(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = self.claims();
        change(&mut claims);
        self.signer.sign("JWT", &claims).unwrap()
    }

    /// Why a token is refused.
    async fn refused(&self, token: &str) -> String {
        match self.provider.check(token, NONCE, moment(NOW)).await {
            Err(SignInError::Token(why)) => why,
            other => panic!("{token}: {other:?}"),
        }
    }
}

fn trusting(test: impl AsyncFnOnce(&House)) {
    actix_web::rt::System::new().block_on(async {
        let (listener, issuer) = listener();
        let signer = Signer::random().unwrap();
        let discovery = json!({
            "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
        });
        let pages = BTreeMap::from([
            ("/.well-known/openid-configuration".to_owned(), discovery),
            ("/jwks".to_owned(), json!({ "keys": [signer.public_key()] })),
        ]);
        let mut config = config("http://localhost:1");
        config.oidc.issuer.clone_from(&issuer);
        let house = House {
            issuer,
            signer,
            provider: Provider::new(&config).unwrap(),
        };
        documents(listener, pages, test(&house)).await;
    });
}

#[test]
fn a_token_of_the_issuer_holds() {
    trusting(async |house| {
        let token = house.signed(|_claims| {});
        let who = house
            .provider
            .check(&token, NONCE, moment(NOW))
            .await
            .unwrap();
        assert_eq!(
            (who.subject.as_str(), who.name.as_str()),
            ("maya", "Maya Okafor")
        );
        assert_eq!(who.issuer, house.issuer);
        assert_eq!(who.auth_time, moment("2026-11-24T18:01:00Z"));
        // Several audiences are fine when we are the one it was given to.
        let several = house.signed(|claims| {
            claims["aud"] = json!(["tracs", "other"]);
            claims["azp"] = "tracs".into();
        });
        assert!(
            house
                .provider
                .check(&several, NONCE, moment(NOW))
                .await
                .is_ok()
        );
    });
}

#[test]
fn claims_that_are_not_for_us_or_not_for_now_are_refused() {
    trusting(async |house| {
        let now = moment(NOW).timestamp();
        let changes: [(&str, Value); 13] = [
            ("iss", json!("https://evil.example")),
            ("aud", json!("somebody-else")),
            ("aud", json!(["tracs", "other"])),
            ("aud", json!([])),
            ("nonce", json!("another-nonce")),
            ("nonce", json!(null)),
            ("nonce", json!("")),
            ("exp", json!(now - 121)),
            ("exp", json!(0)),
            ("iat", json!(now + 121)),
            ("nbf", json!(now + 121)),
            ("exp", json!("soon")),
            ("sub", json!(null)),
        ];
        for (name, value) in changes {
            let token = house.signed(|claims| claims[name] = value.clone());
            let why = house.refused(&token).await;
            assert!(!why.is_empty(), "{name} {value}");
        }
        for name in ["iss", "aud", "exp", "iat", "nonce", "sub"] {
            let token = house.signed(|claims| drop(claims.as_object_mut().unwrap().remove(name)));
            house.refused(&token).await;
        }
        let other_azp = house.signed(|claims| {
            claims["aud"] = json!(["tracs", "other"]);
            claims["azp"] = "other".into();
        });
        house.refused(&other_azp).await;
    });
}

#[test]
fn a_signature_that_is_not_the_issuers_is_refused() {
    trusting(async |house| {
        let stranger = Signer::random().unwrap();
        let unknown_key = stranger.sign("JWT", &house.claims()).unwrap();
        house.refused(&unknown_key).await;

        // The stranger's signature under the issuer's key name.
        let good = house.signed(|_claims| {});
        let parts: Vec<&str> = good.split('.').collect();
        let theirs: Vec<&str> = unknown_key.split('.').collect();
        for forged in [
            [parts[0], parts[1], theirs[2]],
            [parts[0], theirs[1], theirs[2]],
            [theirs[0], parts[1], parts[2]],
            [parts[0], parts[1], ""],
        ] {
            house.refused(&forged.join(".")).await;
        }
        let other_subject = house.signed(|claims| claims["sub"] = "tom".into());
        let payload = other_subject.split('.').nth(1).unwrap();
        house
            .refused(&[parts[0], payload, parts[2]].join("."))
            .await;
    });
}

#[test]
fn an_algorithm_that_needs_no_secret_of_the_issuer_is_refused() {
    trusting(async |house| {
        let payload = URL_SAFE_NO_PAD.encode(house.claims().to_string());
        for algorithm in ["none", "None", "NONE", "HS256", "nonsense"] {
            let kid = &house.signer.kid;
            let header = json!({ "alg": algorithm, "typ": "JWT", "kid": kid }).to_string();
            let header = URL_SAFE_NO_PAD.encode(header);
            house.refused(&format!("{header}.{payload}.")).await;
        }
        // The public key as the secret of a symmetric signature.
        let key = serde_json::to_value(house.signer.public_key()).unwrap();
        let x = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            let header = Header {
                kid: Some(house.signer.kid.clone()),
                ..Header::new(algorithm)
            };
            let token = encode(&header, &house.claims(), &EncodingKey::from_secret(&x)).unwrap();
            house.refused(&token).await;
        }
        for garbage in ["", ".", "..", "a.b.c", "a.b.c.d", "\u{0}"] {
            house.refused(garbage).await;
        }
    });
}

#[test]
fn a_clock_that_is_two_minutes_off_is_forgiven_and_not_more() {
    trusting(async |house| {
        let now = moment(NOW).timestamp();
        for (name, fine) in [("exp", now - 119), ("iat", now + 119), ("nbf", now + 119)] {
            let token = house.signed(|claims| claims[name] = fine.into());
            let held = house.provider.check(&token, NONCE, moment(NOW)).await;
            assert!(held.is_ok(), "{name}: {held:?}");
        }
    });
}
