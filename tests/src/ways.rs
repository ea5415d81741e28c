//! Getting in as customers do: by what the pages' own forms ask for.
//!
//! A form is found by where it goes, and a field by what a browser would fill in there (`autocomplete`), so that these
//! tests fill in what a password manager or a phone can fill in, and nothing else.

use crate::{Answer, Client, Shop, eventually, html};

/// A message with a way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayIn {
    /// Where it went.
    pub to: String,
    /// The path of the link; empty when there is none.
    pub link: String,
    /// The code; empty when there is none.
    pub code: String,
    /// All that it says.
    pub text: String,
}

/// A form of a page.
#[derive(Debug, Clone)]
pub struct FormOnPage {
    /// Where it goes.
    pub action: String,
    fields: Vec<Field>,
}

#[derive(Debug, Clone)]
struct Field {
    name: String,
    value: String,
    kind: String,
    autocomplete: String,
}

impl FormOnPage {
    /// The forms of a page that are sent by POST.
    pub fn all(page: &str) -> Vec<Self> {
        let forms = html::tags(page, "form").into_iter().filter(|tag| tag.contains("method=\"post\""));
        forms
            .map(|tag| {
                // Two forms may begin with the same words: this one begins where its tag stands.
                let start = tag.as_ptr() as usize - page.as_ptr() as usize + tag.len();
                let inside = &page[start..page[start..].find("</form>").map_or(page.len(), |end| start + end)];
                let fields = html::tags(inside, "input").into_iter().filter_map(Field::of).collect();
                Self { action: html::attribute(tag, "action").unwrap_or_default(), fields }
            })
            .collect()
    }

    /// The form that goes to `action`.
    ///
    /// # Panics
    /// When the page has none.
    #[track_caller]
    pub fn to(page: &Answer, action: &str) -> Self {
        let all = Self::all(&page.text());
        let found = all.iter().find(|form| form.action.split('?').next() == Some(action)).cloned();
        found.unwrap_or_else(|| {
            panic!("no form goes to {action}, only to {:?}: {page}", all.iter().map(|f| &f.action).collect::<Vec<_>>())
        })
    }

    /// Fills in the fields that a browser would fill with this kind of thing; `contact` is whatever says who one is.
    ///
    /// # Panics
    /// When there is no such field.
    #[track_caller]
    pub fn fill(mut self, kind: &str, value: &str) -> Self {
        let wanted: &[&str] = match kind {
            "contact" => &["username", "email", "tel"],
            other => &[other],
        };
        let mut filled = 0;
        for field in &mut self.fields {
            if field.autocomplete.split_whitespace().any(|token| wanted.contains(&token)) {
                field.value = value.to_owned();
                filled += 1;
            }
        }
        assert!(filled > 0, "nothing to fill in for {kind}: {:?}", self.fields);
        self
    }

    /// Whether there is a field that a browser would fill with this kind of thing.
    pub fn has(&self, kind: &str) -> bool {
        self.fields.iter().any(|field| field.autocomplete.split_whitespace().any(|token| token == kind))
    }

    /// What is sent.
    pub fn body(&self) -> Vec<(&str, &str)> {
        let sent = |field: &&Field| !matches!(field.kind.as_str(), "checkbox" | "radio") || !field.value.is_empty();
        self.fields.iter().filter(sent).map(|field| (field.name.as_str(), field.value.as_str())).collect()
    }

    /// Sends it.
    pub async fn send(&self, browser: &Client) -> Answer {
        browser.post(&self.action).form(&self.body()).await
    }
}

impl Field {
    fn of(tag: &str) -> Option<Self> {
        let kind = html::attribute(tag, "type").unwrap_or_default();
        let value = match kind.as_str() {
            "checkbox" | "radio" if !tag.contains(" checked") => String::new(),
            "checkbox" | "radio" => html::attribute(tag, "value").unwrap_or_else(|| "on".to_owned()),
            _ => html::attribute(tag, "value").unwrap_or_default(),
        };
        let autocomplete = html::attribute(tag, "autocomplete").unwrap_or_default();
        html::attribute(tag, "name").map(|name| Self { name, value, kind, autocomplete })
    }
}

impl WayIn {
    /// What a captured message holds.
    pub fn of(message: &serde_json::Value) -> Self {
        let said = |name: &str| message[name].as_str().unwrap_or_default().to_owned();
        let text = said("text");
        let link = text.split_whitespace().find(|word| word.starts_with("http")).unwrap_or_default();
        let link = link.trim_end_matches(['.', ',']);
        let path = link.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap_or_default();
        // Told as "123456" or as "123 456"; six digits of a link's secret are no code.
        let words: Vec<&str> = text.split_whitespace().filter(|word| !word.contains('/')).collect();
        let words: Vec<&str> = words.iter().map(|word| word.trim_matches(|c: char| !c.is_ascii_digit())).collect();
        let digits = |word: &str, length| word.len() == length && word.bytes().all(|b| b.is_ascii_digit());
        let whole = words.iter().find(|word| digits(word, 6)).map(ToString::to_string);
        let halves =
            || words.windows(2).find(|pair| digits(pair[0], 3) && digits(pair[1], 3)).map(|pair| pair.concat());
        let code = whole.or_else(halves);
        Self { to: said("to"), link: path, code: code.unwrap_or_default(), text }
    }

    /// The secret at the link's end.
    pub fn token(&self) -> &str {
        self.link.rsplit('/').next().unwrap_or_default()
    }
}

impl Shop {
    /// Asks for a link or code at the login page; answers what the page says then, after its redirect.
    pub async fn ask(&self, browser: &Client, contact: &str) -> Answer {
        let form = self.limit_key(browser).await.fill("contact", contact);
        let answer = form.send(browser).await;
        follow(browser, answer).await
    }

    /// The form that asks for a link or code, on the first tab of the login page that has one.
    pub async fn limit_key(&self, browser: &Client) -> FormOnPage {
        for tab in ["", "?with=email_link", "?with=email_or_phone_link", "?with=sms_code"] {
            let page = browser.get(format!("/login{tab}")).await.expect(200);
            if let Some(form) = FormOnPage::all(&page.text()).into_iter().find(|form| form.action == "/login/link") {
                return form;
            }
        }
        panic!("{} offers neither links nor codes", self.name);
    }

    /// Asks, and reads what comes.
    pub async fn ask_and_read(&self, browser: &Client, contact: &str) -> WayIn {
        let known = self.messages().await.len();
        self.ask(browser, contact).await.expect(200);
        self.next_way_in(known).await
    }

    /// The newest message, once there are more than `known`.
    pub async fn next_way_in(&self, known: usize) -> WayIn {
        let message = eventually("the message in the outbox", || async {
            let all = self.messages().await;
            (all.len() > known).then(|| all[0].clone())
        })
        .await;
        WayIn::of(&message)
    }

    /// Types a code on the page where it was asked for.
    pub async fn tell_code(&self, browser: &Client, code: &str) -> Answer {
        let page = browser.get("/login/sent").await.expect(200);
        FormOnPage::to(&page, "/login/code").fill("one-time-code", code).send(browser).await
    }

    /// Presses "Continue" on a link's page.
    pub async fn press_continue(&self, browser: &Client, link: &str) -> Answer {
        let page = browser.get(link).await;
        match FormOnPage::all(&page.text()).into_iter().find(|form| form.action == link) {
            Some(form) => form.send(browser).await,
            None => page,
        }
    }

    /// Signs in by password.
    pub async fn tell_password(&self, browser: &Client, email: &str, password: &str) -> Answer {
        let page = browser.get("/login?with=password").await.expect(200);
        let form = FormOnPage::to(&page, "/login/password").fill("contact", email);
        form.fill("current-password", password).send(browser).await
    }

    /// Sets a password where the customer is signed in and has lately shown who they are.
    pub async fn set_password(&self, browser: &Client, password: &str) -> Answer {
        let page = browser.get("/account/password").await.expect(200);
        FormOnPage::to(&page, "/account/password").fill("new-password", password).send(browser).await
    }

    /// Lets everything that customers asked for here run out some time ago.
    pub async fn expire_requests(&self, database: &crate::Database) {
        let past = database.time(chrono::TimeDelta::hours(-1));
        let sql = format!("UPDATE sign_in_requests SET expires_at = {past}, code_expires_at = {past}");
        assert!(database.run(&sql).await > 0, "nothing to expire");
    }
}

/// Where a redirect leads, if it is one of ours.
pub async fn follow(browser: &Client, answer: Answer) -> Answer {
    match answer.status {
        303 => browser.get(answer.location()).await,
        _ => answer,
    }
}

/// Whether this browser is signed in as the customer with this name.
pub async fn is_signed_in(browser: &Client, name: &str) -> bool {
    browser.get("/").await.words().contains(name) && browser.get("/jobs").await.status == 200
}
