//! Settings → Branding: name, colour, logo, and how customers reach the shop.

use axum::extract::Multipart;
use axum::http::StatusCode;
use axum::response::Response;
use bytes::Bytes;
use forecourt_auth::{Checked, Staff, Witness};
use forecourt_domain::color::Color;
use forecourt_domain::contact::{Email, Phone};
use forecourt_domain::tenant::Role;
use forecourt_storage::blobs::BlobKey;
use forecourt_storage::{Branding, Hours, Tenant};
use forecourt_web::forms::{Reader, Submitted, contact_problem};
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::{Error, Form, Page, Result};
use serde::Serialize;

use super::{SettingsLink, nav, sample_nav, shell};
use crate::uploads::{reason, unreadable};

/// The form's fields for opening hours, from Monday.
const HOURS: [&str; 7] = ["hours_mon", "hours_tue", "hours_wed", "hours_thu", "hours_fri", "hours_sat", "hours_sun"];
/// A logo's file, in bytes.
const MAX_LOGO: usize = 4 * 1024 * 1024;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct BrandingPage {
    settings_nav: Vec<SettingsLink>,
    form: Form,
    logo: Option<String>,
    logo_remove: Option<&'static str>,
    action: &'static str,
}

/// `GET /staff/settings/branding`
pub(crate) async fn show(staff: Staff) -> Result<Response> {
    staff.require(Role::Manager)?;
    let form = filled(&staff.scope.tenant().await?);
    page(&staff, StatusCode::OK, form)
}

/// `POST /staff/settings/branding`, multipart
pub(crate) async fn save(staff: Staff, form: Multipart) -> Result<Response> {
    staff.require(Role::Manager)?;
    let (form, logo) = parts(form).await?;
    staff.check(form.get("csrf"))?;
    let country = staff.visit.tenant().country.clone();
    let mut reader = form.reader(staff.visit.words());
    let branding = read(&mut reader, &country);
    let logo = read_logo(&staff, &mut reader, logo).await;
    let (Some(branding), true) = (branding, reader.is_sound()) else {
        return page(&staff, StatusCode::UNPROCESSABLE_ENTITY, reader.into_form());
    };
    if let Some(png) = logo {
        keep_logo(&staff, png).await?;
    }
    staff.scope.set_branding(branding).await?;
    Ok(see_other(&with_notice(path::BRANDING, "settings-saved")))
}

/// `POST /staff/settings/branding/remove-logo`
pub(crate) async fn remove_logo(Checked { who: staff, .. }: Checked<Staff>) -> Result<Response> {
    staff.require(Role::Manager)?;
    let before = staff.scope.tenant().await?.logo_key;
    staff.scope.set_logo(None).await?;
    forget(&staff, before).await;
    Ok(see_other(&with_notice(path::BRANDING, "settings-saved")))
}

async fn parts(mut form: Multipart) -> Result<(Submitted, Bytes)> {
    let (mut fields, mut logo) = (Submitted::default(), Bytes::new());
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "logo" {
            logo = field.bytes().await.map_err(unreadable)?;
        } else {
            let bytes = field.bytes().await.map_err(unreadable)?;
            // Not `text()`, which replaces what is not UTF-8 and would store a text that was never typed.
            fields.push(&name, String::from_utf8(bytes.into()).map_err(|_| Error::bad_request())?);
        }
    }
    Ok((fields, logo))
}

fn read(reader: &mut Reader<'_>, country: &str) -> Option<Branding> {
    let name = reader.line::<80>("name");
    let tagline = reader.optional_line::<120>("tagline");
    let brand_color = reader.parsed("brand_color", |text| text.parse::<Color>().map_err(|_| "error-colour"));
    let phone = reader.optional("phone", |text| Phone::parse(text, country).map_err(contact_problem));
    let email = reader.optional("email", |text| text.parse::<Email>().map_err(contact_problem));
    let mut hours = Hours::new();
    for (day, field) in (0u8..).zip(HOURS) {
        if let Some(text) = reader.optional_line::<60>(field) {
            hours.insert(day, text);
        }
    }
    // A week with hours on some days says "closed" on the others; one without any says nothing.
    if !hours.is_empty() {
        for day in 0u8..7 {
            hours.entry(day).or_default();
        }
    }
    Some(Branding { name: name?, tagline, brand_color: brand_color?, phone, email, hours })
}

async fn read_logo(staff: &Staff, reader: &mut Reader<'_>, upload: Bytes) -> Option<Bytes> {
    let words = staff.visit.words();
    if upload.is_empty() {
        return None;
    }
    if upload.len() > MAX_LOGO {
        let max = i64::try_from(MAX_LOGO / (1024 * 1024)).unwrap_or(0);
        reader.fail("logo", words.with("error-file-size", [("max", max.into())]));
        return None;
    }
    match staff.visit.site.pictures.logo(upload).await {
        Ok(png) => Some(png),
        Err(error) => {
            reader.fail("logo", reason(words, error, "error-logo-type"));
            None
        }
    }
}

/// The file first, then the row that names it, then the old file's end.
async fn keep_logo(staff: &Staff, png: Bytes) -> Result<()> {
    let storage = &staff.visit.site.storage;
    let mut version = [0u8; 8];
    storage.entropy().fill(&mut version);
    let version: String = version.iter().map(|b| format!("{b:02x}")).collect();
    let key = BlobKey::logo(staff.visit.tenant().id, &version);
    storage.blobs().put(&key, "image/png", png).await?;
    let before = staff.scope.tenant().await?.logo_key;
    staff.scope.set_logo(Some(key.as_str().to_owned())).await?;
    forget(staff, before).await;
    Ok(())
}

async fn forget(staff: &Staff, key: Option<String>) {
    if let Some(key) = key
        && let Err(error) = staff.visit.site.storage.blobs().remove(&BlobKey::stored(&key)).await
    {
        tracing::warn!(%error, "an old logo stays behind");
    }
}

fn filled(tenant: &Tenant) -> Form {
    let mut form = Form::filled([
        ("name", tenant.name.clone()),
        ("tagline", tenant.tagline.clone().unwrap_or_default()),
        ("brand_color", tenant.brand_color.to_string()),
        ("phone", tenant.phone.as_ref().map(Phone::display).unwrap_or_default()),
        ("email", tenant.email.as_ref().map(Email::display).unwrap_or_default()),
    ]);
    for (day, field) in (0u8..).zip(HOURS) {
        form.fields.entry(field).or_default().value = tenant.hours.get(&day).cloned().unwrap_or_default();
    }
    form
}

fn page(staff: &Staff, status: StatusCode, form: Form) -> Result<Response> {
    let logo = staff.visit.shop.logo_href.clone();
    let page = BrandingPage {
        settings_nav: nav(staff, path::BRANDING),
        form,
        logo_remove: logo.is_some().then_some(path::REMOVE_LOGO),
        logo,
        action: path::BRANDING,
    };
    staff.visit.page_with_status(status, shell(staff, "staff-branding-heading"), &page)
}

impl Page for BrandingPage {
    const TEMPLATE: &'static str = "staff/settings_branding.html";

    fn samples() -> Vec<Self> {
        let fields = ["name", "tagline", "brand_color", "phone", "email"].into_iter().chain(HOURS);
        let form = Form::filled(
            fields.map(|name| (name, if name == "brand_color" { "#39ff14".to_owned() } else { String::new() })),
        );
        let fine = Self {
            settings_nav: sample_nav(),
            form: form.clone(),
            logo: Some("/logo?v=1".into()),
            logo_remove: Some("/x"),
            action: "/x",
        };
        let wrong = Self { form: form.failed("Please check".into()), logo: None, logo_remove: None, ..fine.clone() };
        vec![fine, wrong]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::BrandingPage>();
    }
}
