use image::{GrayImage, ImageBuffer, ImageFormat, Rgb};
use moxcms::ColorProfile;

use super::*;

/// A green in Display P3, and the same in sRGB.
const P3: [u8; 3] = [76, 158, 73];
const IN_SRGB: [u8; 3] = [30, 160, 60];

#[test]
fn a_wide_profile_is_converted_whatever_the_kind_of_file() {
    let p3 = ColorProfile::new_display_p3().encode().unwrap();
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        near(&plain(P3, format, &p3), IN_SRGB, &format!("{format:?}"));
        near(&plain(P3, format, &[]), P3, &format!("{format:?} without a profile"));
    }
}

#[test]
fn an_srgb_profile_changes_nothing() {
    let srgb = ColorProfile::new_srgb().encode().unwrap();
    for colour in [[0, 0, 0], [1, 2, 3], [128, 128, 128], [200, 30, 90], [255, 255, 255]] {
        let made = decode(&plain(colour, ImageFormat::Png, &srgb)).unwrap().into_rgb8();
        assert!(made.get_pixel(3, 3).0.iter().zip(colour).all(|(a, b)| a.abs_diff(b) <= 1), "{colour:?}: {made:?}");
    }
}

#[test]
fn a_profile_in_several_segments_is_put_together() {
    let p3 = ColorProfile::new_display_p3().encode().unwrap();
    let (first, second) = p3.split_at(p3.len() / 2);
    let part = |number: u8, bytes: &[u8]| [&b"ICC_PROFILE\0"[..], &[number, 2][..], bytes].concat();
    let plain = plain(P3, ImageFormat::Jpeg, &[]);
    // The last put in comes first.
    near(&with_segment(&with_segment(&plain, 0xe2, &part(2, second)), 0xe2, &part(1, first)), IN_SRGB, "in order");
    near(&with_segment(&with_segment(&plain, 0xe2, &part(1, first)), 0xe2, &part(2, second)), IN_SRGB, "out of order");
    near(&with_segment(&plain, 0xe2, &part(1, first)), P3, "one is missing");
}

#[test]
fn sixteen_bits_and_greys_are_converted_too() {
    let p3 = ColorProfile::new_display_p3().encode().unwrap();
    let deep = ImageBuffer::<Rgb<u16>, _>::from_pixel(9, 9, Rgb(P3.map(|channel| u16::from(channel) * 257)));
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(deep).write_to(&mut file, ImageFormat::Png).unwrap();
    near(&with_chunk(file.get_ref(), b"iCCP", &in_png(&p3)), IN_SRGB, "16 bits");
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(GrayImage::from_pixel(9, 9, image::Luma([128]))).write_to(&mut file, ImageFormat::Png).unwrap();
    // Twice as bright in the middle as sRGB: the square root of a half, not about its fourth part.
    let light = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
    near(&with_chunk(file.get_ref(), b"iCCP", &in_png(&light)), [188; 3], "grey");
    near(&with_chunk(file.get_ref(), b"iCCP", &in_png(&p3)), [128; 3], "grey with a profile for colours");
}

#[test]
fn a_png_may_tell_its_colours_without_a_profile() {
    let plain = plain(P3, ImageFormat::Png, &[]);
    near(&with_chunk(&plain, b"cICP", &[12, 13, 0, 1]), IN_SRGB, "code points");
    near(&with_chunk(&plain, b"cICP", &[9, 16, 0, 1]), P3, "brighter than white");
    let numbers = |numbers: &[u32]| numbers.iter().flat_map(|n| n.to_be_bytes()).collect::<Vec<_>>();
    let gamma = |n: u32| with_chunk(&plain, b"gAMA", &numbers(&[n]));
    near(&gamma(45_455), P3, "the usual gamma");
    near(&gamma(100_000), [148, 206, 146], "linear");
    near(&gamma(0), P3, "no gamma");
    let p3 = numbers(&[31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000]);
    near(&with_chunk(&gamma(45_455), b"cHRM", &p3), [20, 162, 57], "primaries");
    near(&with_chunk(&gamma(45_455), b"cHRM", &numbers(&[0; 8])), P3, "no primaries");
    near(&with_chunk(&with_chunk(&gamma(100_000), b"cHRM", &p3), b"sRGB", &[0]), P3, "sRGB says it all");
}

#[test]
fn inks_become_colours_by_their_profile_or_as_browsers_mix_them() {
    let adobe = |transform: u8| [&b"Adobe\0\x64\0\0\0\0"[..], &[transform]].concat();
    let (as_they_are, as_differences) = (adobe(0), adobe(2));
    // Samples are 255 without ink: half of cyan, and a fifth of black.
    let file = samples(&[128, 255, 255, 204], &[(0xee, &as_they_are)]);
    near(&file, [102, 204, 204], "CMYK");
    near(&samples(&[128, 255, 255, 204], &[]), [102, 204, 204], "CMYK that nobody signed");
    // Red, 200, 0, 0 and no black, as brightness and differences.
    near(&samples(&[60, 94, 228, 255], &[(0xee, &as_differences)]), [55, 255, 255], "YCCK");
    let printed = [&b"ICC_PROFILE\0"[..], &[1, 1][..], &press()].concat();
    let file = samples(&[0, 255, 255, 255], &[(0xee, &as_they_are), (0xe2, &printed)]);
    near(&file, [119; 3], "cyan that the press prints as grey");
    near(&samples(&[255; 4], &[(0xee, &as_they_are), (0xe2, &printed)]), [255; 3], "paper");
    let file = samples(&[30, 160, 60], &[(0xee, &as_they_are)]);
    near(&file, [30, 160, 60], "three components that are red, green and blue");
}

#[test]
fn a_profile_of_no_use_costs_itself_only() {
    let p3 = ColorProfile::new_display_p3().encode().unwrap();
    let changed = |at: usize, bytes: &[u8]| {
        let mut profile = p3.clone();
        profile[at..at + bytes.len()].copy_from_slice(bytes);
        profile
    };
    let mut black = ColorProfile::new_srgb();
    black.red_colorant = moxcms::Xyzd { x: -1.0, y: -1.0, z: -1.0 };
    let mut huge = p3.clone();
    huge.resize(5_000_000, 0);
    let cases = [
        ("empty", vec![0]),
        ("words", b"no profile at all, but some words".to_vec()),
        ("cut", p3[..p3.len() / 2].to_vec()),
        ("a head alone", p3[..128].to_vec()),
        ("four billion tags", changed(128, &[0xff; 4])),
        ("for inks", press()),
        ("for inks by its name", changed(16, b"CMYK")),
        ("a link between devices", changed(12, b"link")),
        ("all is dark", black.encode().unwrap()),
        ("huge", huge),
    ];
    for (what, profile) in cases {
        near(&plain(P3, ImageFormat::Png, &profile), P3, what);
        near(&plain(P3, ImageFormat::WebP, &profile), P3, what);
    }
}

#[test]
fn no_damage_to_a_profile_harms_a_picture() {
    let profiles = [ColorProfile::new_display_p3().encode().unwrap(), press()];
    let mut state = 1_u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for round in 0..40 {
        let mut profile = profiles[round % 2].clone();
        for _ in 0..=random(6) {
            // The head and the tags are where sizes are.
            let within = if random(2) == 0 { 400 } else { profile.len() };
            let at = random(within.min(profile.len()));
            profile[at] = [0, 1, 0x7f, 0x80, 0xff, random(256) as u8][random(6)];
        }
        let printed = [&b"ICC_PROFILE\0"[..], &[1, 1][..], &profile].concat();
        decode(&samples(&[0, 9, 99, 0], &[(0xe2, &printed)])).unwrap();
        decode(&samples(&[0, 9, 99], &[(0xe2, &printed)])).unwrap();
    }
}

fn near(file: &[u8], colour: [u8; 3], what: &str) {
    let made = decode(file).unwrap().into_rgb8();
    let pixel = made.get_pixel(3, 3).0;
    let is_near = pixel.iter().zip(colour).all(|(channel, right)| channel.abs_diff(right) <= 2);
    assert!(is_near, "{what}: {pixel:?}, not {colour:?}");
}

/// A chunk's name for the profile, how it's packed, and the profile in a zlib stream that does not pack.
fn in_png(profile: &[u8]) -> Vec<u8> {
    let length = u16::try_from(profile.len()).unwrap();
    let (low, high) = profile.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    let checksum = (high << 16 | low).to_be_bytes();
    [&b"p\0\0"[..], &[0x78, 0x01, 0x01][..], &length.to_le_bytes(), &(!length).to_le_bytes(), profile, &checksum]
        .concat()
}

/// The profile of a press whose cyan is grey: a table of two steps an ink to Lab, of eight bits each (ICC.1:2001-04,
/// lut8Type).
fn press() -> Vec<u8> {
    let ramp: Vec<u8> = (0..=255).collect();
    let mut table = b"mft1\0\0\0\0\x04\x03\x02\0".to_vec();
    for row in 0..9 {
        table.extend(if row % 4 == 0 { 0x1_0000_u32 } else { 0 }.to_be_bytes());
    }
    table.extend(ramp.repeat(4));
    for step in 0..16_u8 {
        // Cyan changes slowest.
        let lightness = if step == 0 {
            255
        } else if step == 8 {
            128
        } else {
            0
        };
        table.extend([lightness, 128, 128]);
    }
    table.extend(ramp.repeat(3));
    let mut profile = vec![0; 128];
    let at = u32::try_from(128 + 4 + 12).unwrap();
    profile[8] = 2;
    profile[12..24].copy_from_slice(b"prtrCMYKLab ");
    profile[36..40].copy_from_slice(b"acsp");
    for (at, number) in [(68, 0xf6d6_u32), (72, 0x1_0000), (76, 0xd32d)] {
        profile[at..at + 4].copy_from_slice(&number.to_be_bytes());
    }
    profile.extend(1_u32.to_be_bytes());
    profile.extend(b"A2B0");
    profile.extend(at.to_be_bytes());
    profile.extend(u32::try_from(table.len()).unwrap().to_be_bytes());
    profile.extend(table);
    let length = u32::try_from(profile.len()).unwrap();
    profile[..4].copy_from_slice(&length.to_be_bytes());
    profile
}
