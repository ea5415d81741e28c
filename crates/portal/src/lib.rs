//! What a shop's customers see, one module a thing: the links that let them in, the login page, home, jobs, photos,
//! invoices, vehicles, and their account.
//!
//! It must not read rows but through a customer's scope, nor know of staff. Start reading at `links` (how somebody
//! gets here), then `home`.

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

use forecourt_web::http::assets;
use forecourt_web::{paths::portal as path, routes};

routes! {
    get path::HOME => home::show;
    get path::JOBS => jobs::list;
    get path::JOB => jobs::show;
    get path::GALLERY => photos::gallery;
    get path::PHOTOS => photos::list;
    get path::PHOTO => photos::show;
    get path::PHOTO_FILE => photos::file;
    get path::INVOICES => invoices::list;
    get path::INVOICE => invoices::show;
    get path::VEHICLES => vehicles::list;
    get path::LINK => links::open;
    post path::LINK => links::open;
    post path::RENEW_LINK => links::renew;
    get path::ACTION_LINK => action_links::open;
    post path::ACTION_LINK => action_links::open;
    post path::RENEW_ACTION_LINK => action_links::renew;
    get path::HANDOFF => arrivals::hand_over;
    get path::CLIENT_LOGIN => arrivals::login;
    get path::USER_LOGIN => arrivals::login;
    get path::SLUG_LOGIN => arrivals::login_by_slug;
    get path::LOGIN => sign_in::login::show;
    post path::LOGIN_ASK => sign_in::ask::ask;
    get path::LOGIN_SENT => sign_in::sent::show;
    post path::LOGIN_AGAIN => sign_in::ask::again;
    post path::LOGIN_CODE => sign_in::sent::code;
    get path::LOGIN_RECORD => sign_in::record::show;
    post path::LOGIN_RECORD => sign_in::record::choose;
    post path::LOGIN_PASSWORD => sign_in::password::submit;
    post path::LOGIN_PASSKEY_START => sign_in::passkey::start;
    post path::LOGIN_PASSKEY => sign_in::passkey::finish;
    get path::FORGOT => sign_in::ask::forgot;
    post path::FORGOT => sign_in::ask::reset;
    get path::SIGN_IN_LINK => sign_in::link::open;
    post path::SIGN_IN_LINK => sign_in::link::open;
    post path::RENEW_SIGN_IN_LINK => sign_in::link::renew;
    get path::REGISTER => sign_in::register::show;
    post path::REGISTER => sign_in::register::submit;
    get path::ACCOUNT => account::page::show;
    get path::DETAILS => account::details::show;
    post path::DETAILS => account::details::save;
    get path::CONTACT => account::contact::show;
    post path::CONTACT => account::contact::ask;
    post path::CONTACT_CODE => account::contact::prove;
    get path::PASSWORD => account::new_password::show;
    post path::PASSWORD => account::new_password::set;
    post path::PASSKEY_START => account::passkeys::start;
    post path::PASSKEYS => account::passkeys::add;
    post path::REMOVE_PASSKEY => account::passkeys::remove;
    get path::CONFIRM => account::confirm::show;
    post path::CONFIRM => account::confirm::confirm;
    post path::CONFIRM_SEND => account::confirm::send;
    post path::END_DEVICE => account::devices::end;
    post path::SIGN_OUT_EVERYWHERE => account::devices::end_all;
    post path::SIGN_OUT => visits::sign_out;
    post path::DISMISS_WELCOME => visits::dismiss_welcome;
    get path::BRAND_CSS => assets::brand_css;
    get path::LOGO => assets::logo;
}

#[cfg(test)]
mod tests;
