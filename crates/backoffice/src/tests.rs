//! Every page, in every state, language and preset, strictly.

use forecourt_web::page::testing::renders_everywhere;

#[test]
fn pages_render_in_every_language_and_preset() {
    renders_everywhere::<crate::sign_in::LoginPage>();
    renders_everywhere::<crate::sign_in::invitation::InvitationPage>();
    renders_everywhere::<crate::customers::list::CustomersPage>();
    renders_everywhere::<crate::customers::record::CustomerPage>();
    renders_everywhere::<crate::customers::form::CustomerFormPage>();
    renders_everywhere::<crate::vehicles::VehicleFormPage>();
    renders_everywhere::<crate::jobs::board::StaffJobsPage>();
    renders_everywhere::<crate::jobs::page::StaffJobPage>();
    renders_everywhere::<crate::jobs::form::JobFormPage>();
    renders_everywhere::<crate::invoices::list::InvoicesPage>();
    renders_everywhere::<crate::invoices::page::InvoicePage>();
    renders_everywhere::<crate::invoices::form::InvoiceFormPage>();
    renders_everywhere::<crate::messages::DeliveriesPage>();
    renders_everywhere::<crate::settings::portal::PortalSettingsPage>();
    renders_everywhere::<crate::settings::branding::BrandingPage>();
    renders_everywhere::<crate::settings::security::SecuritySettingsPage>();
    renders_everywhere::<crate::settings::team::TeamPage>();
    renders_everywhere::<crate::settings::audit::AuditPage>();
    renders_everywhere::<crate::sign_in::second_factor::SecondFactorPage>();
    renders_everywhere::<crate::account::AccountPage>();
    renders_everywhere::<crate::account::authenticator::AuthenticatorPage>();
    renders_everywhere::<crate::account::codes::RecoveryCodesPage>();
}
