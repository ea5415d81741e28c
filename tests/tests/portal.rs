//! What the customer finds (docs/product.md, section 5).

use forecourt_tests::{Channel, TwoShops, both, html, pictures};

both! {
    async fn one_active_job_is_the_hero(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let home = phone.get("/").await.expect(200).saying("Track your vehicle’s progress at Torque Garage").saying("Your Volkswagen Golf GTI - In Progress.");
        assert!(html::attributes(&home.text(), "href").contains(&format!("/jobs/{job}")), "{home}");
    }

    async fn two_active_jobs_are_cards(shops: TwoShops) {
        let priya = shops.torque.add_customer("Priya Natarajan").await;
        let vehicle = shops.torque.add_vehicle(&priya, "Audi", "RS6").await;
        let jobs = [shops.torque.add_job(&priya, &vehicle, "Tint").await, shops.torque.add_job(&priya, &vehicle, "Wrap").await];
        let link = shops.torque.send_link(&priya, Channel::Email).await;
        let home = shops.torque.open(&link).await.get("/").await.expect(200).saying("Your Jobs");
        assert!(!home.words().contains("Your Audi RS6 -"), "no hero: {home}");
        for job in &jobs {
            assert!(home.text().contains(job.as_str()), "{home}");
        }
    }

    async fn nobodys_job_is_a_way_to_call(shops: TwoShops) {
        branding(&shops, &[("phone", "+1 202 555 0100")]).await;
        let tom = shops.torque.add_customer("Tom Becker").await;
        let link = shops.torque.send_link(&tom, Channel::Sms).await;
        let home = shops.torque.visitor().get(&link.path).await.expect(200);
        let home = home.saying("Your garage is ready when you are").saying("Call Torque Garage").saying("No active jobs");
        assert!(html::attributes(&home.text(), "href").contains(&"tel:+12025550100".to_owned()), "{home}");
    }

    async fn the_welcome_is_for_the_first_visit(shops: TwoShops) {
        let welcome = "Welcome to Torque Garage.";
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        shops.torque.visitor().get(&link.path).await.expect(200).saying(welcome);
        let later = shops.torque.visitor().get(&link.path).await.expect(200);
        assert!(!later.words().contains(welcome), "never on a later visit: {later}");
        let priya = shops.torque.add_customer("Priya Natarajan").await;
        let link = shops.torque.send_link(&priya, Channel::Sms).await;
        let phone = shops.torque.visitor();
        let first = phone.get(&link.path).await.expect(200).saying(welcome);
        let csrf = html::field(&first.text(), "csrf").unwrap();
        phone.post("/welcome/dismiss").form(&[("csrf", &csrf)]).await.expect(303);
        let home = phone.get("/").await.expect(200);
        assert!(!home.words().contains(welcome), "{home}");
    }

    async fn a_job_page_has_its_stages_photos_and_history(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let page = phone.get(format!("/jobs/{job}")).await.expect(200);
        for words in ["Volkswagen Golf GTI", "AB12 CDE", "Blue", "In Progress", "Work in progress", "Front brakes and a stone chip on the bonnet", "We’ve started work", &job] {
            assert!(page.words().contains(words), "{words}: {page}");
        }
        assert!(html::attributes(&page.text(), "href").contains(&format!("/jobs/{job}/photos")), "{page}");
        phone.get("/jobs").await.expect(200).saying(&job);
        phone.get("/vehicles").await.expect(200).saying("Volkswagen Golf GTI");
    }

    async fn galleries_lead_to_each_photo(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        shops.torque.upload(&job, "after", &[("1.jpg", &pictures::jpeg(640, 480)), ("2.jpg", &pictures::jpeg(480, 640))]).await.expect(200);
        phone.get("/photos").await.expect(200).saying("3 photos");
        let gallery = phone.get(format!("/jobs/{job}/photos")).await.expect(200).saying("Before").saying("After");
        let photos: Vec<_> = html::attributes(&gallery.text(), "href").into_iter().filter(|href| is_photo(href)).collect();
        assert!(photos.len() >= 3, "{photos:?}");
        let photo = phone.get(&photos[0]).await.expect(200).saying("of 3");
        let text = photo.text();
        let file = html::attributes(&text, "src").into_iter().find(|src| src.contains("/photos/")).expect("the picture");
        let picture = forecourt_tests::shops::fetch(&phone, &file).await;
        assert!(pictures::open(&picture.body).width() >= 320);
        phone.get("/").await.expect(200).saying("3 shots");
    }

    async fn somebody_elses_pages_are_not_found(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let gallery = phone.get(format!("/jobs/{job}/photos")).await.expect(200).text();
        let photo = html::attributes(&gallery, "href").into_iter().find(|href| is_photo(href)).expect("a photo");
        let priya = shops.torque.add_customer("Priya Natarajan").await;
        let link = shops.torque.send_link(&priya, Channel::Sms).await;
        let other = shops.torque.open(&link).await;
        for path in [format!("/jobs/{job}"), format!("/jobs/{job}/photos"), photo.clone(), format!("{photo}/file?size=thumb"), format!("{photo}/file?size=large"), format!("{photo}/file?size=original")] {
            other.get(&path).await.expect(404).without("Golf").without("Alex");
        }
        for path in ["/", "/jobs", "/photos", "/vehicles"] {
            other.get(path).await.expect(200).without(&job).without("Golf").without("Alex");
        }
    }

    async fn without_a_session_there_is_a_front_page(shops: TwoShops) {
        let front = shops.torque.visitor().get("/").await.expect(200);
        let front = front.saying("Torque Garage").saying("Open the link we sent you by text or email");
        assert!(html::attributes(&front.text(), "href").contains(&"/staff/login".to_owned()), "{front}");
        for path in ["/jobs", "/photos", "/vehicles", "/jobs/WO-TANGO-1234"] {
            let answer = shops.torque.visitor().get(path).await;
            assert!(answer.status == 401 || answer.status == 303, "{answer}");
        }
    }

    async fn a_presets_words_are_the_shops(shops: TwoShops) {
        let tom = shops.sample.add_customer("Tom Becker").await;
        let link = shops.sample.send_link(&tom, Channel::Sms).await;
        let home = shops.sample.visitor().get(&link.path).await.expect(200);
        assert!(home.words().contains("Your detailer is ready when you are"), "{home}");
    }
}

fn is_photo(href: &str) -> bool {
    href.strip_prefix("/photos/").is_some_and(|id| id.len() == 36)
}

/// Settings → Branding, the rest as it is.
async fn branding(shops: &TwoShops, changes: &[(&str, &str)]) {
    forecourt_tests::shops::set_branding(&shops.torque.owner, changes).await.expect(303);
}
