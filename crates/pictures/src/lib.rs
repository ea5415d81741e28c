//! Pictures that people upload: checked, turned upright, their colours made sRGB, stripped of everything but pixels, and
//! made in the sizes that pages show.
//!
//! Decoding and encoding again is the defence (security page, uploads): what comes out was written by us, whatever
//! came in. A picture's size is read from its header and refused before its pixels are unpacked.

mod colour;
mod decode;
mod jpeg;
mod logo;

use std::io::Cursor;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat};
use thiserror::Error as ThisError;
use tokio::sync::Semaphore;

use crate::decode::decode;

/// The sizes of a photo: name, longest side in pixels, JPEG quality.
const SIZES: [(&str, u32, u8); 3] = [("large", 2400, 84), ("medium", 1200, 80), ("thumb", 480, 76)];

/// The longest side of a logo, in pixels.
const LOGO_SIDE: u32 = 192;

/// Why a file is no picture of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum PictureError {
    /// Not JPEG, PNG or WebP, whatever it is called.
    #[error("not a JPEG, PNG or WebP picture")]
    Type,
    /// More pixels than we take of its kind.
    #[error("more than {millions} million pixels")]
    TooManyPixels {
        /// As many are taken, in millions.
        millions: u32,
    },
    /// It begins like a picture and does not go on like one, or less than half of it is there.
    #[error("damaged")]
    Broken,
}

/// A photo, ready to be kept.
#[derive(Debug, Clone)]
pub struct Photo {
    /// Width of the largest size, in pixels.
    pub width: u32,
    /// Height of the largest size, in pixels.
    pub height: u32,
    /// A tiny preview, as a `data:` URI.
    pub placeholder: String,
    /// Each size's file: name (`large.jpg`) and JPEG.
    pub files: Vec<(&'static str, Bytes)>,
}

/// The workshop: as many pictures at once as there are cores, the rest wait without holding a thread.
#[derive(Debug, Clone)]
pub struct Pictures {
    benches: Arc<Semaphore>,
}

impl Default for Pictures {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { benches: Arc::new(Semaphore::new(cores)) }
    }
}

impl Pictures {
    /// Makes a photo of an uploaded file.
    ///
    /// # Errors
    /// [`PictureError`].
    pub async fn photo(&self, upload: Bytes) -> Result<Photo, PictureError> {
        self.work(move || photo(&upload)).await
    }

    /// Makes a logo of an uploaded file: a PNG of at most 192 by 192 pixels, twice what any page shows,
    /// transparency kept.
    ///
    /// # Errors
    /// [`PictureError`].
    pub async fn logo(&self, upload: Bytes) -> Result<Bytes, PictureError> {
        self.work(move || logo(&upload)).await
    }

    async fn work<T: Send + 'static>(
        &self,
        task: impl FnOnce() -> Result<T, PictureError> + Send + 'static,
    ) -> Result<T, PictureError> {
        let bench = self.benches.clone().acquire_owned().await;
        let work = move || {
            // Held until the work is done, also when the client has hung up meanwhile.
            let _bench = bench;
            task()
        };
        // A decoder that panics on a crafted file has judged it.
        tokio::task::spawn_blocking(work).await.unwrap_or(Err(PictureError::Broken))
    }
}

fn photo(upload: &[u8]) -> Result<Photo, PictureError> {
    let upright = decode(upload)?;
    let flat = DynamicImage::ImageRgb8(on_white(upright));
    let mut files = Vec::with_capacity(SIZES.len());
    let (mut width, mut height) = (0, 0);
    let mut picture = flat;
    // From large to small, each made of the one before: a few quick halvings instead of three long ways down.
    for (name, side, quality) in SIZES {
        if picture.width().max(picture.height()) > side {
            picture = picture.resize(side, side, FilterType::CatmullRom);
        }
        if width == 0 {
            (width, height) = (picture.width(), picture.height());
        }
        files.push((file_name(name), jpeg(&picture, quality)?));
    }
    Ok(Photo { width, height, placeholder: placeholder(&picture)?, files })
}

/// The name of a size's file.
pub fn file_name(size: &str) -> &'static str {
    match size {
        "thumb" => "thumb.jpg",
        "medium" => "medium.jpg",
        _ => "large.jpg",
    }
}

fn logo(upload: &[u8]) -> Result<Bytes, PictureError> {
    let picture = logo::shrink(decode(upload)?.into_rgba8(), LOGO_SIDE);
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).map_err(|_| PictureError::Broken)?;
    Ok(png.into_inner().into())
}

/// Photos have no transparency; a drawing's becomes paper.
fn on_white(picture: DynamicImage) -> image::RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    let blend = |channel: u8, alpha: u8| {
        let mixed = u32::from(channel) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
        u8::try_from(mixed / 255).unwrap_or(255)
    };
    image::RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, a] = rgba.get_pixel(x, y).0;
        image::Rgb([blend(r, a), blend(g, a), blend(b, a)])
    })
}

fn jpeg(picture: &DynamicImage, quality: u8) -> Result<Bytes, PictureError> {
    let mut file = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut file, quality)).map_err(|_| PictureError::Broken)?;
    Ok(file.into())
}

fn placeholder(picture: &DynamicImage) -> Result<String, PictureError> {
    let mut file = Cursor::new(Vec::new());
    picture.thumbnail(12, 12).write_to(&mut file, ImageFormat::WebP).map_err(|_| PictureError::Broken)?;
    Ok(format!("data:image/webp;base64,{}", STANDARD.encode(file.into_inner())))
}

#[cfg(test)]
mod tests;
