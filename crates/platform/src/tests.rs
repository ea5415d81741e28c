//! Every page, in every state, language and preset, strictly.

use forecourt_web::http::error_page::ErrorPage;
use forecourt_web::page::testing::renders_everywhere;

#[test]
fn pages_render_in_every_language_and_preset() {
    renders_everywhere::<crate::front::PlatformHomePage>();
    renders_everywhere::<crate::doors::UnknownHostPage>();
    renders_everywhere::<ErrorPage>();
    renders_everywhere::<crate::outbox::OutboxPage>();
    renders_everywhere::<crate::parts::ComponentsPage>();
    renders_everywhere::<crate::console::sign_in::LoginPage>();
    renders_everywhere::<crate::console::second_factor::CodePage>();
    renders_everywhere::<crate::console::second_factor::SetUpPage>();
    renders_everywhere::<crate::console::second_factor::CodesPage>();
    renders_everywhere::<crate::console::invitation::OperatorInvitationPage>();
    renders_everywhere::<crate::console::shops::ShopsPage>();
    renders_everywhere::<crate::console::shop::ShopPage>();
    renders_everywhere::<crate::console::shop::RecoveryLinkPage>();
    renders_everywhere::<crate::console::audit::AuditPage>();
    renders_everywhere::<crate::console::account::AccountPage>();
    renders_everywhere::<crate::client_login::ask::AskPage>();
    renders_everywhere::<crate::client_login::prove::CodePage>();
    renders_everywhere::<crate::client_login::prove::ContinuePage>();
    renders_everywhere::<crate::client_login::choose::PickPage>();
    renders_everywhere::<crate::client_login::choose::NonePage>();
    renders_everywhere::<crate::client_login::choose::OnwardPage>();
}
