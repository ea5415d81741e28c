//! A site on a database of its own, and shops with customers in it.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use forecourt_domain::{
    clock::SystemClock,
    entropy::SystemEntropy,
    host::HostName,
    ids::{CustomerId, NotificationId},
    preset::Preset,
};
use forecourt_storage::{
    CustomerDetails, DatabaseSettings, NewTenant, Parts, PlatformScope, Sealer, SendChannel, StaffGrant, Storage, Tenant,
    TenantScope, blobs::Blobs, outbox::Delivery,
};
use forecourt_web::{
    files::Files,
    pictures::Pictures,
    site::{Settings, SharedSite, Site},
    theme::Theme,
};
use sea_orm::sqlx::{self, Row, SqlitePool};

/// A site; its folder goes with it.
pub(crate) struct Place {
    pub(crate) site: SharedSite,
    pub(crate) folder: PathBuf,
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

impl Place {
    pub(crate) async fn new() -> Self {
        let id = NotificationId::new(chrono::DateTime::UNIX_EPOCH, &SystemEntropy);
        let folder = std::env::temp_dir().join(format!("forecourt-outbox-{id}"));
        std::fs::create_dir_all(&folder).unwrap();
        let database = DatabaseSettings {
            url: format!("sqlite://{}", folder.join("forecourt.db").display()),
            owner_url: String::new(),
            max_connections: 4,
        };
        Storage::migrate(&database).await.unwrap();
        let storage = Storage::open(Parts {
            database,
            blobs: Blobs::directory(folder.join("blobs")),
            redis: None,
            sealer: Sealer::from_hex(&"5a".repeat(32)).unwrap(),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
        });
        let site = Site {
            storage: storage.await.unwrap(),
            theme: Theme::load(&Files::default(), &["garage".into()]).unwrap(),
            settings: Settings {
                domain: HostName::parse("forecourt.example").unwrap(),
                public_url: "https://forecourt.example:8443".parse().unwrap(),
                development: false,
                max_upload: 1 << 20,
            },
            presets: BTreeMap::new(),
            pictures: Pictures::default(),
        };
        Self { site: Arc::new(site), folder }
    }

    pub(crate) fn storage(&self) -> &Storage {
        &self.site.storage
    }

    pub(crate) fn operator(&self) -> PlatformScope {
        PlatformScope::for_operator(self.storage())
    }

    pub(crate) async fn shop(&self, slug: &str) -> TestShop {
        let preset = "name = 'Garage'\nfeatures = []\nsession_days = 90\nsign_in = ['portal_link']";
        let new = NewTenant {
            slug: slug.parse().unwrap(),
            name: "Torque Garage".into(),
            preset: Preset::parse("garage", preset).unwrap(),
            owner_email: "owner@torque.example".parse().unwrap(),
            time_zone: "America/New_York".parse().unwrap(),
            locale: "en-US".into(),
            currency: "USD".into(),
            country: "US".into(),
            brand_color: "#b3202a".parse().unwrap(),
            phone: None,
        };
        let made = self.operator().create_tenant(new).await.unwrap();
        let tenant = self.operator().tenant(&slug.parse().unwrap()).await.unwrap();
        let grant = self.storage().accept_invitation(&tenant, &made.invitation, "Olivia", "hash").await.unwrap().unwrap();
        TestShop { storage: self.storage().clone(), tenant, grant }
    }

    /// The same database, past the storage crate.
    pub(crate) async fn raw(&self) -> SqlitePool {
        SqlitePool::connect(&format!("sqlite://{}", self.folder.join("forecourt.db").display())).await.unwrap()
    }

    /// In how many seconds the only notification is due.
    pub(crate) async fn due_in_seconds(&self) -> f64 {
        let sql = "SELECT (julianday(due_at) - julianday('now')) * 86400.0 AS due FROM notifications";
        sqlx::query(sql).fetch_one(&self.raw().await).await.unwrap().get("due")
    }
}

/// A shop with somebody who works there.
pub(crate) struct TestShop {
    storage: Storage,
    pub(crate) tenant: Tenant,
    grant: StaffGrant,
}

impl TestShop {
    /// A fresh scope: what has been committed until now.
    pub(crate) async fn scope(&self) -> TenantScope {
        TenantScope::open(&self.storage, self.grant).await.unwrap().unwrap()
    }

    pub(crate) async fn customer(&self, name: &str) -> CustomerId {
        let details = CustomerDetails {
            name: name.into(),
            salutation: None,
            email: Some("alex.morgan@example.com".parse().unwrap()),
            phone: Some("+12025550142".parse().unwrap()),
        };
        self.scope().await.add_customer(details).await.unwrap()
    }

    pub(crate) async fn send(&self, customer: CustomerId, channel: SendChannel) {
        self.scope().await.send_portal_link(customer, channel).await.unwrap().unwrap();
    }

    /// A new customer gets a text.
    pub(crate) async fn text(&self) {
        let customer = self.customer("Alex Morgan").await;
        self.send(customer, SendChannel::Sms).await;
    }

    /// The newest notification.
    pub(crate) async fn delivery(&self) -> Delivery {
        self.scope().await.deliveries(false, 0, 1).await.unwrap().0.remove(0)
    }

    pub(crate) async fn credits(&self) -> i32 {
        self.scope().await.tenant().await.unwrap().sms_credits
    }
}
