//! What a shop's customers see, one module a thing: the link that lets them in, home, jobs, photos, vehicles.
//!
//! It must not read rows but through a customer's scope, nor know of staff. Start reading at `links` (how somebody
//! gets here), then `home`.

mod home;
mod jobs;
mod links;
mod photos;
mod pictures;
mod shell;
mod vehicles;
mod visits;

use forecourt_web::{looks, paths::portal as path, routes};

routes! {
    get path::HOME => home::show;
    get path::JOBS => jobs::list;
    get path::JOB => jobs::show;
    get path::GALLERY => photos::gallery;
    get path::PHOTOS => photos::list;
    get path::PHOTO => photos::show;
    get path::PHOTO_FILE => photos::file;
    get path::VEHICLES => vehicles::list;
    get path::LINK => links::open;
    post path::LINK => links::open;
    post path::RENEW_LINK => links::renew;
    post path::SIGN_OUT => visits::sign_out;
    post path::DISMISS_WELCOME => visits::dismiss_welcome;
    get path::BRAND_CSS => looks::brand_css;
    get path::LOGO => looks::logo;
}

#[cfg(test)]
mod tests;
