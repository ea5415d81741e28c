//! Jobs: the board, a job's page, its form, and its photos.

pub(crate) mod board;
pub(crate) mod form;
pub(crate) mod page;
pub(crate) mod photos;

use forecourt_domain::reference::Reference;
use forecourt_storage::Photo;
use forecourt_web::paths::staff as path;
use forecourt_web::views::{Picture, photo_alt};
use forecourt_web::{Error, Visit};

forecourt_web::routes! {
    get path::NEW_JOB => form::new;
    post path::NEW_JOB => form::create;
    get path::JOBS => board::show;
    get path::JOB => page::show;
    get path::EDIT_JOB => form::edit;
    post path::EDIT_JOB => form::update;
    post path::JOB_STATUS => page::set_status;
    post path::JOB_READY => page::set_ready;
    post path::JOB_PHOTOS => photos::upload;
    get path::PHOTO_FILE => photos::file;
    post path::PHOTO_STAGE => photos::set_stage;
    post path::DELETE_PHOTO => photos::delete;
}

/// The job that a path names.
///
/// # Errors
/// 404 for what is no reference.
pub(crate) fn reference(text: &str) -> Result<Reference, Error> {
    text.parse().map_err(|_| Error::not_found())
}

/// A photo with the addresses that staff see it at.
pub(crate) fn picture(photo: &Photo, position: usize, vehicle: &str, visit: &Visit) -> Picture {
    let file = |size: &str| path::photo_file(photo.id, size);
    Picture::new(photo, photo_alt(photo, position, vehicle, visit.words()), file("large"), file)
}
