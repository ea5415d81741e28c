//! A site on a database of its own, and shops with customers in it: SQLite, or PostgreSQL where
//! `FORECOURT_TEST_POSTGRES_URL` names a cluster that may be filled.

use std::{
    collections::BTreeMap,
    num::NonZeroU32,
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{SecondsFormat, TimeDelta};
use forecourt_domain::{
    clock::{Clock as _, SystemClock},
    entropy::SystemEntropy,
    host::HostName,
    ids::{CustomerId, NotificationId},
    preset::Preset,
    reference::Reference,
    work_order::WorkOrderStatus,
};
use forecourt_pictures::Pictures;
use forecourt_storage::{
    CustomerDetails, DatabaseSettings, Delivery, JobDetails, NewTenant, Notice, Parts, PlatformScope, Redis, Sealer,
    SendChannel, Shown, StaffGrant, Storage, Tenant, TenantScope, blobs::Directory, outbox::ClaimedNotification,
};
use forecourt_web::{
    files::Files,
    site::{Settings, SharedSite, Site},
    theme::Theme,
};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, QueryResult, Statement};

/// A site; its folder goes with it.
pub(crate) struct Place {
    pub(crate) site: SharedSite,
    pub(crate) folder: PathBuf,
    database: DatabaseSettings,
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

impl Place {
    pub(crate) async fn new() -> Self {
        super::log::somebody_listens();
        let id = NotificationId::new(chrono::DateTime::UNIX_EPOCH, &SystemEntropy).uuid().simple();
        let folder = std::env::temp_dir().join(format!("forecourt-outbox-{id}"));
        std::fs::create_dir_all(&folder).unwrap();
        let url = match std::env::var("FORECOURT_TEST_POSTGRES_URL") {
            Ok(cluster) => new_on_postgres(&cluster, &format!("outbox_{id}")).await,
            Err(_) => format!("sqlite://{}", folder.join("forecourt.db").display()),
        };
        let database = DatabaseSettings { url, owner_url: String::new(), ca_file: None, max_connections: 4 };
        forecourt_migrations::up(database.connect_as_owner().await.unwrap()).await.unwrap();
        Self { site: open(&database, &folder, None).await, folder, database }
    }

    /// The same place on another machine: its own process, as it were, with the same database, and `redis` between them.
    pub(crate) async fn machine(&self, redis: &str) -> SharedSite {
        open(&self.database, &self.folder, Some(Redis::connect(&redis.parse().unwrap()).await.unwrap())).await
    }

    pub(crate) fn storage(&self) -> &Storage {
        &self.site.storage
    }

    pub(crate) fn operator(&self) -> PlatformScope {
        PlatformScope::for_operator(self.storage())
    }

    pub(crate) async fn shop(&self, slug: &str) -> TestShop {
        let preset = "name = 'Garage'\nfeatures = ['jobs']\nsession_days = 90\nsign_in = ['portal_link']";
        let new = NewTenant {
            slug: slug.parse().unwrap(),
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
        let made = self.operator().create_tenant(new).await.unwrap();
        let tenant = self.operator().tenant(&slug.parse().unwrap()).await.unwrap();
        let proof =
            self.storage().accept_invitation(&tenant, &made.invitation, "Olivia", "hash").await.unwrap().unwrap();
        TestShop { storage: self.storage().clone(), tenant, grant: proof.grant().unwrap() }
    }

    /// Runs a statement past the storage crate.
    pub(crate) async fn run(&self, sql: &str) {
        self.raw().await.execute_unprepared(sql).await.unwrap();
    }

    /// One row, past the storage crate.
    pub(crate) async fn row(&self, sql: &str) -> QueryResult {
        let raw = self.raw().await;
        raw.query_one_raw(Statement::from_string(raw.get_database_backend(), sql)).await.unwrap().unwrap()
    }

    /// Waits until so many messages have failed; answers why.
    pub(crate) async fn until_failed(&self, number: u32) -> Vec<String> {
        let raw = self.raw().await;
        let deadline = std::time::Instant::now() + 4 * super::PATIENCE;
        loop {
            let sql = "SELECT reason FROM notifications WHERE state = 'failed'";
            let rows = raw.query_all_raw(Statement::from_string(raw.get_database_backend(), sql)).await.unwrap();
            if rows.len() >= number as usize {
                return rows.iter().map(|row| row.try_get("", "reason").unwrap()).collect();
            }
            assert!(std::time::Instant::now() < deadline, "{} of {number} have failed", rows.len());
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    async fn raw(&self) -> DatabaseConnection {
        Database::connect(&self.database.url).await.unwrap()
    }

    /// Every byte of the database: on SQLite the file, its log and its index; on PostgreSQL, whose files are another's,
    /// every row of every table as text, bytes in hex.
    pub(crate) async fn everything(&self) -> Vec<u8> {
        if self.database.is_sqlite() {
            // The log first: what a checkpoint moves meanwhile is then found twice, not missed.
            let files = ["-wal", "-shm", ""].map(|end| std::fs::read(self.folder.join(format!("forecourt.db{end}"))));
            return files.into_iter().filter_map(Result::ok).collect::<Vec<_>>().concat();
        }
        let sql = "SELECT string_agg(tablename, ' ') AS text FROM pg_tables WHERE schemaname = 'public'";
        let tables: String = self.row(sql).await.try_get("", "text").unwrap();
        let mut everything = Vec::new();
        for table in tables.split(' ') {
            let row = self.row(&format!("SELECT string_agg(t::text, ' ') AS text FROM {table} t")).await;
            everything.extend(row.try_get::<Option<String>>("", "text").unwrap().unwrap_or_default().into_bytes());
        }
        everything
    }

    /// Claims a message as a worker does that is never heard of again, as after kill -9; its lease is over at once.
    pub(crate) async fn claim_and_die(&self) -> ClaimedNotification {
        let channels = [SendChannel::Sms, SendChannel::Email];
        self.storage().claim_notifications(&channels, 1, TimeDelta::zero()).await.unwrap().remove(0)
    }

    /// Lets time pass for all messages: they were written so much earlier, and are due.
    pub(crate) async fn age(&self, by: TimeDelta) {
        let (now, earlier) = (self.sql_time(TimeDelta::zero()), self.sql_time(-by));
        self.run(&format!("UPDATE notifications SET created_at = {earlier}, due_at = {now}")).await;
    }

    /// A time as SQL: now by this machine's clock, which is the database's, and so much later.
    fn sql_time(&self, later: TimeDelta) -> String {
        let kind = if self.database.is_sqlite() { "" } else { "TIMESTAMPTZ " };
        let at = SystemClock.now() - TimeDelta::milliseconds(5) + later;
        format!("{kind}'{}'", at.to_rfc3339_opts(SecondsFormat::Millis, false))
    }

    /// In how many seconds the only notification is due.
    pub(crate) async fn due_in_seconds(&self) -> f64 {
        let sql = if self.database.is_sqlite() {
            "SELECT (julianday(due_at) - julianday('now')) * 86400.0 AS due FROM notifications"
        } else {
            "SELECT extract(epoch FROM due_at - now())::float8 AS due FROM notifications"
        };
        self.row(sql).await.try_get("", "due").unwrap()
    }
}

async fn open(database: &DatabaseSettings, folder: &Path, redis: Option<Redis>) -> SharedSite {
    let storage = Storage::open(Parts {
        database: database.clone(),
        blobs: Arc::new(Directory::new(folder.join("blobs"))),
        redis,
        limits_scale: NonZeroU32::MIN,
        sealer: Sealer::from_hex(&"5a".repeat(32)).unwrap(),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
    });
    Arc::new(Site {
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
    })
}

/// A database of its own in the cluster, for as long as the cluster lives.
async fn new_on_postgres(cluster: &str, name: &str) -> String {
    let maintenance = Database::connect(cluster).await.unwrap();
    maintenance.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let mut url: url::Url = cluster.parse().unwrap();
    url.set_path(name);
    url.into()
}

/// A shop with somebody who works there.
pub(crate) struct TestShop {
    storage: Storage,
    pub(crate) tenant: Tenant,
    grant: StaffGrant,
}

impl TestShop {
    /// The same shop, at another machine.
    pub(crate) fn at(self, storage: &Storage) -> Self {
        Self { storage: storage.clone(), ..self }
    }

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

    /// Gives a customer another name and email address.
    pub(crate) async fn change(&self, customer: CustomerId, name: &str, email: &str) {
        let details = CustomerDetails {
            name: name.into(),
            salutation: None,
            email: Some(email.parse().unwrap()),
            phone: Some("+12025550142".parse().unwrap()),
        };
        assert!(self.scope().await.change_customer(customer, details).await.unwrap());
    }

    /// A new job of a customer, and news of it.
    pub(crate) async fn news(&self, customer: CustomerId, channel: SendChannel) -> Reference {
        let reference = self.job(customer).await;
        assert_eq!(self.move_on(&reference, WorkOrderStatus::Ready, channel).await, Notice::Written);
        reference
    }

    /// The same, where it is the question whether the customer is told.
    pub(crate) async fn told(&self, customer: CustomerId, channel: SendChannel) -> Notice {
        self.move_on(&self.job(customer).await, WorkOrderStatus::Ready, channel).await
    }

    /// Moves a job on, and tells its customer.
    pub(crate) async fn move_on(&self, job: &Reference, to: WorkOrderStatus, channel: SendChannel) -> Notice {
        let scope = self.scope().await;
        let (job, _) = scope.job(job).await.unwrap().unwrap();
        scope.move_job(&job.reference, job.version, to, Some(channel)).await.unwrap().unwrap()
    }

    async fn job(&self, customer: CustomerId) -> Reference {
        let details =
            JobDetails { vehicle_id: None, description: "Brakes".into(), appointment_at: None, ready_on: None };
        self.scope().await.add_job(customer, details, WorkOrderStatus::InProgress).await.unwrap().unwrap()
    }

    /// A new customer gets a text.
    pub(crate) async fn text(&self) {
        let customer = self.customer("Alex Morgan").await;
        self.send(customer, SendChannel::Sms).await;
    }

    /// The newest notification.
    pub(crate) async fn delivery(&self) -> Delivery {
        self.scope().await.deliveries(Shown::All, 0, 1).await.unwrap().0.remove(0)
    }

    pub(crate) async fn credits(&self) -> i32 {
        self.scope().await.tenant().await.unwrap().sms_credits
    }
}
