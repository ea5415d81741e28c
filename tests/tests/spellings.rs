//! One thing written in several ways: names and plates that are searched, phone numbers and passwords that let in, text that
//! is pasted. What an earlier version stored in another form counts as well.

use forecourt_tests::ways::{FormOnPage, is_signed_in};
use forecourt_tests::{Channel, TwoShops, both, html};

both! {
    async fn people_are_found_however_they_are_spelled(shops: TwoShops) {
        let shop = &shops.torque;
        let zoe = shop.add_customer_at("Zoe\u{308} O’Brien-Müller", "zoë@müller.example", "+44 (0)20 7946 0958").await;
        let page = format!("/staff/customers/{}/vehicles/new", zoe.id);
        let car = [("registration", "B-MW 1234"), ("make", "Škoda"), ("model", "Citigo"), ("year", "2021"), ("colour", "")];
        shop.owner.submit(&page, &page, &car).await.expect(303);
        shop.add_customer("Priya Natarajan").await;
        assert_found(&shops, "Zoë O’Brien-Müller").await;
        // Written past the server, as an earlier version did.
        let database = &shops.server.database;
        database.run("UPDATE customers SET search_text = lower(name)").await;
        assert_found(&shops, "Zoë O’Brien-Müller").await;
        database.run("UPDATE customers SET name = 'Zoe\u{308} O’Brien-Mu\u{308}ller', search_text = lower(name) WHERE name LIKE 'Z%'").await;
        assert_found(&shops, "Zoe\u{308} O’Brien-Mu\u{308}ller").await;
    }

    async fn a_phone_number_lets_in_under_each_of_its_spellings(shops: TwoShops) {
        let shop = &shops.sample;
        shops.server.cli(&["sms-credits", "budget", "--slug", "sample-shop", "--countries", "MX,AR,BR"]).success();
        let database = &shops.server.database;
        for (name, stored, spellings, sent_to) in [
            ("Marisol Vega", "+5215512345678", ["+52 55 1234 5678", "+52 1 55 1234 5678"], "+525512345678"),
            ("Lucia Ferrari", "+541123456789", ["+54 9 11 2345 6789", "+54 11 2345 6789"], "+5491123456789"),
            ("Joana Prado", "+551187654321", ["+55 11 98765 4321", "+55 (0)11 8765-4321"], "+5511987654321"),
        ] {
            let person = shop.add_customer_at(name, "", spellings[0]).await;
            database.run(&format!("UPDATE customers SET phone = '{stored}' WHERE id = {}", database.id(&person.id))).await;
            for spelling in spellings {
                let browser = shop.visitor();
                let way_in = shop.ask_and_read(&browser, spelling).await;
                // The outbox shows what is stored; the provider gets the form that all spellings share.
                assert!([stored, sent_to].contains(&way_in.to.as_str()), "{spelling}: {}", way_in.to);
                shop.tell_code(&browser, &way_in.code).await.expect(303);
                assert!(is_signed_in(&browser, name).await, "{spelling}");
                let found = shop.owner.get(format!("/staff/customers?q={}", encoded(spelling))).await.expect(200);
                let _ = found.saying(name);
            }
            let fields = [("name", "Another"), ("salutation", ""), ("email", ""), ("phone", spellings[1])];
            let saved = shop.owner.submit("/staff/customers/new", "/staff/customers/new", &fields).await.expect(303);
            assert!(saved.location().ends_with("customer-added-same-contact"), "{name}: {saved}");
        }
    }

    async fn a_password_is_the_same_on_every_system(shops: TwoShops) {
        let shop = &shops.torque;
        let alex = shop.add_customer("Alex Morgan").await;
        let [composed, decomposed] = ["z\u{f6}lf gr\u{fc}ne V\u{f6}gel", "zo\u{308}lf gru\u{308}ne\u{a0}Vo\u{308}gel"];
        for (set, told) in [(composed, decomposed), (decomposed, composed)] {
            let browser = shop.visitor();
            let way_in = shop.ask_and_read(&browser, &alex.email).await;
            browser.get(&way_in.link).await.expect(303);
            let page = browser.get("/account/password").await.expect(200);
            let form = FormOnPage::to(&page, "/account/password").fill("new-password", set);
            form.send(&browser).await.expect(303);
            let elsewhere = shop.visitor();
            shop.tell_password(&elsewhere, &alex.email, told).await.expect(303);
            assert!(is_signed_in(&elsewhere, "Alex Morgan").await);
            let wrong = shop.tell_password(&shop.visitor(), &alex.email, "zolf grune Vogel").await;
            assert!(wrong.status >= 400, "{wrong}");
        }
    }

    async fn what_a_paste_brings_along_is_dropped_or_named(shops: TwoShops) {
        let owner = &shops.torque.owner;
        let page = "/staff/customers/new";
        let good = [("name", "Alex Morgan"), ("salutation", ""), ("email", "alex@example.com"), ("phone", "+12025550142")];
        for (field, typed, complaint) in [
            ("name", "Alex\u{7} Morgan", "control character"),
            ("name", "\u{202e}nagroM xelA", "invisible character"),
            ("name", "\u{200b}\u{200d}", "invisible character"),
            ("name", "\u{3164}", "invisible character"),
            ("name", "\u{2800}", "invisible character"),
            ("salutation", "A\u{0}", "control character"),
            ("phone", "555-0142", "too short"),
            ("phone", "001 555 0142", "too short"),
            ("phone", "+1 202 555 0142 3", "too many digits"),
            ("phone", "+999 202 555", "country code"),
            ("phone", "+1 001 555 0142", "no such number"),
            ("phone", "+1 202 555 0142 ext. 12", "extension"),
            ("phone", "call me", "phone number"),
        ] {
            let fields = good.map(|(name, kept)| (name, if name == field { typed } else { kept }));
            let answer = owner.submit(page, page, &fields).await.expect(422).saying(complaint);
            assert_eq!(html::field(&answer.text(), "email").as_deref(), Some("alex@example.com"), "{typed:?}");
        }
        assert_eq!(shops.server.database.count("customers", "1 = 1").await, 0);
        shops.torque.add_customer_at("\u{feff}Alex\u{ad}andra  Mor\u{200b}gan\n", "\u{200b}alex@example.com\t", "\u{202a}+1 202 555 0142\u{202c}").await;
        let stored = shops.server.database.texts("SELECT name || ' ' || email || ' ' || phone FROM customers").await;
        assert_eq!(stored, ["Alexandra Morgan alex@example.com +12025550142"]);
    }

    async fn an_international_domain_is_shown_as_people_write_it(shops: TwoShops) {
        let anna = shops.torque.add_customer_at("Anna Berg", "anna@Mu\u{308}ller.example", "").await;
        let stored = shops.server.database.texts("SELECT email FROM customers").await;
        assert_eq!(stored, ["anna@xn--mller-kva.example"]);
        for page in ["/staff/customers".to_owned(), format!("/staff/customers/{}", anna.id)] {
            shops.torque.owner.get(page).await.expect(200).saying("anna@müller.example").without("xn--");
        }
        for spelling in ["anna@m\u{fc}ller.example", "Anna@xn--mller-kva.example"] {
            let browser = shops.torque.visitor();
            let way_in = shops.torque.ask_and_read(&browser, spelling).await;
            browser.get(&way_in.link).await.expect(303);
            assert!(is_signed_in(&browser, "Anna Berg").await, "{spelling}");
        }
    }

    async fn a_number_that_was_taken_before_its_country_was_asked_can_be_corrected(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        shops.server.database.run("UPDATE customers SET phone = '+15550142'").await;
        let record = format!("/staff/customers/{}", alex.id);
        shops.torque.owner.get(&record).await.expect(200).saying("Alex Morgan");
        let edit = format!("{record}/edit");
        let page = shops.torque.owner.get(&edit).await.expect(200).text();
        let kept = html::field(&page, "phone").unwrap_or_default();
        let fields = |phone| [("name", "Alex Morgan"), ("salutation", ""), ("email", ""), ("phone", phone)];
        shops.torque.owner.submit(&edit, &edit, &fields(kept.as_str())).await.expect(422).saying("too short");
        shops.torque.owner.submit(&edit, &edit, &fields("202-555-0142")).await.expect(303);
    }

    async fn a_text_costs_the_same_however_its_letters_are_typed(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        // As an earlier version stored it.
        shops.server.database.run("UPDATE tenants SET name = 'Cafe\u{301}' WHERE slug = 'torque'").await;
        shops.torque.send_link(&alex, Channel::Sms).await;
        let segments = shops.server.database.texts("SELECT CAST(segments AS text) FROM notifications WHERE channel = 'sms'").await;
        assert_eq!(segments, ["1"]);
    }
}

async fn assert_found(shops: &TwoShops, name: &str) {
    for query in [
        "Zoë",
        "Zoe\u{308}",
        "zoe",
        "O'Brien",
        "o’brien",
        "OBRIEN",
        "muller",
        "MÜLLER",
        "Mu\u{308}ller zoe",
        "brien-muller",
        "zoë@müller",
        "zoe@muller",
        "xn--mller-kva",
        "BMW1234",
        "B-MW 1234",
        "b mw 1234",
        "skoda",
        "Škoda citigo",
        "+44 20 7946 0958",
        "+44 (0)20 7946 0958",
        "020 7946 0958",
        "7946 0958",
        "0044 20 7946 0958",
    ] {
        let answer = shops.torque.owner.get(format!("/staff/customers?q={}", encoded(query))).await.expect(200);
        let _ = answer.saying(name).without("Priya");
    }
}

fn encoded(query: &str) -> String {
    query.bytes().map(|b| format!("%{b:02x}")).collect()
}
