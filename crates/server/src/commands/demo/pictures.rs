//! The demo's pictures, built in: each is made into a photo once, however many jobs show it.

use std::collections::{BTreeSet, HashMap};

use bytes::Bytes;
use forecourt_domain::ids::{PhotoId, TenantId};
use forecourt_domain::photo::PhotoStage;
use forecourt_pictures::Photo;
use forecourt_storage::NewPhoto;
use forecourt_storage::blobs::{BlobError, BlobKey};
use forecourt_web::site::SharedSite;
use rust_embed::RustEmbed;
use tokio::task::JoinSet;

use super::shops::DemoShop;
use crate::failure::Failure;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../themes/default/demo"]
#[include = "photos/*.jpg"]
#[include = "logos/*.png"]
struct Files;

/// Photos by name, ready to be kept.
#[derive(Debug)]
pub(super) struct Pictures(HashMap<String, Photo>);

impl Pictures {
    /// Prepares all photos that the shops show, side by side. One that is not built in is left out.
    ///
    /// # Errors
    /// [`Failure::Broken`] when a file is no picture.
    pub(super) async fn prepare(site: &SharedSite, shops: &[DemoShop]) -> Result<Self, Failure> {
        let people = shops.iter().flat_map(|shop| &shop.people);
        let names: BTreeSet<&String> =
            people.flat_map(|person| &person.jobs).flat_map(|job| &job.photos).map(|photo| &photo.picture).collect();
        let mut work = JoinSet::new();
        for name in names {
            let Some(bytes) = file(&format!("photos/{name}.jpg")) else { continue };
            let (site, name) = (site.clone(), name.clone());
            work.spawn(async move { (name, site.pictures.photo(bytes).await) });
        }
        let mut photos = HashMap::new();
        while let Some(done) = work.join_next().await {
            let (name, photo) = done.map_err(Failure::broken)?;
            let photo = photo.map_err(|error| Failure::broken(format_args!("the demo's picture {name} is {error}")))?;
            photos.insert(name, photo);
        }
        Ok(Self(photos))
    }

    /// Keeps a photo's files; answers its row, or nothing when there is no such picture.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub(super) async fn keep(
        &self,
        site: &SharedSite,
        tenant: TenantId,
        id: PhotoId,
        stage: PhotoStage,
        picture: &str,
    ) -> Result<Option<NewPhoto>, BlobError> {
        let Some(photo) = self.0.get(picture) else { return Ok(None) };
        let key = BlobKey::photo(tenant, id);
        let mut total = 0;
        for (name, bytes) in &photo.files {
            site.storage.blobs().put(&key.file(name), "image/jpeg", bytes.clone()).await?;
            total += bytes.len() as u64;
        }
        Ok(Some(NewPhoto {
            id,
            stage,
            blob_key: key.as_str().to_owned(),
            width: photo.width,
            height: photo.height,
            bytes: total,
            placeholder: photo.placeholder.clone(),
        }))
    }
}

/// Keeps a shop's logo; answers its key, or nothing when none is built in.
///
/// # Errors
/// [`Failure::Broken`] when it is no picture or cannot be kept.
pub(super) async fn keep_logo(site: &SharedSite, tenant: TenantId, slug: &str) -> Result<Option<String>, Failure> {
    let Some(bytes) = file(&format!("logos/{slug}.png")) else { return Ok(None) };
    let png = site
        .pictures
        .logo(bytes)
        .await
        .map_err(|error| Failure::broken(format_args!("the logo of {slug} is {error}")))?;
    let key = BlobKey::logo(tenant, "demo");
    site.storage.blobs().put(&key, "image/png", png).await.map_err(Failure::broken)?;
    Ok(Some(key.as_str().to_owned()))
}

fn file(path: &str) -> Option<Bytes> {
    Files::get(path).map(|file| Bytes::from(file.data.into_owned()))
}
