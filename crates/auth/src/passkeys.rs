//! Passkeys (WebAuthn level 3): making one, and signing in with one, for customers and staff alike.
//!
//! A ceremony begins with a challenge that the database keeps ([`forecourt_storage::Storage::begin_ceremony`]) and ends once, with what the
//! browser made of it. Passkeys belong to the host they
//! were made on: one made at a shop is no use at another, nor one made below the platform's domain on a host of the shop's own.

use forecourt_domain::token::SignInToken;
use forecourt_storage::{NewPasskey, Passkey, PasskeyOwner, StoredPasskey};
use forecourt_web::{Error, Visit};
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

/// The bytes that authenticators know somebody by: their id.
const HANDLE: usize = 16;

type PublicKey = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

/// Begins making a passkey for somebody; the answer is for the browser's `navigator.credentials.create`.
///
/// # Errors
/// 503 when the database does not answer.
pub async fn start_making(
    visit: &Visit,
    owner: PasskeyOwner,
    username: &str,
    existing: &[Passkey],
) -> Result<Value, Error> {
    let (rp, _) = relying_party(visit)?;
    let handle = handle(owner);
    let name = Username::try_from(username).or_else(|_| Username::try_from("-")).map_err(Error::internal)?;
    let user = PublicKeyCredentialUserEntity {
        name,
        id: &handle,
        display_name: Nickname::try_from(visit.tenant().name.as_str()).ok(),
    };
    let known = existing.iter().filter_map(|passkey| {
        let id = CredentialId::decode(passkey.credential_id.clone()).ok()?;
        // None in particular: however the authenticator can be reached.
        let transports = AuthTransports::decode(0).ok()?;
        Some(PublicKeyCredentialDescriptor { id, transports })
    });
    let mut options = PublicKeyCredentialCreationOptions::passkey(&rp, user, known.collect());
    // Asked for, it shuts out the many authenticators that do not know it; that somebody was verified is checked anyway.
    options.extensions.cred_protect = CredProtect::None;
    let (server, client) = options.start_ceremony().map_err(Error::internal)?;
    let state = server.encode().map_err(|_| Error::internal("a ceremony's state"))?;
    let options = serde_json::to_value(&client).map_err(Error::internal)?;
    begun(visit, &state, options).await
}

/// Ends it: the passkey to be kept, or none when it is not what was asked for.
///
/// # Errors
/// 503 when the database does not answer.
pub async fn finish_making(
    visit: &Visit,
    owner: PasskeyOwner,
    answer: &Value,
    name: String,
) -> Result<Option<NewPasskey>, Error> {
    let (rp, origin) = relying_party(visit)?;
    let Some(state) = ended(visit, answer).await? else { return Ok(None) };
    let Ok(server) = RegistrationServerState::<HANDLE>::decode(state.as_slice()) else { return Ok(None) };
    let Ok(made) = serde_json::from_value::<RegistrationRelaxed>(answer["credential"].clone()) else { return Ok(None) };
    let origins = [origin.as_str()];
    let options = RegistrationVerificationOptions::<&str, &str> {
        allowed_origins: &origins,
        error_on_unsolicited_extensions: false,
        ..RegistrationVerificationOptions::default()
    };
    let checked = match server.verify(&rp, &made.0, &options) {
        Ok(checked) if checked.user_id().as_ref() == owner.uuid().as_bytes() => checked,
        Ok(_) => return Ok(None),
        Err(error) => {
            tracing::info!(%error, "a passkey was not taken");
            return Ok(None);
        }
    };
    let Ok(static_state) = checked.static_state().encode();
    let Ok(dynamic_state) = checked.dynamic_state().encode();
    Ok(Some(NewPasskey {
        credential_id: checked.id().as_ref().to_vec(),
        static_state,
        dynamic_state: dynamic_state.to_vec(),
        name,
    }))
}

/// Begins signing in with whatever passkey somebody has here; the answer is for `navigator.credentials.get`.
///
/// # Errors
/// 503 when the database does not answer.
pub async fn start_signing_in(visit: &Visit) -> Result<Value, Error> {
    let (rp, _) = relying_party(visit)?;
    let options = DiscoverableCredentialRequestOptions::passkey(&rp);
    let (server, client) = options.start_ceremony().map_err(Error::internal)?;
    let state = server.encode().map_err(|_| Error::internal("a ceremony's state"))?;
    let options = serde_json::to_value(&client).map_err(Error::internal)?;
    begun(visit, &state, options).await
}

/// Ends it: whose passkey it is, when it is one of this shop and was right.
///
/// # Errors
/// 503 when the database does not answer.
pub async fn finish_signing_in(visit: &Visit, answer: &Value) -> Result<Option<StoredPasskey>, Error> {
    let (rp, origin) = relying_party(visit)?;
    let Some(state) = ended(visit, answer).await? else { return Ok(None) };
    let Ok(server) = DiscoverableAuthenticationServerState::decode(state.as_slice()) else { return Ok(None) };
    let said = serde_json::from_value::<DiscoverableAuthenticationRelaxed<HANDLE>>(answer["credential"].clone());
    let Ok(said) = said else { return Ok(None) };
    let storage = &visit.site.storage;
    let Some(stored) = storage.passkey(visit.tenant(), said.0.raw_id().as_ref()).await? else { return Ok(None) };
    let owner = handle(stored.owner);
    let (Some(key), Some(used)) = (static_state(&stored), dynamic_state(&stored)) else { return Ok(None) };
    let Ok(mut credential) = AuthenticatedCredential::new(said.0.raw_id(), &owner, key, used) else { return Ok(None) };
    let origins = [origin.as_str()];
    let options = AuthenticationVerificationOptions::<&str, &str> {
        allowed_origins: &origins,
        error_on_unsolicited_extensions: false,
        ..AuthenticationVerificationOptions::default()
    };
    if let Err(error) = server.verify(&rp, &said.0, &mut credential, &options) {
        tracing::info!(%error, "a passkey was refused");
        return Ok(None);
    }
    let Ok(now) = credential.dynamic_state().encode();
    storage.passkey_used(visit.tenant(), stored.id, &now).await?;
    Ok(Some(stored))
}

async fn begun(visit: &Visit, state: &[u8], options: Value) -> Result<Value, Error> {
    let ceremony = visit.site.storage.begin_ceremony(visit.tenant(), state).await?;
    Ok(json!({ "ceremony": ceremony.reveal(), "options": options }))
}

async fn ended(visit: &Visit, answer: &Value) -> Result<Option<Vec<u8>>, Error> {
    let Some(ceremony) = answer["ceremony"].as_str().and_then(|text| text.parse::<SignInToken>().ok()) else {
        return Ok(None);
    };
    Ok(visit.site.storage.end_ceremony(visit.tenant(), &ceremony).await?)
}

/// The host that the page is on, which the resolver found among the stored ones, and the origin of its pages.
fn relying_party(visit: &Visit) -> Result<(RpId, String), Error> {
    let host = visit.host.as_str();
    let domain = AsciiDomain::try_from(host.to_owned()).map_err(Error::internal)?;
    Ok((RpId::Domain(domain), visit.site.settings.url_at(host, "")))
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
