//! The default fixture: two shops with an owner each, and what people do there all day.

use std::str::FromStr;

use chrono::TimeDelta;
use tokio::sync::OnceCell;

use crate::backend::Backend;
use crate::server::{Said, Template};
use crate::{Answer, Client, Multipart, Server, Settings, eventually, html, pictures};

/// The password of everybody who works here.
pub const PASSWORD: &str = "a good long password";

/// Two shops on one server: what one does must never show at the other.
#[derive(Debug)]
pub struct TwoShops {
    /// The server.
    pub server: Server,
    /// Torque Garage, of the preset `garage`.
    pub torque: Shop,
    /// Sample Shop LLC, of the preset `detailing`.
    pub sample: Shop,
}

/// A shop and its owner.
#[derive(Debug, Clone)]
pub struct Shop {
    /// Its label in host names.
    pub slug: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its owner, signed in.
    pub owner: Client,
    platform: Client,
}

/// A customer, as staff know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Where mail goes.
    pub email: String,
    /// Where texts go.
    pub phone: String,
}

/// How a link travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// A text.
    Sms,
    /// A mail.
    Email,
}

/// A portal link as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// All of it.
    pub url: String,
    /// Its path.
    pub path: String,
    /// Its secret.
    pub token: String,
}

const SHOPS: [(&str, &str, &str); 2] =
    [("torque", "Torque Garage", "garage"), ("sample-shop", "Sample Shop LLC", "detailing")];

impl TwoShops {
    /// Two shops on a server of their own.
    pub async fn start(backend: Backend) -> Self {
        Self::start_with(backend, |_| {}).await
    }

    /// As [`TwoShops::start`], with other settings.
    pub async fn start_with(backend: Backend, change: impl FnOnce(&mut Settings)) -> Self {
        let server = Server::start_from(backend, template(backend).await, change).await;
        let [torque, sample] =
            SHOPS.map(|(slug, name, _)| Shop { slug, name, owner: server.shop(slug), platform: server.platform() });
        for shop in [&torque, &sample] {
            sign_in(&shop.owner, &shop.owner_email(), PASSWORD).await.expect(303);
        }
        Self { server, torque, sample }
    }

    /// A customer of Torque with one active job and a photo, and their browser after they opened their link.
    pub async fn customer_with_job(&self) -> (Customer, String, Client) {
        let alex = self.torque.add_customer("Alex Morgan").await;
        let vehicle = self.torque.add_vehicle(&alex, "Volkswagen", "Golf GTI").await;
        let job = self.torque.add_job(&alex, &vehicle, "Front brakes and a stone chip on the bonnet").await;
        self.torque.upload(&job, "before", &[("golf.jpg", &pictures::jpeg(320, 240))]).await.expect(200);
        let link = self.torque.send_link(&alex, Channel::Sms).await;
        let phone = self.torque.open(&link).await;
        (alex, job, phone)
    }
}

/// Both shops made once in a process, by the command line and over HTTP; each test starts from a copy.
async fn template(backend: Backend) -> &'static Template {
    static TEMPLATES: [OnceCell<Template>; 2] = [OnceCell::const_new(), OnceCell::const_new()];
    TEMPLATES[backend as usize]
        .get_or_init(|| async move {
            let server = Server::start(backend).await;
            for (slug, name, preset) in SHOPS {
                let said = create_tenant(&server, slug, name, preset);
                accept_invitation(&server.shop(slug), &invitation(&said.out), "Olivia Owner", PASSWORD)
                    .await
                    .expect(303);
            }
            server.into_template().await
        })
        .await
}

/// Runs `forecourt tenant create`; its output holds the portal's address and the invitation.
pub fn create_tenant(server: &Server, slug: &str, name: &str, preset: &str) -> Said {
    let owner = format!("owner@{slug}.example");
    server
        .cli(&["tenant", "create", "--slug", slug, "--name", name, "--preset", preset, "--owner-email", &owner])
        .success()
}

/// The invitation in what a command printed.
pub fn invitation(said: &str) -> String {
    let url = said
        .split_whitespace()
        .find(|word| word.contains("/staff/invitations/"))
        .unwrap_or_else(|| panic!("no invitation: {said}"));
    url[url.find("/staff").expect("a path")..].trim_end_matches(['.', ',']).to_owned()
}

/// Follows an invitation and sets a password.
pub async fn accept_invitation(client: &Client, path: &str, name: &str, password: &str) -> Answer {
    client.submit(path, path, &[("name", name), ("password", password), ("confirm", password)]).await
}

/// Signs a staff member in.
pub async fn sign_in(client: &Client, email: &str, password: &str) -> Answer {
    client.submit("/staff/login", "/staff/login", &[("email", email), ("password", password), ("next", "")]).await
}

impl Shop {
    /// A shop that was made by the command line; its owner has not been here yet.
    pub fn at(server: &Server, slug: &'static str, name: &'static str) -> Self {
        Self { slug, name, owner: server.shop(slug), platform: server.platform() }
    }

    /// A browser that has never been here.
    pub fn visitor(&self) -> Client {
        let fresh = self.owner.forked();
        for name in fresh.cookies().keys() {
            fresh.forget(name);
        }
        fresh
    }

    /// What the owner signs in with.
    pub fn owner_email(&self) -> String {
        format!("owner@{}.example", self.slug)
    }

    /// A signed-in staff member with the given role.
    pub async fn staff(&self, server: &Server, role: &str) -> Client {
        let email = format!("{role}-{}@{}.example", crate::backend::unique("staff"), self.slug);
        let said = server.cli(&["staff", "invite", "--slug", self.slug, "--email", &email, "--role", role]).success();
        let client = self.visitor();
        accept_invitation(&client, &invitation(&said.out), "Terry Technician", PASSWORD).await.expect(303);
        let client = self.visitor();
        sign_in(&client, &email, PASSWORD).await.expect(303);
        client
    }

    /// Settings → Sign-in & Security: these ways in, and whether anybody may open an account.
    pub async fn offer(&self, methods: &[&str], registration: bool) {
        let page = "/staff/settings/security";
        let mut fields: Vec<_> = methods.iter().map(|method| ("methods", *method)).collect();
        fields.push(("session_days", "30"));
        if registration {
            fields.push(("self_registration", "on"));
        }
        self.owner.submit(page, page, &fields).await.expect(303);
    }

    /// Adds a customer with an email address and a phone number made from their name.
    pub async fn add_customer(&self, name: &str) -> Customer {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        // 202-555-0100 to 0199 are reserved for examples.
        let last = name.bytes().fold(7_u32, |n, b| n.wrapping_mul(31).wrapping_add(u32::from(b))) % 100;
        self.add_customer_at(name, &email, &format!("+120255501{last:02}")).await
    }

    /// Adds a customer with these contact details; empty ones are left out.
    pub async fn add_customer_at(&self, name: &str, email: &str, phone: &str) -> Customer {
        let fields = [("name", name), ("salutation", ""), ("email", email), ("phone", phone)];
        let answer = self.owner.submit("/staff/customers/new", "/staff/customers/new", &fields).await.expect(303);
        let id = last_part(answer.location());
        Customer { id, name: name.to_owned(), email: email.to_owned(), phone: phone.to_owned() }
    }

    /// Adds a vehicle; answers its id.
    pub async fn add_vehicle(&self, customer: &Customer, make: &str, model: &str) -> String {
        let page = format!("/staff/customers/{}/vehicles/new", customer.id);
        let fields =
            [("registration", "AB12 CDE"), ("make", make), ("model", model), ("year", "2021"), ("colour", "Blue")];
        self.owner.submit(&page, &page, &fields).await.expect(303);
        let record = self.owner.get(format!("/staff/customers/{}", customer.id)).await.expect(200).text();
        let edits = html::attributes(&record, "href").into_iter().filter(|href| href.contains("/staff/vehicles/"));
        let newest = edits.max().expect("the vehicle is on the record");
        newest.split('/').nth(3).expect("an id").to_owned()
    }

    /// Takes a job on, in progress; answers its reference.
    pub async fn add_job(&self, customer: &Customer, vehicle: &str, description: &str) -> String {
        let page = format!("/staff/customers/{}/jobs/new", customer.id);
        let fields = [
            ("vehicle", vehicle),
            ("description", description),
            ("status", "in_progress"),
            ("appointment", ""),
            ("ready_on", ""),
        ];
        let answer = self.owner.submit(&page, &page, &fields).await.expect(303);
        last_part(answer.location())
    }

    /// Uploads photos to a job as the page's script does, one request for all.
    pub async fn upload(&self, job: &str, stage: &str, files: &[(&str, &[u8])]) -> Answer {
        let csrf = self.owner.csrf(&format!("/staff/jobs/{job}")).await;
        let mut parts = Multipart::default().text("csrf", &csrf).text("stage", stage);
        for (name, bytes) in files {
            parts = parts.file("photos", name, "image/jpeg", bytes);
        }
        self.owner.post(format!("/staff/jobs/{job}/photos")).by_script().multipart(parts).await
    }

    /// Presses "Send portal link"; the answer sends the browser back to the record.
    pub async fn press_send(&self, customer: &Customer, channel: Channel) -> Answer {
        let record = format!("/staff/customers/{}", customer.id);
        let fields = [("channel", channel.word()), ("return_to", record.as_str())];
        self.owner.submit(&record, &format!("{record}/portal-link"), &fields).await
    }

    /// Sends a portal link, and reads it where it arrives.
    pub async fn send_link(&self, customer: &Customer, channel: Channel) -> Link {
        let before = self.messages().await.len();
        self.press_send(customer, channel).await.expect(303);
        self.next_link(before).await
    }

    /// The link in the newest message, once there are more than `before`.
    pub async fn next_link(&self, before: usize) -> Link {
        let message = eventually("the message in the outbox", || async {
            let all = self.messages().await;
            (all.len() > before).then(|| all[0].clone())
        })
        .await;
        message["text"].as_str().expect("a text").parse().expect("a link")
    }

    /// This shop's messages as they were captured, newest first.
    pub async fn messages(&self) -> Vec<serde_json::Value> {
        let all = self.platform.get("/dev/outbox.json").await.expect(200).json();
        let all = all.as_array().expect("a list").clone();
        all.into_iter().filter(|message| message["tenant"] == self.slug).collect()
    }

    /// Taps a link in a fresh browser; answers the browser.
    pub async fn open(&self, link: &Link) -> Client {
        let browser = self.visitor();
        browser.get(&link.path).await.expect(200);
        browser
    }
}

impl TwoShops {
    /// Lets a customer's links run out some time ago.
    pub async fn expire_links(&self, customer: &Customer) {
        let database = &self.server.database;
        let sql = format!(
            "UPDATE customer_portal_tokens SET expires_at = {} WHERE customer_id = {}",
            database.time(TimeDelta::hours(-1)),
            database.id(&customer.id)
        );
        assert!(database.run(&sql).await > 0, "no link to expire");
    }
}

impl Channel {
    /// The word in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }
}

impl FromStr for Link {
    type Err = String;

    /// Finds the link in a message's text.
    fn from_str(text: &str) -> Result<Self, String> {
        let url = text.split_whitespace().find(|word| word.starts_with("http") && word.contains("/portal/"));
        let url = url.ok_or_else(|| format!("no link: {text}"))?;
        let path = &url[url.find("/portal/").unwrap_or(0)..];
        Ok(Self { url: url.to_owned(), path: path.to_owned(), token: path.trim_start_matches("/portal/").to_owned() })
    }
}

/// Settings → Branding: changes these fields, and sends the rest as the page shows it.
pub async fn set_branding(staff: &Client, changes: &[(&str, &str)]) -> Answer {
    let page = "/staff/settings/branding";
    let html = staff.get(page).await.expect(200).text();
    let mut parts = Multipart::default();
    for name in [
        "csrf",
        "name",
        "tagline",
        "brand_color",
        "phone",
        "email",
        "hours_mon",
        "hours_tue",
        "hours_wed",
        "hours_thu",
        "hours_fri",
        "hours_sat",
        "hours_sun",
    ] {
        let shown = html::field(&html, name).unwrap_or_else(|| panic!("no field {name}"));
        let value = changes.iter().find(|(changed, _)| *changed == name).map_or(shown.as_str(), |(_, value)| value);
        parts = parts.text(name, value);
    }
    staff.post(page).multipart(parts).await
}

/// Fetches a picture of a page as a browser does: from us, or from where we send it (a presigned address).
pub async fn fetch(client: &Client, src: &str) -> Answer {
    if src.starts_with("http") {
        return client.elsewhere(src).await;
    }
    let answer = client.get(src).by_image().await;
    match answer.status {
        302 | 303 | 307 if answer.location().starts_with("http") => client.elsewhere(answer.location()).await,
        _ => answer,
    }
}

/// The last part of a path, without query.
pub fn last_part(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    path.rsplit('/').next().unwrap_or_default().to_owned()
}
