//! The list of customers and their records (issue: the owner's work).

use forecourt_tests::{Channel, TwoShops, both, html};

both! {
    async fn details_are_normalised_once(shops: TwoShops) {
        let alex = shops.torque.add_customer_at("  Alex \t Morgan ", " Alex.Morgan@EXAMPLE.Com ", "(202) 555-0142").await;
        let record = shops.torque.owner.get(format!("/staff/customers/{}", alex.id)).await.expect(200);
        let words = record.words();
        assert!(words.contains("Alex Morgan") && words.contains("Alex.Morgan@example.com"), "{words}");
        shops.torque.press_send(&alex, Channel::Sms).await.expect(303);
        shops.torque.next_link(0).await;
        shops.torque.press_send(&alex, Channel::Email).await.expect(303);
        shops.torque.next_link(1).await;
        let to: Vec<_> = shops.torque.messages().await.iter().map(|m| m["to"].as_str().unwrap().to_owned()).collect();
        assert_eq!(to, ["Alex.Morgan@example.com", "+12025550142"], "sent to what is stored, and only that");
    }

    async fn people_are_found_by_whatever_is_known_of_them(shops: TwoShops) {
        let alex = shops.torque.add_customer_at("Zoë Müller", "zoe@example.com", "+12025550142").await;
        shops.torque.add_vehicle(&alex, "Volkswagen", "Golf GTI").await;
        shops.torque.add_customer("Priya Natarajan").await;
        for query in ["Zoë", "müll", "MÜLLER zoë", "zoe@example", "5550142", "555-0142", "AB12", "ab12cde", "golf"] {
            let page = find(&shops, query).await;
            assert!(page.contains("Zoë Müller") && !page.contains("Priya"), "{query}: {page}");
        }
        for query in ["nobody", "%", "_", "' OR 1=1 --", "\\", &"x".repeat(3_000)] {
            let page = find(&shops, query).await;
            assert!(!page.contains("Priya Natarajan"), "{query:?}: {page}");
        }
        assert!(!find_at_sample(&shops, "Zoë").await.contains("Zoë Müller"), "never at another shop");
    }

    async fn the_latest_visitor_comes_first(shops: TwoShops) {
        let mut people = Vec::new();
        for name in ["Alex Morgan", "Priya Natarajan", "Tom Becker"] {
            people.push(shops.torque.add_customer(name).await);
        }
        let link = shops.torque.send_link(&people[1], Channel::Sms).await;
        shops.torque.open(&link).await;
        let first = names(&shops, "/staff/customers").await;
        assert_eq!(first[0], "Priya Natarajan", "{first:?}");
        let link = shops.torque.send_link(&people[0], Channel::Sms).await;
        shops.torque.open(&link).await;
        assert_eq!(names(&shops, "/staff/customers").await[..2], ["Alex Morgan", "Priya Natarajan"]);
    }

    async fn ten_thousand_are_paged_without_a_gap(shops: TwoShops) {
        fill(&shops, 10_000).await;
        let mut path = "/staff/customers".to_owned();
        let mut seen = std::collections::HashSet::new();
        let page = shops.torque.owner.get(&path).await.expect(200);
        assert!(page.words().contains("10,000 customers"), "{}", page.words());
        assert!(page.body.len() < 400_000, "a page is a page: {} bytes", page.body.len());
        for _ in 0..5 {
            let page = shops.torque.owner.get(&path).await.expect(200);
            for name in names_on(&page.text()) {
                assert!(seen.insert(name.clone()), "{name} twice");
            }
            path = next(&page.text()).expect("more pages");
        }
        let found = find(&shops, "Person 07777").await;
        assert!(found.contains("Person 07777"), "{found}");
        for odd in ["page=0", "page=-1", "page=x", "page=99999999999999999999", "page=4000000", "q=&page="] {
            let answer = shops.torque.owner.get(format!("/staff/customers?{odd}")).await;
            assert!(answer.status < 500, "{odd}: {answer}");
        }
    }

    async fn an_empty_shop_says_how_to_begin(shops: TwoShops) {
        shops.torque.owner.get("/staff/customers").await.expect(200).saying("Your first customer starts here");
    }

    async fn a_record_is_changed(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let edit = format!("/staff/customers/{}/edit", alex.id);
        let page = shops.torque.owner.get(&edit).await.expect(200).text();
        assert_eq!(html::field(&page, "name").as_deref(), Some("Alex Morgan"));
        assert_eq!(html::field(&page, "email").as_deref(), Some("alex.morgan@example.com"));
        let fields = [("name", "Alexandra Morgan"), ("salutation", "Ms Morgan"), ("email", "alex.morgan@example.com"), ("phone", alex.phone.as_str())];
        shops.torque.owner.submit(&edit, &edit, &fields).await.expect(303);
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        shops.torque.visitor().get(&link.path).await.expect(200).saying("Ms Morgan");
        assert!(find(&shops, "Alexandra").await.contains("Alexandra Morgan"));
    }

    async fn another_shops_record_is_not_found(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let vehicle = shops.torque.add_vehicle(&alex, "Volkswagen", "Golf GTI").await;
        for path in ["", "/edit", "/vehicles/new", "/jobs/new", "/portal-link"] {
            shops.sample.owner.get(format!("/staff/customers/{}{path}", alex.id)).await.expect(404).without("Alex");
        }
        shops.sample.owner.get(format!("/staff/vehicles/{vehicle}/edit")).await.expect(404).without("Golf");
        for id in ["not-an-id", "00000000-0000-0000-0000-000000000000", "%00", "1"] {
            shops.torque.owner.get(format!("/staff/customers/{id}")).await.expect(404);
        }
    }

    async fn a_job_cannot_be_made_for_somebody_elses_vehicle(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let priya = shops.torque.add_customer("Priya Natarajan").await;
        let sarah = shops.sample.add_customer("Sarah Chen").await;
        let here = shops.torque.add_vehicle(&priya, "Audi", "A3").await;
        let there = shops.sample.add_vehicle(&sarah, "Tesla", "Model Y").await;
        let page = format!("/staff/customers/{}/jobs/new", alex.id);
        for vehicle in [here.as_str(), there.as_str(), "00000000-0000-0000-0000-000000000000", "x"] {
            let fields = [("vehicle", vehicle), ("description", "Brakes"), ("status", "pending"), ("appointment", ""), ("ready_on", "")];
            let answer = shops.torque.owner.submit(&page, &page, &fields).await;
            assert!((400..500).contains(&answer.status) || answer.status == 200, "{answer}");
            assert!(!answer.text().contains("Model Y") && !answer.text().contains("Audi"), "{answer}");
        }
        assert_eq!(shops.server.database.count("work_orders", "1 = 1").await, 0);
    }
}

async fn find(shops: &TwoShops, query: &str) -> String {
    let query: String = query.bytes().map(|b| format!("%{b:02x}")).collect();
    let answer = shops.torque.owner.get(format!("/staff/customers?q={query}")).await;
    assert!(answer.status < 500, "{answer}");
    names_on(&answer.text()).join(", ")
}

async fn find_at_sample(shops: &TwoShops, query: &str) -> String {
    let query: String = query.bytes().map(|b| format!("%{b:02x}")).collect();
    shops.sample.owner.get(format!("/staff/customers?q={query}")).await.expect(200).words()
}

async fn names(shops: &TwoShops, path: &str) -> Vec<String> {
    names_on(&shops.torque.owner.get(path).await.expect(200).text())
}

/// The names in the list's rows.
fn names_on(page: &str) -> Vec<String> {
    page.split("data-row-link>").skip(1).map(|rest| html::unescape(&rest[..rest.find('<').unwrap_or(0)])).collect()
}

fn next(page: &str) -> Option<String> {
    html::tags(page, "a")
        .into_iter()
        .find(|tag| tag.contains("rel=\"next\""))
        .and_then(|tag| html::attribute(tag, "href"))
}

/// Writes customers past the server: ten thousand forms would test nothing more.
async fn fill(shops: &TwoShops, count: u32) {
    let database = &shops.server.database;
    let tenant = if database.is_postgres() { "id::text" } else { "hex(id)" };
    let tenant = database.text(&format!("SELECT {tenant} FROM tenants WHERE slug = 'torque'")).await.replace('-', "");
    for start in (0..count).step_by(1_000) {
        let rows: Vec<_> = (start..start + 1_000)
            .map(|n| {
                let id = if database.is_postgres() {
                    format!("'00000000-0000-7000-8000-{n:012}'")
                } else {
                    format!("X'0000000000007000{:016}'", n)
                };
                let tenant = if database.is_postgres() { format!("'{tenant}'") } else { format!("X'{tenant}'") };
                let now = database.time(chrono::TimeDelta::seconds(-i64::from(n)));
                format!("({id}, {tenant}, 'Person {n:05}', 'person {n:05}', {now}, {now}, {now})")
            })
            .collect();
        let sql = format!(
            "INSERT INTO customers (id, tenant_id, name, search_text, created_at, updated_at, last_seen_at) VALUES {}",
            rows.join(", ")
        );
        database.run(&sql).await;
    }
}
