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
