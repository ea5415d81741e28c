//! Every route × every kind of caller (SECURITY.md, row 1). The routes come from the binary: a route that is missing
//! here fails the test, and so does one that no longer exists.

mod routes;

use std::collections::BTreeMap;

use forecourt_tests::{Answer, Channel, Client, TwoShops, both, html, pictures};
use reqwest::Method;
use routes::Access::{
    self, Bearer, Customer, CustomersRow, OwnRow, Platform, Process, Public, Signed, Staff, StaffsRow,
};
use routes::ROUTES;
use routes::Role::{self, Advisor, Manager, Owner, Technician};

/// Words of Alex's that no other caller may read.
const SECRETS: [&str; 3] = ["Alex Morgan", "Golf GTI", "Front brakes"];
/// What no refused request may change.
const KEPT: [&str; 12] = [
    "tenants",
    "customers",
    "vehicles",
    "work_orders",
    "photos",
    "invoices",
    "invoice_lines",
    "invoice_payments",
    "customer_portal_tokens",
    "notifications",
    "sign_in_requests",
    "passkeys",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    Anonymous,
    Alex,
    OtherCustomer,
    /// A customer of the other shop, with their cookies, on this one's host.
    StrangersCookies,
    Staff(Role),
    /// The other shop's owner, with their cookies, on this one's host.
    StrangeStaffsCookies,
    /// The other shop's owner at home, with this shop's ids.
    StaffElsewhere,
    /// The other shop's customer at home, with this shop's ids.
    CustomerElsewhere,
}

#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// Let in, whatever is then said of the form.
    In,
    /// Let in, and no word of Alex's.
    InAndBlind,
    /// As if it were not there.
    NotFound,
    /// Asked to sign in.
    SignIn,
    /// Signed in, and not allowed.
    Forbidden,
}

fn expected(access: Access, caller: Caller) -> Option<Outcome> {
    use Outcome::{Forbidden, In, InAndBlind, NotFound, SignIn};
    let by_role = |least: Role, own: bool| match caller {
        Caller::Staff(role) if role >= least => In,
        Caller::Staff(_) => Forbidden,
        Caller::StaffElsewhere => {
            if own {
                NotFound
            } else {
                InAndBlind
            }
        }
        _ => SignIn,
    };
    Some(match access {
        Customer => match caller {
            Caller::Alex => In,
            Caller::OtherCustomer | Caller::CustomerElsewhere => InAndBlind,
            _ => SignIn,
        },
        CustomersRow => match caller {
            Caller::Alex => In,
            Caller::OtherCustomer | Caller::CustomerElsewhere => NotFound,
            _ => SignIn,
        },
        Staff(least) => by_role(least, false),
        StaffsRow(least) => by_role(least, true),
        Bearer => SignIn,
        // On a shop's host there is no such path, for anybody.
        Platform => NotFound,
        OwnRow => match by_role(Technician, true) {
            In => NotFound,
            outcome => outcome,
        },
        Public | Signed | Process => return None,
    })
}

#[derive(Debug)]
struct Fixture {
    shops: TwoShops,
    callers: Vec<(Caller, Client)>,
    ids: BTreeMap<&'static str, String>,
}

impl Fixture {
    async fn start(backend: forecourt_tests::Backend) -> Self {
        let shops = TwoShops::start(backend).await;
        let (alex, job, alexs) = shops.customer_with_job().await;
        let record = shops.torque.owner.get(format!("/staff/customers/{}", alex.id)).await.expect(200).text();
        let gallery = alexs.get(format!("/jobs/{job}/photos")).await.expect(200).text();
        let hrefs = html::attributes(&record, "href");
        let vehicle = hrefs
            .iter()
            .find_map(|href| href.strip_prefix("/staff/vehicles/")?.strip_suffix("/edit"))
            .expect("a vehicle")
            .to_owned();
        let photos = html::attributes(&gallery, "href");
        let photo = photos
            .iter()
            .find_map(|href| href.strip_prefix("/photos/").filter(|id| id.len() == 36))
            .expect("a photo")
            .to_owned();
        let message = shops.torque.messages().await[0]["id"].as_str().unwrap().to_owned();
        let device = html::attributes(&record_now(&shops, &alex.id).await, "action")
            .iter()
            .find_map(|action| Some(action.split_once("/devices/")?.1.strip_suffix("/end")?.to_owned()))
            .expect("a device");
        // An invited member who has not joined: removing them breaks nothing.
        let team = "/staff/settings/team";
        let fields = [("email", "late@example.com"), ("role", "advisor")];
        shops.torque.owner.submit(team, team, &fields).await.expect(303);
        // Its mail must not be mistaken for the one with the customer's link below.
        forecourt_tests::eventually("the invitation", || async {
            shops.torque.messages().await.iter().any(|message| message["to"] == "late@example.com").then_some(())
        })
        .await;
        let page = shops.torque.owner.get(team).await.expect(200).text();
        let member = html::attributes(&page, "action")
            .iter()
            .rev()
            .find_map(|action| Some(action.strip_prefix("/staff/settings/team/")?.strip_suffix("/remove")?.to_owned()))
            .expect("a member");
        // One for Alex to read, which is a draft no more, and a draft.
        let bill = crate::invoices::draft(&shops.torque, &alex, "Front brakes", "100").await;
        crate::invoices::press(&shops.torque, &bill, "send", &[("tell", "none")]).await.expect(303);
        let draft = crate::invoices::draft(&shops.torque, &alex, "Front brakes", "100").await;
        let ids = BTreeMap::from([
            ("invoice", draft),
            ("device", device),
            ("member", member),
            ("customer", alex.id),
            ("vehicle", vehicle),
            ("job", job),
            ("photo", photo),
            ("message", message),
        ]);

        let priya = shops.torque.add_customer("Priya Natarajan").await;
        let priyas = shops.torque.open(&shops.torque.send_link(&priya, Channel::Sms).await).await;
        let sarah = shops.sample.add_customer("Sarah Chen").await;
        let sarahs = shops.sample.open(&shops.sample.send_link(&sarah, Channel::Sms).await).await;
        let here = shops.torque.owner.host().to_owned();
        let callers = vec![
            (Caller::Anonymous, shops.torque.visitor()),
            (Caller::OtherCustomer, priyas),
            (Caller::StrangersCookies, sarahs.moved_to(&here)),
            (Caller::CustomerElsewhere, sarahs),
            (Caller::StrangeStaffsCookies, shops.sample.owner.moved_to(&here)),
            (Caller::StaffElsewhere, shops.sample.owner.clone()),
            (Caller::Alex, alexs),
            (Caller::Staff(Technician), shops.torque.staff(&shops.server, "technician").await),
            (Caller::Staff(Advisor), shops.torque.staff(&shops.server, "advisor").await),
            (Caller::Staff(Manager), shops.torque.staff(&shops.server, "manager").await),
            (Caller::Staff(Owner), shops.torque.owner.clone()),
        ];
        Self { shops, callers, ids }
    }

    /// The route's path with Alex's ids in it.
    fn path(&self, route: &str) -> String {
        let id = match route {
            _ if route.starts_with("/staff/customers/{id}") => "customer",
            _ if route.starts_with("/staff/vehicles/{id}") => "vehicle",
            _ if route.starts_with("/staff/invoices/{id}") => "invoice",
            _ if route.starts_with("/staff/messages/{id}") => "message",
            _ if route.starts_with("/staff/settings/team/{id}") => "member",
            _ => "photo",
        };
        let path = route.replace("{id}", &self.ids[id]).replace("{reference}", &self.ids["job"]);
        let path = path
            .replace("{device}", &self.ids["device"])
            .replace("{token}", &"0".repeat(64))
            .replace("{number}", "INV-0001")
            .replace("{payment}", &self.ids["customer"])
            .replace("{version}", "0")
            .replace("{*path}", "css/app.css")
            .replace("{tenant}", &self.ids["customer"]);
        if route == "/photos/{id}/file" || route == "/staff/photos/{id}/file" { path + "?size=thumb" } else { path }
    }

    async fn call(&self, method: &str, path: &str, caller: Caller, browser: &Client) -> Answer {
        // As scripts ask: then "sign in" is a status, and no redirect that could be something else.
        if method == "GET" {
            return browser.get(path).by_script().await;
        }
        // A token of one's own, so that nothing but the route itself refuses.
        let (home, page) = match caller {
            Caller::Anonymous => return browser.post(path).by_script().form(&[]).await,
            Caller::StrangersCookies => {
                (self.callers.iter().find(|(who, _)| *who == Caller::CustomerElsewhere).map(|(_, b)| b), "/")
            }
            Caller::StrangeStaffsCookies => (Some(&self.shops.sample.owner), "/staff/jobs"),
            Caller::Alex | Caller::OtherCustomer | Caller::CustomerElsewhere => (Some(browser), "/"),
            Caller::Staff(_) | Caller::StaffElsewhere => (Some(browser), "/staff/jobs"),
        };
        let csrf = home.unwrap().csrf(page).await;
        if path.ends_with("/photos") || path.ends_with("/branding") {
            let parts = forecourt_tests::Multipart::default()
                .text("csrf", &csrf)
                .text("stage", "during")
                .text("name", "Mallory");
            return browser
                .post(path)
                .by_script()
                .multipart(parts.file("photos", "a.jpg", "image/jpeg", &pictures::jpeg(9, 9)))
                .await;
        }
        let fields = [
            ("csrf", csrf.as_str()),
            ("channel", "sms"),
            ("return_to", "/staff/customers"),
            ("stage", "after"),
            ("session_days", "3"),
            ("methods", "email_link"),
            ("features", "jobs"),
            ("role", "technician"),
            ("name", "Mallory"),
            ("make", "Audi"),
            ("model", "A3"),
            ("description", "x"),
            ("status", "ready"),
            ("ready_on", "2031-01-01"),
            ("version", "1"),
        ];
        browser.post(path).by_script().form(&fields).await
    }

    async fn kept(&self) -> Vec<String> {
        let mut kept = Vec::new();
        let dump = self.shops.server.database.dump().await;
        kept.extend(
            dump.lines()
                .filter(|line| {
                    let (table, column) =
                        line.split_once(' ').map_or(("", ""), |(place, _)| place.split_once('.').unwrap_or(("", "")));
                    // Being seen is not a change, and messages arrive by themselves.
                    KEPT.contains(&table)
                        && ![
                            "last_seen_at",
                            "last_used_at",
                            "first_opened_at",
                            "state",
                            "delivered_at",
                            "sent_at",
                            "payload",
                            "lease_until",
                            "attempts",
                            "provider",
                            "provider_message_id",
                            "segments",
                            "sms_credits",
                            "welcomed_at",
                        ]
                        .contains(&column)
                })
                .map(str::to_owned),
        );
        kept.sort();
        kept
    }
}

async fn record_now(shops: &TwoShops, customer: &str) -> String {
    shops.torque.owner.get(format!("/staff/customers/{customer}")).await.expect(200).text()
}

fn seen(answer: &Answer) -> Outcome {
    match answer.status {
        401 => Outcome::SignIn,
        // The log says so instead: nothing was there to be sent again.
        303 if answer.location().ends_with("notice=message-retry-failed") => Outcome::NotFound,
        403 => Outcome::Forbidden,
        404 => Outcome::NotFound,
        405 | 500.. => panic!("{answer}"),
        _ => Outcome::In,
    }
}

both! {
    async fn every_route_is_in_the_matrix(fixture: Fixture) {
        let said = fixture.shops.server.cli(&["routes"]).success();
        let mut there: Vec<_> = said.out.lines().filter_map(|line| {
            let mut words = line.split_whitespace();
            Some(format!("{} {}", words.next()?, words.next()?))
        }).collect();
        let mut here: Vec<_> = ROUTES.iter().map(|(method, path, _)| format!("{method} {path}")).collect();
        there.sort();
        there.dedup();
        here.sort();
        assert_eq!(there, here, "left: what the server answers; right: what is tested here");
    }

    async fn nobody_gets_in_where_they_should_not(fixture: Fixture) {
        let before = fixture.kept().await;
        let mut wrong = Vec::new();
        for (method, route, access) in ROUTES {
            let path = fixture.path(route);
            for (caller, browser) in &fixture.callers {
                let Some(outcome) = expected(*access, *caller) else { continue };
                if outcome == Outcome::In {
                    continue;
                }
                if outcome == Outcome::InAndBlind && *method == "POST" {
                    // It would write at home, as it should.
                    continue;
                }
                let answer = fixture.call(method, &path, *caller, browser).await;
                let seen = seen(&answer);
                let blind = SECRETS.iter().all(|secret| !answer.text().contains(secret));
                let right = match outcome {
                    // The other shop takes no passwords: there is no such page at all.
                    Outcome::InAndBlind if *route == "/account/password" => matches!(seen, Outcome::In | Outcome::NotFound),
                    Outcome::InAndBlind => seen == Outcome::In,
                    // Without a session of this shop a form's token is no use: refused is refused.
                    Outcome::SignIn if *method == "POST" => matches!(seen, Outcome::SignIn | Outcome::Forbidden),
                    ref other => seen == *other,
                };
                if !right || !blind {
                    wrong.push(format!("{method} {route} by {caller:?}: {seen:?} instead of {outcome:?}{}", if blind { "" } else { ", and reads Alex's data" }));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(fixture.kept().await, before, "nothing was written");
    }

    async fn whoever_may_gets_in(fixture: Fixture) {
        let mut wrong = Vec::new();
        // Removing comes last.
        let (removing, rest): (Vec<&(&str, &str, Access)>, Vec<_>) = ROUTES.iter().partition(|(_, path, _)| !path.starts_with("/account") && ["/delete", "/revoke", "/remove", "/end"].iter().any(|end| path.ends_with(end)));
        for (method, route, access) in rest.into_iter().chain(removing) {
            let path = fixture.path(route);
            let mut let_in = fixture.callers.iter().filter(|(caller, _)| expected(*access, *caller) == Some(Outcome::In)).collect::<Vec<_>>();
            if *method == "POST" {
                let_in.truncate(1);
            }
            for (caller, browser) in let_in {
                let seen = seen(&fixture.call(method, &path, *caller, browser).await);
                // Nothing has failed here, so there is nothing to send again; outbox.rs has something.
                if seen != Outcome::In && !route.ends_with("/retry") {
                    wrong.push(format!("{method} {route} by {caller:?}: {seen:?}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn public_means_public_and_no_more(fixture: Fixture) {
        for (method, route, access) in ROUTES {
            let path = fixture.path(route);
            let visitor = fixture.shops.torque.visitor();
            let answer = fixture.call(method, &path, Caller::Anonymous, &visitor).await;
            match access {
                Public => assert!(answer.status < 500 && ![401, 403, 405].contains(&answer.status), "{answer}"),
                // 400: `/tls/ask` without a name to ask for.
                Process => assert!([200, 400, 404, 503].contains(&answer.status), "{answer}"),
                Signed => assert!([400, 403, 404].contains(&answer.status), "{answer}"),
                _ => {}
            }
            for secret in SECRETS {
                assert!(!answer.text().contains(secret), "{secret}: {answer}");
            }
        }
    }

    async fn an_unknown_host_has_no_routes(fixture: Fixture) {
        let nobody = fixture.shops.torque.owner.moved_to("nobody.localhost");
        for (method, route, access) in ROUTES {
            if matches!(access, Signed | Process) {
                continue;
            }
            let answer = nobody.request(Method::from_bytes(method.as_bytes()).unwrap(), fixture.path(route)).await;
            assert_eq!(answer.status, 404, "{answer}");
            answer.saying("Unable to find your garage.");
        }
    }

    async fn other_methods_are_refused(fixture: Fixture) {
        for (_, route, _) in ROUTES {
            for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::from_bytes(b"TRACE").unwrap()] {
                let answer = fixture.shops.torque.owner.request(method, fixture.path(route)).await;
                assert!([403, 404, 405].contains(&answer.status), "{answer}");
            }
        }
    }
}
