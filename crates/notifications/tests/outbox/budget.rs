//! What strangers can make a shop spend: exactly its budget for the day, and then nothing (SECURITY.md: SMS pumping).

use forecourt_domain::auth_method::Purpose;
use forecourt_domain::contact::{Contact, Phone};
use forecourt_domain::entropy::SystemEntropy;
use forecourt_domain::host::HostName;
use forecourt_domain::token::SignInToken;
use forecourt_notifications::WorkerSettings;
use forecourt_storage::{Newcomer, SignInRequest, TextRefusal};

use crate::support::{Fake, Place, Running, TestShop, WOKEN};

/// More numbers than the shop wants to pay for, ten times over.
const NUMBERS: u32 = 600;
const BUDGET: i32 = 60;

#[tokio::test]
async fn however_many_numbers_ask_the_spending_stops_exactly_at_the_budget() {
    let place = Place::new().await;
    let shop = place.shop("shear-bliss").await;
    place.operator().add_sms_credits(&shop.tenant.slug, 10_000).await.unwrap();
    let credits = shop.credits().await;
    place.operator().set_sms_budget(&shop.tenant.slug, Some(BUDGET), None).await.unwrap();
    for number in 0..NUMBERS {
        ask(&place, &shop, number).await;
    }
    let twilio = Fake::answering([]);
    let settings = WorkerSettings { batch: 16, concurrency: 16, ..WOKEN };
    // As on three machines: once one of them has taken the last segment, the others must see it gone.
    let workers = [0, 1, 2].map(|_| Running::start(&place, twilio.clone(), settings));
    let refused = place.until_failed(NUMBERS - u32::try_from(BUDGET).unwrap()).await;
    assert!(refused.iter().all(|problem| problem.contains("budget")), "{:?}", refused.first());
    for worker in workers {
        worker.ended().await;
    }
    let sent = twilio.rest().await.len();
    assert_eq!(sent, usize::try_from(BUDGET).unwrap());
    assert_eq!(credits - shop.credits().await, BUDGET, "and what was not sent was not paid for");
    assert_eq!(place.operator().sms_spent_today(shop.tenant.id).await.unwrap(), BUDGET);

    // The breaker is open: the login page offers no texts any more, so that no customer requests one in vain.
    let now = place.site.storage.clock().now();
    let tenant = shop.scope().await.tenant().await.unwrap();
    assert!(!tenant.offers_texts(now));
    assert_eq!(tenant.may_text(&phone(1), now), Err(TextRefusal::Paused));
    let until = tenant.sms_paused_until.unwrap();
    assert!(until > now && until - now <= chrono::TimeDelta::days(1), "{until}");

    // What staff send goes on.
    shop.text().await;
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    assert!(twilio.asked().await.sent().text.contains("/portal/"));
    worker.ended().await;

    // A larger budget closes the breaker.
    shop.scope().await.set_sms_budget(BUDGET + 1).await.unwrap();
    let tenant = shop.scope().await.tenant().await.unwrap();
    assert_eq!(tenant.may_text(&phone(1), now), Ok(()));
    for number in 0..3 {
        ask(&place, &shop, number).await;
    }
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    twilio.asked().await.sent();
    place.until_failed(NUMBERS - u32::try_from(BUDGET).unwrap() + 2).await;
    worker.ended().await;
    assert_eq!(place.operator().sms_spent_today(shop.tenant.id).await.unwrap(), BUDGET + 1);
}

#[tokio::test]
async fn texts_go_only_to_countries_on_the_list() {
    let place = Place::new().await;
    let shop = place.shop("shear-bliss").await;
    let now = place.site.storage.clock().now();
    let answers = |tenant: &forecourt_storage::Tenant| {
        ["+12025550142", "+442079460000", "+18765550142", "+19005550142"]
            .map(|number| tenant.may_text(&number.parse().unwrap(), now))
    };
    let abroad = Err(TextRefusal::Country);
    assert_eq!(shop.tenant.country, "US");
    assert_eq!(answers(&shop.tenant), [Ok(()), abroad, abroad, abroad], "without a list: the shop's own country");
    let listed = place.operator().set_sms_budget(&shop.tenant.slug, None, Some("GB JM")).await.unwrap();
    assert_eq!(answers(&listed), [abroad, Ok(()), Ok(()), abroad]);
    let home = place.operator().set_sms_budget(&shop.tenant.slug, None, Some("")).await.unwrap();
    assert_eq!(answers(&home), [Ok(()), abroad, abroad, abroad]);
    place.operator().add_sms_credits(&shop.tenant.slug, -home.sms_credits).await.unwrap();
    let broke = shop.scope().await.tenant().await.unwrap();
    assert_eq!(broke.may_text(&phone(1), now), Err(TextRefusal::NoCredits));
    assert!(!broke.offers_texts(now));
}

/// A stranger who wants to open an account by a code to their phone.
async fn ask(place: &Place, shop: &TestShop, number: u32) {
    let ask = SignInRequest {
        purpose: Purpose::Register,
        method: None,
        contact: Contact::Phone(phone(number)),
        with_link: false,
        typed: true,
        only: None,
        host: HostName::parse("shop.forecourt.example").unwrap(),
        browser: SignInToken::new(&SystemEntropy),
        return_path: String::new(),
        newcomer: Some(Newcomer { name: "Somebody".into(), password_hash: None }),
    };
    place.site.storage.request_sign_in(&shop.tenant, &ask).await.unwrap();
}

/// A number that is reserved for examples: 202-555-0100 to 0199 with other area codes.
fn phone(number: u32) -> Phone {
    format!("+1{}555{:04}", 202 + number / 100, 100 + number % 100).parse().unwrap()
}
