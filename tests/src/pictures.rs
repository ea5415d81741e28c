//! Pictures as phones make them, and as they should not be.

use std::io::Cursor;
use std::sync::OnceLock;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, Rgb, RgbImage};

/// Something that must never come back out of a photo: the camera's name, written into its metadata.
pub const CAMERA: &str = "ForecourtSecretCam";

/// A picture whose left half is red and whose right half is blue.
pub fn red_and_blue(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let shade = u8::try_from(y % 32).unwrap_or(0);
        if x < width / 2 { Rgb([220, shade, 10]) } else { Rgb([10, shade, 220]) }
    })
}

/// A JPEG.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 85).encode_image(&red_and_blue(width, height)).expect("a JPEG");
    bytes
}

/// The same picture in another format.
pub fn in_format(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(red_and_blue(width, height)).write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// A JPEG that says how it was held (EXIF orientation, 1 to 8), with which camera, and where on earth.
pub fn with_exif(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let plain = jpeg(width, height);
    let exif = exif(orientation);
    let mut bytes = plain[..2].to_vec();
    bytes.extend_from_slice(&[0xff, 0xe1]);
    bytes.extend_from_slice(&u16::try_from(exif.len() + 2).expect("short").to_be_bytes());
    bytes.extend_from_slice(&exif);
    bytes.extend_from_slice(&plain[2..]);
    bytes
}

/// TIFF inside EXIF, big-endian: make, orientation, and a pointer to a GPS latitude of 51° 30′ 26″ N.
fn exif(orientation: u8) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        let mut bytes = tag.to_be_bytes().to_vec();
        bytes.extend_from_slice(&kind.to_be_bytes());
        bytes.extend_from_slice(&count.to_be_bytes());
        bytes.extend_from_slice(&value);
        bytes
    };
    let (gps_at, make_at) = (8 + 2 + 3 * 12 + 4, 8 + 2 + 3 * 12 + 4 + 2 + 2 * 12 + 4 + 24);
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x03".to_vec();
    let make = format!("{CAMERA}\0");
    tiff.extend(entry(0x010f, 2, u32::try_from(make.len()).expect("short"), u32::to_be_bytes(make_at)));
    tiff.extend(entry(0x0112, 3, 1, [0, orientation, 0, 0]));
    tiff.extend(entry(0x8825, 4, 1, u32::to_be_bytes(gps_at)));
    tiff.extend([0; 4]);
    tiff.extend([0, 2]);
    tiff.extend(entry(1, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(2, 5, 3, u32::to_be_bytes(gps_at + 2 + 2 * 12 + 4)));
    tiff.extend([0; 4]);
    for number in [51_u32, 1, 30, 1, 26, 1] {
        tiff.extend(number.to_be_bytes());
    }
    tiff.extend(make.as_bytes());
    [b"Exif\0\0".to_vec(), tiff].concat()
}

/// The first quarter of a JPEG: too little of the picture to be shown.
pub fn truncated() -> Vec<u8> {
    let mut whole = jpeg(640, 480);
    whole.truncate(whole.len() / 4);
    whole
}

/// Sixty million pixels in a few hundred kilobytes.
pub fn bomb() -> &'static [u8] {
    static BOMB: OnceLock<Vec<u8>> = OnceLock::new();
    BOMB.get_or_init(|| {
        let (width, height) = (10_000, 6_000);
        let mut bytes = Vec::new();
        let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::NoFilter);
        encoder.write_image(&vec![0; width * height], 10_000, 6_000, ExtendedColorType::L8).expect("a PNG");
        assert!(bytes.len() < 5_000_000, "small: {}", bytes.len());
        bytes
    })
}

/// What a polyglot runs if anybody lets it.
pub const SCRIPT: &str = "<script>document.title='owned'</script>";

/// A JPEG that is also a web page: in a comment, and after its end.
pub fn polyglot() -> Vec<u8> {
    let plain = jpeg(64, 64);
    let mut bytes = plain[..2].to_vec();
    bytes.extend_from_slice(&[0xff, 0xfe]);
    bytes.extend_from_slice(&u16::try_from(SCRIPT.len() + 2).expect("short").to_be_bytes());
    bytes.extend_from_slice(SCRIPT.as_bytes());
    bytes.extend_from_slice(&plain[2..]);
    bytes.extend_from_slice(format!("<html>{SCRIPT}</html>").as_bytes());
    bytes
}

/// A drawing that runs scripts, whatever it is called.
pub fn svg() -> &'static [u8] {
    b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><script>alert(1)</script></svg>"
}

/// Opens what a server gave back.
pub fn open(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).expect("a picture").to_rgb8()
}

/// Whether a pixel is more red than blue.
pub fn is_red(pixel: Rgb<u8>) -> bool {
    pixel.0[0] > pixel.0[2]
}
