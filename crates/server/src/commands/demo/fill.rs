//! Makes the demo's shops, by the same ways an operator and an owner would; only the past is written directly.

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_auth::Passwords;
use forecourt_domain::color::Color;
use forecourt_domain::contact::Phone;
use forecourt_domain::ids::PhotoId;
use forecourt_domain::invoice::{InvoiceLine, PaymentMethod};
use forecourt_domain::money::{in_units, typed_number};
use forecourt_notifications::templates::letterhead::Letterhead;
use forecourt_notifications::templates::portal_link::PortalLinkEmail;
use forecourt_storage::CapturedBody;
use forecourt_storage::demo::{SeedCustomer, SeedInvoice, SeedJob, SeedLink};
use forecourt_storage::{
    Branding, CustomerDetails, NewTenant, PlatformScope, SendChannel, Tenant, TenantScope, VehicleDetails,
};
use forecourt_web::page::render_email;
use forecourt_web::site::SharedSite;
use forecourt_web::{Shop, paths};

use super::past::{Calendar, Span};
use super::pictures::{Pictures, keep_logo};
use super::shops::{DemoInvoice, DemoJob, DemoShop, PASSWORD, Person};
use super::team;
use crate::failure::Failure;

/// Added to a new shop's credits, so that visitors of the demo do not run out of them.
const SMS_CREDITS: i32 = 400;
/// As long as a portal link lives (docs/product.md, section 4).
const LINK_LIFETIME: TimeDelta = TimeDelta::days(30);
/// From sending to arrival.
const DELIVERY: TimeDelta = TimeDelta::seconds(2);

/// Makes all shops with their people. `key` seeds the links' secrets.
///
/// # Errors
/// [`Failure`] when something cannot be kept: the folder is then no filled demo, and the next start begins anew.
pub(super) async fn fill(site: &SharedSite, shops: &[DemoShop], key: &str) -> Result<(), Failure> {
    let pictures = Pictures::prepare(site, shops).await?;
    for shop in shops {
        make(site, shop, &pictures, key).await?;
    }
    Ok(())
}

async fn make(site: &SharedSite, shop: &DemoShop, pictures: &Pictures, key: &str) -> Result<(), Failure> {
    let operator = PlatformScope::for_operator(&site.storage);
    let new = new_tenant(site, shop)?;
    let (color, phone) = (new.brand_color, new.phone.clone());
    let made = operator.create_tenant(new).await?;
    operator.add_sms_credits(&shop.slug, SMS_CREDITS).await?;
    let tenant = operator.tenant(&shop.slug).await?;
    let hash = Passwords::default().hash(PASSWORD, site.storage.entropy().as_ref()).await.map_err(Failure::broken)?;
    let accepted = site.storage.accept_invitation(&tenant, &made.invitation, &shop.owner, &hash).await?;
    let proof = accepted.map_err(|problem| Failure::broken(format_args!("the owner's invitation is {problem:?}")))?;
    let grant = proof.grant().ok_or_else(|| Failure::broken("the owner is asked for more"))?;
    team::join(site, &tenant, &hash).await?;
    let scope = TenantScope::open(&site.storage, grant).await?.ok_or_else(|| Failure::broken("the owner is gone"))?;
    let hours = (0u8..).zip(shop.hours.iter().cloned()).collect();
    let branding = Branding {
        name: shop.name.clone(),
        tagline: Some(shop.tagline.clone()),
        brand_color: color,
        phone,
        email: Some(shop.email.parse().map_err(Failure::broken)?),
        hours,
    };
    scope.set_branding(branding).await?;
    scope.set_logo(keep_logo(site, tenant.id, shop.slug.as_str()).await?).await?;
    let tenant = scope.tenant().await?;
    let open = shop.hours.each_ref().map(|hours| !hours.is_empty());
    let calendar = Calendar { now: site.storage.clock().now(), zone: tenant.time_zone, open };
    let mut customers = Vec::with_capacity(shop.people.len());
    // Who is named first was here first: the list is sorted by when they were last seen anyway.
    for (row, person) in shop.people.iter().enumerate() {
        customers.push(customer(site, &tenant, calendar, pictures, person, row, key).await?);
    }
    Ok(scope.seed_history(tenant.currency, customers).await?)
}

fn new_tenant(site: &SharedSite, shop: &DemoShop) -> Result<NewTenant, Failure> {
    let preset =
        site.presets.get(&shop.preset).ok_or_else(|| Failure::broken(format_args!("no preset {}", shop.preset)))?;
    Ok(NewTenant {
        slug: shop.slug.clone(),
        name: shop.name.clone(),
        preset: preset.clone(),
        owner_email: shop.owner_email().parse().map_err(Failure::broken)?,
        time_zone: shop.time_zone.parse().map_err(Failure::broken)?,
        locale: "en-US".to_owned(),
        currency: "USD".parse().map_err(Failure::broken)?,
        country: "US".to_owned(),
        brand_color: shop.brand_color.parse::<Color>().map_err(Failure::broken)?,
        phone: Some(Phone::parse(&shop.phone, "US").map_err(Failure::broken)?),
    })
}

async fn customer(
    site: &SharedSite,
    tenant: &Tenant,
    calendar: Calendar,
    pictures: &Pictures,
    person: &Person,
    row: usize,
    key: &str,
) -> Result<SeedCustomer, Failure> {
    let details = CustomerDetails {
        name: person.name.clone(),
        salutation: None,
        email: Some(person.email().parse().map_err(Failure::broken)?),
        phone: Some(Phone::parse(&person.phone(row), &tenant.country).map_err(Failure::broken)?),
    };
    let mut jobs = Vec::with_capacity(person.jobs.len());
    for job in &person.jobs {
        jobs.push(work_order(site, tenant, calendar, pictures, job).await?);
    }
    let first_booked = person.jobs.iter().map(|job| job.booked.0).max().unwrap_or(TimeDelta::days(20));
    Ok(SeedCustomer {
        link: link(site, tenant, calendar, person, key)?,
        details,
        created_at: calendar.at_work(Span(first_booked + TimeDelta::minutes(20))),
        last_seen_at: person.seen.map(|seen| calendar.ago(seen)),
        vehicles: person.vehicles.iter().map(|words| vehicle(words)).collect(),
        invoices: person.invoices.iter().map(|one| invoice(tenant, calendar, one)).collect::<Result<_, _>>()?,
        jobs,
    })
}

fn vehicle(words: &[String]) -> VehicleDetails {
    let word = |at: usize| words.get(at).filter(|word| !word.is_empty()).cloned();
    VehicleDetails {
        make: word(0).unwrap_or_default(),
        model: word(1).unwrap_or_default(),
        year: word(2).and_then(|year| year.parse().ok()),
        colour: word(3),
        registration: word(4),
    }
}

async fn work_order(
    site: &SharedSite,
    tenant: &Tenant,
    calendar: Calendar,
    pictures: &Pictures,
    job: &DemoJob,
) -> Result<SeedJob, Failure> {
    let history = calendar.history(job.status, job.booked, job.moved);
    let (first, last) =
        (history.first().map_or(calendar.now, |(_, at)| *at), history.last().map_or(calendar.now, |(_, at)| *at));
    let mut photos = Vec::with_capacity(job.photos.len());
    for (number, photo) in (1i32..).zip(&job.photos) {
        let count = i32::try_from(job.photos.len()).unwrap_or(1);
        // Spread over the work; an id carries its time, and the newest photo is the cover.
        let at = first + (last - first) / (count + 1) * number;
        let id = PhotoId::new(at, site.storage.entropy().as_ref());
        let kept = pictures.keep(site, tenant.id, id, photo.stage, &photo.picture).await;
        photos.extend(kept.map_err(Failure::broken)?.map(|new| (new, at)));
    }
    Ok(SeedJob {
        reference: job.reference.clone(),
        vehicle: Some(job.vehicle),
        description: job.what.clone(),
        appointment_at: job.at.and_then(|at| calendar.appointment(at)),
        ready_on: job.ready.and_then(|days| calendar.day(days)),
        history,
        photos,
    })
}

fn invoice(tenant: &Tenant, calendar: Calendar, invoice: &DemoInvoice) -> Result<SeedInvoice, Failure> {
    let digits = tenant.currency.digits();
    let number = |text: &str, digits| typed_number(text, '.', digits).map_err(Failure::broken);
    let line = |(what, quantity, price, tax): &(String, String, String, String)| {
        Ok(InvoiceLine {
            description: what.clone(),
            quantity: number(quantity, 3)?,
            unit_price: in_units(number(price, digits)?, digits)
                .ok_or_else(|| Failure::broken("a price in config/demo"))?,
            tax_rate: number(tax, 3)?,
        })
    };
    let day = |at: DateTime<Utc>| at.with_timezone(&calendar.zone).date_naive();
    let sent_at = calendar.at_work(invoice.sent);
    Ok(SeedInvoice {
        job: invoice.job,
        lines: invoice.lines.iter().map(line).collect::<Result<_, Failure>>()?,
        note: invoice.note.clone(),
        sent_at: (sent_at, day(sent_at)),
        due_on: day(sent_at) + TimeDelta::days(invoice.term),
        paid: invoice.paid.map(|paid| {
            let at = calendar.at_work(paid);
            (invoice.by.unwrap_or(PaymentMethod::Card), at, day(at))
        }),
    })
}

fn link(
    site: &SharedSite,
    tenant: &Tenant,
    calendar: Calendar,
    person: &Person,
    key: &str,
) -> Result<Option<SeedLink>, Failure> {
    let Some(link) = &person.link else { return Ok(None) };
    let token = person.token(&tenant.slug, key)?;
    // To the minute, because pages say "6 days ago".
    let sent_at = calendar.ago(link.sent);
    let (delivered_at, expires_at) = (sent_at + DELIVERY, sent_at + LINK_LIFETIME);
    let url = site.settings.shop_url(tenant, &paths::portal::link(&token.reveal()));
    Ok(Some(SeedLink {
        message: message(site, tenant, person, link.by, url, sent_at, expires_at)?,
        token,
        channel: link.by,
        sent_at,
        delivered_at,
        opened_at: Some((delivered_at + link.opened.0).min(calendar.now)),
        expires_at,
    }))
}

/// What the outbox would have kept.
fn message(
    site: &SharedSite,
    tenant: &Tenant,
    person: &Person,
    channel: SendChannel,
    url: String,
    sent_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<CapturedBody, Failure> {
    let shop = Shop::new(tenant.clone(), &site.theme).ok_or_else(|| Failure::broken("no words for the shop"))?;
    let named = [("shop", tenant.name.as_str().into())];
    if channel == SendChannel::Sms {
        let text = shop.words.with("sms-portal-link", [("shop", tenant.name.as_str().into()), ("url", url.into())]);
        return Ok(CapturedBody { subject: None, text, html: None });
    }
    let dates = forecourt_web::dates::Dates::new(shop.words.clone(), tenant.time_zone, sent_at);
    let page = PortalLinkEmail {
        customer_name: person.name.clone(),
        url,
        expires: dates.short(expires_at),
        letterhead: Letterhead::of(site, &shop),
    };
    let body = render_email(&site.theme, &shop.words, &page)
        .map_err(|error| Failure::broken(format_args!("the demo's mail: {error}")))?;
    Ok(CapturedBody {
        subject: Some(shop.words.with("email-portal-link-subject", named)),
        text: body.text,
        html: Some(body.html),
    })
}
