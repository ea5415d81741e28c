//! Two-step sign-in of staff: a password alone opens nothing, a code works once, and recovery codes replace a lost
//! phone.

use forecourt_tests::authenticator::{App, recovery_codes, set_up};
use forecourt_tests::shops::{PASSWORD, sign_in};
use forecourt_tests::{Answer, Client, Shop, TwoShops, both};

const EMAIL: &str = "owner@torque.example";
const CODE: &str = "/staff/login/code";

/// A browser whose password was right.
async fn asked(shop: &Shop) -> Client {
    let browser = shop.visitor();
    let answer = sign_in(&browser, EMAIL, PASSWORD).await.expect(303);
    assert_eq!(answer.location(), CODE, "{answer}");
    browser
}

async fn answer(browser: &Client, code: &str) -> Answer {
    browser.post(CODE).form(&[("code", code), ("recovery", ""), ("next", "")]).await
}

/// As if the last code had been used long ago.
async fn forget_steps(shops: &TwoShops) {
    shops.server.database.run("UPDATE staff_members SET totp_step = 0").await;
}

fn is_in(answer: &Answer) -> bool {
    answer.status == 303 && answer.location() == "/staff/customers"
}

both! {
    async fn a_password_alone_opens_nothing(shops: TwoShops) {
        let (app, _) = set_up(&shops.torque.owner, PASSWORD).await;
        let browser = asked(&shops.torque).await;
        for path in ["/staff/customers", "/staff/settings/team", "/staff/account"] {
            let page = browser.get(path).await.expect(303);
            assert!(page.location().starts_with("/staff/login"), "{page}");
        }
        browser.get(CODE).await.expect(200).saying("Six-digit code");
        let wrong = answer(&browser, &app.wrong()).await.expect(422);
        wrong.saying("That code is not right");
        let right = answer(&browser, &app.next()).await;
        assert!(is_in(&right), "{right}");
        browser.get("/staff/customers").await.expect(200);
        // The question is answered: its cookie opens nothing more.
        let stale = answer(&browser, &app.next()).await.expect(303);
        assert!(stale.location().starts_with("/staff/login"), "{stale}");
    }

    async fn a_code_works_once(shops: TwoShops) {
        let (app, _) = set_up(&shops.torque.owner, PASSWORD).await;
        // The code that confirmed the app is used up, too.
        answer(&asked(&shops.torque).await, &app.first()).await.expect(422);
        let code = app.next();
        let first = answer(&asked(&shops.torque).await, &code).await;
        assert!(is_in(&first), "{first}");
        answer(&asked(&shops.torque).await, &code).await.expect(422);
        forget_steps(&shops).await;
        // Of many at once, one.
        let mut browsers = Vec::new();
        for _ in 0..4 {
            browsers.push(asked(&shops.torque).await);
        }
        let code = app.next();
        let answers = futures_util::future::join_all(browsers.iter().map(|browser| answer(browser, &code))).await;
        assert_eq!(answers.iter().filter(|answer| is_in(answer)).count(), 1, "{answers:?}");
    }

    async fn five_wrong_answers_end_the_question(shops: TwoShops) {
        let (app, _) = set_up(&shops.torque.owner, PASSWORD).await;
        let browser = asked(&shops.torque).await;
        let wrong = app.wrong();
        let guesses = (0..50).map(|_| answer(&browser, &wrong));
        let refused = futures_util::future::join_all(guesses).await;
        assert!(refused.iter().filter(|answer| answer.status == 422).count() <= 5, "{refused:?}");
        assert!(!refused.iter().any(is_in));
        let late = answer(&browser, &app.next()).await.expect(303);
        assert!(late.location().starts_with("/staff/login?notice="), "the right one, too: {late}");
    }

    async fn guesses_are_counted_over_many_sign_ins(shops: TwoShops) {
        let (app, _) = set_up(&shops.torque.owner, PASSWORD).await;
        let mut last = 0;
        for _ in 0..3 {
            let browser = asked(&shops.torque).await;
            for _ in 0..5 {
                last = answer(&browser, &app.wrong()).await.status;
            }
        }
        assert_eq!(last, 429, "a fresh question is not a fresh set of guesses");
    }

    async fn recovery_codes_work_once_each(shops: TwoShops) {
        let owner = &shops.torque.owner;
        let (app, codes) = set_up(owner, PASSWORD).await;
        assert_eq!(codes.len(), 10);
        let dump = shops.server.database.dump().await;
        assert!(codes.iter().all(|code| !dump.contains(code) && !dump.contains(&code.replace('-', ""))));
        let recover = async |code: &str| {
            let browser = asked(&shops.torque).await;
            browser.post(CODE).form(&[("code", ""), ("recovery", code), ("next", "/staff/jobs")]).await
        };
        // As people copy it from paper.
        let first = recover(&codes[0].to_uppercase().replace('-', " ")).await.expect(303);
        assert_eq!(first.location(), "/staff/jobs");
        recover(&codes[0]).await.expect(422);
        owner.get("/staff/account").await.expect(200).saying("9 recovery codes left");
        owner.get("/staff/settings/audit").await.expect(200).saying("Signed in with a recovery code");
        let replace = "/staff/account/recovery-codes";
        owner.submit("/staff/account", replace, &[("password", "not this")]).await.expect(422).saying("Nothing was changed");
        let sheet = owner.submit("/staff/account", replace, &[("password", PASSWORD)]).await.expect(200);
        let fresh = recovery_codes(&sheet.text());
        recover(&codes[1]).await.expect(422);
        recover(&fresh[1]).await.expect(303);
        assert!(is_in(&answer(&asked(&shops.torque).await, &app.next()).await));
    }

    async fn what_guards_the_door_is_changed_with_the_password_only(shops: TwoShops) {
        let owner = &shops.torque.owner;
        for action in ["begin", "remove"] {
            let action = format!("/staff/account/authenticator/{action}");
            owner.submit("/staff/account", &action, &[("password", "not this")]).await.expect(422);
        }
        // Begun and not confirmed is not set up.
        owner.submit("/staff/account", "/staff/account/authenticator/begin", &[("password", PASSWORD)]).await.expect(303);
        let page = owner.get("/staff/account/authenticator").await.expect(200);
        let app = App::set_up(&page.text());
        owner.submit("/staff/account/authenticator", "/staff/account/authenticator", &[("code", &app.wrong())]).await.expect(422);
        assert!(is_in(&sign_in(&shops.torque.visitor(), EMAIL, PASSWORD).await));
        let (_, codes) = set_up(owner, PASSWORD).await;
        owner.submit("/staff/account", "/staff/account/authenticator/remove", &[("password", PASSWORD)]).await.expect(303);
        assert!(is_in(&sign_in(&shops.torque.visitor(), EMAIL, PASSWORD).await));
        assert_eq!(shops.server.database.count("staff_recovery_codes", "1 = 1").await, 0, "{codes:?} ended with it");
    }

    async fn an_invitation_does_not_replace_the_second_factor(shops: TwoShops) {
        let (app, _) = set_up(&shops.torque.owner, PASSWORD).await;
        let said = shops.server.cli(&["staff", "invite", "--slug", "torque", "--email", EMAIL, "--role", "owner"]).success();
        let browser = shops.torque.visitor();
        let path = forecourt_tests::shops::invitation(&said.out);
        let joined = forecourt_tests::shops::accept_invitation(&browser, &path, "Olivia Owner", "another long password").await;
        assert_eq!(joined.expect(303).location(), CODE);
        browser.get("/staff/customers").await.expect(303);
        assert!(is_in(&answer(&browser, &app.next()).await));
        // The password that was before opens nothing, nor do its sessions.
        sign_in(&shops.torque.visitor(), EMAIL, PASSWORD).await.expect(422);
        shops.torque.owner.get("/staff/customers").await.expect(303);
    }

    async fn an_operator_lets_somebody_in_who_lost_everything(shops: TwoShops) {
        set_up(&shops.torque.owner, PASSWORD).await;
        let invite = ["staff", "invite", "--slug", "torque", "--reset-second-factor", "--email"];
        shops.server.cli(&[&invite[..], &["nobody@torque.example"]].concat()).refused("nobody@torque.example");
        let said = shops.server.cli(&[&invite[..], &[EMAIL]].concat()).success();
        shops.torque.owner.get("/staff/customers").await.expect(303);
        let browser = shops.torque.visitor();
        let path = forecourt_tests::shops::invitation(&said.out);
        let joined = forecourt_tests::shops::accept_invitation(&browser, &path, "Olivia Owner", PASSWORD).await;
        assert!(is_in(&joined), "{joined}");
        // Still the owner, who may be the only one.
        browser.get("/staff/settings/team").await.expect(200);
        browser.get("/staff/settings/audit").await.expect(200).saying("Two-step sign-in turned off: Olivia Owner");
    }

    async fn setting_up_takes_minutes_not_days(shops: TwoShops) {
        let owner = &shops.torque.owner;
        owner.submit("/staff/account", "/staff/account/authenticator/begin", &[("password", PASSWORD)]).await.expect(303);
        owner.get("/staff/account/authenticator").await.expect(200);
        let past = shops.server.database.time(chrono::TimeDelta::minutes(-20));
        shops.server.database.run(&format!("UPDATE staff_members SET totp_begun_at = {past}")).await;
        owner.get("/staff/account/authenticator").await.expect(303);
    }

    async fn a_question_of_one_shop_is_none_at_another(shops: TwoShops) {
        let (app, _) = set_up(&shops.torque.owner, PASSWORD).await;
        let browser = asked(&shops.torque).await.moved_to(shops.sample.owner.host());
        let elsewhere = answer(&browser, &app.next()).await.expect(303);
        assert!(elsewhere.location().starts_with("/staff/login"), "{elsewhere}");
        browser.get("/staff/customers").await.expect(303);
    }

    async fn one_can_sign_out_everywhere_else(shops: TwoShops) {
        let other = shops.torque.visitor();
        sign_in(&other, EMAIL, PASSWORD).await.expect(303);
        let before = shops.torque.owner.forked();
        let owner = &shops.torque.owner;
        owner.submit("/staff/account", "/staff/account/sign-out-everywhere", &[]).await.expect(303);
        owner.get("/staff/customers").await.expect(200);
        for gone in [&other, &before] {
            gone.get("/staff/customers").await.expect(303);
        }
    }
}
