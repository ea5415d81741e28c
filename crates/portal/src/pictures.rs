//! Photos with the addresses that customers see them at.

use forecourt_storage::{Job, Photo};
use forecourt_web::paths::portal as path;
use forecourt_web::views::{JobCard, Picture, photo_alt};
use forecourt_web::{Visit, dates::Dates};

/// A photo, `position`th (from 1) of its gallery.
pub(crate) fn picture(photo: &Photo, position: usize, vehicle: &str, visit: &Visit) -> Picture {
    described(photo, photo_alt(photo, position, vehicle, visit.words()))
}

/// A photo beside the words that say what it shows.
pub(crate) fn decoration(photo: &Photo) -> Picture {
    described(photo, String::new())
}

fn described(photo: &Photo, alt: String) -> Picture {
    Picture::new(photo, alt, path::photo(photo.id), |size| path::photo_file(photo.id, size))
}

/// A job's card; with its newest photo where photos are on.
pub(crate) fn job_card(job: &Job, photos_on: bool, visit: &Visit, dates: &Dates) -> JobCard {
    let cover = job.cover.as_ref().filter(|_| photos_on).map(decoration);
    JobCard::new(job, path::job(&job.reference), cover, visit.words(), dates)
}
