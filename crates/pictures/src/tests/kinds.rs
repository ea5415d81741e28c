use image::metadata::Orientation;

use super::*;

const MILLIONS: PictureError = PictureError::TooManyPixels { millions: 52 };

#[test]
fn what_viewers_open_is_opened() {
    let jpeg = encoded(160, 120, ImageFormat::Jpeg);
    let png = encoded(160, 120, ImageFormat::Png);
    let without_end = jpeg[..jpeg.len() - 2].to_vec();
    let tables = jpeg.windows(2).position(|pair| pair == [0xff, 0xdb]).unwrap();
    let cases = [
        ("without its end marker", without_end.clone()),
        ("zeros after the end", [&jpeg[..], &[0; 4096]].concat()),
        ("zeros instead of the end", [&without_end[..], &[0; 64]].concat()),
        ("a start of a scan after the end", [&jpeg[..], &[0xff, 0xda, 0, 0]].concat()),
        ("zeros between segments", [&jpeg[..tables], &[0; 9], &jpeg[tables..]].concat()),
        ("fill bytes before a marker", [&jpeg[..tables], &[0xff; 5], &jpeg[tables..]].concat()),
        ("an empty line before the start", [&b"\r\n"[..], &jpeg].concat()),
        ("fill bytes before the start", [&[0xff; 3][..], &jpeg].concat()),
        ("zeros before a PNG", [&[0; 3][..], &png].concat()),
        ("a PNG with more after it", [&png[..], b"more"].concat()),
        ("a PNG without its end", png[..png.len() - 12].to_vec()),
        ("two thirds of a PNG", png[..png.len() * 2 / 3].to_vec()),
        ("nine tenths of a JPEG", jpeg[..jpeg.len() * 9 / 10].to_vec()),
        ("two thirds of a JPEG", jpeg[..jpeg.len() * 2 / 3].to_vec()),
    ];
    for (what, file) in cases {
        let made = decode(&file).unwrap_or_else(|error| panic!("{what}: {error}")).into_rgb8();
        let right = varied(160, 120);
        assert_eq!(made.dimensions(), (160, 120), "{what}");
        let pixel = made.get_pixel(40, 40).0;
        assert!(pixel.iter().zip(right.get_pixel(40, 40).0).all(|(a, b)| a.abs_diff(b) < 30), "{what}: {pixel:?}");
    }
}

/// Made by other encoders, for ours write none of these: eight rows of red above eight of blue.
#[test]
fn rarer_kinds_of_the_same_files_are_opened() {
    for (what, file) in [
        ("progressive", &include_bytes!("files/progressive.jpg")[..]),
        ("sampled by halves", include_bytes!("files/halves.jpg")),
        ("a palette", include_bytes!("files/palette.png")),
        ("interlaced", include_bytes!("files/interlaced.png")),
        ("an animated PNG", include_bytes!("files/animated.png")),
        ("an animated WebP", include_bytes!("files/animated.webp")),
    ] {
        let made = decode(file).unwrap_or_else(|error| panic!("{what}: {error}")).into_rgb8();
        for (y, right) in [(2, [200, 20, 20]), (13, [20, 20, 200])] {
            let pixel = made.get_pixel(8, y).0;
            assert!(pixel.iter().zip(right).all(|(a, b)| a.abs_diff(b) < 12), "{what}: {pixel:?}, not {right:?}");
        }
    }
    let bits = decode(include_bytes!("files/bits.png")).unwrap().into_luma8();
    assert_eq!((bits.get_pixel(8, 2).0, bits.get_pixel(8, 13).0), ([255], [0]), "a bit a pixel");
}

#[test]
fn what_is_no_picture_of_ours_is_refused_by_name() {
    let jpeg = encoded(160, 120, ImageFormat::Jpeg);
    let mut preview = jpeg[..jpeg.len() / 3].to_vec();
    preview = with_segment(&preview, 0xe1, &[&b"Exif\0\0"[..], &encoded(16, 16, ImageFormat::Jpeg)].concat());
    let mut lossless = jpeg.clone();
    let frame = lossless.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    lossless[frame + 1] = 0xc3;
    let mut deep = jpeg.clone();
    deep[frame + 4] = 12;
    let png = encoded(160, 120, ImageFormat::Png);
    let cases: [(&str, &[u8], PictureError); 13] = [
        ("nothing", b"", PictureError::Type),
        ("zeros", &[0; 99], PictureError::Type),
        ("a drawing", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", PictureError::Type),
        ("a GIF", b"GIF89a\x01\x00\x01\x00", PictureError::Type),
        ("an iPhone's", b"\0\0\0\x24ftypheic\0\0\0\0mif1heic", PictureError::Type),
        ("a lossless JPEG", &lossless, PictureError::Type),
        ("a JPEG of twelve bits", &deep, PictureError::Type),
        ("a JPEG's head", &jpeg[..200], PictureError::Broken),
        ("a third of a JPEG", &jpeg[..jpeg.len() / 3], PictureError::Broken),
        ("a third of a JPEG, with a whole preview", &preview, PictureError::Broken),
        ("a third of a PNG", &png[..png.len() / 3], PictureError::Broken),
        ("two thirds of an interlaced PNG", &include_bytes!("files/interlaced.png")[..80], PictureError::Broken),
        ("a WebP's head", &encoded(16, 16, ImageFormat::WebP)[..24], PictureError::Broken),
    ];
    for (what, file, error) in cases {
        assert_eq!(photo(file).unwrap_err(), error, "{what}");
        assert_eq!(logo(file).unwrap_err(), error, "{what} as a logo");
    }
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    let png = |width: u32, height: u32, depth: u8, colour: u8| {
        let mut png = encoded(1, 1, ImageFormat::Png);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        (png[24], png[25]) = (depth, colour);
        let crc = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        png
    };
    assert_eq!(photo(&png(10_000, 6_000, 8, 2)).unwrap_err(), MILLIONS);
    assert_eq!(logo(&png(10_000, 6_000, 8, 2)).unwrap_err(), MILLIONS);
    assert_eq!(photo(&png(10_000, 3_000, 16, 6)).unwrap_err(), PictureError::TooManyPixels { millions: 26 });
    assert_eq!(photo(&png(50_000_000, 1, 8, 2)).unwrap_err(), MILLIONS, "a line");
    assert_eq!(photo(&png(u32::MAX >> 1, u32::MAX >> 1, 8, 2)).unwrap_err(), MILLIONS);
    let mut jpeg = encoded(16, 16, ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    assert_eq!(photo(&jpeg).unwrap_err(), MILLIONS);
}

#[test]
fn a_webp_is_not_believed_about_its_metadata() {
    let mut file = plain([200, 20, 20], ImageFormat::WebP, &[1, 2, 3, 4]);
    // Four billion bytes, it says.
    file.extend([&b"EXIF"[..], &0xffff_fff0_u32.to_le_bytes(), b"MM\0*"].concat());
    let length = u32::try_from(file.len() - 8).unwrap();
    file[4..8].copy_from_slice(&length.to_le_bytes());
    assert!(photo(&file).is_ok());
}

#[test]
fn every_orientation_is_turned_upright() {
    for code in 1..=8 {
        let exif =
            [&b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"[..], &[code, 0, 0, 0, 0, 0, 0]].concat();
        let made = decode(&with_segment(&encoded(32, 16, ImageFormat::Jpeg), 0xe1, &exif)).unwrap();
        let mut right = decode(&encoded(32, 16, ImageFormat::Jpeg)).unwrap();
        right.apply_orientation(Orientation::from_exif(code).unwrap());
        assert_eq!(made, right, "{code}");
    }
}
