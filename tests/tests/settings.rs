//! The owner's settings: looks, and how they reach customers.

use forecourt_tests::shops::{fetch, set_branding};
use forecourt_tests::{Multipart, Server, TwoShops, both, eventually, html, pictures};
use image::ImageFormat;

both! {
    async fn branding_is_what_customers_see(shops: TwoShops) {
        let changes = [("name", "Torque & Daughters"), ("tagline", "We mend what you drive"), ("brand_color", "#a31621"), ("phone", "(202) 555-0100"), ("hours_mon", "9:00–17:30")];
        set_branding(&shops.torque.owner, &changes).await.expect(303);
        let front = shops.torque.visitor().get("/").await.expect(200);
        let front = front.saying("Torque & Daughters").saying("We mend what you drive");
        let hrefs = html::attributes(&front.text(), "href");
        assert!(hrefs.contains(&"tel:+12025550100".to_owned()), "{front}");
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, forecourt_tests::Channel::Sms).await;
        shops.torque.visitor().get(&link.path).await.expect(200).saying("9:00–17:30").saying("Closed");
        assert!(shops.torque.messages().await[0]["text"].as_str().unwrap().contains("Torque & Daughters"));
        shops.sample.visitor().get("/").await.expect(200).saying("Sample Shop LLC").without("Daughters");
    }

    async fn any_colour_stays_readable(shops: TwoShops) {
        for color in ["#ffffff", "#000000", "#ffff00", "#00ff00", "#a31621", "#777777", "#0000ff", "#fefefe"] {
            set_branding(&shops.torque.owner, &[("brand_color", color)]).await.expect(303);
            let css = brand_css(&shops).await;
            for block in css.split('}').filter(|block| block.contains("--brand:")) {
                let value = |name: &str| property(block, name).unwrap_or_else(|| panic!("{name} in {block}"));
                let contrast = contrast(&value("--brand"), &value("--brand-ink"));
                assert!(contrast >= 4.5, "{color}: text on the colour {contrast:.2}: {block}");
                let contrast = self::contrast(&value("--brand-text"), &value("--brand-soft"));
                assert!(contrast >= 4.5, "{color}: the colour as text {contrast:.2}: {block}");
            }
        }
    }

    async fn a_shops_colours_are_its_own(shops: TwoShops) {
        set_branding(&shops.torque.owner, &[("brand_color", "#a31621")]).await.expect(303);
        let torque = brand_css(&shops).await;
        let front = shops.sample.visitor().get("/").await.text();
        assert!(!front.contains("a31621"), "{front}");
        assert!(torque.contains("--brand:"), "{torque}");
    }

    async fn a_logo_is_made_anew(shops: TwoShops) {
        let front = || async { shops.torque.visitor().get("/").await.expect(200).text() };
        let logo = |html: &str| html::tags(html, "img").into_iter().filter_map(|tag| html::attribute(tag, "src")).find(|src| src.contains("logo"));
        assert_eq!(logo(&front().await), None);
        let (mut large, broken) = (pictures::in_format(ImageFormat::Png, 60, 30), pictures::truncated());
        large.resize(4 * 1024 * 1024 + 1, 0);
        let kinds = "This is not a picture we can read. Please choose a PNG, JPEG or WebP file";
        let cases: [(&str, &[u8], &str); 6] = [
            ("drawing.svg", pictures::svg(), kinds),
            ("drawing.png", pictures::svg(), kinds),
            ("page.png", b"<html>", kinds),
            ("bomb.png", pictures::bomb(), "This picture has more than 52 million pixels. Please send a smaller version."),
            ("large.png", &large, "Larger than 4 MB"),
            ("half.jpg", &broken, "This file seems to be damaged, or half of it is missing"),
        ];
        for (name, bytes, reason) in cases {
            upload_logo(&shops, name, bytes).await.expect(422).saying(reason);
        }
        assert_eq!(logo(&front().await), None, "nothing half");
        upload_logo(&shops, "logo.png", &pictures::in_format(ImageFormat::Png, 600, 300)).await.expect(303);
        let src = eventually("the logo", || async { logo(&front().await) }).await;
        let picture = fetch(&shops.torque.visitor(), &src).await.expect(200);
        assert!(pictures::open(&picture.body).width() <= 600);
        assert!(picture.header("content-type").starts_with("image/"), "{:?}", picture.headers);
        // Another shop has none of it, not even by its address.
        let elsewhere = shops.sample.visitor().get(&src).await;
        assert!(src.starts_with("http") || elsewhere.status == 404, "{elsewhere}");
        shops.torque.owner.submit("/staff/settings/branding", "/staff/settings/branding/remove-logo", &[]).await.expect(303);
        eventually("no logo", || async { logo(&front().await).is_none().then_some(()) }).await;
    }

    async fn a_name_is_text_wherever_it_stands(shops: TwoShops) {
        let name = "</title><script>alert(1)</script>\"'";
        set_branding(&shops.torque.owner, &[("name", name), ("tagline", "{{ 7*7 }}<img src=x onerror=alert(1)>")]).await.expect(303);
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, forecourt_tests::Channel::Email).await;
        let mail = shops.torque.messages().await[0].clone();
        assert!(!mail["html"].as_str().unwrap().contains("<script>alert"), "{mail}");
        assert!(!mail["subject"].as_str().unwrap().contains('\n'));
        for page in [shops.torque.visitor().get("/").await, shops.torque.visitor().get(&link.path).await, shops.torque.owner.get("/staff/settings/branding").await, shops.torque.visitor().get("/nothing").await] {
            page.without("<script>alert").without("<img src=x");
        }
    }

    async fn only_managers_change_settings(shops: TwoShops) {
        for (role, allowed) in [("technician", false), ("advisor", false), ("manager", true), ("owner", true)] {
            let browser = shops.torque.staff(&shops.server, role).await;
            for page in ["/staff/settings/portal", "/staff/settings/branding", "/staff/settings/security"] {
                let answer = browser.get(page).await;
                assert_eq!(answer.status, if allowed { 200 } else { 403 }, "{role}: {answer}");
            }
            let csrf = browser.csrf("/staff/jobs").await;
            let answer = browser.post("/staff/settings/security").form(&[("csrf", &csrf), ("session_days", "7"), ("methods", "email_link")]).await;
            assert_eq!(answer.status, if allowed { 303 } else { 403 }, "{role}: {answer}");
        }
    }
}

#[tokio::test]
async fn a_new_shop_has_its_presets_settings() {
    let server = Server::start(forecourt_tests::Backend::Embedded).await;
    for (preset, days) in [("garage", 90), ("detailing", 30), ("home-services", 30), ("salon", 30), ("studio", 30)] {
        forecourt_tests::shops::create_tenant(&server, &format!("a-{preset}"), "A Shop", preset);
        let condition = format!("slug = 'a-{preset}' AND session_days = {days}");
        assert_eq!(server.database.count("tenants", &condition).await, 1, "{preset}");
    }
}

async fn upload_logo(shops: &TwoShops, name: &str, bytes: &[u8]) -> forecourt_tests::Answer {
    let page = "/staff/settings/branding";
    let html = shops.torque.owner.get(page).await.expect(200).text();
    let mut parts = Multipart::default();
    for field in [
        "csrf",
        "name",
        "tagline",
        "brand_color",
        "phone",
        "email",
        "hours_mon",
        "hours_tue",
        "hours_wed",
        "hours_thu",
        "hours_fri",
        "hours_sat",
        "hours_sun",
    ] {
        parts = parts.text(field, &html::field(&html, field).unwrap_or_default());
    }
    shops.torque.owner.post(page).multipart(parts.file("logo", name, "image/png", bytes)).await
}

/// The shop's stylesheet, from its front page: inlined or linked.
async fn brand_css(shops: &TwoShops) -> String {
    let front = shops.torque.owner.get("/staff/settings/branding").await.expect(200).text();
    let links = html::attributes(&front, "href");
    let link = links.iter().find(|href| href.starts_with("/brand.css")).expect("the shop's stylesheet");
    shops.torque.visitor().get(link.as_str()).await.expect(200).text()
}

fn property(block: &str, name: &str) -> Option<String> {
    let value = block
        .split([';', '{'])
        .map(str::trim)
        .find_map(|declaration| declaration.strip_prefix(name)?.strip_prefix(':'))?;
    Some(value.trim().to_owned())
}

/// WCAG 2.2 contrast of two `#rrggbb`.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |color: &str| {
        let hex = color.trim_start_matches('#');
        let channel = |at: usize| {
            let value =
                f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap_or_else(|e| panic!("{color}: {e}"))) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}
