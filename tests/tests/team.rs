//! Who works at a shop: inviting, roles, letting go.

use forecourt_tests::shops::{PASSWORD, accept_invitation, sign_in};
use std::future::IntoFuture;

use forecourt_tests::{Client, Shop, TwoShops, both, eventually, html};

const TEAM: &str = "/staff/settings/team";

/// The invitation that was mailed last to an address.
async fn mailed(shop: &Shop, to: &str) -> String {
    let text = eventually("the invitation", || async {
        shop.messages()
            .await
            .iter()
            .find(|message| message["to"] == to)
            .map(|message| message["text"].as_str().unwrap().to_owned())
    })
    .await;
    forecourt_tests::shops::invitation(&text)
}

async fn member_id(owner: &Client, name: &str) -> String {
    let page = owner.get(TEAM).await.expect(200).text();
    let entry = page.split("<li class=\"entry entry-member\">").skip(1).find(|entry| html::text(entry).contains(name));
    let entry = entry.unwrap_or_else(|| panic!("no {name}"));
    let action =
        html::attributes(entry, "action").into_iter().find(|action| action.ends_with("/role")).expect("a role");
    action.split('/').nth(4).expect("an id").to_owned()
}

async fn invited(shops: &TwoShops, email: &str, role: &str) -> Client {
    let owner = &shops.torque.owner;
    owner.submit(TEAM, TEAM, &[("email", email), ("role", role)]).await.expect(303);
    let path = mailed(&shops.torque, email).await;
    let browser = shops.torque.visitor();
    accept_invitation(&browser, &path, "Nora New", PASSWORD).await.expect(303);
    browser
}

both! {
    async fn an_owner_invites_by_mail(shops: TwoShops) {
        let browser = invited(&shops, "nora@example.com", "advisor").await;
        browser.get("/staff/customers/new").await.expect(200);
        browser.get("/staff/settings/portal").await.expect(403);
        let owner = &shops.torque.owner;
        let page = owner.get(TEAM).await.expect(200).saying("Nora New").saying("Password only");
        page.without("/staff/invitations/");
        owner.submit(TEAM, TEAM, &[("email", "nora@example.com"), ("role", "owner")]).await.expect(422).saying("works here already");
        owner.submit(TEAM, TEAM, &[("email", "nobody"), ("role", "owner")]).await.expect(422);
        owner.submit(TEAM, TEAM, &[("email", "x@example.com"), ("role", "king")]).await.expect(422);
        let log = owner.get("/staff/settings/audit").await.expect(200);
        log.saying("Invited to the team: nora@example.com").without("/staff/invitations/");
        // The shop's message log is about customers.
        owner.get("/staff/messages").await.expect(200).without("nora@example.com");
    }

    async fn whoever_forgot_their_password_gets_a_fresh_invitation(shops: TwoShops) {
        let before = invited(&shops, "nora@example.com", "advisor").await;
        let owner = &shops.torque.owner;
        let id = member_id(owner, "Nora New").await;
        let old = mailed(&shops.torque, "nora@example.com").await;
        owner.submit(TEAM, &format!("{TEAM}/{id}/invite"), &[]).await.expect(303);
        let fresh = eventually("a fresh one", || async {
            let path = mailed(&shops.torque, "nora@example.com").await;
            (path != old).then_some(path)
        })
        .await;
        before.get("/staff/customers").await.expect(200);
        accept_invitation(&shops.torque.visitor(), &fresh, "Nora New", "another long password").await.expect(303);
        before.get("/staff/customers").await.expect(303);
        sign_in(&shops.torque.visitor(), "nora@example.com", PASSWORD).await.expect(422);
        sign_in(&shops.torque.visitor(), "nora@example.com", "another long password").await.expect(303);
    }

    async fn a_role_counts_from_the_next_request(shops: TwoShops) {
        let browser = invited(&shops, "nora@example.com", "technician").await;
        browser.get("/staff/settings/security").await.expect(403);
        let owner = &shops.torque.owner;
        let id = member_id(owner, "Nora New").await;
        owner.submit(TEAM, &format!("{TEAM}/{id}/role"), &[("role", "manager")]).await.expect(303);
        browser.get("/staff/settings/security").await.expect(200);
        // The team is the owners'.
        browser.get(TEAM).await.expect(403);
        browser.submit("/staff/settings/security", &format!("{TEAM}/{id}/role"), &[("role", "owner")]).await.expect(403);
        owner.submit(TEAM, &format!("{TEAM}/{id}/role"), &[("role", "technician")]).await.expect(303);
        browser.get("/staff/settings/security").await.expect(403);
    }

    async fn whoever_is_removed_is_out_at_once(shops: TwoShops) {
        let browser = invited(&shops, "nora@example.com", "manager").await;
        browser.get("/staff/customers").await.expect(200);
        let owner = &shops.torque.owner;
        let id = member_id(owner, "Nora New").await;
        // Another shop's owner finds no member of that id.
        shops.sample.owner.submit(TEAM, &format!("{TEAM}/{id}/remove"), &[]).await.expect(404);
        owner.submit(TEAM, &format!("{TEAM}/{id}/remove"), &[]).await.expect(303);
        browser.get("/staff/customers").await.expect(303);
        sign_in(&shops.torque.visitor(), "nora@example.com", PASSWORD).await.expect(422);
        owner.submit(TEAM, &format!("{TEAM}/{id}/remove"), &[]).await.expect(404);
        owner.get("/staff/settings/audit").await.expect(200).saying("Removed from the team: Nora New");
    }

    async fn there_is_always_an_owner(shops: TwoShops) {
        let owner = &shops.torque.owner;
        let me = member_id(owner, "Olivia Owner").await;
        for (action, fields) in [("remove", vec![]), ("role", vec![("role", "manager")])] {
            let answer = owner.submit(TEAM, &format!("{TEAM}/{me}/{action}"), &fields).await.expect(303);
            assert!(answer.location().ends_with("last-owner-failed"), "{answer}");
        }
        // An invited owner who has not joined does not count as an owner.
        owner.submit(TEAM, TEAM, &[("email", "late@example.com"), ("role", "owner")]).await.expect(303);
        let answer = owner.submit(TEAM, &format!("{TEAM}/{me}/remove"), &[]).await.expect(303);
        assert!(answer.location().ends_with("last-owner-failed"), "{answer}");
        // Two owners who let each other go at once: one stays.
        let second = invited(&shops, "nora@example.com", "owner").await;
        let nora = member_id(owner, "Nora New").await;
        let (first, other) = (owner.csrf(TEAM).await, second.csrf(TEAM).await);
        let (first, other) = ([("csrf", first.as_str())], [("csrf", other.as_str())]);
        let (a, b) = futures_util::future::join(
            owner.post(format!("{TEAM}/{nora}/remove")).form(&first).into_future(),
            second.post(format!("{TEAM}/{me}/remove")).form(&other).into_future(),
        ).await;
        assert!(a.status < 500 && b.status < 500, "{a} {b}");
        assert_eq!(shops.server.database.count("staff_members", "role = 'owner' AND password_hash IS NOT NULL AND tenant_id = (SELECT id FROM tenants WHERE slug = 'torque')").await, 1);
    }
}
