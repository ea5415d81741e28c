//! Home: the state of the customer's active jobs, and tiles for everything else.

use axum::extract::{FromRequestParts, Request, State};
use axum::response::Response;
use forecourt_auth::customer::{self, Entry};
use forecourt_auth::{Customer, cookies};
use forecourt_domain::auth_method::AuthMethod;
use forecourt_domain::feature::Feature;
use forecourt_domain::sign_in::SignInMethod;
use forecourt_storage::{CustomerGrant, Home, Job};
use forecourt_web::page::Shell;
use forecourt_web::paths::portal as path;
use forecourt_web::site::SharedSite;
use forecourt_web::views::{self, Badge, JobCard, Picture, StageBar, vehicle_title};
use forecourt_web::{Page, Result, Visit};
use serde::Serialize;

use crate::pictures::{decoration, job_card};
use crate::shell;

forecourt_web::routes! {
    get path::HOME => show;
}

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HomePage {
    customer_name: String,
    place: String,
    welcome: bool,
    hero: Option<Hero>,
    jobs: Vec<JobCard>,
    jobs_on: bool,
    tiles: Vec<Tile>,
    /// Nothing is being worked on.
    empty: bool,
    hours_today: Option<String>,
    faster: Option<Faster>,
    /// Whether a passkey is offered: lately signed in by link or code, and none yet.
    passkey: bool,
}

/// "Want to sign in faster?"
#[derive(Debug, Clone, Serialize)]
struct Faster {
    /// Whether the password form is on this page; without a recent proof its button leads to the confirmation page
    /// first.
    here: bool,
    username: String,
}

/// The one active job, large.
#[derive(Debug, Clone, Serialize)]
struct Hero {
    href: String,
    vehicle: String,
    status: Badge,
    headline: String,
    ready: Option<String>,
    picture: Option<Picture>,
    stages: StageBar,
}

/// A way into a part of the portal, with its figure.
#[derive(Debug, Clone, Serialize)]
struct Tile {
    key: &'static str,
    href: &'static str,
    icon: &'static str,
    label: String,
    figure: String,
    picture: Option<Picture>,
}

/// The shop's front page, for visitors without a session.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SignedOutPage {
    login: &'static str,
}

/// `GET /`: home with a session, the front page without.
pub(crate) async fn show(State(site): State<SharedSite>, request: Request) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, &site).await?;
    let Some((_, session)) = customer::session(&parts, &visit).await? else {
        let mut response = front_page(&visit)?;
        if cookies::read::<CustomerGrant>(&parts.headers, &visit.site.settings).is_some() {
            cookies::clear::<CustomerGrant>(&mut response, &visit.site.settings);
        }
        return Ok(response);
    };
    match Customer::open_at_home(visit.clone(), session).await? {
        Entry::Open((customer, home)) => page(&customer, &home, false).await,
        Entry::LinkEnded(problem) => customer::link_ended(&visit, problem),
        Entry::Gone => front_page(&visit),
    }
}

/// The shop's name and a way to sign in, without any customer's data.
pub(crate) fn front_page(visit: &Visit) -> Result<Response> {
    let shell = Shell {
        title: visit.words().get("welcome-title"),
        body_class: "portal",
        toast: visit.toast(),
        inline_css: true,
        ..Shell::default()
    };
    visit.page(shell, &SignedOutPage { login: path::LOGIN })
}

/// A customer's home. `first_load`: the stylesheet is inlined, so that the page paints after one round trip.
pub(crate) async fn page(customer: &Customer, home: &Home, first_load: bool) -> Result<Response> {
    let visit = &customer.visit;
    let features = visit.tenant().features;
    let (words, dates) = (visit.words(), visit.dates());
    let photos_on = features.has(Feature::Photos);
    let jobs: &[Job] = if features.has(Feature::Jobs) { &home.active } else { &[] };
    let place = visit.tenant().name.clone();
    // A shop that shows no jobs says nothing of having none.
    let empty = features.has(Feature::Jobs) && jobs.is_empty();
    // The hero shows the photo of the only job: its card need not.
    let on_cards = photos_on && jobs.len() > 1;
    let page = HomePage {
        customer_name: customer.scope.display_name().to_owned(),
        welcome: customer.is_first_visit(),
        hero: match jobs {
            [only] => Some(hero(only, photos_on, visit)),
            _ => None,
        },
        jobs: jobs.iter().map(|job| job_card(job, on_cards, visit, &dates)).collect(),
        jobs_on: features.has(Feature::Jobs),
        tiles: tiles(home, customer),
        empty,
        hours_today: views::today_hours(visit.tenant(), words, &dates),
        faster: faster(customer).await?,
        passkey: lacks_passkey(customer).await?,
        place,
    };
    let mut shell = shell::of(customer, "home", words.get("home-title"));
    shell.inline_css = first_load;
    visit.page(shell, &page)
}

/// A customer without a password is offered to set one, if the shop accepts passwords.
async fn faster(customer: &Customer) -> Result<Option<Faster>> {
    if customer.scope.has_password() || !customer.visit.tenant().sign_in.has(SignInMethod::Password) {
        return Ok(None);
    }
    if customer.scope.proven().is_none() {
        return Ok(Some(Faster { here: false, username: String::new() }));
    }
    let email = customer.scope.sign_in_details().await?.email;
    Ok(Some(Faster { here: true, username: email.map(|email| email.as_str().to_owned()).unwrap_or_default() }))
}

async fn lacks_passkey(customer: &Customer) -> Result<bool> {
    let by_message = matches!(customer.scope.grant().way(), AuthMethod::SignInLink | AuthMethod::Code);
    Ok(by_message && customer.scope.proven().is_some() && customer.scope.passkeys().await?.is_empty())
}

fn hero(job: &Job, photos_on: bool, visit: &Visit) -> Hero {
    let (words, dates) = (visit.words(), visit.dates());
    let vehicle = vehicle_title(job, words);
    let status = Badge::job(job.status, words);
    let headline =
        words.with("home-headline", [("vehicle", vehicle.as_str().into()), ("status", status.label.as_str().into())]);
    let ready = job.ready_on.map(|day| words.with("home-ready", [("date", dates.day(day).into())]));
    Hero {
        href: path::job(&job.reference),
        picture: job.cover.as_ref().filter(|_| photos_on).map(decoration),
        stages: views::stage_bar(job.status, words),
        vehicle,
        status,
        headline,
        ready,
    }
}

fn tiles(home: &Home, customer: &Customer) -> Vec<Tile> {
    let words = customer.visit.words();
    let count = |id: &str, n: i64| words.with(id, [("count", n.into())]);
    let has = |feature| customer.visit.tenant().features.has(feature);
    let mut tiles = Vec::new();
    let mut tile = |key, href, icon, figure: String| {
        tiles.push(Tile { key, href, icon, label: words.get(&format!("tile-{key}")), figure, picture: None });
    };
    if has(Feature::Jobs) {
        let active = i64::try_from(home.active.len()).unwrap_or(0);
        let figure = match (active, home.past_jobs) {
            (0, 0) => words.get("tile-jobs-none"),
            (active, 0) => count("tile-jobs-active", active),
            (0, past) => count("tile-jobs-past", past),
            (active, past) => words.with("tile-jobs-figure", [("active", active.into()), ("past", past.into())]),
        };
        tile("jobs", path::JOBS, "wrench", figure);
    }
    if has(Feature::Photos) {
        tile("photos", path::PHOTOS, "images", count("tile-photos-figure", home.photos));
    }
    if has(Feature::Invoices) {
        let figure = match (home.invoices_paid, home.invoices_due) {
            (0, 0) => words.get("tile-invoices-none"),
            (paid, 0) => count("tile-invoices-paid", paid),
            (0, due) => count("tile-invoices-due", due),
            (paid, due) => words.with("tile-invoices-figure", [("paid", paid.into()), ("due", due.into())]),
        };
        tile("invoices", path::INVOICES, "receipt", figure);
    }
    if has(Feature::Vehicles) {
        tile("vehicles", path::VEHICLES, shell::vehicle_icon(customer), count("tile-vehicles-figure", home.vehicles));
    }
    tiles
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "portal/home.html";

    fn samples() -> Vec<Self> {
        let hero = Hero {
            href: "/jobs/WO-TANGO-1234".into(),
            vehicle: "Volkswagen Golf GTI".into(),
            status: JobCard::sample().badge,
            headline: "Your Volkswagen Golf GTI - In Progress.".into(),
            ready: Some("Estimated ready Wednesday 22 May".into()),
            picture: Some(Picture::sample()),
            stages: StageBar { label: "Ready".into(), position: 2, segments: vec!["done", "current"] },
        };
        let tile = Tile {
            key: "photos",
            href: path::PHOTOS,
            icon: "images",
            label: "Photos".into(),
            figure: "12 shots".into(),
            picture: None,
        };
        let one = Self {
            customer_name: "Alex Morgan".into(),
            place: "Torque Garage".into(),
            welcome: true,
            hero: Some(hero.clone()),
            jobs: vec![JobCard::sample()],
            jobs_on: true,
            tiles: vec![tile],
            empty: false,
            hours_today: None,
            faster: Some(Faster { here: true, username: "alex.morgan@example.com".into() }),
            passkey: true,
        };
        let bare_hero = Hero { picture: None, ready: None, ..hero };
        let without_photo = Self { hero: Some(bare_hero), welcome: false, tiles: vec![], ..one.clone() };
        let two = Self {
            passkey: false,
            faster: Some(Faster { here: false, username: String::new() }),
            hero: None,
            jobs: vec![JobCard::sample(), JobCard::sample()],
            ..one.clone()
        };
        let none = Self {
            hero: None,
            jobs: vec![],
            empty: true,
            hours_today: Some("8:00 – 17:00".into()),
            faster: None,
            ..one.clone()
        };
        let off = Self { jobs_on: false, ..none.clone() };
        vec![one, without_photo, two, none, off]
    }
}

impl Page for SignedOutPage {
    const TEMPLATE: &'static str = "portal/welcome.html";

    fn samples() -> Vec<Self> {
        vec![Self { login: path::LOGIN }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn home_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::HomePage>();
    }

    #[test]
    fn signed_out_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::SignedOutPage>();
    }
}
