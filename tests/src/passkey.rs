//! A passkey as a person's device keeps it: a second implementation of WebAuthn level 3 (sections 6.1 and 6.5), against
//! which the server's is checked. It is Ed25519, reports user verification, and has no signature counter.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{Answer, Client};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const WITH_KEY: u8 = 0x40;

/// A passkey of one person.
#[derive(Debug, Clone)]
pub struct Passkey {
    key: SigningKey,
    id: Vec<u8>,
    /// Whose it is, as the server called them.
    owner: String,
    /// Whether a finger, a face or a PIN was asked for.
    pub verified: bool,
}

impl Passkey {
    /// Makes one on `page`, whose forms start and finish it below `place`, with a password; the answer is that of the
    /// start if it was refused.
    pub async fn make(browser: &Client, page: &str, place: &str, password: &str) -> (Option<Self>, Answer) {
        let csrf = browser.csrf(page).await;
        let fields = [("csrf", csrf.as_str()), ("password", password)];
        let begun = browser.post(format!("{place}/start")).by_script().form(&fields).await;
        if begun.status != 200 {
            return (None, begun);
        }
        let (ceremony, asked) = ceremony(&begun);
        let id = Sha256::digest(crate::backend::unique("passkey"));
        let owner = asked["user"]["id"].as_str().unwrap().to_owned();
        let key = SigningKey::from_bytes(&Sha256::digest(id).into());
        let passkey = Self { key, id: id.to_vec(), owner, verified: true };
        let client = client_data("webauthn.create", &asked, browser);
        let rp = asked["rp"]["id"].as_str().unwrap();
        let object = attestation(&passkey.authenticator_data(rp, true));
        let response = json!({ "clientDataJSON": BASE64URL.encode(client), "attestationObject": BASE64URL.encode(object), "transports": [] });
        let answer = passkey.answer(&ceremony, response);
        let kept = browser.post(place).by_script().form(&[("csrf", &csrf), ("answer", &answer)]).await;
        (Some(passkey), kept)
    }

    /// Signs in with it, by the script of the page below `place`.
    pub async fn sign_in(&self, browser: &Client, place: &str) -> Answer {
        let begun = browser.post(format!("{place}/start")).by_script().form(&[]).await;
        let answer = self.signed(&begun.expect(200), browser);
        browser.post(place).by_script().form(&[("answer", &answer)]).await
    }

    /// What the script sends to finish what was begun.
    pub fn signed(&self, begun: &Answer, browser: &Client) -> String {
        let (ceremony, asked) = ceremony(begun);
        let client = client_data("webauthn.get", &asked, browser);
        let data = self.authenticator_data(asked["rpId"].as_str().unwrap(), false);
        let signature = self.key.sign(&[data.as_slice(), &Sha256::digest(&client)].concat()).to_bytes();
        let response = json!({
            "clientDataJSON": BASE64URL.encode(client),
            "authenticatorData": BASE64URL.encode(data),
            "signature": BASE64URL.encode(signature),
            "userHandle": self.owner,
        });
        self.answer(&ceremony, response)
    }

    fn authenticator_data(&self, rp: &str, with_key: bool) -> Vec<u8> {
        let verified = if self.verified { VERIFIED } else { 0 };
        let flags = PRESENT | verified | if with_key { WITH_KEY } else { 0 };
        let mut data = [Sha256::digest(rp).as_slice(), &[flags], &[0; 4]].concat();
        if with_key {
            data.extend([0; 16]);
            data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
            data.extend(&self.id);
            // COSE (RFC 9053): an octet key pair for EdDSA on Ed25519, and its public half.
            data.extend([0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 32]);
            data.extend(self.key.verifying_key().as_bytes());
        }
        data
    }

    fn answer(&self, ceremony: &str, response: Value) -> String {
        let id = BASE64URL.encode(&self.id);
        let credential =
            json!({ "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {}, "response": response });
        json!({ "ceremony": ceremony, "credential": credential }).to_string()
    }
}

fn ceremony(begun: &Answer) -> (String, Value) {
    let said = begun.json();
    let options = &said["options"];
    let asked = options.get("publicKey").unwrap_or(options).clone();
    (said["ceremony"].as_str().unwrap().to_owned(), asked)
}

fn client_data(kind: &str, asked: &Value, browser: &Client) -> Vec<u8> {
    let origin = format!("http://{}", browser.host());
    let challenge = asked["challenge"].as_str().unwrap();
    format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#).into_bytes()
}

/// CBOR (RFC 8949): no attestation of the authenticator.
fn attestation(data: &[u8]) -> Vec<u8> {
    let length = u8::try_from(data.len()).unwrap();
    [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".as_slice(), &[length], data].concat()
}
