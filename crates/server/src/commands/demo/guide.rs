//! Where to click first.

use forecourt_web::paths;
use forecourt_web::site::Settings;

use super::shops::{DemoShop, PASSWORD};
use crate::say;

/// Prints the guide.
pub(super) fn print(settings: &Settings, shops: &[DemoShop], key: &str, console: &str) {
    say::out("");
    say::out("  Forecourt, the demo: six shops on this machine. Nothing leaves it.");
    say::out("");
    for shop in shops {
        let url = settings.url_at(&settings.subdomain(&shop.slug), "");
        let customer = shop.people.iter().find(|person| person.shown).map_or("", |person| &person.name);
        say::out(format_args!("  {:22} {url:36} {customer}", shop.name));
    }
    say::out("");
    say::out(format_args!(
        "  Staff     {} on any of them: owner@{{slug}}.example, password {PASSWORD}",
        paths::staff::LOGIN
    ));
    say::out("            also manager@, advisor@ and technician@");
    say::out(format_args!(
        "  Outbox    {}  every text and mail, as it would arrive",
        settings.platform_url(paths::platform::OUTBOX)
    ));
    say::out(format_args!("  Platform  {}", settings.platform_url(paths::platform::HOME)));
    say::out(format_args!("  Console   {console}  for operators, in two steps"));
    say::out("");
    say::out("  A customer's portal, by the link they were sent:");
    for (shop, name) in [(0, "Alex Morgan"), (1, "Sarah Chen")] {
        let Some(shop) = shops.get(shop) else { continue };
        let token =
            shop.people.iter().find(|person| person.name == name).and_then(|person| person.token(&shop.slug, key).ok());
        if let Some(token) = token {
            say::out(format_args!(
                "  {name:12} {}",
                settings.url_at(&settings.subdomain(&shop.slug), &paths::portal::link(&token.reveal()))
            ));
        }
    }
    say::out("");
    if let Some(shop) = shops.get(1) {
        say::out("  Start here");
        say::out(format_args!(
            "  1. Sign in at {} as {}",
            settings.url_at(&settings.subdomain(&shop.slug), paths::staff::LOGIN),
            shop.owner_email()
        ));
        say::out("  2. Beside Jordan Mendez press \"Send portal link\", and choose the text message");
        say::out("  3. Open the outbox, and tap the link in it");
    }
    say::out("");
    say::out("  Ctrl-C stops it. The next start finds everything as it was; --fresh begins anew.");
    say::out("");
}
