//! JPEGs as cameras, editors and interrupted uploads leave them.

use image::{DynamicImage, GrayImage, RgbImage};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::decode::{Decoded, check_size, is_mostly_there, orientation};
use crate::{PictureError, colour};

/// The pixels of a JPEG, and what is told of them.
pub(crate) fn decode(file: &[u8]) -> Result<Decoded, PictureError> {
    let unmarked: Vec<u8>;
    let mut decoder = opened(file)?;
    let info = decoder.info().ok_or(PictureError::Broken)?;
    let space = match decoder.input_colorspace().ok_or(PictureError::Broken)? {
        // Red, green and blue as they are, by Adobe's mark, which the decoder takes for inks of which one is missing.
        // Without the mark it takes them for brightness and differences, and gives these unconverted when asked.
        ColorSpace::CMYK if info.components == 3 => {
            unmarked = without_mark(file);
            decoder = opened(&unmarked)?;
            ColorSpace::YCbCr
        }
        // Inks need the profile before they are colours.
        space @ (ColorSpace::Luma | ColorSpace::CMYK | ColorSpace::YCCK) => space,
        _ => ColorSpace::RGB,
    };
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    let channels = space.num_components();
    check_size(width, height, u8::try_from(channels).unwrap_or(u8::MAX))?;
    decoder.set_options(decoder.options().jpeg_set_out_colorspace(space));
    let mut bytes = vec![0; decoder.output_buffer_size().ok_or(PictureError::Broken)?];
    decoder.decode_into(&mut bytes).map_err(|_| PictureError::Broken)?;
    if is_cut(file) && !is_mostly_there(&bytes, usize::from(info.width) * channels) {
        return Err(PictureError::Broken);
    }
    let profile = decoder.icc_profile().and_then(|icc| colour::of_icc(&icc));
    let pixels = match space {
        ColorSpace::Luma => GrayImage::from_raw(width, height, bytes).map(DynamicImage::from),
        ColorSpace::CMYK | ColorSpace::YCCK => {
            inks(&mut bytes, space);
            colour::from_inks(&mut bytes, usize::from(info.width), profile.as_ref());
            RgbImage::from_raw(width, height, bytes).map(DynamicImage::from)
        }
        _ => RgbImage::from_raw(width, height, bytes).map(DynamicImage::from),
    };
    Ok(Decoded {
        pixels: pixels.ok_or(PictureError::Broken)?,
        profile,
        orientation: orientation(info.exif_data.as_deref()),
    })
}

/// A decoder that has read up to the first pixels.
fn opened(file: &[u8]) -> Result<JpegDecoder<ZCursor<&[u8]>>, PictureError> {
    let options = DecoderOptions::default().set_strict_mode(false).set_max_width(usize::MAX).set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().map_err(|_| reason(file))?;
    Ok(decoder)
}

/// Why the decoder does not read a file. Lossless, arithmetic and 12 bits deep ones are whole, but browsers show none of
/// them either.
fn reason(file: &[u8]) -> PictureError {
    let mut at = 2;
    while let [0xff, marker, high, low, rest @ ..] = file.get(at..).unwrap_or_default() {
        match marker {
            0xff => at += 1,
            0xc0..=0xc2 if rest.first() == Some(&8) => break,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return PictureError::Type,
            0xda => break,
            _ => at += 2 + usize::from(u16::from_be_bytes([*high, *low])),
        }
    }
    PictureError::Broken
}

/// The file, in which Adobe's segment is none of Adobe's.
fn without_mark(file: &[u8]) -> Vec<u8> {
    let mark = |part: &[u8]| matches!(part, [0xff, 0xee, _, _, b'A', b'd', b'o', b'b', b'e']);
    let mut file = file.to_vec();
    if let Some(at) = file.windows(9).position(mark) {
        file[at + 4] = b'-';
    }
    file
}

/// Whether the file stops before its picture does: no end-of-image marker follows the last start of a scan (ITU-T T.81,
/// annex B). A preview in the metadata has both, before the picture's own scans.
fn is_cut(file: &[u8]) -> bool {
    file.windows(2).rev().find(|pair| matches!(pair, [0xff, 0xd9 | 0xda])) != Some(&[0xff, 0xd9][..])
}

/// Makes cyan, magenta, yellow and black of the samples of a file, 255 being full ink. Files have them the other way
/// round, as Adobe began it, and some have the first three as brightness and two colour differences.
fn inks(samples: &mut [u8], space: ColorSpace) {
    for pixel in samples.as_chunks_mut::<4>().0 {
        if space == ColorSpace::YCCK {
            let [y, blue, red] = [pixel[0], pixel[1], pixel[2]].map(i32::from);
            let (blue, red) = (blue - 128, red - 128);
            // ITU-T T.871, in 65536ths: these are red, green and blue, the complements of the file's inks.
            let mixed = [91_881 * red, -22_554 * blue - 46_802 * red, 116_130 * blue];
            for (ink, difference) in pixel.iter_mut().zip(mixed) {
                *ink = u8::try_from((y + ((difference + 32_768) >> 16)).clamp(0, 255)).unwrap_or(u8::MAX);
            }
            pixel[3] = 255 - pixel[3];
        } else {
            *pixel = pixel.map(|sample| 255 - sample);
        }
    }
}
