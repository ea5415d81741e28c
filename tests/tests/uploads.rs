//! What people upload (SECURITY.md: uploads).

use forecourt_tests::shops::fetch;
use forecourt_tests::{Backend, Client, Multipart, TwoShops, both, html, pictures};
use image::ImageFormat;

both! {
    async fn several_photos_at_once_become_pictures(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let (png, webp) = (pictures::in_format(ImageFormat::Png, 300, 200), pictures::in_format(ImageFormat::WebP, 200, 300));
        let answer = shops.torque.upload(&job, "during", &[("a.jpg", &pictures::jpeg(3000, 2000)), ("b.png", &png), ("c.webp", &webp)]).await.expect(200).json();
        assert_eq!(answer["ok"], true, "{answer}");
        assert_eq!(answer["photos"].as_array().unwrap().len(), 3);
        for file in files(&phone, &job).await {
            let picture = fetch(&phone, &file).await.expect(200);
            assert_eq!(picture.header("content-type"), "image/jpeg", "made by us: {file}");
            pictures::open(&picture.body);
        }
    }

    async fn without_a_script_the_form_does_the_same(shops: TwoShops) {
        let (_, job, _) = shops.customer_with_job().await;
        let page = format!("/staff/jobs/{job}");
        let csrf = shops.torque.owner.csrf(&page).await;
        let parts = Multipart::default().text("csrf", &csrf).text("stage", "after").file("photos", "a.jpg", "image/jpeg", &pictures::jpeg(90, 60)).file("photos", "b.jpg", "image/jpeg", pictures::svg());
        let answer = shops.torque.owner.post(format!("{page}/photos")).multipart(parts).await;
        assert!(answer.status == 303 || answer.status == 200 || answer.status == 422, "{answer}");
        let shown = if answer.status == 303 { shops.torque.owner.get(answer.location()).await } else { answer };
        shown.saying("This is not a photo we can read");
        assert_eq!(shops.server.database.count("photos", "stage = 'after'").await, 1, "the good one is kept");
    }

    async fn where_and_with_what_a_photo_was_taken_stays_out(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        for orientation in 1..=8_u8 {
            shops.torque.upload(&job, "during", &[("exif.jpg", &pictures::with_exif(120, 80, orientation))]).await.expect(200);
        }
        let mut turned = 0;
        for file in files(&phone, &job).await {
            let picture = fetch(&phone, &file).await.expect(200);
            for secret in [pictures::CAMERA.as_bytes(), b"Exif", b"GPS"] {
                assert!(!holds(&picture.body, secret), "{file} still tells {}", String::from_utf8_lossy(secret));
            }
            let upright = pictures::open(&picture.body);
            turned += usize::from(upright.height() > upright.width());
        }
        assert!(turned >= 4, "orientations 5 to 8 are turned: {turned}");
    }

    async fn a_photo_held_sideways_stands_upright(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        // The left half is red; turned clockwise (6) it is on top, counter-clockwise (8) below.
        for (orientation, red_on_top) in [(6, true), (8, false)] {
            let answer = shops.torque.upload(&job, "after", &[("held.jpg", &pictures::with_exif(120, 80, orientation))]).await.expect(200).json();
            let id = answer["photos"][0]["id"].as_str().expect("an id").to_owned();
            let file = files(&phone, &job).await.into_iter().find(|file| file.contains(&id)).expect("shown");
            let picture = pictures::open(&fetch(&phone, &file).await.expect(200).body);
            assert_eq!((picture.width(), picture.height()), (80, 120));
            assert_eq!(pictures::is_red(*picture.get_pixel(40, 10)), red_on_top, "orientation {orientation}");
            assert_eq!(pictures::is_red(*picture.get_pixel(40, 110)), !red_on_top);
        }
    }

    async fn what_is_no_photo_is_refused_by_name(shops: TwoShops) {
        let (_, job, _) = shops.customer_with_job().await;
        let broken = pictures::truncated();
        let cases: [(&str, &[u8], &str); 8] = [
            ("drawing.jpg", pictures::svg(), "not a photo we can read"),
            ("page.jpg", b"<!doctype html><script>alert(1)</script>", "not a photo we can read"),
            ("nothing.jpg", b"", "not a photo we can read"),
            ("words.png", b"hello", "not a photo we can read"),
            ("animation.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x01L\x00;", "not a photo we can read"),
            ("half.jpg", &broken, "damaged"),
            ("bomb.png", pictures::bomb(), "more than 52 million pixels"),
            ("magic.jpg", b"\xff\xd8\xff\xe0nothing else", "damaged"),
        ];
        let before = shops.server.database.count("photos", "1 = 1").await;
        for (name, bytes, reason) in cases {
            let answer = shops.torque.upload(&job, "during", &[(name, bytes)]).await;
            let json = answer.expect(422).json();
            assert_eq!(json["ok"], false, "{json}");
            assert_eq!(json["errors"][0]["file"], name, "{json}");
            assert!(json["errors"][0]["reason"].as_str().unwrap().contains(reason), "{json}");
        }
        assert_eq!(shops.server.database.count("photos", "1 = 1").await, before, "nothing half");
    }

    async fn photos_that_viewers_open_are_taken(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let whole = pictures::jpeg(640, 480);
        let files_in = [
            ("no-end.jpg", whole[..whole.len() - 2].to_vec()),
            ("padded.jpg", [&b"\r\n"[..], &whole, &[0; 512]].concat()),
            ("nine-tenths.jpg", whole[..whole.len() * 9 / 10].to_vec()),
            ("really-a-jpeg.png", whole.clone()),
        ];
        let before = files(&phone, &job).await.len();
        for (name, bytes) in &files_in {
            let answer = shops.torque.upload(&job, "during", &[(name, bytes)]).await.expect(200).json();
            assert_eq!(answer["ok"], true, "{name}: {answer}");
        }
        assert!(files(&phone, &job).await.len() >= before + files_in.len());
    }

    async fn one_bad_photo_does_not_spoil_the_rest(shops: TwoShops) {
        let (_, job, _) = shops.customer_with_job().await;
        let answer = shops.torque.upload(&job, "during", &[("good.jpg", &pictures::jpeg(90, 60)), ("bad.jpg", b"nothing"), ("fine.jpg", &pictures::jpeg(60, 90))]).await.json();
        assert_eq!(answer["photos"].as_array().unwrap().len(), 2, "{answer}");
        assert_eq!(answer["errors"][0]["file"], "bad.jpg", "{answer}");
    }

    async fn a_photo_that_is_also_a_page_is_only_a_photo(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        shops.torque.upload(&job, "after", &[("<img src=x onerror=alert(1)>.jpg", &pictures::polyglot())]).await.expect(200);
        for page in [format!("/jobs/{job}/photos"), format!("/jobs/{job}")] {
            phone.get(&page).await.expect(200).without("onerror");
        }
        for file in files(&phone, &job).await {
            let picture = fetch(&phone, &file).await.expect(200);
            assert!(!holds(&picture.body, b"<script>"), "{file}");
            assert!(!holds(&picture.body, b"<html>"), "{file}");
            if shops.server.backend == Backend::Embedded {
                assert_eq!(picture.header("x-content-type-options"), "nosniff");
            }
        }
    }

    async fn too_much_is_refused_early(shops: TwoShops) {
        let (_, job, _) = shops.customer_with_job().await;
        let mut large = pictures::jpeg(64, 64);
        large.resize(40 * 1024 * 1024, 0);
        let answer = shops.torque.upload(&job, "during", &[("large.jpg", &large)]).await;
        assert_eq!(answer.status, 413, "{answer}");
        assert_eq!(answer.json()["ok"], false);
        assert_eq!(shops.server.database.count("photos", "stage = 'during'").await, 0);
        shops.torque.owner.get(format!("/staff/jobs/{job}")).await.expect(200);
    }

    async fn crooked_multipart_is_refused_whole(shops: TwoShops) {
        let (_, job, _) = shops.customer_with_job().await;
        let page = format!("/staff/jobs/{job}/photos");
        let csrf = shops.torque.owner.csrf(&format!("/staff/jobs/{job}")).await;
        let jpeg = pictures::jpeg(64, 64);
        let good = || Multipart::default().text("csrf", &csrf);
        let bodies = [
            Multipart::default().file("photos", "a.jpg", "image/jpeg", &jpeg),
            good().text("stage", "later").file("photos", "a.jpg", "image/jpeg", &jpeg),
            good().text("stage", "during").raw("Content-Disposition: form-data", b"no name"),
            good().text("stage", "during").raw("X: y", b""),
            Multipart::default().text("csrf", "wrong").text("stage", "during").file("photos", "a.jpg", "image/jpeg", &jpeg),
        ];
        for body in bodies {
            let answer = shops.torque.owner.post(&page).by_script().multipart(body).await;
            assert!((400..500).contains(&answer.status), "{answer}");
        }
        for (content_type, body) in [("multipart/form-data", "x"), ("multipart/form-data; boundary=b", "--b\r\nnot a head"), ("application/json", "{}"), ("text/plain", "x"), ("", "")] {
            let answer = shops.torque.owner.post(&page).by_script().body(content_type, body).await;
            assert!((400..500).contains(&answer.status), "{content_type}: {answer}");
        }
        assert_eq!(shops.server.database.count("photos", "stage = 'during'").await, 0);
    }

    async fn a_removed_photo_is_gone_everywhere(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let id = photo_ids(&phone.get(format!("/jobs/{job}/photos")).await.text()).remove(0);
        shops.torque.owner.submit(&format!("/staff/jobs/{job}"), &format!("/staff/photos/{id}/delete"), &[]).await.expect(303);
        phone.get(format!("/photos/{id}")).await.expect(404);
        phone.get(format!("/photos/{id}/file?size=thumb")).await.expect(404);
        assert_eq!(shops.server.database.count("photos", "1 = 1").await, 0);
    }

    async fn a_download_is_a_file_with_a_name(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let id = photo_ids(&phone.get(format!("/jobs/{job}/photos")).await.text()).remove(0);
        let page = phone.get(format!("/photos/{id}")).await.expect(200).text();
        let download = html::tags(&page, "a").into_iter().find(|tag| tag.contains(" download")).and_then(|tag| html::attribute(tag, "href")).expect("a download");
        let file = fetch(&phone, &download).await.expect(200);
        assert!(file.header("content-disposition").starts_with("attachment"), "{:?}", file.headers);
    }

    async fn a_picture_that_the_browser_has_is_not_sent_again(shops: TwoShops) {
        // The file store answers for itself where browsers fetch from it.
        if shops.server.backend == Backend::Many {
            return;
        }
        let (_, job, phone) = shops.customer_with_job().await;
        let file = files(&phone, &job).await.remove(0);
        let first = phone.get(&file).by_image().await.expect(200);
        let tag = first.header("etag").to_owned();
        for had in [tag.clone(), format!("W/{tag}"), format!("\"other\", W/\"more\",{tag}"), format!("W/\"a,b\" , W/{tag}"), "*".to_owned()] {
            let again = phone.get(&file).by_image().header("if-none-match", &had).await.expect(304);
            assert!(again.body.is_empty() && again.header("etag") == tag && again.header("cache-control") == "private, no-cache", "{again}");
            shops.torque.visitor().get(&file).header("if-none-match", &had).await.expect(303);
        }
        for other in ["\"other\"", "\"a b\"", "\"a", "W/\"other\", \"more\"", "nonsense", tag.trim_matches('"')] {
            let again = phone.get(&file).by_image().header("if-none-match", other).await.expect(200);
            assert_eq!(again.body, first.body);
        }
    }

    async fn a_multiparts_media_type_is_read_as_one(shops: TwoShops) {
        let (_, job, _) = shops.customer_with_job().await;
        let csrf = shops.torque.owner.csrf(&format!("/staff/jobs/{job}")).await;
        let part = |name: &str, value: &str| format!("--Bo'Un\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let body = format!("{}{}--Bo'Un--\r\n", part("csrf", &csrf), part("stage", "during"));
        for content_type in ["multipart/form-data; boundary=Bo'Un", "Multipart/Form-Data; Boundary=\"Bo'Un\"", "MULTIPART/FORM-DATA;charset=utf-8;BOUNDARY=Bo'Un"] {
            let answer = shops.torque.owner.post(format!("/staff/jobs/{job}/photos")).by_script().body(content_type, body.clone()).await;
            assert_eq!(answer.status, 422, "read, and no photo in it: {content_type}: {answer}");
        }
    }

    async fn sizes_that_do_not_exist_are_not_found(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let id = photo_ids(&phone.get(format!("/jobs/{job}/photos")).await.text()).remove(0);
        for size in ["../../x", "huge", "%00"] {
            let answer = phone.get(format!("/photos/{id}/file?size={size}")).await;
            assert!(answer.status < 500, "{answer}");
            assert!(!holds(&answer.body, b"SQLite format"), "{answer}");
        }
    }
}

/// The addresses of all pictures in a job's gallery.
async fn files(phone: &Client, job: &str) -> Vec<String> {
    let gallery = phone.get(format!("/jobs/{job}/photos")).await.expect(200).text();
    let mut files: Vec<_> = html::tags(&gallery, "img")
        .into_iter()
        .filter_map(|tag| html::attribute(tag, "src"))
        .filter(|src| !src.starts_with("data:") && !src.starts_with("/assets") && !src.starts_with("/logo"))
        .collect();
    files.sort();
    files.dedup();
    assert!(!files.is_empty(), "{gallery}");
    files
}

fn photo_ids(page: &str) -> Vec<String> {
    let ids: Vec<_> = html::attributes(page, "href")
        .into_iter()
        .filter_map(|href| href.strip_prefix("/photos/").filter(|id| id.len() == 36).map(str::to_owned))
        .collect();
    assert!(!ids.is_empty(), "no photos: {page}");
    ids
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}
