//! An authenticator app, as somebody's phone has one: RFC 6238 over again, so that the server's is checked against it.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::{Client, html};

/// Somebody's app with one account in it.
#[derive(Debug, Clone)]
pub struct App {
    seed: Vec<u8>,
}

impl App {
    /// Types the key off a page that shows one.
    ///
    /// # Panics
    /// When there is none.
    pub fn set_up(page: &str) -> Self {
        let start = page.find("class=\"secret\"").unwrap_or_else(|| panic!("no key: {page}"));
        let key = &page[start..];
        let key = &key[key.find('>').unwrap() + 1..key.find("</p>").unwrap()];
        Self { seed: base32(&html::unescape(key)) }
    }

    /// The key itself.
    pub fn seed(&self) -> &[u8] {
        &self.seed
    }

    /// The code that the app shows so many steps of half a minute from now.
    pub fn code(&self, steps: i64) -> String {
        let step = crate::now().timestamp() / 30 + steps;
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.seed).expect("any length");
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let at = usize::from(digest[19] & 15);
        let number = u32::from_be_bytes(digest[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }

    /// A code that is not right now, nor a step from now.
    pub fn wrong(&self) -> String {
        let right: Vec<_> = (-2..=2).map(|steps| self.code(steps)).collect();
        (0..).map(|n| format!("{n:06}")).find(|code| !right.contains(code)).unwrap()
    }
}

/// The recovery codes on a page.
pub fn recovery_codes(page: &str) -> Vec<String> {
    page.split("<code>").skip(1).map(|rest| rest[..rest.find("</code>").unwrap()].to_owned()).collect()
}

/// Sets an authenticator up for whoever is signed in to the back office; answers the app and the recovery codes.
pub async fn set_up(staff: &Client, password: &str) -> (App, Vec<String>) {
    let begun = staff.submit("/staff/account", "/staff/account/authenticator/begin", &[("password", password)]).await;
    assert_eq!(begun.expect(303).location(), "/staff/account/authenticator");
    let page = "/staff/account/authenticator";
    let app = App::set_up(&staff.get(page).await.expect(200).text());
    let sheet = staff.submit(page, page, &[("code", &app.code(-1))]).await.expect(200);
    (app, recovery_codes(&sheet.text()))
}

fn base32(text: &str) -> Vec<u8> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0u32, 0);
    for c in text.bytes().filter(u8::is_ascii_alphanumeric) {
        let value = if c.is_ascii_digit() { c - b'2' + 26 } else { c.to_ascii_uppercase() - b'A' };
        held = held << 5 | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).unwrap());
        }
    }
    bytes
}
