//! A demo's past: customers, jobs and links that began before the shop did.

mod invoices;
mod sign_ins;

use chrono::{DateTime, NaiveDate, Utc};
use forecourt_domain::channel::SendChannel;
use forecourt_domain::contact::Email;
use forecourt_domain::ids::{CustomerId, NotificationId, PortalLinkId, VehicleId, WorkOrderEventId, WorkOrderId};
use forecourt_domain::money::Currency;
use forecourt_domain::reference::Reference;
use forecourt_domain::token::LinkToken;
use forecourt_domain::work_order::WorkOrderStatus;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use uuid::Uuid;

use crate::Error;
use crate::customers::CustomerDetails;
use crate::customers::search::refresh_search;
use crate::db::entities::{customer, photo, vehicle, work_order, work_order_event};
use crate::db::token_hash::hash;
use crate::db::{Tx, values};
use crate::jobs::home_cache::recount;
use crate::jobs::photos::NewPhoto;
use crate::jobs::vehicle::VehicleDetails;
use crate::notifications::captured::CapturedBody;
use crate::scope::TenantScope;
use invoices::OfWhom;
pub use invoices::SeedInvoice;

/// A customer with a past.
#[derive(Debug)]
pub struct SeedCustomer {
    /// Who they are.
    pub details: CustomerDetails,
    /// When the shop first met them.
    pub created_at: DateTime<Utc>,
    /// When they were last in their portal; customers who were have been welcomed.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// What they own.
    pub vehicles: Vec<VehicleDetails>,
    /// What was done and is being done for them.
    pub jobs: Vec<SeedJob>,
    /// What they were billed for.
    pub invoices: Vec<SeedInvoice>,
    /// The link they were sent.
    pub link: Option<SeedLink>,
}

/// A work order with a past.
#[derive(Debug)]
pub struct SeedJob {
    /// Its reference; none: any that is free.
    pub reference: Option<Reference>,
    /// Which of the customer's vehicles.
    pub vehicle: Option<usize>,
    /// The description of the work.
    pub description: String,
    /// When the vehicle is expected.
    pub appointment_at: Option<DateTime<Utc>>,
    /// When it should be ready.
    pub ready_on: Option<NaiveDate>,
    /// What it became and when, from the booking on; the last is where it stands.
    pub history: Vec<(WorkOrderStatus, DateTime<Utc>)>,
    /// Its photos, with when each was taken.
    pub photos: Vec<(NewPhoto, DateTime<Utc>)>,
}

/// A portal link that was sent, captured and perhaps opened.
#[derive(Debug)]
pub struct SeedLink {
    /// The secret in it.
    pub token: LinkToken,
    /// How it was sent.
    pub channel: SendChannel,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// When it arrived.
    pub delivered_at: DateTime<Utc>,
    /// When it was first opened.
    pub opened_at: Option<DateTime<Utc>>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// What was captured.
    pub message: CapturedBody,
}

impl TenantScope {
    /// Writes customers with their past, all or none, in the order given. For a demo: nothing is sent.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn seed_history(&self, currency: Currency, customers: Vec<SeedCustomer>) -> Result<(), Error> {
        let tx = self.write().await?;
        let mut invoices = Vec::new();
        for mut customer in customers {
            let theirs = std::mem::take(&mut customer.invoices);
            let whom = self.seed_customer(&tx, customer).await?;
            invoices.extend(theirs.into_iter().map(|invoice| (whom.clone(), invoice)));
        }
        self.seed_invoices(&tx, currency.as_str(), invoices).await?;
        tx.commit().await
    }

    async fn seed_customer(&self, tx: &Tx, seed: SeedCustomer) -> Result<OfWhom, Error> {
        let SeedCustomer { details, created_at, last_seen_at, vehicles, jobs, link, .. } = seed;
        let whose = details.clone();
        let entropy = self.storage.entropy().as_ref();
        let id = CustomerId::new(created_at, entropy);
        let row = customer::ActiveModel {
            id: Set(id.uuid()),
            tenant_id: Set(self.tenant_id.uuid()),
            name: Set(details.name),
            salutation: Set(details.salutation),
            email_key: Set(details.email.as_ref().map(Email::key)),
            email: Set(details.email.as_ref().map(|email| email.as_str().to_owned())),
            phone: Set(details.phone.as_ref().map(|phone| phone.as_str().to_owned())),
            search_text: Set(String::new()),
            created_at: Set(created_at),
            updated_at: Set(created_at),
            last_seen_at: Set(last_seen_at),
            welcomed_at: Set(last_seen_at),
            ..customer::ActiveModel::unproven()
        };
        row.insert(tx).await?;
        let mut vehicle_ids = Vec::with_capacity(vehicles.len());
        for vehicle in vehicles {
            vehicle_ids.push(self.seed_vehicle(tx, id, vehicle, created_at).await?);
        }
        let mut job_ids = Vec::with_capacity(jobs.len());
        for job in jobs {
            let vehicle = job.vehicle.and_then(|at| vehicle_ids.get(at).copied());
            job_ids.extend(self.seed_job(tx, id, vehicle, job).await?);
        }
        if let Some(link) = link {
            let recipient = match link.channel {
                SendChannel::Sms => details.phone.map(|phone| phone.as_str().to_owned()),
                SendChannel::Email => details.email.map(|email| email.as_str().to_owned()),
            };
            self.seed_link(tx, id, recipient.unwrap_or_default(), link).await?;
        }
        recount(tx, self.tenant_id.uuid(), id.uuid()).await?;
        if let Some(seen_at) = last_seen_at {
            self.seed_visit(tx, id, &whose, seen_at).await?;
        }
        refresh_search(tx, self.tenant_id.uuid(), id).await?;
        Ok((id, job_ids))
    }

    async fn seed_vehicle(
        &self,
        tx: &Tx,
        owner: CustomerId,
        details: VehicleDetails,
        at: DateTime<Utc>,
    ) -> Result<VehicleId, Error> {
        let id = VehicleId::new(at, self.storage.entropy().as_ref());
        let row = vehicle::ActiveModel {
            id: Set(id.uuid()),
            tenant_id: Set(self.tenant_id.uuid()),
            customer_id: Set(owner.uuid()),
            registration: Set(details.registration),
            make: Set(details.make),
            model: Set(details.model),
            year: Set(details.year.map(i32::from)),
            colour: Set(details.colour),
            created_at: Set(at),
        };
        row.insert(tx).await?;
        Ok(id)
    }

    async fn seed_job(
        &self,
        tx: &Tx,
        owner: CustomerId,
        vehicle: Option<VehicleId>,
        job: SeedJob,
    ) -> Result<Option<Uuid>, Error> {
        let entropy = self.storage.entropy().as_ref();
        let (Some((_, booked_at)), Some((status, changed_at))) =
            (job.history.first().copied(), job.history.last().copied())
        else {
            return Ok(None);
        };
        let mut reference = job.reference.unwrap_or_else(|| Reference::new(entropy));
        while self.job_model(tx, &reference).await?.is_some() {
            reference = Reference::new(entropy);
        }
        let (tenant, customer) = (self.tenant_id.uuid(), owner.uuid());
        let id = WorkOrderId::new(booked_at, entropy).uuid();
        let row = work_order::ActiveModel {
            id: Set(id),
            tenant_id: Set(tenant),
            customer_id: Set(customer),
            vehicle_id: Set(vehicle.map(VehicleId::uuid)),
            reference: Set(reference.as_str().to_owned()),
            status: Set(status.as_str().to_owned()),
            description: Set(job.description),
            appointment_at: Set(job.appointment_at),
            ready_on: Set(job.ready_on),
            booked_at: Set(booked_at),
            completed_at: Set((status == WorkOrderStatus::Complete).then_some(changed_at)),
            updated_at: Set(changed_at),
            version: Set(i32::try_from(job.history.len()).unwrap_or(1)),
            photos: Set(0),
        };
        row.insert(tx).await?;
        for (status, at) in job.history {
            let row = work_order_event::ActiveModel {
                id: Set(WorkOrderEventId::new(at, entropy).uuid()),
                tenant_id: Set(tenant),
                customer_id: Set(customer),
                work_order_id: Set(id),
                status: Set(status.as_str().to_owned()),
                at: Set(at),
            };
            row.insert(tx).await?;
        }
        for (new, at) in job.photos {
            let row = photo::ActiveModel {
                id: Set(new.id.uuid()),
                tenant_id: Set(tenant),
                customer_id: Set(customer),
                work_order_id: Set(id),
                stage: Set(new.stage.as_str().to_owned()),
                blob_key: Set(new.blob_key),
                width: Set(i32::try_from(new.width).unwrap_or(i32::MAX)),
                height: Set(i32::try_from(new.height).unwrap_or(i32::MAX)),
                bytes: Set(i64::try_from(new.bytes).unwrap_or(i64::MAX)),
                placeholder: Set(new.placeholder),
                created_at: Set(at),
            };
            row.insert(tx).await?;
        }
        Ok(Some(id))
    }

    async fn seed_link(&self, tx: &Tx, customer: CustomerId, recipient: String, link: SeedLink) -> Result<(), Error> {
        let entropy = self.storage.entropy().as_ref();
        let (tenant, customer) = (self.tenant_id.uuid(), customer.uuid());
        let id = PortalLinkId::new(link.sent_at, entropy).uuid();
        let sql = "INSERT INTO customer_portal_tokens
                     (id, tenant_id, customer_id, token_hash, channel, issued_by, created_at, expires_at, first_opened_at, last_used_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)";
        let (channel, issued_by) = (link.channel.as_str(), self.member().id.uuid());
        tx.run(
            sql,
            values![
                id,
                tenant,
                customer,
                hash(&link.token),
                channel,
                issued_by,
                link.sent_at,
                link.expires_at,
                link.opened_at
            ],
        )
        .await?;
        let notification = NotificationId::new(link.sent_at, entropy).uuid();
        let sql = "INSERT INTO notifications
                     (id, tenant_id, customer_id, portal_token_id, kind, channel, recipient, state, attempts, due_at, uncertain, provider,
                      provider_message_id, created_at, sent_at, delivered_at)
                   VALUES ($1, $2, $3, $4, 'send_portal_link', $5, $6, 'delivered', 1, $7, false, 'capture', $8, $7, $7, $9)";
        let message_id = notification.to_string();
        tx.run(
            sql,
            values![
                notification,
                tenant,
                customer,
                id,
                channel,
                recipient.as_str(),
                link.sent_at,
                message_id,
                link.delivered_at
            ],
        )
        .await?;
        let plain = serde_json::to_vec(&link.message).map_err(|_| Error::Corrupt { what: "captured message" })?;
        let sealed = self.storage.sealer().seal(&crate::notifications::outbox::context(notification), &plain, entropy);
        let sql = "INSERT INTO captured_messages (notification_id, tenant_id, channel, recipient, body, created_at)
                   VALUES ($1, $2, $3, $4, $5, $6)";
        tx.run(sql, values![notification, tenant, channel, recipient, sealed, link.sent_at]).await.map(drop)
    }
}
