use super::*;

#[test]
fn a_photo_comes_in_three_sizes_and_a_preview() {
    let photo = photo(&encoded(3000, 2000, ImageFormat::Jpeg)).unwrap();
    assert_eq!((photo.width, photo.height), (2400, 1600));
    let names: Vec<_> = photo.files.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["large.jpg", "medium.jpg", "thumb.jpg"]);
    assert!(photo.placeholder.len() < 1200, "{}", photo.placeholder.len());
    let thumb = image::load_from_memory(&photo.files[2].1).unwrap();
    assert_eq!((thumb.width(), thumb.height()), (480, 320));
}

#[test]
fn what_travels_with_a_picture_stays_behind() {
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS-SECRET";
    let mut jpeg = with_segment(&encoded(300, 200, ImageFormat::Jpeg), 0xe1, exif);
    jpeg.extend(b"<script>alert(1)</script>");
    let photo = photo(&jpeg).unwrap();
    assert_eq!((photo.width, photo.height), (200, 300), "orientation 6 is turned upright");
    for (_, file) in &photo.files {
        for secret in [&b"GPS-SECRET"[..], b"<script>", b"ICC_PROFILE", b"Exif"] {
            assert!(!file.windows(secret.len()).any(|part| part == secret));
        }
    }
}
