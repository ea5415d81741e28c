//! The pages of a shop's customers, one module for each subject: the links that sign them in, the login page, home,
//! jobs, photos, invoices, vehicles, and their account.
//!
//! It must not read rows but through a customer's scope, nor know of staff. Start reading at `links` (the most common
//! way in), then `home`.

mod account;
mod action_links;
mod arrivals;
mod home;
mod invoices;
mod jobs;
mod links;
mod photos;
mod pictures;
mod shell;
mod sign_in;
mod vehicles;
mod visits;

forecourt_web::surface! {
    home,
    jobs,
    photos,
    invoices,
    vehicles,
    links,
    action_links,
    arrivals,
    sign_in,
    account,
    visits,
    brand,
}

/// A shop's colours and logo.
mod brand {
    use forecourt_web::{http::assets, paths::portal as path};

    forecourt_web::routes! {
        get path::BRAND_CSS => assets::brand_css;
        get path::LOGO => assets::logo;
    }
}

#[cfg(test)]
mod tests;
