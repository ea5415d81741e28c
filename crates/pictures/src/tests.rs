//! Pictures made here, as cameras, editors and accidents make them.

mod colours;
mod files;
mod kinds;
mod logos;

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageEncoder, ImageFormat, Rgb, RgbImage};

use super::{PictureError, decode::decode, logo, photo};

/// A picture in which no two pixels nearby are alike.
fn varied(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([(x * 7 % 256) as u8, (y * 5 % 256) as u8, 90]))
}

fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(varied(width, height)).write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// A picture of one colour, with a profile.
fn plain(colour: [u8; 3], format: ImageFormat, profile: &[u8]) -> Vec<u8> {
    let picture = RgbImage::from_pixel(16, 16, Rgb(colour));
    let mut file = Vec::new();
    match format {
        ImageFormat::Jpeg => written(JpegEncoder::new_with_quality(&mut file, 100), &picture, profile),
        ImageFormat::Png => written(PngEncoder::new(&mut file), &picture, profile),
        _ => written(WebPEncoder::new_lossless(&mut file), &picture, profile),
    }
    file
}

fn written(mut encoder: impl ImageEncoder, picture: &RgbImage, profile: &[u8]) {
    if !profile.is_empty() {
        encoder.set_icc_profile(profile.to_vec()).unwrap();
    }
    encoder.write_image(picture, picture.width(), picture.height(), image::ExtendedColorType::Rgb8).unwrap();
}

/// A JPEG of eight by eight pixels that are all alike, a sample for each component (ITU-T T.81), as no encoder here
/// writes. `segments` are put after its start.
fn samples(samples: &[u8], segments: &[(u8, &[u8])]) -> Vec<u8> {
    let mut file = vec![0xff, 0xd8];
    let components = samples.len() as u8;
    let segment = |file: &mut Vec<u8>, marker: u8, body: &[u8]| {
        file.extend([0xff, marker]);
        file.extend((body.len() as u16 + 2).to_be_bytes());
        file.extend(body);
    };
    for (marker, body) in segments {
        segment(&mut file, *marker, body);
    }
    segment(&mut file, 0xdb, &[&[0][..], &[1; 64]].concat());
    let frame: Vec<u8> = (1..=components).flat_map(|id| [id, 0x11, 0]).collect();
    segment(&mut file, 0xc0, &[&[8, 0, 8, 0, 8, components][..], &frame].concat());
    // Brightness by 12 codes of four bits each; of the rest, the one code of a bit says that there is none.
    let lengths = |of_one: u8, of_four: u8| [of_one, 0, 0, of_four, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    segment(&mut file, 0xc4, &[&[0x00][..], &lengths(0, 12), &(0..12).collect::<Vec<u8>>()].concat());
    segment(&mut file, 0xc4, &[&[0x10][..], &lengths(1, 0), &[0]].concat());
    let scan: Vec<u8> = (1..=components).flat_map(|id| [id, 0]).collect();
    segment(&mut file, 0xda, &[&[components][..], &scan, &[0, 63, 0]].concat());
    let mut bits = String::new();
    for sample in samples {
        let level = (i32::from(*sample) - 128) * 8;
        let size = (32 - level.unsigned_abs().leading_zeros()) as usize;
        let value = if level < 0 { level + (1 << size) - 1 } else { level };
        bits += &format!("{size:04b}");
        if size > 0 {
            bits += &format!("{value:0size$b}");
        }
        bits += "0";
    }
    bits += &"1".repeat((8 - bits.len() % 8) % 8);
    for byte in bits.as_bytes().chunks(8) {
        let byte = byte.iter().fold(0, |byte, bit| byte << 1 | (bit - b'0'));
        file.push(byte);
        if byte == 0xff {
            file.push(0);
        }
    }
    file.extend([0xff, 0xd9]);
    file
}

/// Puts a segment after a JPEG's start.
fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    [&jpeg[..2], &[0xff, marker], &(body.len() as u16 + 2).to_be_bytes(), body, &jpeg[2..]].concat()
}

/// Puts a chunk after a PNG's header.
fn with_chunk(png: &[u8], kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let named = [&kind[..], body].concat();
    [&png[..33], &(body.len() as u32).to_be_bytes(), &named, &crc32(&named).to_be_bytes(), &png[33..]].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}
