//! Photos with the addresses that customers see them at.

use forecourt_storage::{Job, Photo};
use forecourt_web::paths::portal as path;
use forecourt_web::views::{JobCard, Picture, vehicle_title};
use forecourt_web::{Visit, dates::Dates};

/// A photo, `position`th (from 1) of its gallery.
pub(crate) fn picture(photo: &Photo, position: usize, vehicle: &str, visit: &Visit) -> Picture {
    Picture::new(photo, position, vehicle, visit.words(), path::photo(photo.id), |size| {
        path::photo_file(photo.id, size)
    })
}

/// A job's card; with its newest photo where photos are on.
pub(crate) fn job_card(job: &Job, photos_on: bool, visit: &Visit, dates: &Dates) -> JobCard {
    let words = visit.words();
    let cover =
        job.cover.as_ref().filter(|_| photos_on).map(|photo| picture(photo, 1, &vehicle_title(job, words), visit));
    JobCard::new(job, path::job(&job.reference), cover, words, dates)
}
