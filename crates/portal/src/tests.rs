//! Every page, in every state, language and preset, strictly.

use forecourt_auth::link_page::LinkPage;
use forecourt_web::page::testing::renders_everywhere;

#[test]
fn pages_render_in_every_language_and_preset() {
    renders_everywhere::<crate::home::HomePage>();
    renders_everywhere::<crate::home::SignedOutPage>();
    renders_everywhere::<crate::jobs::JobsPage>();
    renders_everywhere::<crate::jobs::JobPage>();
    renders_everywhere::<crate::photos::PhotosPage>();
    renders_everywhere::<crate::photos::GalleryPage>();
    renders_everywhere::<crate::photos::PhotoPage>();
    renders_everywhere::<crate::invoices::InvoicesPage>();
    renders_everywhere::<crate::invoices::InvoicePage>();
    renders_everywhere::<crate::vehicles::VehiclesPage>();
    renders_everywhere::<LinkPage>();
    renders_everywhere::<crate::sign_in::login::LoginPage>();
    renders_everywhere::<crate::sign_in::sent::SentPage>();
    renders_everywhere::<crate::sign_in::ask::ForgotPage>();
    renders_everywhere::<crate::sign_in::register::RegisterPage>();
    renders_everywhere::<crate::account::page::AccountPage>();
    renders_everywhere::<crate::account::new_password::NewPasswordPage>();
    renders_everywhere::<crate::account::confirm::ConfirmPage>();
    renders_everywhere::<crate::account::contact::ContactPage>();
    renders_everywhere::<crate::account::details::DetailsPage>();
}
