//! Photos: all galleries, one gallery, one photo full screen, and the pictures themselves.

use axum::extract::{Path, Query};

use axum::http::HeaderMap;
use axum::response::Response;
use forecourt_auth::Customer;
use forecourt_domain::feature::Feature;
use forecourt_domain::ids::{PhotoId, WorkOrderId};
use forecourt_domain::photo::PhotoStage;
use forecourt_domain::reference::Reference;
use forecourt_storage::{Job, Photo};
use forecourt_web::paths::portal as path;
use forecourt_web::pictures::{PictureRequest, serve};
use forecourt_web::views::{Picture, vehicle_title};
use forecourt_web::{Error, Page, Result, Visit, When};
use serde::Serialize;

use crate::pictures::picture;
use crate::shell;

forecourt_web::routes! {
    get path::GALLERY => gallery;
    get path::PHOTOS => list;
    get path::PHOTO => show;
    get path::PHOTO_FILE => file;
}

/// All galleries.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PhotosPage {
    galleries: Vec<GalleryCard>,
    total: usize,
}

#[derive(Debug, Clone, Serialize)]
struct GalleryCard {
    reference: String,
    href: String,
    vehicle: String,
    when: When,
    count: usize,
    covers: Vec<Picture>,
}

/// One gallery.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct GalleryPage {
    reference: String,
    job_href: String,
    vehicle: String,
    count: usize,
    before_after: Vec<Comparison>,
    groups: Vec<Group>,
}

#[derive(Debug, Clone, Serialize)]
struct Comparison {
    before: Picture,
    after: Picture,
}

#[derive(Debug, Clone, Serialize)]
struct Group {
    key: &'static str,
    label: String,
    pictures: Vec<Picture>,
}

/// One photo, full screen.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PhotoPage {
    picture: Picture,
    index: usize,
    count: usize,
    prev: Option<String>,
    next: Option<String>,
    back: String,
    vehicle: String,
    reference: String,
}

/// `GET /photos`
pub(crate) async fn list(customer: Customer) -> Result<Response> {
    customer.require(Feature::Photos)?;
    let photos = customer.scope.photos().await?;
    let jobs = customer.scope.jobs().await?;
    let visit = &customer.visit;
    let dates = visit.dates();
    let galleries = photos.chunk_by(|a, b| a.work_order_id == b.work_order_id).filter_map(|gallery| {
        let job = find(&jobs, gallery.first()?.work_order_id)?;
        let vehicle = vehicle_title(job, visit.words());
        Some(GalleryCard {
            reference: job.reference.to_string(),
            href: path::gallery(&job.reference),
            when: dates.ago(job.completed_at.unwrap_or(job.booked_at)),
            count: gallery.len(),
            covers: gallery
                .iter()
                .rev()
                .take(4)
                .enumerate()
                .map(|(at, photo)| picture(photo, gallery.len() - at, &vehicle, visit))
                .collect(),
            vehicle,
        })
    });
    let page = PhotosPage { galleries: galleries.collect(), total: photos.len() };
    let shell = shell::of(&customer, "photos", visit.words().get("photos-title"));
    visit.page(shell, &page)
}

/// `GET /jobs/{reference}/photos`
pub(crate) async fn gallery(customer: Customer, Path(reference): Path<String>) -> Result<Response> {
    customer.require(Feature::Photos)?;
    let reference: Reference = reference.parse().map_err(|_| Error::not_found())?;
    let (job, _) = customer.scope.job(&reference).await?.ok_or_else(Error::not_found)?;
    let photos = customer.scope.gallery(job.id).await?;
    let visit = &customer.visit;
    let vehicle = vehicle_title(&job, visit.words());
    let pictures: Vec<(PhotoStage, Picture)> =
        photos.iter().enumerate().map(|(at, photo)| (photo.stage, picture(photo, at + 1, &vehicle, visit))).collect();
    let page = GalleryPage {
        reference: job.reference.to_string(),
        job_href: if visit.tenant().features.has(Feature::Jobs) {
            path::job(&job.reference)
        } else {
            path::PHOTOS.to_owned()
        },
        count: pictures.len(),
        before_after: comparison(&pictures).into_iter().collect(),
        groups: groups(pictures, visit),
        vehicle,
    };
    let title = visit.words().with("gallery-title", [("vehicle", page.vehicle.as_str().into())]);
    visit.page(shell::of(&customer, "photos", title), &page)
}

/// `GET /photos/{id}`
pub(crate) async fn show(customer: Customer, Path(id): Path<String>) -> Result<Response> {
    customer.require(Feature::Photos)?;
    let id: PhotoId = id.parse().map_err(|_| Error::not_found())?;
    let place = customer.scope.photo(id).await?.ok_or_else(Error::not_found)?;
    let (job, _) = customer.scope.job(&place.reference).await?.ok_or_else(Error::not_found)?;
    let visit = &customer.visit;
    let vehicle = vehicle_title(&job, visit.words());
    let at = place.gallery.iter().position(|photo| photo.id == id).unwrap_or(0);
    let neighbour =
        |at: Option<usize>| at.and_then(|at| place.gallery.get(at)).map(|photo: &Photo| path::photo(photo.id));
    let page = PhotoPage {
        picture: picture(&place.photo, at + 1, &vehicle, visit),
        index: at + 1,
        count: place.gallery.len(),
        prev: neighbour(at.checked_sub(1)),
        next: neighbour(Some(at + 1)),
        back: path::gallery(&place.reference),
        reference: place.reference.to_string(),
        vehicle,
    };
    let position = |n: usize| i64::try_from(n).unwrap_or(0);
    let title = visit
        .words()
        .with("photo-title", [("index", position(page.index).into()), ("count", position(page.count).into())]);
    visit.page(shell::of(&customer, "photos", title), &page)
}

/// `GET /photos/{id}/file?size=thumb|medium|large[&download=1]`
pub(crate) async fn file(
    customer: Customer,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(request): Query<PictureRequest>,
) -> Result<Response> {
    customer.require(Feature::Photos)?;
    let id: PhotoId = id.parse().map_err(|_| Error::not_found())?;
    let key = customer.scope.photo_blob(id).await?.ok_or_else(Error::not_found)?;
    serve(&customer.visit.site, &headers, &key, &request).await
}

fn comparison(pictures: &[(PhotoStage, Picture)]) -> Option<Comparison> {
    let last = |stage| pictures.iter().rev().find(|(s, _)| *s == stage).map(|(_, picture)| picture.clone());
    let first = |stage| pictures.iter().find(|(s, _)| *s == stage).map(|(_, picture)| picture.clone());
    Some(Comparison { before: first(PhotoStage::Before)?, after: last(PhotoStage::After)? })
}

fn groups(pictures: Vec<(PhotoStage, Picture)>, visit: &Visit) -> Vec<Group> {
    let group = |stage: PhotoStage| Group {
        key: stage.as_str(),
        label: visit.words().get(&format!("stage-{}", stage.as_str())),
        pictures: pictures.iter().filter(|(s, _)| *s == stage).map(|(_, picture)| picture.clone()).collect(),
    };
    PhotoStage::ALL.into_iter().map(group).filter(|group| !group.pictures.is_empty()).collect()
}

fn find(jobs: &[Job], id: WorkOrderId) -> Option<&Job> {
    jobs.iter().find(|job| job.id == id)
}

impl Page for PhotosPage {
    const TEMPLATE: &'static str = "portal/photos.html";

    fn samples() -> Vec<Self> {
        let card = |count: usize| GalleryCard {
            reference: "WO-TANGO-1234".into(),
            href: "/jobs/WO-TANGO-1234/photos".into(),
            vehicle: "Volkswagen Golf GTI".into(),
            when: forecourt_web::views::JobCard::sample().booked,
            count,
            covers: vec![Picture::sample(); count.min(4)],
        };
        vec![Self { galleries: vec![card(1), card(12)], total: 13 }, Self { galleries: vec![], total: 0 }]
    }
}

impl Page for GalleryPage {
    const TEMPLATE: &'static str = "portal/gallery.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            reference: "WO-TANGO-1234".into(),
            job_href: "/jobs/WO-TANGO-1234".into(),
            vehicle: "Volkswagen Golf GTI".into(),
            count: 3,
            before_after: vec![Comparison { before: Picture::sample(), after: Picture::sample() }],
            groups: vec![Group { key: "before", label: "Before".into(), pictures: vec![Picture::sample(); 3] }],
        };
        let empty = Self { count: 0, before_after: vec![], groups: vec![], ..full.clone() };
        vec![full, empty]
    }
}

impl Page for PhotoPage {
    const TEMPLATE: &'static str = "portal/photo.html";

    fn samples() -> Vec<Self> {
        let middle = Self {
            picture: Picture::sample(),
            index: 2,
            count: 3,
            prev: Some("/photos/1".into()),
            next: Some("/photos/3".into()),
            back: "/jobs/WO-TANGO-1234/photos".into(),
            vehicle: "Volkswagen Golf GTI".into(),
            reference: "WO-TANGO-1234".into(),
        };
        let only = Self { index: 1, count: 1, prev: None, next: None, ..middle.clone() };
        vec![middle, only]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn photos_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::PhotosPage>();
    }

    #[test]
    fn gallery_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::GalleryPage>();
    }

    #[test]
    fn photo_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::PhotoPage>();
    }
}
