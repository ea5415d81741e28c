//! A photo of a work order, as its row says it.

use chrono::{DateTime, Utc};
use forecourt_domain::ids::{CustomerId, PhotoId, WorkOrderId};
use forecourt_domain::photo::PhotoStage;
use sea_orm::QueryResult;

use crate::Error;
use crate::db::entities::photo;
use crate::db::row::Row;

/// A photo.
#[derive(Debug, Clone)]
pub struct Photo {
    /// Its id.
    pub id: PhotoId,
    /// Whose job it shows.
    pub customer_id: CustomerId,
    /// Which job.
    pub work_order_id: WorkOrderId,
    /// When in the work.
    pub stage: PhotoStage,
    /// Its blobs: `{key}/large.jpg` and so on.
    pub blob_key: String,
    /// Width in pixels, as shown.
    pub width: u32,
    /// Height in pixels, as shown.
    pub height: u32,
    /// A tiny preview, as a `data:` URI.
    pub placeholder: String,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

impl Photo {
    pub(crate) const COLUMNS: &str = "p.id AS p_id, p.stage AS p_stage, p.blob_key AS p_blob_key, p.width AS p_width, p.height AS p_height, p.placeholder AS p_placeholder, p.created_at AS p_created_at";

    /// From columns `p_…`, next to those of its job; none when there was no photo.
    pub(crate) fn of_job(
        row: &QueryResult,
        customer_id: CustomerId,
        work_order_id: WorkOrderId,
    ) -> Result<Option<Self>, Error> {
        let Some(id) = row.read::<Option<uuid::Uuid>>("p_id")? else { return Ok(None) };
        Ok(Some(Self {
            id: id.into(),
            customer_id,
            work_order_id,
            stage: row.read::<String>("p_stage")?.parse().map_err(|_| Error::Corrupt { what: "photo stage" })?,
            blob_key: row.read("p_blob_key")?,
            width: pixels(row.read("p_width")?),
            height: pixels(row.read("p_height")?),
            placeholder: row.read("p_placeholder")?,
            created_at: row.read("p_created_at")?,
        }))
    }

    pub(super) fn from_model(row: photo::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id.into(),
            customer_id: row.customer_id.into(),
            work_order_id: row.work_order_id.into(),
            stage: row.stage.parse().map_err(|_| Error::Corrupt { what: "photo stage" })?,
            blob_key: row.blob_key,
            width: pixels(row.width),
            height: pixels(row.height),
            placeholder: row.placeholder,
            created_at: row.created_at,
        })
    }
}

fn pixels(stored: i32) -> u32 {
    u32::try_from(stored).unwrap_or(0)
}
