//! Colours: what a file's numbers mean, and the same colours in sRGB, which is what browsers take ours for.
//!
//! A profile comes from outside as the picture does. One that is too large, broken, absurd or made for other channels
//! is ignored, and the picture taken for sRGB: it looks a little off, which is better than none.

use std::io::Cursor;
use std::panic::catch_unwind;
use std::sync::Arc;

use image::{DynamicImage, ImageBuffer, Pixel};
use moxcms::{
    Chromaticity, CicpProfile, ColorPrimaries, ColorProfile, DataColorSpace, Layout, MatrixCoefficients,
    ParsingOptions, ProfileClass, RenderingIntent, ToneReprCurve, TransferCharacteristics, TransformExecutor,
    TransformOptions,
};

/// A profile, in bytes: those of printing presses have up to 3 million.
const MAX_PROFILE: usize = 4 * 1024 * 1024;

type Transform<T> = Arc<dyn TransformExecutor<T> + Send + Sync>;

/// The profile in these bytes.
pub(crate) fn of_icc(icc: &[u8]) -> Option<ColorProfile> {
    let limits = ParsingOptions { max_profile_size: MAX_PROFILE, ..ParsingOptions::default() };
    let profile = catch_unwind(|| ColorProfile::new_from_slice_with_options(icc, limits).ok()).ok().flatten()?;
    let describes_pixels = matches!(
        profile.profile_class,
        ProfileClass::InputDevice | ProfileClass::DisplayDevice | ProfileClass::OutputDevice | ProfileClass::ColorSpace
    );
    describes_pixels.then_some(profile)
}

/// What a PNG says of its colours, the most exact chunk first (PNG, third edition, 4.3).
pub(crate) fn of_png(file: &[u8], limit: u64) -> Option<ColorProfile> {
    let limits = png::Limits { bytes: usize::try_from(limit).unwrap_or(usize::MAX) };
    let reader = png::Decoder::new_with_limits(Cursor::new(file), limits).read_info().ok()?;
    let info = reader.info();
    if let Some(code) = info.coding_independent_code_points {
        return of_code(code);
    }
    if let Some(icc) = &info.icc_profile {
        return of_icc(icc);
    }
    if info.srgb.is_some() {
        return None;
    }
    of_measures(info.gama_chunk, info.chrm_chunk)
}

/// Code points, as in video (ITU-T H.273).
fn of_code(code: png::CodingIndependentCodePoints) -> Option<ColorProfile> {
    let transfer_characteristics = TransferCharacteristics::try_from(code.transfer_function).ok()?;
    // Brighter than white (HDR) would have to be mapped by taste.
    if matches!(transfer_characteristics, TransferCharacteristics::Smpte2084 | TransferCharacteristics::Hlg) {
        return None;
    }
    let profile = ColorProfile::new_from_cicp(CicpProfile {
        color_primaries: code.color_primaries.try_into().ok()?,
        transfer_characteristics,
        matrix_coefficients: MatrixCoefficients::Identity,
        full_range: true,
    });
    (code.is_video_full_range_image && profile.is_matrix_shaper()).then_some(profile)
}

/// A gamma and primaries. A gamma alone is mostly a monitor's of old, which is sRGB's as well.
fn of_measures(gamma: Option<png::ScaledFloat>, primaries: Option<png::SourceChromaticities>) -> Option<ColorProfile> {
    let exponent = 1.0 / gamma?.into_value();
    if !(0.2..=5.0).contains(&exponent) || (primaries.is_none() && (exponent - 2.2).abs() < 0.1) {
        return None;
    }
    let mut profile = ColorProfile::new_srgb();
    if let Some(primaries) = primaries {
        let point = |(x, y): (png::ScaledFloat, png::ScaledFloat)| Chromaticity::new(x.into_value(), y.into_value());
        let [red, green, blue] = [primaries.red, primaries.green, primaries.blue].map(point);
        profile.update_rgb_colorimetry(point(primaries.white).to_xyyb(), ColorPrimaries { red, green, blue });
    }
    profile.cicp = None;
    let curve = Some(ToneReprCurve::Parametric(vec![exponent]));
    (profile.red_trc, profile.green_trc, profile.blue_trc) = (curve.clone(), curve.clone(), curve);
    Some(profile)
}

/// Makes a picture's numbers sRGB; leaves them alone where the profile is of no use.
pub(crate) fn to_srgb(picture: &mut DynamicImage, profile: &ColorProfile) {
    match picture {
        DynamicImage::ImageLuma8(pixels) => convert(pixels, profile, Layout::Gray),
        DynamicImage::ImageLumaA8(pixels) => convert(pixels, profile, Layout::GrayAlpha),
        DynamicImage::ImageRgb8(pixels) => convert(pixels, profile, Layout::Rgb),
        DynamicImage::ImageRgba8(pixels) => convert(pixels, profile, Layout::Rgba),
        DynamicImage::ImageLuma16(pixels) => convert(pixels, profile, Layout::Gray),
        DynamicImage::ImageLumaA16(pixels) => convert(pixels, profile, Layout::GrayAlpha),
        DynamicImage::ImageRgb16(pixels) => convert(pixels, profile, Layout::Rgb),
        DynamicImage::ImageRgba16(pixels) => convert(pixels, profile, Layout::Rgba),
        _ => {}
    }
}

fn convert<P: Pixel<Subpixel = T>, T: Depth>(
    pixels: &mut ImageBuffer<P, Vec<T>>,
    profile: &ColorProfile,
    layout: Layout,
) {
    let space = if P::CHANNEL_COUNT < 3 { DataColorSpace::Gray } else { DataColorSpace::Rgb };
    if profile.color_space != space {
        return;
    }
    let channels = usize::from(P::CHANNEL_COUNT);
    let Some(transform) = T::transform(profile, layout, layout) else { return };
    if !keeps_light_and_dark(&transform, layout, &vec![T::LIGHT; channels], &vec![T::DARK; channels]) {
        return;
    }
    let row = pixels.width() as usize * channels;
    let mut before = vec![T::DARK; row];
    for row in pixels.chunks_exact_mut(row) {
        before.copy_from_slice(row);
        // It fails for slices of unequal length alone.
        if transform.transform(&before, row).is_err() {
            return;
        }
    }
}

/// Makes sRGB of inks, in place: four bytes a pixel become three.
pub(crate) fn from_inks(bytes: &mut Vec<u8>, width: usize, profile: Option<&ColorProfile>) {
    let transform = profile
        .filter(|profile| profile.color_space == DataColorSpace::Cmyk)
        .and_then(|profile| u8::transform(profile, Layout::Rgba, Layout::Rgb))
        .filter(|transform| keeps_light_and_dark(transform, Layout::Rgb, &[0; 4], &[255; 4]));
    let mut inks = vec![0; width * 4];
    let rows = bytes.len() / inks.len();
    for row in 0..rows {
        inks.copy_from_slice(&bytes[row * width * 4..][..width * 4]);
        // Never further than what was read.
        let colours = &mut bytes[row * width * 3..][..width * 3];
        let done = transform.as_ref().is_some_and(|transform| transform.transform(&inks, colours).is_ok());
        if !done {
            mix(&inks, colours);
        }
    }
    bytes.truncate(rows * width * 3);
}

/// What browsers do with inks they have no profile for: each takes its complement's light, black takes all.
fn mix(inks: &[u8], colours: &mut [u8]) {
    for ([inks @ .., black], colours) in inks.as_chunks::<4>().0.iter().zip(colours.as_chunks_mut::<3>().0) {
        *colours = inks.map(|ink| {
            let light = u32::from(255 - ink) * u32::from(255 - black);
            u8::try_from((light + 127) / 255).unwrap_or(u8::MAX)
        });
    }
}

/// Whether white stays light and black dark, so that an absurd profile does not cost the picture.
fn keeps_light_and_dark<T: Depth>(transform: &Transform<T>, layout: Layout, white: &[T], black: &[T]) -> bool {
    // Transparency is the last channel, and not asked.
    let colours = layout.channels() - usize::from(layout.has_alpha());
    let all = |before: &[T], is_right: fn(&T) -> bool| {
        let mut after = vec![T::DARK; layout.channels()];
        transform.transform(before, &mut after).is_ok() && after[..colours].iter().all(is_right)
    };
    all(white, |channel| *channel > T::MIDDLE) && all(black, |channel| *channel < T::MIDDLE)
}

/// Bits of a channel.
trait Depth: image::Primitive + Default {
    const DARK: Self;
    const MIDDLE: Self;
    const LIGHT: Self;

    /// From a profile to sRGB.
    fn transform(profile: &ColorProfile, from: Layout, to: Layout) -> Option<Transform<Self>>;
}

impl Depth for u8 {
    const DARK: Self = 0;
    const MIDDLE: Self = 128;
    const LIGHT: Self = Self::MAX;

    fn transform(profile: &ColorProfile, from: Layout, to: Layout) -> Option<Transform<Self>> {
        with_intent(|options| profile.create_transform_8bit(from, &ColorProfile::new_srgb(), to, options).ok())
    }
}

impl Depth for u16 {
    const DARK: Self = 0;
    const MIDDLE: Self = 0x8000;
    const LIGHT: Self = Self::MAX;

    fn transform(profile: &ColorProfile, from: Layout, to: Layout) -> Option<Transform<Self>> {
        with_intent(|options| profile.create_transform_16bit(from, &ColorProfile::new_srgb(), to, options).ok())
    }
}

/// As for a photo, or as exact as can be where the profile has tables for that alone.
fn with_intent<T>(transform: impl Fn(TransformOptions) -> Option<T> + std::panic::RefUnwindSafe) -> Option<T> {
    [RenderingIntent::Perceptual, RenderingIntent::RelativeColorimetric].into_iter().find_map(|rendering_intent| {
        let options = TransformOptions { rendering_intent, ..TransformOptions::default() };
        catch_unwind(|| transform(options)).ok().flatten()
    })
}
