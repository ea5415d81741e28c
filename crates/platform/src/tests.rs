//! Every page, in every state, language and preset, strictly.

use forecourt_web::error::ErrorPage;
use forecourt_web::page::testing::renders_everywhere;

#[test]
fn pages_render_in_every_language_and_preset() {
    renders_everywhere::<crate::front::PlatformHomePage>();
    renders_everywhere::<crate::doors::UnknownHostPage>();
    renders_everywhere::<ErrorPage>();
    renders_everywhere::<crate::outbox::OutboxPage>();
    renders_everywhere::<crate::parts::ComponentsPage>();
}
