//! The app's surface from outside: what it says of itself is what it does.

use std::cell::RefCell;

use chrono::TimeDelta;
use forecourt_tests::shops::PASSWORD;
use forecourt_tests::ways::WayIn;
use forecourt_tests::{Answer, Channel, Client, Shop, TwoShops, both, eventually};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

/// A program that holds every answer to the shop's own description of it.
struct App {
    client: Client,
    description: Value,
    told: RefCell<usize>,
}

/// A code, and the request that it is good for.
#[derive(Debug, Clone)]
struct Ticket {
    request: String,
    code: String,
}

impl Ticket {
    /// The same request with a code that does not fit.
    fn guess(&self, n: u32) -> Self {
        let right: u32 = self.code.parse().unwrap();
        Self { code: format!("{:06}", (right + 1 + n) % 1_000_000), ..self.clone() }
    }
}

impl App {
    async fn of(shop: &Shop) -> Self {
        let client = shop.visitor();
        let description = client.get("/api/v1/openapi.json").await.expect(200).json();
        Self { client, description, told: RefCell::new(0) }
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        let answer = self.client.bare(Method::POST, path).body("application/json", body.to_string()).await;
        self.check("post", path, &answer);
        answer
    }

    async fn me(&self, token: &str) -> Answer {
        let answer =
            self.client.bare(Method::GET, "/api/v1/me").header("authorization", &format!("Bearer {token}")).await;
        self.check("get", "/api/v1/me", &answer);
        answer
    }

    async fn sign_out(&self, token: &str) -> Answer {
        let path = "/api/v1/auth/sign-out";
        let answer = self.client.bare(Method::POST, path).header("authorization", &format!("Bearer {token}")).await;
        self.check("post", path, &answer);
        answer
    }

    /// Asks for a code; answers the request that it is good for.
    async fn ask(&self, phone: &str) -> String {
        let asked = json!({ "name": "Sarah Chen", "phone": phone });
        let answer = self.post("/api/v1/auth/request-code", asked).await.expect(202).json();
        answer["request"].as_str().unwrap().to_owned()
    }

    /// Asks for a code, and reads it where it arrives.
    async fn code(&self, shop: &Shop, phone: &str) -> Ticket {
        let before = shop.messages().await.len();
        let request = self.ask(phone).await;
        let message = eventually("the code", || async {
            let all = shop.messages().await;
            (all.len() > before).then(|| all[0].clone())
        })
        .await;
        let way_in = WayIn::of(&message);
        assert!(way_in.text.lines().last().unwrap().starts_with('@'), "phones fill it in: {}", way_in.text);
        Ticket { request, code: way_in.code }
    }

    async fn verify(&self, phone: &str, ticket: &Ticket) -> Answer {
        let told = json!({ "request": ticket.request, "phone": phone, "code": ticket.code });
        self.post("/api/v1/auth/verify-code", told).await
    }

    fn check(&self, method: &str, path: &str, answer: &Answer) {
        let told = &self.description["paths"][path][method]["responses"][answer.status.to_string()];
        assert!(told.is_object(), "{method} {path} says nothing of {answer}");
        match &told["content"]["application/json"]["schema"] {
            Value::Null => assert!(answer.body.is_empty(), "{answer}"),
            schema => self.fits(schema, &answer.json(), &format!("{method} {path}")),
        }
        *self.told.borrow_mut() += 1;
    }

    /// The part of JSON Schema that the description uses.
    fn fits(&self, schema: &Value, value: &Value, at: &str) {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap();
            return self.fits(&self.description["components"]["schemas"][name], value, at);
        }
        if let Some(all) = schema["allOf"].as_array() {
            return all.iter().for_each(|schema| self.fits(schema, value, at));
        }
        if let Some(one) = schema["oneOf"].as_array() {
            let fitting = one.iter().filter(|schema| self.discriminated(schema, value)).collect::<Vec<_>>();
            assert_eq!(fitting.len(), 1, "{at}: {value} is not one of {one:?}");
            return self.fits(fitting[0], value, at);
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
            _ => panic!("{at}: no type in {schema}"),
        };
        let is = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        assert!(types.contains(&is), "{at}: {value} is no {types:?}");
        if let Some(words) = schema["enum"].as_array() {
            assert!(words.contains(value), "{at}: {value} is none of {words:?}");
        }
        if let (Some(shortest), Some(text)) = (schema["minLength"].as_u64(), value.as_str()) {
            assert!(text.len() as u64 >= shortest, "{at}: {value}");
        }
        for (n, item) in value.as_array().into_iter().flatten().enumerate() {
            self.fits(&schema["items"], item, &format!("{at}[{n}]"));
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            assert!(value.get(name).is_some(), "{at}: no {name} in {value}");
        }
        for (name, held) in value.as_object().into_iter().flatten() {
            // A tagged variant is described in parts, of which this is one.
            if let Some(schema) = schema["properties"].get(name) {
                self.fits(schema, held, &format!("{at}.{name}"));
            }
        }
    }

    /// Whether the tag that a variant names is the one the value has.
    fn discriminated(&self, schema: &Value, value: &Value) -> bool {
        if schema["type"] == "null" {
            return value.is_null();
        }
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap();
            return !value.is_null() && self.discriminated(&self.description["components"]["schemas"][name], value);
        }
        if let Some(all) = schema["allOf"].as_array() {
            return all.iter().all(|schema| self.discriminated(schema, value));
        }
        let tags = schema["properties"].as_object().into_iter().flatten();
        tags.filter_map(|(name, schema)| Some((name, schema["enum"].as_array()?)))
            .filter(|(name, _)| ["result", "role"].contains(&name.as_str()))
            .all(|(name, words)| value.get(name).is_some_and(|said| words.contains(said)))
    }
}

const SARAHS: &str = "+12025550121";

both! {
    async fn a_customer_signs_in_by_name_phone_and_code(shops: TwoShops) {
        let shop = &shops.sample;
        shop.add_customer_at("Sarah Chen", "sarah.chen@example.com", SARAHS).await;
        let app = App::of(shop).await;
        let code = app.code(shop, "(202) 555-0121").await;
        let signed_in = app.verify("202.555.0121", &code).await.expect(200).json();
        assert_eq!(signed_in["result"], "token");
        let token = signed_in["token"].as_str().unwrap();
        assert!(token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit()), "{token}");
        let me = app.me(token).await.expect(200).json();
        assert_eq!((me["role"].as_str(), me["name"].as_str()), (Some("customer"), Some("Sarah Chen")));
        assert_eq!(me["tabs"], json!(["home", "jobs", "photos", "invoices", "vehicles"]));
        assert_eq!(shops.server.database.count("customer_portal_tokens", "kind = 'app' AND retired_at IS NULL").await, 1);
        // A code works once.
        app.verify(SARAHS, &code).await.expect(401);
        // At the other shop the same token is unknown.
        App::of(&shops.torque).await.me(token).await.expect(401);
        app.sign_out(token).await.expect(204);
        app.me(token).await.expect(401);
        app.sign_out(token).await.expect(401);
        assert!(*app.told.borrow() >= 7);
    }

    async fn phones_do_not_sign_each_other_out_and_a_link_stays_a_link(shops: TwoShops) {
        let shop = &shops.sample;
        let sarah = shop.add_customer_at("Sarah Chen", "sarah.chen@example.com", SARAHS).await;
        let app = App::of(shop).await;
        let mut tokens = Vec::new();
        for _ in 0..2 {
            let code = app.code(shop, SARAHS).await;
            tokens.push(app.verify(SARAHS, &code).await.expect(200).json()["token"].as_str().unwrap().to_owned());
        }
        let link = shop.send_link(&sarah, Channel::Sms).await;
        let browser = shop.open(&link).await;
        for token in &tokens {
            app.me(token).await.expect(200);
        }
        // The link is a token of the same shape, and not the app's to end.
        app.me(&link.token).await.expect(200);
        app.sign_out(&link.token).await.expect(204);
        browser.get("/").await.expect(200).saying("Sarah Chen");
        app.sign_out(&tokens[0]).await.expect(204);
        app.me(&tokens[1]).await.expect(200);
        let database = &shops.server.database;
        database.run(&format!("UPDATE customer_portal_tokens SET expires_at = {}", database.time(TimeDelta::hours(-1)))).await;
        app.me(&tokens[1]).await.expect(401);
    }

    async fn a_phone_of_several_records_offers_the_choice_once(shops: TwoShops) {
        let shop = &shops.sample;
        shop.add_customer_at("Sarah Chen", "sarah.chen@example.com", SARAHS).await;
        let fleet = shop.add_customer_at("Chen Couriers", "fleet@example.com", SARAHS).await;
        let stranger = shop.add_customer_at("Marcus Webb", "marcus.webb@example.com", "+12025550177").await;
        let app = App::of(shop).await;
        let code = app.code(shop, SARAHS).await;
        let offered = app.verify(SARAHS, &code).await.expect(200).json();
        assert_eq!(offered["result"], "choice");
        let names: Vec<&str> = offered["records"].as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Chen Couriers", "Sarah Chen"]);
        let choose = |customer: &str| json!({ "choice": offered["choice"], "customer_id": customer });
        app.post("/api/v1/auth/choose", choose(&stranger.id)).await.expect(401);
        let token = app.post("/api/v1/auth/choose", choose(&fleet.id)).await.expect(200).json();
        let me = app.me(token["token"].as_str().unwrap()).await.expect(200).json();
        assert_eq!(me["name"], "Chen Couriers");
        app.post("/api/v1/auth/choose", choose(&fleet.id)).await.expect(401);
    }

    async fn a_number_nobody_has_is_answered_alike_and_gets_nothing(shops: TwoShops) {
        let shop = &shops.sample;
        shop.add_customer_at("Sarah Chen", "sarah.chen@example.com", SARAHS).await;
        let app = App::of(shop).await;
        let ask = |phone: &str| app.post("/api/v1/auth/request-code", json!({ "name": "X", "phone": phone }));
        let (known, unknown) = (ask(SARAHS).await.expect(202), ask("+12025550199").await.expect(202));
        let parts = |answer: &Answer| {
            let mut parts = answer.json();
            let request = parts.as_object_mut().unwrap().remove("request").unwrap();
            (parts, request.as_str().unwrap().len())
        };
        assert_eq!(parts(&known), parts(&unknown));
        assert_eq!(known.body.len(), unknown.body.len());
        let request = unknown.json()["request"].as_str().unwrap().to_owned();
        app.verify("+12025550199", &Ticket { request, code: "123456".into() }).await.expect(401);
        eventually("the one code", || async { (shop.messages().await.len() == 1).then_some(()) }).await;
    }

    async fn an_apps_token_is_no_link(shops: TwoShops) {
        let shop = &shops.sample;
        shop.add_customer_at("Sarah Chen", "sarah.chen@example.com", SARAHS).await;
        let app = App::of(shop).await;
        let code = app.code(shop, SARAHS).await;
        let token = app.verify(SARAHS, &code).await.expect(200).json()["token"].as_str().unwrap().to_owned();
        shop.visitor().get(format!("/portal/{token}")).await.expect(410);
        let database = &shops.server.database;
        database.run(&format!("UPDATE customer_portal_tokens SET expires_at = {}", database.time(TimeDelta::hours(-1)))).await;
        let before = shop.messages().await.len();
        shop.visitor().post(format!("/portal/{token}/renew")).form(&[]).await.expect(200);
        assert_eq!(shops.server.database.count("customer_portal_tokens", "kind = 'link'").await, 0);
        assert_eq!(shop.messages().await.len(), before);
    }

    async fn a_shop_without_codes_has_none_here(shops: TwoShops) {
        let app = App::of(&shops.torque).await;
        app.post("/api/v1/auth/request-code", json!({ "name": "X", "phone": SARAHS })).await.expect(404);
        app.post("/api/v1/auth/verify-code", json!({ "request": "0".repeat(48), "phone": SARAHS, "code": "123456" })).await.expect(404);
        let choice = json!({ "choice": "0".repeat(64), "customer_id": "0192f0c1-2345-7000-8000-000000000000" });
        app.post("/api/v1/auth/choose", choice).await.expect(404);
    }

    async fn a_code_asked_for_before_codes_were_switched_off_opens_nothing(shops: TwoShops) {
        let shop = &shops.sample;
        shop.add_customer_at("Sarah Chen", "sarah.chen@example.com", SARAHS).await;
        let app = App::of(shop).await;
        let ticket = app.code(shop, SARAHS).await;
        shop.offer(&["email_link"], false).await;
        app.verify(SARAHS, &ticket).await.expect(404);
        shop.offer(&["email_link", "sms_code"], false).await;
        app.verify(SARAHS, &ticket).await.expect(200);
    }

    async fn codes_cannot_be_guessed(shops: TwoShops) {
        let shop = &shops.sample;
        shop.add_customer_at("Sarah Chen", "sarah.chen@example.com", SARAHS).await;
        let app = App::of(shop).await;
        let ticket = app.code(shop, SARAHS).await;
        let guesses = join_all((0..200).map(|n| {
            let (app, guess) = (&app, ticket.guess(n));
            async move { app.verify(SARAHS, &guess).await.status }
        }))
        .await;
        assert!(guesses.iter().all(|status| [401, 429].contains(status)) && guesses.contains(&401), "{guesses:?}");
        let tries = shops.server.database.text("SELECT CAST(max(tries) AS TEXT) FROM sign_in_requests").await;
        assert_eq!(tries, "5");
        // Refused for the tries and not only for the rate: another network address has not guessed yet.
        shops.server.stop().await;
        shops.server.resume().await;
        if let Some(url) = &shops.server.redis_url {
            forecourt_tests::redis::empty(url).await;
        }
        app.verify(SARAHS, &ticket).await.expect(401);
    }

    async fn a_code_is_of_the_request_that_asked_for_it(shops: TwoShops) {
        let shop = &shops.sample;
        shop.add_customer_at("Sarah Chen", "sarah.chen@example.com", SARAHS).await;
        let app = App::of(shop).await;
        // A stranger has a request of their own, for a phone of their own.
        let strangers = app.ask("+12025550177").await;
        let ticket = app.code(shop, SARAHS).await;
        for n in 0..20 {
            for request in ["", "none", &"0".repeat(48), &strangers] {
                let guess = Ticket { request: request.to_owned(), ..ticket.guess(n) };
                let answer = app.verify(SARAHS, &guess).await;
                assert!([401, 429].contains(&answer.status), "{answer}");
            }
        }
        let right = Ticket { request: strangers, ..ticket.clone() };
        assert!([401, 429].contains(&app.verify(SARAHS, &right).await.status), "the right code, for another's request");
        app.post("/api/v1/auth/verify-code", json!({ "phone": SARAHS, "code": ticket.code })).await.expect(400);
        // At the login page the app's request is none.
        let browser = shop.visitor();
        browser.set_cookie("asked", &ticket.request);
        browser.post("/login/code").form(&[("code", &ticket.code)]).await;
        assert!(!forecourt_tests::ways::is_signed_in(&browser, "Sarah Chen").await);
        let tries = "SELECT CAST(sum(tries) AS TEXT) FROM sign_in_requests WHERE code_hash IS NOT NULL";
        assert_eq!(shops.server.database.text(tries).await, "0", "none of it counted");
        // And a number that the request was not made for is none of its own.
        app.verify("+12025550177", &ticket).await.expect(401);
        app.verify(SARAHS, &ticket).await.expect(200);
    }

    async fn a_code_is_not_used_up_for_nothing(shops: TwoShops) {
        let shop = &shops.sample;
        shop.add_customer_at("Sarah Chen", "sarah.chen@example.com", SARAHS).await;
        let app = App::of(shop).await;
        let ticket = app.code(shop, SARAHS).await;
        let database = &shops.server.database;
        // Where tokens are kept is away at the wrong moment.
        database.run("ALTER TABLE customer_portal_tokens RENAME TO elsewhere").await;
        assert!(app.client.bare(Method::POST, "/api/v1/auth/verify-code")
            .body("application/json", json!({ "request": ticket.request, "phone": SARAHS, "code": ticket.code }).to_string()).await.status >= 500);
        database.run("ALTER TABLE elsewhere RENAME TO customer_portal_tokens").await;
        let token = app.verify(SARAHS, &ticket).await.expect(200).json();
        app.me(token["token"].as_str().unwrap()).await.expect(200);
    }

    async fn staff_sign_in_by_password_and_their_role_says_what_they_see(shops: TwoShops) {
        let shop = &shops.torque;
        let app = App::of(shop).await;
        let path = "/api/v1/auth/staff";
        app.post(path, json!({ "email": shop.owner_email(), "password": "not this one" })).await.expect(401);
        app.post(path, json!({ "email": "nobody@torque.example", "password": PASSWORD })).await.expect(401);
        let signed_in = app.post(path, json!({ "email": shop.owner_email(), "password": PASSWORD })).await.expect(200).json();
        let token = signed_in["token"].as_str().unwrap();
        let me = app.me(token).await.expect(200).json();
        assert_eq!((me["role"].as_str(), me["staff_role"].as_str()), (Some("staff"), Some("owner")));
        assert_eq!(me["tabs"], json!(["customers", "board", "invoices", "messages", "settings"]));
        App::of(&shops.sample).await.me(token).await.expect(401);
        app.sign_out(token).await.expect(204);
        app.me(token).await.expect(401);
    }

    async fn what_does_not_fit_is_refused_as_described(shops: TwoShops) {
        let app = App::of(&shops.sample).await;
        for path in ["request-code", "verify-code", "choose", "staff", "staff/second-factor"] {
            let path = format!("/api/v1/auth/{path}");
            app.post(&path, json!([])).await.expect(400);
            app.post(&path, json!({ "name": 3, "phone": null })).await.expect(400);
            let large = json!({ "name": "x".repeat(20_000) });
            app.post(&path, large).await.expect(413);
            let form = app.client.bare(Method::POST, &path).form(&[("phone", "1")]).await;
            app.check("post", &path, &form);
            assert_eq!(form.status, 415);
        }
        for phone in ["", "call me", "12", "\u{0}"] {
            app.post("/api/v1/auth/request-code", json!({ "name": "X", "phone": phone })).await.expect(422);
        }
        app.post("/api/v1/auth/request-code", json!({ "name": " ", "phone": SARAHS })).await.expect(422);
        for token in ["", "abc", &"0".repeat(64), &"A".repeat(64)] {
            app.me(token).await.expect(401);
        }
        // A failure below /api is JSON, whatever was asked for.
        assert_eq!(app.client.bare(Method::GET, "/api/v1/nothing").await.expect(404).json()["ok"], json!(false));
    }

    async fn a_cookie_is_no_token_and_a_token_no_cookie(shops: TwoShops) {
        let (_, _, alex) = shops.customer_with_job().await;
        alex.get("/api/v1/me").await.expect(401);
        alex.post("/api/v1/auth/sign-out").by_script().form(&[]).await.expect(401);
        alex.get("/").await.expect(200).saying("Alex Morgan");
    }

    async fn staffs_cookie_is_no_token_and_their_token_no_cookie(shops: TwoShops) {
        let app = App::of(&shops.torque).await;
        let told = json!({ "email": shops.torque.owner_email(), "password": PASSWORD });
        let token = app.post("/api/v1/auth/staff", told).await.expect(200).json()["token"].as_str().unwrap().to_owned();
        let (name, cookie) = shops.torque.owner.cookies().into_iter().next().unwrap();
        app.me(&cookie).await.expect(401);
        let browser = shops.torque.visitor();
        browser.set_cookie(&name, &token);
        let shut = browser.get("/staff/customers").await.expect(303);
        assert!(shut.location().starts_with("/staff/login"), "{shut}");
        // Each opens what it is for, before and after.
        app.me(&token).await.expect(200);
        shops.torque.owner.get("/staff/customers").await.expect(200);
    }
}
