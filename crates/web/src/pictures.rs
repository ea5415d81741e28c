//! Pictures that people upload: checked, turned upright, stripped of everything but pixels, and made in the sizes that
//! pages show.
//!
//! Decoding and encoding again is the defence (security page, uploads): what comes out was written by us, whatever
//! came in. A picture's size is read from its header and refused before its pixels are unpacked.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use forecourt_storage::blobs::{BlobKey, Presentation};
use headers::{ETag, HeaderMapExt};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};
use serde::Deserialize;
use thiserror::Error as ThisError;
use tokio::sync::Semaphore;

use crate::request_headers::not_modified;
use crate::site::Site;

/// As many pixels as phones take (50 million), and no bomb.
const MAX_PIXELS: u64 = 52_000_000;
/// Unpacked, in bytes: all those pixels at a byte a channel, and some. Twice as deep ones may be half as many.
const MAX_UNPACKED: u64 = 4 * MAX_PIXELS;
/// Longer than any photo's side.
const MAX_SIDE: u32 = 16_000;

/// The sizes of a photo: name, longest side in pixels, JPEG quality.
const SIZES: [(&str, u32, u8); 3] = [("large", 2400, 84), ("medium", 1200, 80), ("thumb", 480, 76)];

/// Why a file is no picture of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum PictureError {
    /// Not JPEG, PNG or WebP, whatever it is called.
    #[error("not a JPEG, PNG or WebP picture")]
    Type,
    /// More pixels than we take.
    #[error("more pixels than we take")]
    TooManyPixels,
    /// It begins like a picture and does not go on like one.
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

    /// Makes a logo of an uploaded file: a PNG of at most 192 by 192 pixels, twice what any page shows, transparency kept.
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
        let _bench = self.benches.acquire().await;
        // A decoder that panics on a crafted file has judged it.
        tokio::task::spawn_blocking(task).await.unwrap_or(Err(PictureError::Broken))
    }
}

/// `?size=…&download=…` of a picture's address.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct PictureRequest {
    /// `thumb`, `medium` or `large`; anything else is `large`.
    #[serde(default)]
    pub size: String,
    /// Anything: save it rather than show it.
    #[serde(default)]
    pub download: String,
}

/// Where a browser may fetch a picture from the store by itself.
const PRESIGNED_FOR: Duration = Duration::from_secs(300);

/// Answers with a photo's picture, or with where the store has it. The caller has checked whose it is.
///
/// # Errors
/// 404 without such a file, 503 when the file store does not answer.
pub async fn serve(
    site: &Site,
    headers: &HeaderMap,
    blob_key: &str,
    request: &PictureRequest,
) -> crate::Result<Response> {
    let key = BlobKey::stored(blob_key).file(file_name(&request.size));
    let disposition = if request.download.is_empty() { "inline" } else { "attachment; filename=\"photo.jpg\"" };
    let shown = Presentation { content_type: "image/jpeg", disposition };
    if let Some(address) = site.storage.blobs().presigned(&key, shown, PRESIGNED_FOR).await? {
        let location = HeaderValue::from_str(&address).map_err(crate::Error::internal)?;
        // Shorter than the signature lives, so that a browser never follows a stale one.
        let headers =
            [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=240"))];
        return Ok((StatusCode::FOUND, headers).into_response());
    }
    // A picture never changes, but who may see it does: browsers keep it, and ask each time whether they still may.
    let tag: ETag = format!("\"{}\"", key.as_str()).parse().map_err(crate::Error::internal)?;
    let caching = HeaderValue::from_static("private, no-cache");
    if let Some(answer) = not_modified(headers, &tag, &caching) {
        return Ok(answer);
    }
    let bytes = site.storage.blobs().get(&key).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
        (header::CACHE_CONTROL, caching),
    ];
    let mut response = (headers, bytes).into_response();
    response.headers_mut().typed_insert(tag);
    Ok(response)
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
    let picture = decode(upload)?.thumbnail(192, 192).to_rgba8();
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).map_err(|_| PictureError::Broken)?;
    Ok(png.into_inner().into())
}

fn decode(upload: &[u8]) -> Result<DynamicImage, PictureError> {
    let mut reader = ImageReader::new(Cursor::new(upload)).with_guessed_format().map_err(|_| PictureError::Type)?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) {
        return Err(PictureError::Type);
    }
    if reader.format() == Some(ImageFormat::Jpeg) && !is_whole_jpeg(upload) {
        return Err(PictureError::Broken);
    }
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|error| match error {
        image::ImageError::Limits(_) => PictureError::TooManyPixels,
        _ => PictureError::Broken,
    })?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_UNPACKED {
        return Err(PictureError::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| match error {
        image::ImageError::Limits(_) => PictureError::TooManyPixels,
        _ => PictureError::Broken,
    })?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Whether a JPEG goes on to its end: after the first scan begins (ITU-T T.81, annex B) there is an end-of-image marker.
/// The decoder fills the rest of a cut one with grey, which is not what anybody took.
fn is_whole_jpeg(file: &[u8]) -> bool {
    let mut at = 2;
    while let [0xff, marker, high, low, ..] = file.get(at..).unwrap_or_default() {
        match marker {
            0xff => at += 1,
            0xda => return file[at..].windows(2).any(|pair| pair == [0xff, 0xd9]),
            _ => at += 2 + usize::from(u16::from_be_bytes([*high, *low])),
        }
    }
    false
}

fn limits() -> image::Limits {
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(400 * 1024 * 1024);
    limits
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
mod tests {
    use super::*;

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let picture = DynamicImage::ImageRgb8(image::RgbImage::from_fn(width, height, |x, y| {
            image::Rgb([(x % 256) as u8, (y % 256) as u8, 90])
        }));
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    #[test]
    fn a_photo_comes_in_three_sizes_and_a_preview() {
        let photo = photo(&encoded(3000, 2000, ImageFormat::Jpeg)).unwrap();
        assert_eq!((photo.width, photo.height), (2400, 1600));
        let names: Vec<_> = photo.files.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["large.jpg", "medium.jpg", "thumb.jpg"]);
        assert!(photo.placeholder.len() < 1200, "{}", photo.placeholder.len());
        let thumb = image::load_from_memory(&photo.files[2].1).unwrap();
        assert_eq!((thumb.width(), thumb.height()), (480, 320));
    }

    #[test]
    fn what_is_no_picture_is_refused_by_name() {
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
        assert_eq!(photo(svg).unwrap_err(), PictureError::Type);
        assert_eq!(photo(b"").unwrap_err(), PictureError::Type);
        let jpeg = encoded(400, 300, ImageFormat::Jpeg);
        assert_eq!(photo(&jpeg[..200]).unwrap_err(), PictureError::Broken);
        assert_eq!(logo(b"GIF89a\x01\x00\x01\x00").unwrap_err(), PictureError::Type);
    }

    #[test]
    fn a_bomb_is_refused_by_its_header() {
        // A PNG header that promises 60 megapixels, with nothing behind it.
        let mut png = encoded(1, 1, ImageFormat::Png);
        png[16..20].copy_from_slice(&10_000u32.to_be_bytes());
        png[20..24].copy_from_slice(&6_000u32.to_be_bytes());
        let crc = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(photo(&png).unwrap_err(), PictureError::TooManyPixels);
    }

    #[test]
    fn what_travels_with_a_picture_stays_behind() {
        let mut jpeg = encoded(300, 200, ImageFormat::Jpeg);
        let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS-SECRET";
        let mut segment = vec![0xff, 0xe1];
        segment.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        segment.extend(exif);
        jpeg.splice(2..2, segment);
        jpeg.extend(b"<script>alert(1)</script>");
        let photo = photo(&jpeg).unwrap();
        assert_eq!((photo.width, photo.height), (200, 300), "orientation 6 is turned upright");
        for (_, file) in &photo.files {
            assert!(!file.windows(10).any(|w| w == b"GPS-SECRET"));
            assert!(!file.windows(8).any(|w| w == b"<script>"));
        }
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
        })
    }
}
