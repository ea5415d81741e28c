//! Passkeys (WebAuthn level 3): making one, and signing in with one, for customers, staff and operators alike.
//!
//! A ceremony begins with a challenge that the database keeps ([`forecourt_storage::Storage::begin_ceremony`]) and ends once, with what the
//! browser made of it. Passkeys belong to the host they were made on: one made at a shop is no use at another or in the
//! operators' console, nor one made below the platform's domain on a host of the shop's own.

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use forecourt_domain::token::SignInToken;
use forecourt_storage::{LimitedAction, NewPasskey, Passkey, PasskeyHost, PasskeyOwner, RateLimitKey, StoredPasskey};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::Submitted;
use forecourt_web::{Error, Result, Site, Visit, Words};
use serde_json::{Value, json};
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{
    CredProtect, Nickname, PublicKeyCredentialUserEntity, RegistrationVerificationOptions, UserHandle, Username,
};
use webauthn_rp::request::{AsciiDomain, PublicKeyCredentialDescriptor, RpId};
use webauthn_rp::response::auth::ser_relaxed::DiscoverableAuthenticationRelaxed;
use webauthn_rp::response::register::ser_relaxed::RegistrationRelaxed;
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState};
use webauthn_rp::response::{AuthTransports, CredentialId};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthenticationServerState, DiscoverableCredentialRequestOptions,
    PublicKeyCredentialCreationOptions, RegistrationServerState,
};

use crate::devices;

/// The user handle by which authenticators know a person: their id.
const HANDLE: usize = 16;

type PublicKey = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

/// The relying party: the host that passkeys are bound to, and the name it shows.
#[derive(Debug)]
pub struct RelyingParty<'a> {
    site: &'a Site,
    host: PasskeyHost<'a>,
    /// The host that the page is on, which the resolver found among the stored ones.
    domain: String,
}

/// What a script brings of what the browser made, and nothing of it believed yet.
#[derive(Debug)]
pub struct Answer(Value);

impl<'a> RelyingParty<'a> {
    /// The shop that is visited.
    pub fn shop(visit: &'a Visit) -> Self {
        let domain = visit.host.as_str().to_owned();
        Self { site: &visit.site, host: PasskeyHost::Shop(visit.tenant()), domain }
    }

    /// The operators' console.
    pub fn console(site: &'a Site) -> Self {
        Self { site, host: PasskeyHost::Console, domain: site.settings.ops_host() }
    }

    /// Begins creating a passkey; the answer is for the browser's `navigator.credentials.create`.
    ///
    /// # Errors
    /// 503 when the database does not answer.
    pub async fn start_making(&self, owner: PasskeyOwner, username: &str, existing: &[Passkey]) -> Result<Value> {
        let rp = self.id()?;
        let handle = handle(owner);
        let name = Username::try_from(username).or_else(|_| Username::try_from("-")).map_err(Error::internal)?;
        let user =
            PublicKeyCredentialUserEntity { name, id: &handle, display_name: Nickname::try_from(self.name()).ok() };
        let known = existing.iter().filter_map(|passkey| {
            let id = CredentialId::decode(passkey.credential_id.clone()).ok()?;
            // None in particular: however the authenticator can be reached.
            let transports = AuthTransports::decode(0).ok()?;
            Some(PublicKeyCredentialDescriptor { id, transports })
        });
        let mut options = PublicKeyCredentialCreationOptions::passkey(&rp, user, known.collect());
        // Requiring it would exclude the many authenticators that do not know it; user verification is checked anyway.
        options.extensions.cred_protect = CredProtect::None;
        let (server, client) = options.start_ceremony().map_err(Error::internal)?;
        let state = server.encode().map_err(|_| Error::internal("a ceremony's state"))?;
        self.begun(&state, serde_json::to_value(&client).map_err(Error::internal)?).await
    }

    /// Ends it: the passkey to be kept, named after the device that `headers` come from.
    ///
    /// # Errors
    /// 400 when it is not what was asked for; 503 when the database does not answer.
    pub async fn finish_making(
        &self,
        owner: PasskeyOwner,
        headers: &HeaderMap,
        Answer(answer): &Answer,
    ) -> Result<NewPasskey> {
        let state = self.ended(answer).await?;
        let server = RegistrationServerState::<HANDLE>::decode(state.as_slice()).map_err(|_| Error::bad_request())?;
        let made = serde_json::from_value::<RegistrationRelaxed>(answer["credential"].clone());
        let made = made.map_err(|_| Error::bad_request())?;
        let origin = self.origin();
        let origins = [origin.as_str()];
        let options = RegistrationVerificationOptions::<&str, &str> {
            allowed_origins: &origins,
            error_on_unsolicited_extensions: false,
            ..RegistrationVerificationOptions::default()
        };
        let checked = server.verify(&self.id()?, &made.0, &options).map_err(|error| {
            tracing::info!(%error, "a passkey was not taken");
            Error::bad_request()
        })?;
        if checked.user_id().as_ref() != owner.uuid().as_bytes() {
            return Err(Error::bad_request());
        }
        let Ok(static_state) = checked.static_state().encode();
        let Ok(dynamic_state) = checked.dynamic_state().encode();
        Ok(NewPasskey {
            credential_id: checked.id().as_ref().to_vec(),
            static_state,
            dynamic_state: dynamic_state.to_vec(),
            name: devices::name(headers),
        })
    }

    /// Begins signing in with any passkey the person has for this host; the answer is for `navigator.credentials.get`.
    /// Each beginning is a row: counted as a try at a code is.
    ///
    /// # Errors
    /// 429 when it was begun too often; 503 when the database does not answer.
    pub async fn start_signing_in(&self, client: ClientAddress) -> Result<Value> {
        let tenant = match self.host {
            PasskeyHost::Shop(tenant) => Some(tenant.id),
            PasskeyHost::Console => None,
        };
        let limit_key = RateLimitKey { tenant, client: &client.limit_key(), identifier: "" };
        if let Err(refused) = self.site.storage.check_rate_limit(LimitedAction::TryCode, limit_key).await? {
            return Err(Error::too_many(refused.retry_after));
        }
        let rp = self.id()?;
        let options = DiscoverableCredentialRequestOptions::passkey(&rp);
        let (server, client) = options.start_ceremony().map_err(Error::internal)?;
        let state = server.encode().map_err(|_| Error::internal("a ceremony's state"))?;
        self.begun(&state, serde_json::to_value(&client).map_err(Error::internal)?).await
    }

    /// Ends it: whose passkey it is.
    ///
    /// # Errors
    /// 400 when it is none of this host, or was not right; 503 when the database does not answer.
    pub async fn finish_signing_in(&self, Answer(answer): &Answer) -> Result<StoredPasskey> {
        let state = self.ended(answer).await?;
        let server = DiscoverableAuthenticationServerState::decode(state.as_slice());
        let server = server.map_err(|_| Error::bad_request())?;
        let said = serde_json::from_value::<DiscoverableAuthenticationRelaxed<HANDLE>>(answer["credential"].clone());
        let said = said.map_err(|_| Error::bad_request())?;
        let storage = &self.site.storage;
        let stored = storage.passkey(self.host, said.0.raw_id().as_ref()).await?.ok_or_else(Error::bad_request)?;
        let owner = handle(stored.owner);
        let (Some(key), Some(used)) = (static_state(&stored), dynamic_state(&stored)) else {
            return Err(Error::bad_request());
        };
        let mut credential =
            AuthenticatedCredential::new(said.0.raw_id(), &owner, key, used).map_err(|_| Error::bad_request())?;
        let origin = self.origin();
        let origins = [origin.as_str()];
        let options = AuthenticationVerificationOptions::<&str, &str> {
            allowed_origins: &origins,
            error_on_unsolicited_extensions: false,
            ..AuthenticationVerificationOptions::default()
        };
        if let Err(error) = server.verify(&self.id()?, &said.0, &mut credential, &options) {
            tracing::info!(%error, "a passkey was refused");
            return Err(Error::bad_request());
        }
        let Ok(now) = credential.dynamic_state().encode();
        // Removed while it was looked at, it is none.
        if !storage.passkey_used(self.host, stored.id, &now).await? {
            return Err(Error::bad_request());
        }
        Ok(stored)
    }

    async fn begun(&self, state: &[u8], options: Value) -> Result<Value> {
        let ceremony = self.site.storage.begin_ceremony(self.host, state).await?;
        Ok(json!({ "ceremony": ceremony.reveal(), "options": options }))
    }

    async fn ended(&self, answer: &Value) -> Result<Vec<u8>> {
        let ceremony = answer["ceremony"].as_str().and_then(|text| text.parse::<SignInToken>().ok());
        let ceremony = ceremony.ok_or_else(Error::bad_request)?;
        self.site.storage.end_ceremony(self.host, &ceremony).await?.ok_or_else(Error::bad_request)
    }

    /// The name that authenticators show for the passkey's owner.
    fn name(&self) -> &str {
        match self.host {
            PasskeyHost::Shop(tenant) => &tenant.name,
            PasskeyHost::Console => "Forecourt",
        }
    }

    /// The origin of its pages.
    fn origin(&self) -> String {
        self.site.settings.url_at(&self.domain, "")
    }

    /// Its host and no other: not the domain that shops and the console share.
    fn id(&self) -> Result<RpId> {
        Ok(RpId::Domain(AsciiDomain::try_from(self.domain.clone()).map_err(Error::internal)?))
    }
}

/// The answer to a script whose form had the wrong password.
pub fn wrong_password(words: &Words) -> Response {
    let said = json!({ "ok": false, "error": { "message": words.get("error-password-wrong") } });
    (StatusCode::UNPROCESSABLE_ENTITY, Json(said)).into_response()
}

impl Answer {
    /// Reads it off a form.
    ///
    /// # Errors
    /// 400 when it is no JSON.
    pub fn of(form: &Submitted) -> Result<Self> {
        serde_json::from_str(form.get("answer")).map(Self).map_err(|_| Error::bad_request())
    }
}

fn handle(owner: PasskeyOwner) -> UserHandle<HANDLE> {
    // Sixteen bytes are a handle of sixteen bytes.
    UserHandle::decode(*owner.uuid().as_bytes()).unwrap_or_default()
}

fn static_state(stored: &StoredPasskey) -> Option<StaticState<PublicKey>> {
    StaticState::decode(stored.static_state.as_slice()).ok()
}

fn dynamic_state(stored: &StoredPasskey) -> Option<DynamicState> {
    DynamicState::decode(stored.dynamic_state.as_slice().try_into().ok()?).ok()
}
