//! Photos of work orders: rows here, pictures in the blob store.

use forecourt_domain::action_link::ActionThing;
use forecourt_domain::ids::{CustomerId, PhotoId, WorkOrderId};
use forecourt_domain::photo::PhotoStage;
use forecourt_domain::reference::Reference;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, Value};

use super::home_cache::recount;
use super::photo::Photo;
use crate::Error;
use crate::db::entities::photo;
use crate::db::row::Row;
use crate::db::{Tx, values};
use crate::scope::{CustomerScope, TenantScope};

/// A photo whose pictures are in the blob store already.
#[derive(Debug, Clone)]
pub struct NewPhoto {
    /// Its id, which its blobs are named after.
    pub id: PhotoId,
    /// When in the work.
    pub stage: PhotoStage,
    /// Where its blobs are.
    pub blob_key: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Size of all its blobs.
    pub bytes: u64,
    /// A tiny preview, as a `data:` URI.
    pub placeholder: String,
}

/// A photo among its neighbours.
#[derive(Debug, Clone)]
pub struct PhotoPlace {
    /// The photo.
    pub photo: Photo,
    /// The job it belongs to.
    pub reference: Reference,
    /// All photos of that job, in gallery order.
    pub gallery: Vec<Photo>,
}

/// Before, during, after; then as they were taken.
const GALLERY_ORDER: &str = "CASE p.stage WHEN 'before' THEN 0 WHEN 'during' THEN 1 ELSE 2 END, p.id";

impl CustomerScope {
    /// All of one's own photos, newest job first, in gallery order within a job.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn photos(&self) -> Result<Vec<Photo>, Error> {
        let tx = self.read().await?;
        let sql = format!(
            "SELECT {}, p.work_order_id FROM photos p WHERE p.tenant_id = $1 AND p.customer_id = $2 ORDER BY p.work_order_id DESC, {GALLERY_ORDER}",
            Photo::COLUMNS
        );
        photos(&tx, &sql, self.key(), self.customer_id()).await
    }

    /// The photos of one of one's own jobs.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn gallery(&self, job: WorkOrderId) -> Result<Vec<Photo>, Error> {
        if !self.reaches(ActionThing::Job(job)) {
            return Ok(Vec::new());
        }
        let tx = self.read().await?;
        let [tenant, customer] = self.key();
        gallery(&tx, [tenant, customer, job.uuid().into()], self.customer_id()).await
    }

    /// One of one's own photos, among its neighbours.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn photo(&self, id: PhotoId) -> Result<Option<PhotoPlace>, Error> {
        let tx = self.read().await?;
        let [tenant, customer] = self.key();
        let sql = "SELECT w.reference, w.id FROM photos p
                   JOIN work_orders w ON w.tenant_id = p.tenant_id AND w.customer_id = p.customer_id AND w.id = p.work_order_id
                   WHERE p.tenant_id = $1 AND p.customer_id = $2 AND p.id = $3";
        let Some(row) = tx.one(sql, [tenant.clone(), customer.clone(), id.uuid().into()]).await? else {
            return Ok(None);
        };
        let job: uuid::Uuid = row.read("id")?;
        if !self.reaches(ActionThing::Job(job.into())) {
            return Ok(None);
        }
        let gallery = gallery(&tx, [tenant, customer, job.into()], self.customer_id()).await?;
        let Some(photo) = gallery.iter().find(|p| p.id == id).cloned() else { return Ok(None) };
        let reference = row.read::<String>("reference")?.parse().map_err(|_| Error::Corrupt { what: "reference" })?;
        Ok(Some(PhotoPlace { photo, reference, gallery }))
    }

    /// Where the picture of one of one's own photos is.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn photo_blob(&self, id: PhotoId) -> Result<Option<String>, Error> {
        let tx = self.read().await?;
        let [tenant, customer] = self.key();
        let sql = "SELECT blob_key, work_order_id FROM photos WHERE tenant_id = $1 AND customer_id = $2 AND id = $3";
        let Some(row) = tx.one(sql, [tenant, customer, id.uuid().into()]).await? else { return Ok(None) };
        let reached = self.reaches(ActionThing::Job(row.read::<uuid::Uuid>("work_order_id")?.into()));
        if reached { row.read("blob_key").map(Some) } else { Ok(None) }
    }
}

impl TenantScope {
    /// The photos of a job.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn gallery(&self, customer_id: CustomerId, job: WorkOrderId) -> Result<Vec<Photo>, Error> {
        let tx = self.read().await?;
        gallery(&tx, values![self.tenant_id.uuid(), customer_id.uuid(), job.uuid()], customer_id).await
    }

    /// Where the picture of a photo is.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn photo_blob(&self, id: PhotoId) -> Result<Option<String>, Error> {
        let tx = self.read().await?;
        let row = tx
            .one(
                "SELECT blob_key FROM photos WHERE tenant_id = $1 AND id = $2",
                values![self.tenant_id.uuid(), id.uuid()],
            )
            .await?;
        row.map(|row| row.read("blob_key")).transpose()
    }

    /// Adds a photo to a job; answers false when there is no such job (the caller then removes the blobs).
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn add_photo(&self, reference: &Reference, new: NewPhoto) -> Result<Option<Photo>, Error> {
        let now = self.storage.clock().now();
        let tx = self.write().await?;
        let Some(job) = self.job_model(&tx, reference).await? else { return Ok(None) };
        let row = photo::ActiveModel {
            id: Set(new.id.uuid()),
            tenant_id: Set(self.tenant_id.uuid()),
            customer_id: Set(job.customer_id),
            work_order_id: Set(job.id),
            stage: Set(new.stage.as_str().to_owned()),
            blob_key: Set(new.blob_key),
            width: Set(i32::try_from(new.width).unwrap_or(i32::MAX)),
            height: Set(i32::try_from(new.height).unwrap_or(i32::MAX)),
            bytes: Set(i64::try_from(new.bytes).unwrap_or(i64::MAX)),
            placeholder: Set(new.placeholder),
            created_at: Set(now),
        };
        let model = row.insert(&tx).await?;
        recount(&tx, self.tenant_id.uuid(), job.customer_id).await?;
        tx.commit().await?;
        Ok(Some(Photo::from_model(model)?))
    }

    /// Says when in the work a photo was taken; answers its job.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn set_photo_stage(&self, id: PhotoId, stage: PhotoStage) -> Result<Option<Reference>, Error> {
        let tx = self.write().await?;
        let Some(reference) = self.lock_photo_job(&tx, id).await? else { return Ok(None) };
        let sql = "UPDATE photos SET stage = $3 WHERE tenant_id = $1 AND id = $2 RETURNING customer_id";
        let row = tx.one(sql, values![self.tenant_id.uuid(), id.uuid(), stage.as_str()]).await?;
        let Some(row) = row else { return Ok(None) };
        recount(&tx, self.tenant_id.uuid(), row.read("customer_id")?).await?;
        tx.commit().await?;
        Ok(Some(reference))
    }

    /// Removes a photo; answers its job and its blobs, which are the caller's to remove.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn remove_photo(&self, id: PhotoId) -> Result<Option<(Reference, String)>, Error> {
        let tx = self.write().await?;
        let Some(reference) = self.lock_photo_job(&tx, id).await? else { return Ok(None) };
        let sql = "DELETE FROM photos WHERE tenant_id = $1 AND id = $2 RETURNING blob_key, customer_id";
        let Some(row) = tx.one(sql, values![self.tenant_id.uuid(), id.uuid()]).await? else { return Ok(None) };
        let key = row.read("blob_key")?;
        recount(&tx, self.tenant_id.uuid(), row.read("customer_id")?).await?;
        tx.commit().await?;
        Ok(Some((reference, key)))
    }

    /// The job of a photo, locked: every change of a job, its photos included, locks the job before its customer.
    async fn lock_photo_job(&self, tx: &Tx, id: PhotoId) -> Result<Option<Reference>, Error> {
        let Some(reference) = self.photo_job(tx, id).await? else { return Ok(None) };
        Ok(self.job_model(tx, &reference).await?.map(|_| reference))
    }

    async fn photo_job(&self, tx: &Tx, id: PhotoId) -> Result<Option<Reference>, Error> {
        let sql = "SELECT w.reference FROM photos p
                   JOIN work_orders w ON w.tenant_id = p.tenant_id AND w.customer_id = p.customer_id AND w.id = p.work_order_id
                   WHERE p.tenant_id = $1 AND p.id = $2";
        let row = tx.one(sql, values![self.tenant_id.uuid(), id.uuid()]).await?;
        row.map(|row| row.read::<String>("reference")?.parse().map_err(|_| Error::Corrupt { what: "reference" }))
            .transpose()
    }
}

async fn gallery(tx: &Tx, key: impl IntoIterator<Item = Value>, customer_id: CustomerId) -> Result<Vec<Photo>, Error> {
    let sql = format!(
        "SELECT {}, p.work_order_id FROM photos p WHERE p.tenant_id = $1 AND p.customer_id = $2 AND p.work_order_id = $3 ORDER BY {GALLERY_ORDER}",
        Photo::COLUMNS
    );
    photos(tx, &sql, key, customer_id).await
}

async fn photos(
    tx: &Tx,
    sql: &str,
    key: impl IntoIterator<Item = Value>,
    customer_id: CustomerId,
) -> Result<Vec<Photo>, Error> {
    let rows = tx.all(sql, key).await?;
    let photo = |row| {
        let job = Row::read::<uuid::Uuid>(row, "work_order_id")?.into();
        Photo::of_job(row, customer_id, job)
    };
    rows.iter().filter_map(|row| photo(row).transpose()).collect()
}
