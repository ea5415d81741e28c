//! Ways in beside the customer's own: across shops, by notices, by the app, with a second factor. What they issue joins
//! the secrets that `secrets` looks for everywhere.

use forecourt_tests::authenticator::set_up;
use forecourt_tests::shops::{PASSWORD, sign_in};
use forecourt_tests::ways::WayIn;
use forecourt_tests::{TwoShops, eventually, html};
use reqwest::Method;
use serde_json::json;

/// Something secret, and what it is.
pub(crate) type Secret = (&'static str, String);

/// Uses each; answers the secrets, and the codes of six digits.
pub(crate) async fn all(shops: &TwoShops, job: &str) -> (Vec<Secret>, Vec<String>) {
    let (mut secrets, mut codes) = (Vec::new(), Vec::new());
    across_shops(shops, &mut secrets, &mut codes).await;
    by_notice(shops, job, &mut secrets).await;
    by_app(shops, &mut secrets, &mut codes).await;
    with_second_factor(shops, &mut secrets).await;
    (secrets, codes)
}

async fn across_shops(shops: &TwoShops, secrets: &mut Vec<Secret>, codes: &mut Vec<String>) {
    let dana = "dana.whitfield@example.com";
    shops.torque.add_customer_at("Dana Whitfield", dana, "+12025550133").await;
    for by_link in [true, false] {
        let browser = shops.server.platform();
        let before = messages(shops).await.len();
        browser.post("/client-login/send").form(&[("address", dana)]).await.expect(200);
        let way = newer(shops, before).await;
        secrets.extend(browser.cookies().into_values().map(|value| ("the platform's cookie", value)));
        let handed = if by_link {
            browser.get(&way.link).await.expect(303)
        } else {
            browser.post("/client-login/code").form(&[("code", &way.code)]).await.expect(303)
        };
        let path = handed.location().splitn(4, '/').nth(3).map(|path| format!("/{path}")).expect("a path");
        let phone = shops.torque.visitor();
        phone.get(&path).await.expect(303);
        secrets.push(("a link of the platform", way.token().to_owned()));
        secrets.push(("a hand-over", path.rsplit('/').next().unwrap_or_default().to_owned()));
        secrets.extend(phone.cookies().into_values().map(|value| ("a handed-over session", value)));
        codes.push(way.code);
    }
}

async fn by_notice(shops: &TwoShops, job: &str, secrets: &mut Vec<Secret>) {
    let before = messages(shops).await.len();
    let page = format!("/staff/jobs/{job}");
    let version = html::field(&shops.torque.owner.get(&page).await.expect(200).text(), "version").expect("a version");
    let fields = [("status", "ready"), ("version", version.as_str()), ("tell", "sms")];
    shops.torque.owner.submit(&page, &format!("{page}/status"), &fields).await.expect(303);
    let way = newer(shops, before).await;
    shops.torque.visitor().get(&way.link).await.expect(303);
    shops.sample.visitor().get(&way.link).await;
    secrets.push(("a link in a notice", way.token().to_owned()));
}

async fn by_app(shops: &TwoShops, secrets: &mut Vec<Secret>, codes: &mut Vec<String>) {
    let sarah = shops.sample.add_customer_at("Sarah Chen", "sarah.chen@example.com", "+12025550121").await;
    let app = shops.sample.visitor();
    let post =
        |path: &str, body: serde_json::Value| app.bare(Method::POST, path).body("application/json", body.to_string());
    let before = messages(shops).await.len();
    let asked =
        post("/api/v1/auth/request-code", json!({ "name": sarah.name, "phone": sarah.phone })).await.expect(202).json();
    let way = newer(shops, before).await;
    let answer = post(
        "/api/v1/auth/verify-code",
        json!({ "request": asked["request"], "phone": sarah.phone, "code": way.code }),
    )
    .await
    .expect(200);
    let token = answer.json()["token"].as_str().expect("a token").to_owned();
    app.bare(Method::GET, "/api/v1/me").header("authorization", &format!("Bearer {token}")).await.expect(200);
    secrets.push(("the app's request", asked["request"].as_str().expect("a request").to_owned()));
    secrets.push(("the app's token", token));
    codes.push(way.code);
}

async fn with_second_factor(shops: &TwoShops, secrets: &mut Vec<Secret>) {
    let (app, recovery) = set_up(&shops.sample.owner, PASSWORD).await;
    secrets.push(("an authenticator's key", hex::encode(app.seed())));
    secrets.extend(recovery.iter().map(|code| ("a recovery code", code.clone())));
    let browser = shops.sample.visitor();
    sign_in(&browser, &shops.sample.owner_email(), PASSWORD).await.expect(303);
    secrets.extend(browser.cookies().into_values().map(|value| ("half a sign-in", value)));
    let fields = [("code", app.next()), ("recovery", String::new()), ("next", String::new())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post("/staff/login/code").form(&fields).await.expect(303);
    secrets.extend(browser.cookies().into_values().map(|value| ("a session with both factors", value)));
}

async fn newer(shops: &TwoShops, before: usize) -> WayIn {
    let newest = eventually("the message in the outbox", || async {
        let all = messages(shops).await;
        (all.len() > before).then(|| all[0].clone())
    })
    .await;
    WayIn::of(&newest)
}

async fn messages(shops: &TwoShops) -> Vec<serde_json::Value> {
    shops.server.platform().get("/dev/outbox.json").await.expect(200).json().as_array().cloned().unwrap_or_default()
}
