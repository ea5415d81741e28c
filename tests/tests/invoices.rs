//! Invoices: written, sent, read by whose they are, paid, and their links, which end with them.

use forecourt_tests::{Answer, Channel, Client, Customer, Shop, TwoShops, both, eventually, html};

/// Writes a draft with one line; answers its id.
pub(crate) async fn draft(shop: &Shop, customer: &Customer, what: &str, price: &str) -> String {
    let page = format!("/staff/customers/{}/invoices/new", customer.id);
    let fields = [
        ("job", ""),
        ("due_on", ""),
        ("note", ""),
        ("line_description[]", what),
        ("line_quantity[]", "2"),
        ("line_price[]", price),
        ("line_tax[]", "20"),
    ];
    let answer = shop.owner.submit(&page, &page, &fields).await.expect(303);
    let id = answer.location().split('?').next().unwrap().rsplit('/').next().unwrap();
    id.to_owned()
}

/// Presses a button on the invoice's page, with the version that stands there.
pub(crate) async fn press(shop: &Shop, id: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let page = format!("/staff/invoices/{id}");
    let html = shop.owner.get(&page).await.expect(200).text();
    let version = html::field(&html, "version").unwrap_or_else(|| "1".into());
    let fields: Vec<_> = fields.iter().copied().chain([("version", version.as_str())]).collect();
    shop.owner.submit(&page, &format!("{page}/{action}"), &fields).await
}

/// Sends an invoice; answers the link's path.
async fn sent(shop: &Shop, id: &str, channel: Channel) -> String {
    let before = shop.messages().await.len();
    press(shop, id, "send", &[("tell", channel.word())]).await.expect(303);
    let message = eventually("the invoice in the outbox", || async {
        let all = shop.messages().await;
        (all.len() > before).then(|| all[0].clone())
    })
    .await;
    assert_eq!(message["channel"], channel.word());
    let text = message["text"].as_str().unwrap();
    let url = text.split_whitespace().find(|word| word.contains("/a/")).unwrap_or_else(|| panic!("no link: {text}"));
    url[url.find("/a/").unwrap()..].to_owned()
}

async fn pay(shop: &Shop, id: &str, amount: &str) -> Answer {
    press(shop, id, "payments", &[("amount", amount), ("method", "card"), ("received_on", "2024-05-22")]).await
}

/// Alex with an invoice of $240.00, which they were sent; answers its id and the link.
async fn billed(shops: &TwoShops) -> (Customer, String, String) {
    let alex = shops.torque.add_customer("Alex Morgan").await;
    let id = draft(&shops.torque, &alex, "Brake pads", "100").await;
    let link = sent(&shops.torque, &id, Channel::Email).await;
    (alex, id, link)
}

async fn opened(shops: &TwoShops, link: &str) -> Client {
    let phone = shops.torque.visitor();
    let answer = phone.get(link).await.expect(303);
    assert_eq!(answer.location(), "/invoices/INV-0001", "no screen between");
    phone
}

both! {
    async fn an_invoice_is_sent_read_and_paid(shops: TwoShops) {
        let (alex, id, link) = billed(&shops).await;
        let phone = opened(&shops, &link).await;
        let page = phone.get("/invoices/INV-0001").await.expect(200);
        page.saying("Brake pads").saying("2 × $100.00").saying("Tax 20% $40.00").saying("Total $240.00").saying("Due");
        phone.get("/invoices").await.expect(200).saying("INV-0001").saying("$240.00");
        phone.get("/").await.expect(200).saying("Invoices 1 due");

        pay(&shops.torque, &id, "100.00").await.expect(303);
        phone.get("/invoices/INV-0001").await.expect(200).saying("Left to pay $140.00");
        pay(&shops.torque, &id, "140").await.expect(303);
        let record = shops.torque.owner.get(format!("/staff/customers/{}", alex.id)).await.expect(200);
        record.saying("INV-0001").saying("Paid").saying("Invoice with a link");
        // The customer who just paid reads the receipt.
        phone.get("/invoices/INV-0001").await.expect(200).saying("Paid in full").without("Left to pay");
        phone.get("/").await.expect(200).saying("Invoices 1 paid");
    }

    async fn a_paid_invoices_link_says_so_kindly_and_another_can_be_had(shops: TwoShops) {
        let (_, id, link) = billed(&shops).await;
        opened(&shops, &link).await;
        pay(&shops.torque, &id, "240").await.expect(303);
        let later = shops.torque.visitor();
        let page = later.get(&link).await.expect(410).saying("Your link has expired. Request a new one below.").without("Alex").without("240");
        assert!(page.set_cookies().iter().all(|cookie| !cookie.contains("customer")), "nobody is let in: {page}");
        later.get("/invoices/INV-0001").by_script().await.expect(401);
        let before = shops.torque.messages().await.len();
        later.post(format!("{link}/renew")).form(&[]).await.expect(200).saying("Check your messages");
        let message = eventually("a link in its place", || async {
            let all = shops.torque.messages().await;
            (all.len() > before).then(|| all[0].clone())
        })
        .await;
        let text = message["text"].as_str().unwrap();
        let url = text.split_whitespace().find(|word| word.contains("/sign-in/")).expect("a sign-in link");
        let answer = later.get(&url[url.find("/sign-in/").unwrap()..]).await.expect(303);
        assert!(answer.location().starts_with("/invoices/INV-0001"), "back to the page that was wanted: {answer}");
        later.get("/invoices/INV-0001").await.expect(200).saying("Paid in full");
    }

    async fn a_session_from_an_invoices_link_ends_a_day_after_it_was_paid(shops: TwoShops) {
        let (_, id, link) = billed(&shops).await;
        let phone = opened(&shops, &link).await;
        pay(&shops.torque, &id, "240").await.expect(303);
        phone.get("/invoices/INV-0001").await.expect(200);
        let database = &shops.server.database;
        let ago = |hours| database.time(chrono::TimeDelta::hours(hours));
        database.run(&format!("UPDATE invoices SET closed_at = {}", ago(-23))).await;
        phone.get("/invoices/INV-0001").await.expect(200);
        database.run(&format!("UPDATE invoices SET closed_at = {}", ago(-25))).await;
        phone.get("/invoices/INV-0001").by_script().await.expect(401);
    }

    async fn a_withdrawn_invoice_asks_for_nothing(shops: TwoShops) {
        let (alex, id, link) = billed(&shops).await;
        press(&shops.torque, &id, "void", &[]).await.expect(303);
        shops.torque.visitor().get(&link).await.expect(410).saying("Request a new one below");
        let phone = shops.torque.open(&shops.torque.send_link(&alex, Channel::Sms).await).await;
        phone.get("/invoices/INV-0001").await.expect(200).saying("withdrawn").without("Left to pay");
        phone.get("/").await.expect(200).saying("Invoices None yet");
        // Its number is not given again.
        let next = draft(&shops.torque, &alex, "Brake pads", "90").await;
        press(&shops.torque, &next, "send", &[("tell", "none")]).await.expect(303);
        phone.get("/invoices").await.expect(200).saying("INV-0002");
    }

    async fn a_link_that_opens_only_its_invoice_opens_nothing_else(shops: TwoShops) {
        let (alex, job, _) = shops.customer_with_job().await;
        let id = draft(&shops.torque, &alex, "Brake pads", "100").await;
        let other = draft(&shops.torque, &alex, "Oil", "10").await;
        let database = &shops.server.database;
        shops.server.stop().await;
        database.run("UPDATE tenants SET links_open_only = true").await;
        shops.server.resume().await;
        let link = sent(&shops.torque, &id, Channel::Sms).await;
        sent(&shops.torque, &other, Channel::Email).await;
        let phone = opened(&shops, &link).await;
        phone.get("/invoices/INV-0001").await.expect(200).saying("Brake pads");
        phone.get("/invoices/INV-0002").await.expect(404);
        for page in ["/invoices", "/jobs", "/account", "/photos", &format!("/jobs/{job}")] {
            phone.get(page).by_script().await.expect(401);
        }
        phone.get("/").await.without("Alex Morgan");
    }

    async fn nobody_reads_a_draft_or_somebody_elses(shops: TwoShops) {
        let (alex, id, link) = billed(&shops).await;
        let phone = opened(&shops, &link).await;
        draft(&shops.torque, &alex, "Not yet said", "70").await;
        phone.get("/invoices").await.expect(200).without("Not yet said").without("Draft").without("140");
        phone.get("/").await.expect(200).saying("Invoices 1 due");
        let priya = shops.torque.add_customer("Priya Natarajan").await;
        let priyas = shops.torque.open(&shops.torque.send_link(&priya, Channel::Sms).await).await;
        priyas.get("/invoices/INV-0001").await.expect(404).without("Brake pads");
        priyas.get("/invoices").await.expect(200).saying("No invoices yet").without("INV-0001");
        shops.sample.visitor().get(&link).await.expect(410).saying("no longer valid").without("Brake");
        shops.sample.owner.get(format!("/staff/invoices/{id}")).await.expect(404).without("Brake");
        // The other shop counts its own.
        let sarah = shops.sample.add_customer("Sarah Chen").await;
        let hers = draft(&shops.sample, &sarah, "Film", "900").await;
        press(&shops.sample, &hers, "send", &[("tell", "none")]).await.expect(303);
        shops.sample.owner.get(format!("/staff/invoices/{hers}")).await.expect(200).saying("INV-0001").saying("$2,160.00");
    }

    async fn what_is_wrong_is_said_and_what_was_typed_stays(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let page = format!("/staff/customers/{}/invoices/new", alex.id);
        let fields = [
            ("job", ""),
            ("due_on", "the 5th"),
            ("note", "Thank you, Alex"),
            ("line_description[]", "Brake pads"),
            ("line_quantity[]", "two"),
            ("line_price[]", "1,00"),
            ("line_tax[]", "120"),
            ("line_description[]", ""),
            ("line_quantity[]", ""),
            ("line_price[]", "5.001"),
            ("line_tax[]", ""),
        ];
        let answer = shops.torque.owner.submit(&page, &page, &fields).await.expect(422);
        for typed in ["Brake pads", "two", "1,00", "120", "5.001", "the 5th"] {
            assert!(html::attributes(&answer.text(), "value").iter().any(|value| value == typed), "{typed}: {answer}");
        }
        answer.saying("Thank you, Alex").saying("look like a number").saying("too large or too small").saying("Too many digits").saying("Say what it is for");
        let none = [("line_description[]", ""), ("line_price[]", "")];
        shops.torque.owner.submit(&page, &page, &none).await.expect(422).saying("An invoice needs a line");
        let nothing = [("line_description[]", "Goodwill"), ("line_price[]", "-5")];
        shops.torque.owner.submit(&page, &page, &nothing).await.expect(422).saying("The lines come to nothing");
        let more = [("line_description[]", "Brake pads"), ("line_price[]", "5"), ("more", "1")];
        let answer = shops.torque.owner.submit(&page, &page, &more).await.expect(200);
        assert!(answer.text().matches("name=\"line_price[]\"").count() > 4, "{answer}");
        assert_eq!(shops.server.database.count("invoices", "1 = 1").await, 0);
        let strange = [("job", "WO-ALPHA-0001"), ("line_description[]", "Brake pads"), ("line_price[]", "5")];
        shops.torque.owner.submit(&page, &page, &strange).await.expect(400);

        let id = draft(&shops.torque, &alex, "Brake pads", "100").await;
        sent(&shops.torque, &id, Channel::Email).await;
        for (amount, day, said) in [
            ("240.01", "2024-05-22", "Only $240.00 is left to pay"),
            ("0", "2024-05-22", "too large or too small"),
            ("all of it", "2024-05-22", "look like a number"),
            ("10", "2099-01-01", "That day is still to come"),
        ] {
            let fields = [("amount", amount), ("method", "card"), ("received_on", day)];
            let answer = press(&shops.torque, &id, "payments", &fields).await.expect(422).saying(said);
            assert!(html::attributes(&answer.text(), "value").iter().any(|value| value == amount), "{answer}");
        }
        assert_eq!(shops.server.database.count("invoice_payments", "1 = 1").await, 0);
    }

    async fn what_was_sent_stays_as_it_is(shops: TwoShops) {
        let (_, id, _) = billed(&shops).await;
        let owner = &shops.torque.owner;
        let page = format!("/staff/invoices/{id}");
        owner.get(format!("{page}/edit")).await.expect(404);
        let change = [("line_description[]", "Something else"), ("line_price[]", "1"), ("version", "2")];
        let changed = owner.submit(&page, &format!("{page}/edit"), &change).await.expect(303);
        assert!(changed.location().ends_with("notice=invoice-moved-on-failed"), "{changed}");
        let deleted = press(&shops.torque, &id, "delete", &[]).await.expect(303);
        assert!(deleted.location().ends_with("notice=invoice-moved-on-failed"), "{deleted}");
        owner.get(&page).await.expect(200).saying("Brake pads").saying("$240.00");
        // A payment is recorded: it cannot be withdrawn any more.
        pay(&shops.torque, &id, "1").await.expect(303);
        press(&shops.torque, &id, "void", &[]).await.expect(303);
        owner.get(&page).await.expect(200).saying("$239.00 ").without("Withdrawn");
        // Unless it did not come in after all.
        let html = owner.get(&page).await.text();
        let actions = html::attributes(&html, "action");
        let remove = actions.iter().find(|action| action.ends_with("/remove")).expect("a way to take it back");
        let version = html::field(&html, "version").unwrap();
        owner.submit(&page, remove, &[("version", version.as_str())]).await.expect(303);
        owner.get(&page).await.expect(200).saying("$240.00 · Due").without("$239.00");
        // A form from before another member's change changes nothing.
        let stale = [("amount", "1"), ("method", "cash"), ("received_on", "2024-05-22"), ("version", "2")];
        owner.submit(&page, &format!("{page}/payments"), &stale).await.expect(409);
    }

    async fn a_paid_invoice_whose_payment_is_taken_back_is_open_again(shops: TwoShops) {
        let (_, id, link) = billed(&shops).await;
        pay(&shops.torque, &id, "240").await.expect(303);
        shops.torque.visitor().get(&link).await.expect(410);
        let page = format!("/staff/invoices/{id}");
        let html = shops.torque.owner.get(&page).await.expect(200).text();
        let remove = html::attributes(&html, "action").into_iter().find(|action| action.ends_with("/remove")).unwrap();
        let version = html::field(&html, "version").unwrap();
        shops.torque.owner.submit(&page, &remove, &[("version", version.as_str())]).await.expect(303);
        let phone = opened(&shops, &link).await;
        phone.get("/invoices/INV-0001").await.expect(200).saying("To pay $240.00").without("Card");
        phone.get("/").await.expect(200).saying("Invoices 1 due");
        let log = shops.torque.owner.get("/staff/settings/audit").await.expect(200);
        log.saying("Invoice issued").saying("Payment recorded").saying("Payment taken back").saying("Alex Morgan · INV-0001 · 240.00 USD");
    }

    async fn a_draft_is_written_anew_or_thrown_away(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let id = draft(&shops.torque, &alex, "Brake pads", "100").await;
        let (owner, page) = (&shops.torque.owner, format!("/staff/invoices/{id}"));
        let again = [("version", "1"), ("due_on", "2024-01-31"), ("line_description[]", "Brake discs"), ("line_quantity[]", "0.125"), ("line_price[]", "1,200"), ("line_tax[]", "8.875")];
        owner.submit(&page, &format!("{page}/edit"), &again).await.expect(303);
        owner.get(&page).await.expect(200).saying("Brake discs").saying("0.125 × $1,200.00").saying("Tax 8.875% $13.31").saying("$163.31").without("Brake pads");
        let stale = owner.submit(&page, &format!("{page}/edit"), &again).await.expect(409);
        assert!(html::attributes(&stale.text(), "value").iter().any(|value| value == "Brake discs"), "what was typed stays: {stale}");
        let late = press(&shops.torque, &id, "send", &[("tell", "none")]).await.expect(303);
        assert!(late.location().ends_with("notice=invoice-due-before-failed"), "{late}");
        press(&shops.torque, &id, "delete", &[]).await.expect(303);
        owner.get(&page).await.expect(404);
        assert_eq!(shops.server.database.count("invoice_lines", "1 = 1").await, 0);
    }

    async fn of_many_who_send_at_once_each_gets_a_number(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let mut drafts = Vec::new();
        for _ in 0..8 {
            drafts.push(draft(&shops.torque, &alex, "Brake pads", "100").await);
        }
        let sends = drafts.iter().map(|id| press(&shops.torque, id, "send", &[("tell", "none")]));
        futures_util::future::join_all(sends).await.into_iter().for_each(|answer| drop(answer.expect(303)));
        let database = &shops.server.database;
        let mut numbers = database.texts("SELECT CAST(number AS text) FROM invoices ORDER BY number").await;
        numbers.dedup();
        assert_eq!(numbers, (1..=8).map(|n| n.to_string()).collect::<Vec<_>>(), "none twice, and no gap");
    }

    async fn of_many_payments_at_once_no_more_comes_in_than_is_due(shops: TwoShops) {
        let (_, id, _) = billed(&shops).await;
        let page = format!("/staff/invoices/{id}");
        let fields = [("amount", "240"), ("method", "card"), ("received_on", "2024-05-22"), ("version", "2")];
        let action = format!("{page}/payments");
        let tries = (0..10).map(|_| shops.torque.owner.submit(&page, &action, &fields));
        let answers = futures_util::future::join_all(tries).await;
        let taken = answers.iter().filter(|answer| answer.location().ends_with("notice=payment-recorded")).count();
        assert_eq!(taken, 1, "{answers:?}");
        assert_eq!(shops.server.database.count("invoice_payments", "1 = 1").await, 1);
    }

    async fn switched_off_there_is_no_invoice(shops: TwoShops) {
        let (alex, _, link) = billed(&shops).await;
        let phone = opened(&shops, &link).await;
        let page = "/staff/settings/portal";
        shops.torque.owner.submit(page, page, &[("features", "jobs")]).await.expect(303);
        phone.get("/invoices/INV-0001").await.expect(404).saying("isn’t offering this here at the moment").without("Brake");
        phone.get("/invoices").await.expect(404);
        phone.get("/").await.expect(200).without("Invoices").without("INV-0001");
        // And no customer is sent a link that opens nothing.
        let before = shops.torque.messages().await.len();
        let next = draft(&shops.torque, &alex, "Oil", "10").await;
        shops.torque.owner.get(format!("/staff/invoices/{next}")).await.expect(200).saying("switched off in Settings");
        press(&shops.torque, &next, "send", &[("tell", "email")]).await.expect(303);
        assert_eq!(shops.server.database.count("notifications", "kind = 'send_invoice'").await, 1);
        assert_eq!(shops.torque.messages().await.len(), before);
    }
}
