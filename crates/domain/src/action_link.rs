//! Action links: signed links in automated messages that open one thing of one customer (docs/product.md, section 4).
//!
//! A link is its own proof: whether we made it is told by its signature alone, before anything is looked up. What it
//! names must still stand when it is opened: the thing, the customer, and the customer's count of revocations.
//!
//! The shop is signed and not written: a link is opened on its shop's host, and fits no other. The signature is the
//! first half of HMAC-SHA256, which RFC 2104 (section 5) allows: 128 bits are beyond guessing, and a link has to fit
//! into a text message.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

use crate::entropy::Entropy;
use crate::ids::{CustomerId, InvoiceId, TenantId, WorkOrderId};

const VERSION: u8 = 1;
const CONTEXT: &[u8] = b"forecourt action link";
const BODY: usize = 1 + 4 + 16 + 1 + 16 + 1 + 4 + 4;
const TAG: usize = 16;

/// What a link is about. A kind of thing appears here when customers have a page of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionThing {
    /// A work order; customers read "job".
    Job(WorkOrderId),
    /// An invoice.
    Invoice(InvoiceId),
}

/// What a link is for. One that lets its holder look does not let them sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionPurpose {
    /// Seeing the thing.
    View,
}

/// What a link says, once its signature has been checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionLink {
    /// Whose thing.
    pub customer_id: CustomerId,
    /// Which thing.
    pub thing: ActionThing,
    /// What for.
    pub purpose: ActionPurpose,
    /// How often the customer's links had been revoked when it was made: revoking counts on, and it is void.
    pub epoch: u32,
    /// When it ends at the latest, to the second.
    pub expires_at: DateTime<Utc>,
}

/// Names a signing key inside a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SigningKeyId(pub u32);

/// A key that signs links. `Debug` hides it.
#[derive(Clone)]
pub struct SigningKey {
    /// Its name in links.
    pub id: SigningKeyId,
    secret: [u8; 32],
}

/// A link's token as it came in: of the right form, and nothing of it believed yet.
#[derive(Clone)]
pub struct ActionToken {
    body: [u8; BODY],
    tag: [u8; TAG],
}

/// The text has not the form of a token, or is of another version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an action link")]
pub struct NotAnActionToken;

impl ActionLink {
    /// The token for the link, at `tenant`.
    pub fn sign(&self, tenant: TenantId, key: &SigningKey) -> String {
        let body = self.body(key.id);
        let mut token = [0u8; BODY + TAG];
        token[..BODY].copy_from_slice(&body);
        token[BODY..].copy_from_slice(&key.mac(tenant, &body).finalize().into_bytes()[..TAG]);
        URL_SAFE_NO_PAD.encode(token)
    }

    fn body(&self, key: SigningKeyId) -> [u8; BODY] {
        let (customer, thing) = (self.customer_id.uuid(), self.thing.uuid());
        let expires = u32::try_from(self.expires_at.timestamp()).unwrap_or(0);
        let mut body = [0u8; BODY];
        let mut at = 0;
        let parts: [&[u8]; 8] = [
            &[VERSION],
            &key.0.to_be_bytes(),
            customer.as_bytes(),
            &[self.thing.kind()],
            thing.as_bytes(),
            &[self.purpose.byte()],
            &self.epoch.to_be_bytes(),
            &expires.to_be_bytes(),
        ];
        for part in parts {
            body[at..at + part.len()].copy_from_slice(part);
            at += part.len();
        }
        body
    }

    fn read(body: &[u8; BODY]) -> Option<Self> {
        let (customer, thing) = (uuid_at(body, 5)?, uuid_at(body, 22)?);
        Some(Self {
            customer_id: customer.into(),
            thing: match body[21] {
                1 => ActionThing::Job(thing.into()),
                2 => ActionThing::Invoice(thing.into()),
                _ => return None,
            },
            purpose: match body[38] {
                1 => ActionPurpose::View,
                _ => return None,
            },
            epoch: u32_at(body, 39)?,
            expires_at: DateTime::from_timestamp(u32_at(body, 43)?.into(), 0)?,
        })
    }
}

impl ActionThing {
    /// Its id, which says nothing of its kind.
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Job(id) => id.uuid(),
            Self::Invoice(id) => id.uuid(),
        }
    }

    const fn kind(self) -> u8 {
        match self {
            Self::Job(_) => 1,
            Self::Invoice(_) => 2,
        }
    }
}

impl ActionPurpose {
    const fn byte(self) -> u8 {
        match self {
            Self::View => 1,
        }
    }
}

impl ActionToken {
    /// The text again, for callers that look it up by its hash.
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode([self.body.as_slice(), &self.tag].concat())
    }

    /// Which key it says it was signed with.
    pub fn key_id(&self) -> SigningKeyId {
        SigningKeyId(u32_at(&self.body, 1).unwrap_or(0))
    }

    /// What the link says, if this key signed it for this shop. The comparison takes the same time wherever they differ.
    pub fn verify(&self, tenant: TenantId, key: &SigningKey) -> Option<ActionLink> {
        if self.key_id() != key.id {
            return None;
        }
        key.mac(tenant, &self.body).verify_truncated_left(&self.tag).ok()?;
        ActionLink::read(&self.body)
    }
}

impl FromStr for ActionToken {
    type Err = NotAnActionToken;

    /// Strict: every token has one spelling.
    fn from_str(text: &str) -> Result<Self, NotAnActionToken> {
        let mut bytes = [0u8; BODY + TAG];
        if text.len() != (BODY + TAG).div_ceil(3) * 4 {
            return Err(NotAnActionToken);
        }
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).map_err(|_| NotAnActionToken)?;
        if length != BODY + TAG || bytes[0] != VERSION {
            return Err(NotAnActionToken);
        }
        let (mut body, mut tag) = ([0u8; BODY], [0u8; TAG]);
        body.copy_from_slice(&bytes[..BODY]);
        tag.copy_from_slice(&bytes[BODY..]);
        Ok(Self { body, tag })
    }
}

impl SigningKey {
    /// A new key with a name of its own.
    pub fn new(entropy: &dyn Entropy) -> Self {
        let (mut id, mut secret) = ([0u8; 4], [0u8; 32]);
        entropy.fill(&mut id);
        entropy.fill(&mut secret);
        Self { id: SigningKeyId(u32::from_be_bytes(id)), secret }
    }

    /// A key that was kept.
    pub fn from_parts(id: SigningKeyId, secret: [u8; 32]) -> Self {
        Self { id, secret }
    }

    /// The secret, to be sealed and kept. Nowhere else.
    pub fn reveal(&self) -> &[u8; 32] {
        &self.secret
    }

    fn mac(&self, tenant: TenantId, body: &[u8; BODY]) -> Hmac<Sha256> {
        // A shorter key is filled up with zeros to the hash's block (RFC 2104, section 2).
        let mut block = [0u8; 64];
        block[..32].copy_from_slice(&self.secret);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(CONTEXT);
        mac.update(tenant.uuid().as_bytes());
        mac.update(body);
        mac
    }
}

impl fmt::Display for SigningKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.id)
    }
}

impl fmt::Debug for ActionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ActionToken({})", self.key_id())
    }
}

fn u32_at(body: &[u8; BODY], at: usize) -> Option<u32> {
    body.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

fn uuid_at(body: &[u8; BODY], at: usize) -> Option<Uuid> {
    body.get(at..at + 16)?.try_into().ok().map(Uuid::from_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    fn id<T: From<Uuid>>(n: u128) -> T {
        Uuid::from_u128(n).into()
    }

    fn link() -> ActionLink {
        ActionLink {
            customer_id: id(7),
            thing: ActionThing::Job(id(9)),
            purpose: ActionPurpose::View,
            epoch: 3,
            expires_at: DateTime::from_timestamp(1_900_000_000, 0).unwrap(),
        }
    }

    #[test]
    fn a_link_reads_back_at_its_shop_with_its_key() {
        let key = SigningKey::new(&SystemEntropy);
        let text = link().sign(id(1), &key);
        assert_eq!(text.len(), 84, "it has to fit into a text message");
        let token: ActionToken = text.parse().unwrap();
        assert_eq!(token.key_id(), key.id);
        assert_eq!(token.verify(id(1), &key), Some(link()));
        assert!(!format!("{token:?} {key:?}").contains(&hex::encode(key.reveal())));
    }

    #[test]
    fn another_shop_key_or_secret_has_not_signed_it() {
        let key = SigningKey::new(&SystemEntropy);
        let token: ActionToken = link().sign(id(1), &key).parse().unwrap();
        assert_eq!(token.verify(id(2), &key), None);
        assert_eq!(token.verify(id(1), &SigningKey::new(&SystemEntropy)), None);
        assert_eq!(token.verify(id(1), &SigningKey::from_parts(key.id, [0; 32])), None);
    }

    #[test]
    fn no_byte_and_no_letter_can_be_changed() {
        let key = SigningKey::new(&SystemEntropy);
        let text = link().sign(id(1), &key);
        let bytes = URL_SAFE_NO_PAD.decode(&text).unwrap();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut bent = bytes.clone();
                bent[at] ^= 1 << bit;
                let read = URL_SAFE_NO_PAD.encode(&bent).parse::<ActionToken>();
                assert!(read.is_err() || read.is_ok_and(|token| token.verify(id(1), &key).is_none()), "byte {at}");
            }
        }
        for at in 0..text.len() {
            for letter in ['A', 'z', '-', '_', '=', '+', ' '] {
                let mut bent: Vec<char> = text.chars().collect();
                if std::mem::replace(&mut bent[at], letter) == letter {
                    continue;
                }
                let read = bent.iter().collect::<String>().parse::<ActionToken>();
                assert!(read.is_err() || read.is_ok_and(|token| token.verify(id(1), &key).is_none()), "letter {at}");
            }
        }
        for bad in ["", "a", &text[..83], &format!("{text}A")] {
            assert!(bad.parse::<ActionToken>().is_err(), "{bad}");
        }
    }

    #[test]
    fn each_thing_that_is_said_is_signed() {
        let key = SigningKey::new(&SystemEntropy);
        let tag = |link: ActionLink| link.sign(id(1), &key)[63..].to_owned();
        let original = tag(link());
        let others = [
            ActionLink { customer_id: id(8), ..link() },
            ActionLink { thing: ActionThing::Job(id(10)), ..link() },
            ActionLink { epoch: 4, ..link() },
            ActionLink { expires_at: DateTime::from_timestamp(1_900_000_001, 0).unwrap(), ..link() },
        ];
        for other in others {
            assert_ne!(tag(other), original, "{other:?}");
        }
    }
}
