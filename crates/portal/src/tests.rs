//! No page is forgotten by the tests that render it.

#[test]
fn every_page_has_a_render_test() {
    forecourt_web::page::testing::every_page_is_rendered(env!("CARGO_MANIFEST_DIR"));
}
