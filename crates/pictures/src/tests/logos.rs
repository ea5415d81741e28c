use image::{Rgba, RgbaImage};

use super::*;

#[test]
fn a_white_logo_on_nothing_has_no_dark_rim() {
    // A disc: white within, nothing (and that is black) around, half opaque at its edge.
    let disc = RgbaImage::from_fn(500, 300, |x, y| {
        let far = (x as f32 - 250.0).hypot(y as f32 - 150.0);
        match far {
            ..120.0 => Rgba([255; 4]),
            120.0..140.0 => Rgba([255, 255, 255, 128]),
            _ => Rgba([0; 4]),
        }
    });
    let made = made(disc);
    assert_eq!(made.dimensions(), (192, 115));
    for pixel in made.pixels() {
        assert!(pixel.0[3] == 0 || pixel.0[..3] == [255; 3], "{pixel:?}");
    }
    assert!(made.pixels().any(|pixel| (1..128).contains(&pixel.0[3])), "an edge is smooth");
    assert_eq!(made.get_pixel(0, 0).0, [0; 4]);
}

#[test]
fn colours_are_averaged_as_light() {
    // Lines of black and white, seen from afar: half of the light, which is 188 and not 128.
    let lines = RgbaImage::from_fn(384, 384, |x, _| if x % 2 == 0 { Rgba([0, 0, 0, 255]) } else { Rgba([255; 4]) });
    assert!(made(lines).pixels().all(|pixel| pixel.0 == [188, 188, 188, 255]));
}

#[test]
fn any_size_is_averaged_without_a_seam() {
    for (width, height, right) in
        [(193, 193, (192, 192)), (1000, 3, (192, 1)), (7, 391, (3, 192)), (577, 101, (192, 34))]
    {
        let made = made(RgbaImage::from_pixel(width, height, Rgba([10, 120, 240, 200])));
        assert_eq!(made.dimensions(), right);
        for pixel in made.pixels() {
            assert!(pixel.0.iter().zip([10, 120, 240, 200]).all(|(a, b)| a.abs_diff(b) <= 1), "{width}: {pixel:?}");
        }
    }
}

#[test]
fn a_small_logo_stays_as_it_is() {
    let small = RgbaImage::from_fn(64, 32, |x, y| Rgba([x as u8, y as u8, 9, 200]));
    assert_eq!(made(small.clone()), small);
}

fn made(picture: RgbaImage) -> RgbaImage {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png).unwrap();
    image::load_from_memory(&logo(file.get_ref()).unwrap()).unwrap().into_rgba8()
}
