//! Sessions that end between the gate and the write, and whom a request names, on SQLite and, where the environment names
//! a cluster that may be filled (`tests/run` does), on PostgreSQL.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::auth_method::{AuthMethod, Purpose};
use forecourt_domain::channel::SendChannel;
use forecourt_domain::clock::{Clock, SystemClock};
use forecourt_domain::contact::Contact;
use forecourt_domain::delivery::TextRefusal;
use forecourt_domain::entropy::SystemEntropy;
use forecourt_domain::host::HostName;
use forecourt_domain::ids::{CustomerId, SignInRequestId, TenantId};
use forecourt_domain::preset::Preset;
use forecourt_domain::sign_in::SignInMethod;
use forecourt_domain::token::SignInToken;
use uuid::Uuid;

use super::start::SignInRequest;
use crate::blobs::Directory;
use crate::credentials::passkeys::NewPasskey;
use crate::customers::insert_newcomer;
use crate::db::row::Row;
use crate::db::{Reach, values};
use crate::notifications::outbox::ClaimedNotification;
use crate::scope::{CustomerGate, CustomerGrant, CustomerScope, PlatformScope};
use crate::sessions::cross_browser;
use crate::shops::Tenant;
use crate::tests::Databases;
use crate::{DatabaseSettings, Error, NewTenant, Parts, Sealer, Storage};

/// A shop with one customer, Alex.
struct Place {
    storage: Storage,
    tenant_id: TenantId,
    alex: CustomerId,
    folder: PathBuf,
}

impl Place {
    /// One for each database there is.
    async fn each() -> Vec<Self> {
        let Databases { each, folder } = Databases::new("gates").await;
        let mut places = Vec::new();
        for database in each {
            places.push(Self::at(database, folder.clone()).await);
        }
        places
    }

    async fn at(database: DatabaseSettings, folder: PathBuf) -> Self {
        let parts = Parts {
            database,
            blobs: Arc::new(Directory::new(folder.join("blobs"))),
            redis: None,
            limits_scale: NonZeroU32::MIN,
            sealer: Sealer::from_hex(&"0f".repeat(32)).unwrap(),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
        };
        let storage = Storage::open(parts).await.unwrap();
        let preset = "name = 'Garage'\nfeatures = []\nsession_days = 90\nsign_in = ['password']";
        let shop = NewTenant {
            slug: "torque".parse().unwrap(),
            name: "Torque Garage".into(),
            preset: Preset::parse("garage", preset).unwrap(),
            owner_email: "owner@torque.example".parse().unwrap(),
            time_zone: "America/New_York".parse().unwrap(),
            locale: "en-US".into(),
            currency: "USD".parse().unwrap(),
            country: "US".into(),
            brand_color: "#b3202a".parse().unwrap(),
            phone: None,
        };
        let tenant_id = PlatformScope::for_operator(&storage).create_tenant(shop).await.unwrap().tenant_id;
        let tx = storage.db().write(Reach::Tenant(tenant_id)).await.unwrap();
        let email = Contact::Email("alex@example.com".parse().unwrap());
        let alex = insert_newcomer(&storage, &tx, tenant_id, "Alex Morgan", &email, None).await.unwrap().into();
        tx.commit().await.unwrap();
        Self { storage, tenant_id, alex, folder }
    }

    /// Alex, who proved who they are a moment ago, and whose request has just passed the gate.
    async fn past_the_gate(&self) -> CustomerScope {
        let since: DateTime<Utc> = SystemClock.now() - TimeDelta::seconds(2);
        let grant = CustomerGrant {
            tenant_id: self.tenant_id,
            customer_id: self.alex,
            way: AuthMethod::Code,
            proved_at: Some(since),
            since,
            until_code_of: None,
        };
        match CustomerScope::open(&self.storage, grant).await.unwrap() {
            CustomerGate::Open(scope) => scope,
            shut => panic!("{shut:?}"),
        }
    }

    /// A visitor of the shop's page requests what is sent to that address.
    async fn asks(&self, purpose: Purpose, email: &str) {
        let (tenant, ask) = (self.tenant().await, Self::ask(purpose, email));
        self.storage.request_sign_in(&tenant, &ask).await.unwrap();
    }

    async fn tenant(&self) -> Tenant {
        PlatformScope::for_operator(&self.storage).tenant(&"torque".parse().unwrap()).await.unwrap()
    }

    fn ask(purpose: Purpose, email: &str) -> SignInRequest {
        SignInRequest {
            purpose,
            method: Some(SignInMethod::Password),
            contact: Contact::Email(email.parse().unwrap()),
            typed: true,
            only: None,
            with_link: true,
            host: HostName::parse("torque.example.com").unwrap(),
            browser: SignInToken::new(&SystemEntropy),
            return_path: String::new(),
            newcomer: None,
        }
    }

    /// What was asked for, whom the request and its message name, by address and purpose.
    async fn named(&self) -> Vec<(String, Option<Uuid>, Option<Uuid>)> {
        let tx = self.storage.db().read(Reach::Tenant(self.tenant_id)).await.unwrap();
        let sql = "SELECT r.recipient_key, r.customer_id AS asked, n.customer_id AS told FROM sign_in_requests r
                   LEFT JOIN notifications n ON n.tenant_id = r.tenant_id AND n.id = r.notification_id
                   WHERE r.tenant_id = $1 ORDER BY r.recipient_key, r.purpose";
        let rows = tx.all(sql, values![self.tenant_id.uuid()]).await.unwrap();
        let read = |row: &sea_orm::QueryResult| {
            (row.read("recipient_key").unwrap(), row.read("asked").unwrap(), row.read("told").unwrap())
        };
        rows.iter().map(read).collect()
    }

    /// What the worker would send.
    async fn addressed(&self) -> Vec<ClaimedNotification> {
        let mut addressed = Vec::new();
        for job in self
            .storage
            .claim_notifications(&[SendChannel::Sms, SendChannel::Email], 10, TimeDelta::seconds(60))
            .await
            .unwrap()
        {
            addressed.extend(self.storage.resolve_recipient(job).await.unwrap());
        }
        addressed
    }

    /// Everything that one signs in with and is called by.
    async fn account(&self) -> (Option<String>, String, Vec<Uuid>) {
        let tx = self.storage.db().read(Reach::Tenant(self.tenant_id)).await.unwrap();
        let key = values![self.tenant_id.uuid(), self.alex.uuid()];
        let sql = "SELECT password_hash, name FROM customers WHERE tenant_id = $1 AND id = $2";
        let row = tx.one(sql, key.clone()).await.unwrap().unwrap();
        let sql = "SELECT id FROM passkeys WHERE tenant_id = $1 AND customer_id = $2";
        let keys = tx.all(sql, key).await.unwrap().iter().map(|row| row.read("id").unwrap()).collect();
        (row.read("password_hash").unwrap(), row.read("name").unwrap(), keys)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

fn passkey(id: u8) -> NewPasskey {
    NewPasskey { credential_id: vec![id; 16], static_state: vec![], dynamic_state: vec![], name: "A phone".into() }
}

#[track_caller]
fn assert_signed_out<T: std::fmt::Debug>(written: Result<T, Error>) {
    assert!(matches!(written, Err(Error::SignedOut)), "{written:?}");
}

#[tokio::test]
async fn whoever_is_signed_out_after_the_gate_changes_nothing() {
    for place in Place::each().await {
        let scope = place.past_the_gate().await;
        let theirs = scope.proven().unwrap();
        assert!(theirs.add_passkey(passkey(1)).await.unwrap());
        let key = scope.passkeys().await.unwrap()[0].id;
        let before = place.account().await;
        place.past_the_gate().await.proven().unwrap().sign_out_everywhere(None).await.unwrap();
        assert_signed_out(theirs.set_password("theirs").await);
        assert_signed_out(theirs.add_passkey(passkey(2)).await);
        assert_signed_out(theirs.remove_passkey(key).await);
        assert_signed_out(theirs.change_name("Mallory", None).await);
        assert_signed_out(theirs.sign_out_everywhere(None).await);
        assert_eq!(place.account().await, before);
    }
}

#[tokio::test]
async fn a_change_waits_for_whoever_is_signing_everybody_out() {
    for place in Place::each().await {
        let scope = place.past_the_gate().await;
        let theirs = scope.proven().unwrap();
        let owner = place.storage.db().write(Reach::Tenant(place.tenant_id)).await.unwrap();
        let sql = format!("UPDATE customers SET sessions_valid_from = {} WHERE id = $1", owner.now_sql());
        owner.run(&sql, values![place.alex.uuid()]).await.unwrap();
        let (written, added, ended) =
            tokio::join!(theirs.set_password("theirs"), theirs.add_passkey(passkey(1)), owner.commit());
        ended.unwrap();
        assert_signed_out(written);
        assert_signed_out(added);
        assert_eq!(place.account().await, (None, "Alex Morgan".to_owned(), vec![]));
    }
}

#[tokio::test]
async fn of_two_changes_at_once_the_second_is_signed_out() {
    for place in Place::each().await {
        let (one, other) = (place.past_the_gate().await, place.past_the_gate().await);
        let (one, other) = (one.proven().unwrap(), other.proven().unwrap());
        let (one, other) = tokio::join!(one.set_password("one"), other.set_password("other"));
        assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|ok| **ok).count(), 1, "{one:?} {other:?}");
        let kept = if one.is_ok() { "one" } else { "other" };
        assert_eq!(place.account().await.0.as_deref(), Some(kept));
        assert_signed_out(if one.is_ok() { other } else { one });
    }
}

const ALEX: &str = "alex@example.com";
const NOBODY: &str = "nobody@example.com";

#[tokio::test]
async fn asking_names_nobody_and_the_worker_does() {
    for place in Place::each().await {
        for purpose in [Purpose::SignIn, Purpose::Reset] {
            place.asks(purpose, ALEX).await;
            place.asks(purpose, NOBODY).await;
        }
        let nobody = |key: &str| (key.to_owned(), None, None);
        assert_eq!(place.named().await, [nobody(ALEX), nobody(ALEX), nobody(NOBODY), nobody(NOBODY)]);
        let sent = place.addressed().await;
        assert_eq!(sent.iter().map(|job| job.customer_id).collect::<Vec<_>>(), [Some(place.alex); 2]);
        assert!(sent.iter().all(|job| (job.recipient.as_str(), job.customer_name.as_str()) == (ALEX, "Alex Morgan")));
        let alex = (ALEX.to_owned(), Some(place.alex.uuid()), Some(place.alex.uuid()));
        assert_eq!(place.named().await, [alex.clone(), alex, nobody(NOBODY), nobody(NOBODY)]);
    }
}

#[tokio::test]
async fn what_was_asked_before_signing_out_everywhere_is_not_sent() {
    for place in Place::each().await {
        let scope = place.past_the_gate().await;
        place.asks(Purpose::SignIn, ALEX).await;
        // Both may happen within one millisecond, which is as fine as SQLite's clock is.
        let tx = place.storage.db().write(Reach::Tenant(place.tenant_id)).await.unwrap();
        let sql = format!("UPDATE notifications SET created_at = {}", tx.earlier_sql(TimeDelta::seconds(1)));
        tx.run(&sql, []).await.unwrap();
        tx.commit().await.unwrap();
        scope.proven().unwrap().sign_out_everywhere(None).await.unwrap();
        place.asks(Purpose::Reset, ALEX).await;
        assert_eq!(place.addressed().await.len(), 1);
        let named: Vec<_> = place.named().await.into_iter().map(|(_, asked, _)| asked).collect();
        assert_eq!(named, [Some(place.alex.uuid()), None], "the reset, and the sign-in before it");
    }
}

#[tokio::test]
async fn what_is_passed_over_is_sent_to_nobody() {
    for place in Place::each().await {
        let tenant = place.tenant().await;
        for (only, email) in [(Some(place.alex), ALEX), (None, ALEX), (None, NOBODY)] {
            let ask = SignInRequest {
                only,
                ..Place::ask(if only.is_some() { Purpose::StepUp } else { Purpose::SignIn }, email)
            };
            place.storage.pass_over(&tenant, &ask, TextRefusal::Country).await.unwrap();
        }
        assert!(place.addressed().await.is_empty());
        let alex = || (ALEX.to_owned(), Some(place.alex.uuid()), None);
        assert_eq!(place.named().await, [alex(), alex()], "told in the access history, of nobody else");
    }
}

#[tokio::test]
async fn whoever_opens_an_account_is_written_to_known_or_not() {
    for place in Place::each().await {
        place.asks(Purpose::Register, NOBODY).await;
        place.asks(Purpose::Register, ALEX).await;
        let known = |job: &ClaimedNotification| (job.recipient.clone(), job.customer_id);
        let mut sent: Vec<_> = place.addressed().await.iter().map(known).collect();
        sent.sort();
        assert_eq!(sent, [(ALEX.to_owned(), Some(place.alex)), (NOBODY.to_owned(), None)]);
    }
}

#[tokio::test]
async fn a_link_used_elsewhere_begins_no_session_once_its_code_was_used() {
    for place in Place::each().await {
        let (request, since) = (SignInRequestId::new(SystemClock.now(), &SystemEntropy), SystemClock.now());
        let (tenant_id, customer_id, reach) = (place.tenant_id, place.alex, Reach::Tenant(place.tenant_id));
        let asked = place.storage.db().write(reach).await.unwrap();
        let sql = format!(
            "INSERT INTO sign_in_requests (id, tenant_id, customer_id, purpose, channel, recipient, recipient_key, typed, tries,
               browser_hash, return_path, created_at, expires_at, link_used_at, link_used_here)
             VALUES ($1, $2, $3, 'sign_in', 'email', 'alex@example.com', 'alex@example.com', false, 0, $4, '', {now}, {now}, {now}, false)",
            now = asked.now_sql()
        );
        asked.run(&sql, values![request.uuid(), tenant_id.uuid(), customer_id.uuid(), vec![7_u8]]).await.unwrap();
        asked.commit().await.unwrap();
        let until_code_of = Some(request);
        let grant = CustomerGrant {
            tenant_id,
            customer_id,
            way: AuthMethod::SignInLink,
            proved_at: None,
            since,
            until_code_of,
        };
        let begin = async || place.storage.sessions().start(grant, since + TimeDelta::days(1), "").await;
        let begun = begin().await.unwrap();
        let code = place.storage.db().write(reach).await.unwrap();
        cross_browser::end(&place.storage, &code, tenant_id, request.uuid()).await.unwrap();
        // While the code is being used, and afterwards.
        let (late, used) = tokio::join!(begin(), code.commit());
        used.unwrap();
        assert_signed_out(late);
        assert_signed_out(begin().await);
        let tx = place.storage.db().read(reach).await.unwrap();
        let row =
            tx.one("SELECT count(*) AS n, count(ended_at) AS ended FROM sessions_seen", []).await.unwrap().unwrap();
        assert_eq!((row.read::<i64>("n").unwrap(), row.read::<i64>("ended").unwrap()), (1, 1), "{begun:?}");
    }
}
