//! Photos of a job: adding many at once, saying when they were taken, removing one.

use axum::Json;
use axum::extract::{Multipart, Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use forecourt_auth::{Checked, Staff, Witness};
use forecourt_domain::ids::PhotoId;
use forecourt_domain::photo::PhotoStage;
use forecourt_domain::reference::Reference;
use forecourt_pictures::PictureError;
use forecourt_storage::blobs::{BlobKey, Blobs};
use forecourt_storage::{NewPhoto, Photo};
use forecourt_web::error::wants_json;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::pictures::{PictureRequest, serve};
use forecourt_web::views::Picture;
use forecourt_web::{Error, Result};
use serde::Serialize;

use super::{page, picture, reference};
use crate::uploads::{reason, unreadable};

/// Photos in one form.
pub(crate) const AT_ONCE: usize = 40;
/// The files of a photo in the store.
const FILES: [&str; 3] = ["large.jpg", "medium.jpg", "thumb.jpg"];

/// A file that was not taken, and why.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct UploadError {
    pub(crate) file: String,
    pub(crate) reason: String,
}

/// The result of an upload, for scripts.
#[derive(Debug, Serialize)]
struct Uploaded {
    ok: bool,
    photos: Vec<Picture>,
    errors: Vec<UploadError>,
}

/// `POST /staff/jobs/{reference}/photos`, multipart: `csrf`, `stage`, `photos` (several).
///
/// Files are worked on as they arrive, so that memory holds one at a time; a bad one costs itself only.
pub(crate) async fn upload(
    staff: Staff,
    headers: HeaderMap,
    Path(job): Path<String>,
    mut form: Multipart,
) -> Result<Response> {
    let reference = reference(&job)?;
    let (found, _) = staff.scope.job(&reference).await?.ok_or_else(Error::not_found)?;
    let vehicle = found.vehicle_title().unwrap_or_default();
    let (mut checked, mut stage, mut added, mut errors) = (false, PhotoStage::During, Vec::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        match field.name().unwrap_or_default() {
            "csrf" => {
                staff.check(&field.text().await.map_err(unreadable)?)?;
                checked = true;
            }
            "stage" => stage = field.text().await.map_err(unreadable)?.parse().map_err(|_| Error::bad_request())?,
            "photos" => {
                if !checked {
                    return Err(Error::cross_site());
                }
                let file = shown_name(field.file_name());
                let bytes = field.bytes().await.map_err(unreadable)?;
                if bytes.is_empty() && file.is_empty() {
                    continue;
                }
                if added.len() + errors.len() >= AT_ONCE {
                    let reason = staff
                        .visit
                        .words()
                        .with("error-file-many", [("max", i64::try_from(AT_ONCE).unwrap_or(0).into())]);
                    errors.push(UploadError { file, reason });
                    continue;
                }
                match add(&staff, &reference, stage, bytes).await? {
                    Ok(photo) => added.push(photo),
                    Err(error) => {
                        let reason = reason(staff.visit.words(), error, "error-file-type");
                        errors.push(UploadError { file, reason });
                    }
                }
            }
            _ => {}
        }
    }
    if !checked {
        return Err(Error::cross_site());
    }
    if added.is_empty() && errors.is_empty() {
        errors.push(UploadError { file: String::new(), reason: staff.visit.words().get("error-file-none") });
    }
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    if wants_json(&headers) {
        let photos = added.iter().map(|photo| picture(photo, 1, &vehicle, &staff.visit)).collect();
        return Ok((status, Json(Uploaded { ok: errors.is_empty(), photos, errors })).into_response());
    }
    if errors.is_empty() {
        return Ok(see_other(&with_notice(&path::job(&reference), "photos-added")));
    }
    page::page(&staff, &job, status, errors).await
}

/// `GET /staff/photos/{id}/file?size=…`
pub(crate) async fn file(
    staff: Staff,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(request): Query<PictureRequest>,
) -> Result<Response> {
    let key = staff.scope.photo_blob(photo_id(&id)?).await?.ok_or_else(Error::not_found)?;
    serve(&staff.visit.site, &headers, &key, &request).await
}

/// `POST /staff/photos/{id}/stage`
pub(crate) async fn set_stage(
    Path(id): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    let stage: PhotoStage = form.get("stage").parse().map_err(|_| Error::bad_request())?;
    let job = staff.scope.set_photo_stage(photo_id(&id)?, stage).await?.ok_or_else(Error::not_found)?;
    Ok(see_other(&path::job(&job)))
}

/// `POST /staff/photos/{id}/delete`
pub(crate) async fn delete(Path(id): Path<String>, Checked { who: staff, .. }: Checked<Staff>) -> Result<Response> {
    let (job, key) = staff.scope.remove_photo(photo_id(&id)?).await?.ok_or_else(Error::not_found)?;
    // The row is gone, so the files cannot be shown any more. One that cannot be removed now is litter, not a leak.
    remove_files(staff.visit.site.storage.blobs(), &BlobKey::stored(&key)).await;
    Ok(see_other(&path::job(&job)))
}

/// The files first, the row last: a row never stands without its files, and files without a row are taken away again.
async fn add(
    staff: &Staff,
    reference: &Reference,
    stage: PhotoStage,
    upload: Bytes,
) -> Result<Result<Photo, PictureError>> {
    let site = &staff.visit.site;
    let made = match site.pictures.photo(upload).await {
        Ok(made) => made,
        Err(error) => return Ok(Err(error)),
    };
    let id = PhotoId::new(site.storage.clock().now(), site.storage.entropy().as_ref());
    let folder = BlobKey::photo(staff.visit.tenant().id, id);
    let bytes = made.files.iter().map(|(_, file)| file.len() as u64).sum();
    let blobs = site.storage.blobs();
    for (name, file) in made.files {
        if let Err(error) = blobs.put(&folder.file(name), "image/jpeg", file).await {
            remove_files(blobs, &folder).await;
            return Err(error.into());
        }
    }
    let new = NewPhoto {
        id,
        stage,
        blob_key: folder.as_str().to_owned(),
        width: made.width,
        height: made.height,
        bytes,
        placeholder: made.placeholder,
    };
    match staff.scope.add_photo(reference, new).await {
        Ok(Some(photo)) => Ok(Ok(photo)),
        Ok(None) => {
            remove_files(blobs, &folder).await;
            Err(Error::not_found())
        }
        Err(error) => {
            remove_files(blobs, &folder).await;
            Err(error.into())
        }
    }
}

async fn remove_files(blobs: &Blobs, folder: &BlobKey) {
    for name in FILES {
        if let Err(error) = blobs.remove(&folder.file(name)).await {
            tracing::warn!(%error, "a photo's file stays behind");
        }
    }
}

fn photo_id(text: &str) -> Result<PhotoId, Error> {
    text.parse().map_err(|_| Error::not_found())
}

/// A file's name for telling people which one: shown, never used.
fn shown_name(name: Option<&str>) -> String {
    name.unwrap_or_default().chars().filter(|c| !c.is_control()).take(120).collect()
}
