//! An authenticator app as on a person's phone: a second implementation of RFC 6238, against which the server's is
//! checked.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::{Client, html};

/// An authenticator app with one account in it.
///
/// A half minute may end between reading a code and typing it: the server takes the one before and the one after, too.
/// So an app is set up with [`App::first`] and used with [`App::next`], and both are right whenever a test begins.
#[derive(Debug, Clone)]
pub struct App {
    seed: Vec<u8>,
    set_up: i64,
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
        Self { seed: base32(&html::unescape(key)), set_up: step() }
    }

    /// The key itself.
    pub fn seed(&self) -> &[u8] {
        &self.seed
    }

    /// What the app showed when it was set up.
    pub fn first(&self) -> String {
        self.at(self.set_up)
    }

    /// What it will show next: later than the one it was set up with, and right already.
    pub fn next(&self) -> String {
        self.code(1)
    }

    /// The code that the app shows so many steps of half a minute from now.
    fn code(&self, steps: i64) -> String {
        self.at(step() + steps)
    }

    fn at(&self, step: i64) -> String {
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

/// How many half minutes there have been.
fn step() -> i64 {
    crate::now().timestamp() / 30
}

/// The recovery codes on a page.
pub fn recovery_codes(page: &str) -> Vec<String> {
    page.split("<code>").skip(1).map(|rest| rest[..rest.find("</code>").unwrap()].to_owned()).collect()
}

/// Sets an authenticator up for the signed-in staff member; answers the app and the recovery codes.
pub async fn set_up(staff: &Client, password: &str) -> (App, Vec<String>) {
    let begun = staff.submit("/staff/account", "/staff/account/authenticator/begin", &[("password", password)]).await;
    assert_eq!(begun.expect(303).location(), "/staff/account/authenticator");
    let page = "/staff/account/authenticator";
    let app = App::set_up(&staff.get(page).await.expect(200).text());
    let sheet = staff.submit(page, page, &[("code", &app.first())]).await.expect(200);
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
