//! A photo with its sizes.

use forecourt_domain::photo::PhotoStage;
use forecourt_storage::Photo;
use serde::Serialize;

use crate::theme::words::Words;

/// A picture with its sizes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// The photo's id.
    pub id: String,
    /// The viewer.
    pub href: String,
    /// The middle size.
    pub src: String,
    /// All sizes.
    pub srcset: String,
    /// The smallest size.
    pub thumb: String,
    /// Width of the largest, in pixels.
    pub width: u32,
    /// Height of the largest, in pixels.
    pub height: u32,
    /// A tiny preview.
    pub placeholder: Option<String>,
    /// The alternative text.
    pub alt: String,
    /// `before`, `during` or `after`.
    pub stage: &'static str,
    /// The address for downloading it.
    pub download: String,
}

impl Picture {
    /// A photo. `file` gives the address of a size, `href` the viewer's; `alt` is what it shows, empty where the words
    /// beside it say so.
    pub fn new(photo: &Photo, alt: String, href: String, file: impl Fn(&str) -> String) -> Self {
        let (thumb, medium, large) = (file("thumb"), file("medium"), file("large"));
        let scaled = |longest: u32| {
            photo.width * longest.min(photo.width.max(photo.height)) / photo.width.max(photo.height).max(1)
        };
        Self {
            id: photo.id.to_string(),
            href,
            srcset: format!("{thumb} {}w, {medium} {}w, {large} {}w", scaled(480), scaled(1200), scaled(2400)),
            download: format!("{large}&download=1"),
            src: medium,
            thumb,
            width: photo.width,
            height: photo.height,
            placeholder: Some(photo.placeholder.clone()),
            alt,
            stage: photo.stage.as_str(),
        }
    }

    /// An example.
    pub fn sample() -> Self {
        Self {
            id: "0190".into(),
            href: "/photos/0190".into(),
            src: "/p".into(),
            srcset: "/p 480w".into(),
            thumb: "/p".into(),
            width: 2400,
            height: 1600,
            placeholder: Some("data:image/webp;base64,AA".into()),
            alt: "Volkswagen Golf GTI, during the work".into(),
            stage: PhotoStage::During.as_str(),
            download: "/p".into(),
        }
    }
}

/// The alternative text of a photo, the `position`th (from 1) of its gallery.
pub fn photo_alt(photo: &Photo, position: usize, vehicle: &str, words: &Words) -> String {
    let index = i64::try_from(position).unwrap_or(0);
    let stage = photo.stage.as_str();
    words.with("photo-alt", [("vehicle", vehicle.into()), ("stage", stage.into()), ("index", index.into())])
}
