//! From a file to pixels: its kind, its size, its colours, and which way is up.

use std::io::{Cursor, ErrorKind};

use image::codecs::png::PngDecoder;
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageResult, Limits, RgbImage, RgbaImage};
use image_webp::WebPDecoder;
use moxcms::ColorProfile;

use crate::{PictureError, colour, jpeg};

/// As many pixels as phones take (50 million), and no bomb.
const MAX_PIXELS: u64 = 52_000_000;
/// Unpacked, in bytes: all those pixels at a byte a channel. Twice as deep ones may be half as many.
const MAX_UNPACKED: u64 = 4 * MAX_PIXELS;
/// The longest side a JPEG can have; a PNG's could be a line of all pixels.
const MAX_SIDE: u32 = 65_535;
/// What a PNG may unpack beside its pixels, in bytes: rows, and a colour profile before its size is known.
const MAX_ASIDE: u64 = 64 * 1024 * 1024;

/// What a file holds.
pub(crate) struct Decoded {
    pub(crate) pixels: DynamicImage,
    /// What its numbers mean; sRGB without one.
    pub(crate) profile: Option<ColorProfile>,
    pub(crate) orientation: Orientation,
}

/// A file's pixels: sRGB, upright.
pub(crate) fn decode(upload: &[u8]) -> Result<DynamicImage, PictureError> {
    let file = without_padding(upload);
    // What a file begins with says what it is; its name says nothing.
    let Decoded { mut pixels, profile, orientation } = match image::guess_format(file) {
        Ok(ImageFormat::Jpeg) => jpeg::decode(file),
        Ok(ImageFormat::Png) => png(file),
        Ok(ImageFormat::WebP) => webp(file),
        _ => Err(PictureError::Type),
    }?;
    if let Some(profile) = profile {
        colour::to_srgb(&mut pixels, &profile);
    }
    pixels.apply_orientation(orientation);
    Ok(pixels)
}

/// Refuses a picture by the size that its header tells.
pub(crate) fn check_size(width: u32, height: u32, bytes_per_pixel: u8) -> Result<(), PictureError> {
    let most = MAX_PIXELS.min(MAX_UNPACKED / u64::from(bytes_per_pixel.max(1)));
    if u64::from(width) * u64::from(height) > most || width.max(height) > MAX_SIDE {
        return Err(too_many(most));
    }
    Ok(())
}

fn too_many(most: u64) -> PictureError {
    PictureError::TooManyPixels { millions: u32::try_from(most / 1_000_000).unwrap_or(u32::MAX) }
}

/// Which way is up, as the camera noted it.
pub(crate) fn orientation(exif: Option<&[u8]>) -> Orientation {
    exif.and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms)
}

/// A file without what programs that pass it on put in front: empty lines, zeros, and the fill bytes that JPEG allows
/// before a marker.
fn without_padding(upload: &[u8]) -> &[u8] {
    let is_padding = |byte: &u8| matches!(byte, 0 | 0xff | b' ' | b'\t' | b'\r' | b'\n');
    let Some(start) = upload.iter().position(|byte| !is_padding(byte)) else { return upload };
    // A marker's own first byte looks like a fill byte.
    let start = if upload[start] == 0xd8 { start.saturating_sub(1) } else { start };
    &upload[start..]
}

/// Where a PNG tells whether it is interlaced: the last byte of its header.
const INTERLACED: usize = 28;

/// What decoders leave where the file ends before its picture does: grey, as viewers show it.
const MISSING: u8 = 128;

/// Whether at least half of the rows were in the file.
pub(crate) fn is_mostly_there(bytes: &[u8], row: usize) -> bool {
    let missing = bytes.rchunks_exact(row).take_while(|row| row.iter().all(|byte| *byte == MISSING)).count();
    missing * row * 2 <= bytes.len()
}

fn png(file: &[u8]) -> Result<Decoded, PictureError> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_ASIDE);
    let mut decoder = PngDecoder::with_limits(Cursor::new(file), limits).map_err(reason)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height, decoder.color_type().bytes_per_pixel())?;
    Ok(Decoded {
        profile: colour::of_png(file, MAX_ASIDE),
        orientation: decoder.orientation().unwrap_or(Orientation::NoTransforms),
        // Of an animation, this is the picture for viewers that know none. An interlaced one that is cut has holes in
        // every row.
        pixels: if file.get(INTERLACED) == Some(&0) {
            DynamicImage::from_decoder(LenientPng(decoder))
        } else {
            DynamicImage::from_decoder(decoder)
        }
        .map_err(reason)?,
    })
}

/// A PNG decoder that keeps the rows it has read when the file ends too early.
struct LenientPng<'a>(PngDecoder<Cursor<&'a [u8]>>);

impl ImageDecoder for LenientPng<'_> {
    fn dimensions(&self) -> (u32, u32) {
        self.0.dimensions()
    }

    fn color_type(&self) -> ColorType {
        self.0.color_type()
    }

    fn read_image(self, bytes: &mut [u8]) -> ImageResult<()> {
        let color = self.0.color_type();
        let row = self.0.dimensions().0 as usize * usize::from(color.bytes_per_pixel());
        bytes.fill(MISSING);
        match self.0.read_image(bytes) {
            Err(ImageError::IoError(error))
                if error.kind() == ErrorKind::UnexpectedEof && is_mostly_there(bytes, row) =>
            {
                if color.bytes_per_pixel() > color.channel_count() {
                    // A PNG has the high byte first; the decoder puts them in order after the last row.
                    bytes
                        .as_chunks_mut::<2>()
                        .0
                        .iter_mut()
                        .for_each(|pair| *pair = u16::from_be_bytes(*pair).to_ne_bytes());
                }
                Ok(())
            }
            read => read,
        }
    }

    fn read_image_boxed(self: Box<Self>, bytes: &mut [u8]) -> ImageResult<()> {
        (*self).read_image(bytes)
    }
}

/// Decodes a WebP, without `image`: it allocates what the file claims as the size of its profile.
fn webp(file: &[u8]) -> Result<Decoded, PictureError> {
    let mut decoder = WebPDecoder::new(Cursor::new(file)).map_err(|_| PictureError::Broken)?;
    decoder.set_memory_limit(file.len());
    let (width, height) = decoder.dimensions();
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    check_size(width, height, channels)?;
    let profile = decoder.icc_profile().ok().flatten().and_then(|icc| colour::of_icc(&icc));
    let orientation = orientation(decoder.exif_metadata().ok().flatten().as_deref());
    let mut bytes = vec![0; decoder.output_buffer_size().ok_or(PictureError::Broken)?];
    decoder.read_image(&mut bytes).map_err(|_| PictureError::Broken)?;
    let pixels = if channels == 4 {
        RgbaImage::from_raw(width, height, bytes).map(DynamicImage::from)
    } else {
        RgbImage::from_raw(width, height, bytes).map(DynamicImage::from)
    };
    Ok(Decoded { pixels: pixels.ok_or(PictureError::Broken)?, profile, orientation })
}

fn reason(error: ImageError) -> PictureError {
    match error {
        ImageError::Unsupported(_) => PictureError::Type,
        // A row alone is longer than what a decoder may put aside.
        ImageError::Limits(_) => too_many(MAX_PIXELS),
        _ => PictureError::Broken,
    }
}
