//! Making logos smaller.

use image::{Rgba, RgbaImage};

/// Scales a logo down so that no side is longer; a smaller one stays as it is.
///
/// A pixel is the average of those it stands for, as light: weighted by how opaque each is, for the colour of a
/// transparent pixel (mostly black) is not seen and must not show at the edges, and by brightness as the eye takes it.
pub(crate) fn shrink(logo: RgbaImage, longest: u32) -> RgbaImage {
    let (from_width, from_height) = logo.dimensions();
    let longer = from_width.max(from_height);
    if longer <= longest {
        return logo;
    }
    let scaled = |side: u32| (side * longest + longer / 2).checked_div(longer).unwrap_or(0).max(1);
    let (width, height) = (scaled(from_width), scaled(from_height));
    let light: [f32; 256] = std::array::from_fn(|value| to_light(value as f32 / 255.0));
    let mut sums = vec![[0.0_f32; 4]; width as usize * height as usize];
    for (x, y, Rgba([red, green, blue, alpha])) in logo.enumerate_pixels() {
        let opacity = f32::from(*alpha) / 255.0;
        let [red, green, blue] = [red, green, blue].map(|channel| light[usize::from(*channel)] * opacity);
        for (y, high) in shares(y, from_height, height) {
            for (x, wide) in shares(x, from_width, width) {
                let sum = &mut sums[y * width as usize + x];
                for (sum, channel) in sum.iter_mut().zip([red, green, blue, opacity]) {
                    *sum += channel * wide * high;
                }
            }
        }
    }
    RgbaImage::from_fn(width, height, |x, y| average(sums[y as usize * width as usize + x as usize]))
}

/// In which pixels of the smaller picture one of the larger lies, and how much of each it is. It is no wider than they
/// are, so it lies in two at most.
fn shares(at: u32, from: u32, to: u32) -> impl Iterator<Item = (usize, f32)> + Clone {
    let (at, from, to) = (u64::from(at), u64::from(from), u64::from(to));
    let (start, end) = (at * to, (at + 1) * to);
    let first = start / from;
    let edge = end.min((first + 1) * from);
    let share = move |length: u64| length as f32 / from as f32;
    [(first as usize, share(edge - start)), (first as usize + 1, share(end - edge))]
        .into_iter()
        .filter(|(_, share)| *share > 0.0)
}

fn average([red, green, blue, opacity]: [f32; 4]) -> Rgba<u8> {
    let byte = |value: f32| (value * 255.0).round().clamp(0.0, 255.0) as u8;
    let alpha = byte(opacity);
    if alpha == 0 {
        return Rgba([0; 4]);
    }
    let [red, green, blue] = [red, green, blue].map(|channel| byte(from_light(channel / opacity)));
    Rgba([red, green, blue, alpha])
}

/// sRGB to light, 0 to 1 (IEC 61966-2-1).
fn to_light(value: f32) -> f32 {
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

fn from_light(light: f32) -> f32 {
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}
