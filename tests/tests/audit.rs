//! What is written down of who did what: with the change, or the change is not made.

use forecourt_tests::authenticator::set_up;
use forecourt_tests::html::attributes;
use forecourt_tests::passkey::Passkey;
use forecourt_tests::shops::PASSWORD;
use forecourt_tests::{Answer, Channel, Client, Database, TwoShops, both};

use crate::console;

/// What the changes below change.
const TABLES: [&str; 14] = [
    "customers",
    "notifications",
    "operator_invitations",
    "operator_passkeys",
    "operator_sessions",
    "operators",
    "passkeys",
    "sessions_seen",
    "sign_in_requests",
    "signing_keys",
    "staff_invitations",
    "staff_members",
    "staff_recovery_codes",
    "tenants",
];
/// Columns that change by themselves while a person is signed in.
const MOVING: [&str; 4] = ["last_seen_at", "seen_at", "last_used_at", "dynamic_state"];

/// A form sent by a signed-in person from one of their pages.
struct Deed {
    who: Client,
    page: String,
    action: String,
    fields: Vec<(&'static str, String)>,
}

impl Deed {
    fn new(who: &Client, page: &str, action: &str, fields: &[(&'static str, &str)]) -> Self {
        let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Self { who: who.clone(), page: page.to_owned(), action: action.to_owned(), fields }
    }

    async fn doing(&self) -> Answer {
        let fields: Vec<_> = self.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.who.submit(&self.page, &self.action, &fields).await
    }
}

/// Everything that must stay as it was.
async fn kept(database: &Database) -> Vec<String> {
    let dump = database.dump().await;
    let stays = |line: &&str| {
        let column = line.split(' ').next().unwrap_or_default();
        column.split_once('.').is_some_and(|(table, column)| TABLES.contains(&table) && !MOVING.contains(&column))
    };
    let mut lines: Vec<_> = dump.lines().filter(stays).map(str::to_owned).collect();
    lines.sort();
    lines
}

/// Where a page's form leads whose address ends so.
async fn action(who: &Client, page: &str, within: &str, end: &str) -> String {
    let actions = attributes(&who.get(page).await.expect(200).text(), "action");
    let found = actions.into_iter().find(|action| action.contains(within) && action.ends_with(end));
    found.unwrap_or_else(|| panic!("no …{within}…{end} on {page}"))
}

both! {
    async fn what_cannot_be_written_down_is_not_done(shops: TwoShops) {
        let (server, torque) = (&shops.server, &shops.torque);
        let (database, owner) = (&server.database, &torque.owner);
        let (alex, ..) = shops.customer_with_job().await;
        torque.open(&torque.send_link(&alex, Channel::Sms).await).await;
        torque.staff(server, "technician").await;
        set_up(owner, PASSWORD).await;
        let mine = "/staff/account/passkeys";
        Passkey::make(owner, "/staff/account", mine, PASSWORD).await.1.expect(200);
        let (operator, ..) = console::operator(server).await;
        let key = console::passkey(&operator).await;
        let record = format!("/staff/customers/{}", alex.id);
        let (team, security) = ("/staff/settings/team", "/staff/settings/security");
        // Owners stand first.
        let members = attributes(&owner.get(team).await.expect(200).text(), "action");
        let member = members.iter().rev().find_map(|action| action.strip_suffix("/role")).expect("a member");
        let password = [("password", PASSWORD)];
        let shop = "/console/shops/torque";
        let deeds = [
            Deed::new(owner, &record, &format!("{record}/invite"), &[("channel", "email")]),
            Deed::new(owner, &record, &action(owner, &record, "/devices/", "/end").await, &[]),
            Deed::new(owner, &record, &format!("{record}/action-links/revoke"), &[]),
            Deed::new(owner, security, security, &[("session_days", "30"), ("methods", "email_link")]),
            Deed::new(owner, team, team, &[("email", "nora@example.com"), ("role", "advisor")]),
            Deed::new(owner, team, &format!("{member}/role"), &[("role", "advisor")]),
            Deed::new(owner, team, &format!("{member}/invite"), &[]),
            Deed::new(owner, team, &format!("{member}/remove"), &[]),
            Deed::new(owner, "/staff/account", &action(owner, "/staff/account", mine, "/remove").await, &password),
            Deed::new(owner, "/staff/account", "/staff/account/recovery-codes", &password),
            Deed::new(owner, "/staff/account", "/staff/account/authenticator/remove", &password),
            Deed::new(owner, "/staff/account", "/staff/account/sign-out-everywhere", &[]),
            Deed::new(&operator, shop, &format!("{shop}/customers/{}/recovery-link", alex.id), &[]),
            Deed::new(&operator, shop, &format!("{shop}/suspend"), &[]),
            Deed::new(&operator, shop, &format!("{shop}/resume"), &[]),
            Deed::new(&operator, console::ACCOUNT, "/console/account/end-other-sessions", &[]),
            Deed::new(&operator, console::ACCOUNT, &action(&operator, console::ACCOUNT, "/passkeys/", "/remove").await, &[("password", console::PASSWORD)]),
        ];
        let commands: [&[&str]; 5] = [
            &["operator", "create", "--email", "kim@example.com", "--name", "Kim"],
            &["operator", "remove", "--email", console::EMAIL],
            &["staff", "invite", "--tenant", "torque", "--email", "owner@torque.example"],
            &["recovery-link", "--tenant", "torque", "--customer", &alex.email],
            &["keys", "rotate", "--end-old"],
        ];
        let before = kept(database).await;
        database.run("ALTER TABLE audit_events RENAME TO audit_events_away").await;
        for deed in &deeds {
            deed.doing().await.expect(500);
        }
        Passkey::make(owner, "/staff/account", mine, PASSWORD).await.1.expect(500);
        Passkey::make(&operator, console::ACCOUNT, console::PASSKEYS, console::PASSWORD).await.1.expect(500);
        key.sign_in(&console::console(server), console::PASSKEY_IN).await.expect(500);
        for command in commands {
            let said = server.cli(command);
            assert!(said.code != Some(0) && said.out.is_empty(), "{said:?}");
        }
        assert_eq!(kept(database).await, before);
        database.run("ALTER TABLE audit_events_away RENAME TO audit_events").await;
        // And with a log each leaves its one line.
        for deed in &deeds {
            let lines = database.count("audit_events", "1 = 1").await;
            let answer = deed.doing().await;
            assert!([200, 303].contains(&answer.status), "{}: {answer}", deed.action);
            assert_eq!(database.count("audit_events", "1 = 1").await, lines + 1, "{}", deed.action);
        }
        for command in commands {
            let lines = database.count("audit_events", "1 = 1").await;
            server.cli(command).success();
            assert_eq!(database.count("audit_events", "1 = 1").await, lines + 1, "{command:?}");
        }
    }
}
