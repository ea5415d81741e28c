//! A shop's brand colour, and the colours derived from it so that any brand stays readable.
//!
//! Colours are moved along OKLCH lightness (Ottosson 2020), which keeps the hue people recognise, until they reach the
//! contrast that WCAG 2.2 asks for text (4.5:1).

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// An opaque sRGB colour, written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    r: u8,
    g: u8,
    b: u8,
}

/// The text is no colour of the form `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a colour is # and six hex digits, such as #b3202a")]
pub struct NotAColor;

/// The colours a page uses for one brand on one background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent {
    /// Buttons and the like.
    pub fill: Color,
    /// Text on [`Accent::fill`].
    pub ink: Color,
    /// The brand as text on the page.
    pub text: Color,
    /// A surface with a breath of the brand.
    pub soft: Color,
}

/// The background that [`Accent`] is worked out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// Near white.
    Light,
    /// Near black.
    Dark,
}

const READABLE: f64 = 4.5;
/// WCAG 2.2 success criterion 1.4.11: a control's edge against what is next to it.
const VISIBLE: f64 = 3.0;

impl Color {
    /// White.
    pub const WHITE: Self = Self { r: 255, g: 255, b: 255 };
    /// The darkest ink in use.
    pub const INK: Self = Self { r: 22, g: 20, b: 18 };

    /// The contrast between two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// What a page on that background uses.
    pub fn accent(self, background: Background) -> Accent {
        let page = match background {
            Background::Light => Self { r: 250, g: 249, b: 247 },
            Background::Dark => Self { r: 21, g: 20, b: 19 },
        };
        let fill = self.moved_until(background, |c| c.contrast(page) >= VISIBLE);
        let ink = if fill.contrast(Self::WHITE) >= READABLE || fill.contrast(Self::WHITE) >= fill.contrast(Self::INK) {
            Self::WHITE
        } else {
            Self::INK
        };
        // A mid tone can miss 4.5:1 with both inks: then the fill gives way, away from its ink.
        let away = if ink == Self::WHITE { Background::Light } else { Background::Dark };
        let fill = fill.moved_until(away, |c| c.contrast(ink) >= READABLE);
        let soft = self.mixed_into(
            page,
            match background {
                Background::Light => 0.08,
                Background::Dark => 0.16,
            },
        );
        let text = self.moved_until(background, |c| c.contrast(page) >= READABLE && c.contrast(soft) >= READABLE);
        Accent { fill, ink, text, soft }
    }

    fn luminance(self) -> f64 {
        0.2126 * linear(self.r) + 0.7152 * linear(self.g) + 0.0722 * linear(self.b)
    }

    /// Darkens (on light) or lightens (on dark) in small steps until `enough`.
    fn moved_until(self, background: Background, enough: impl Fn(Self) -> bool) -> Self {
        let step = match background {
            Background::Light => -0.01,
            Background::Dark => 0.01,
        };
        let (lightness, a, b) = self.to_oklab();
        let mut color = self;
        let mut moved = lightness.clamp(0.0, 1.0);
        while !enough(color) && (0.0..=1.0).contains(&moved) {
            moved += step;
            // Chroma has to shrink towards black and white, where there is less room for it.
            let room =
                if step < 0.0 { moved / lightness.max(0.01) } else { (1.0 - moved) / (1.0 - lightness).max(0.01) };
            let keep = room.clamp(0.0, 1.0).sqrt();
            color = Self::from_oklab(moved.clamp(0.0, 1.0), a * keep, b * keep);
        }
        color
    }

    fn mixed_into(self, other: Self, share: f64) -> Self {
        let mix = |x: u8, y: u8| (f64::from(x) * share + f64::from(y) * (1.0 - share)).round() as u8;
        Self { r: mix(self.r, other.r), g: mix(self.g, other.g), b: mix(self.b, other.b) }
    }

    fn to_oklab(self) -> (f64, f64, f64) {
        let (r, g, b) = (linear(self.r), linear(self.g), linear(self.b));
        let l = (0.412_221_47 * r + 0.536_332_54 * g + 0.051_445_99 * b).cbrt();
        let m = (0.211_903_5 * r + 0.680_699_55 * g + 0.107_396_96 * b).cbrt();
        let s = (0.088_302_46 * r + 0.281_718_84 * g + 0.629_978_7 * b).cbrt();
        (
            0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_05 * s,
            1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
            0.025_904_04 * l + 0.782_771_77 * m - 0.808_675_77 * s,
        )
    }

    fn from_oklab(lightness: f64, a: f64, b: f64) -> Self {
        let l = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
        let m = (lightness - 0.105_561_35 * a - 0.063_854_17 * b).powi(3);
        let s = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
        Self {
            r: encoded(4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_93 * s),
            g: encoded(-1.268_438 * l + 2.609_757_4 * m - 0.341_319_4 * s),
            b: encoded(-0.004_196_09 * l - 0.703_418_6 * m + 1.707_614_7 * s),
        }
    }
}

fn linear(channel: u8) -> f64 {
    let c = f64::from(channel) / 255.0;
    if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

fn encoded(linear: f64) -> u8 {
    let c = linear.clamp(0.0, 1.0);
    let c = if c <= 0.003_130_8 { c * 12.92 } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 };
    (c * 255.0).round() as u8
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

impl FromStr for Color {
    type Err = NotAColor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.trim().strip_prefix('#').ok_or(NotAColor)?;
        let mut bytes = [0u8; 3];
        hex::decode_to_slice(digits, &mut bytes).map_err(|_| NotAColor)?;
        Ok(Self { r: bytes[0], g: bytes[1], b: bytes[2] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_brand_is_readable_on_both_backgrounds() {
        for step in 0..4096u32 {
            let channel = |shift: u32| ((step >> shift & 15) * 17) as u8;
            let brand = Color { r: channel(8), g: channel(4), b: channel(0) };
            for (background, page) in [
                (Background::Light, Color { r: 250, g: 249, b: 247 }),
                (Background::Dark, Color { r: 21, g: 20, b: 19 }),
            ] {
                let accent = brand.accent(background);
                assert!(accent.fill.contrast(accent.ink) >= READABLE, "{brand} {background:?} ink {accent:?}");
                assert!(accent.text.contrast(page) >= READABLE, "{brand} {background:?} text {accent:?}");
                assert!(accent.text.contrast(accent.soft) >= READABLE, "{brand} {background:?} soft {accent:?}");
            }
        }
    }

    #[test]
    fn a_colour_reads_back_and_a_good_brand_is_left_alone() {
        let brand: Color = "#b3202a".parse().unwrap();
        assert_eq!(brand.to_string(), "#b3202a");
        assert_eq!(brand.accent(Background::Light).fill, brand);
        for bad in ["", "b3202a", "#b3202", "#b3202ag", "red", "#b3202a;}body{display:none"] {
            assert_eq!(bad.parse::<Color>(), Err(NotAColor), "{bad}");
        }
    }
}
