//! Switching parts of the portal off (docs/product.md, section 5; SECURITY.md: switched-off features).

use forecourt_tests::{Client, Shop, TwoShops, both, eventually, html};

both! {
    async fn what_is_off_is_gone_everywhere(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let photo = photo(&phone, &job).await;
        switch(&shops.torque, &["jobs", "vehicles"]).await;
        let home = phone.get("/").await.expect(200);
        assert!(!hrefs(&home.text()).iter().any(|href| href.starts_with("/photos") || href.ends_with("/photos")), "not in the nav, not on a tile: {home}");
        for path in ["/photos".to_owned(), photo.clone(), format!("{photo}/file?size=thumb"), format!("{photo}/file?size=large"), format!("/jobs/{job}/photos")] {
            let page = phone.get(&path).await.expect(404);
            if !path.contains("/file") {
                page.saying("Torque Garage").saying("isn’t offering this here at the moment");
            }
        }
        let page = phone.get(format!("/jobs/{job}")).await.expect(200);
        assert!(!page.text().contains("/photos/"), "{page}");
        switch(&shops.torque, &["jobs", "photos", "vehicles"]).await;
        phone.get(&photo).await.expect(200);
    }

    async fn each_feature_has_its_switch(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let all = ["jobs", "photos", "invoices", "vehicles"];
        for off in all {
            let kept: Vec<_> = all.into_iter().filter(|feature| *feature != off).collect();
            switch(&shops.torque, &kept).await;
            for feature in all {
                let page = phone.get(format!("/{feature}")).await;
                assert_eq!(page.status, if feature == off { 404 } else { 200 }, "{off} off: {page}");
            }
            if off == "jobs" {
                phone.get(format!("/jobs/{job}")).await.expect(404).without("Front brakes");
                phone.get("/").await.expect(200).without("Front brakes").without(&job);
                for path in ["/vehicles", "/photos"] {
                    phone.get(path).await.expect(200).without("Front brakes");
                }
            }
        }
    }

    async fn everything_off_still_greets(shops: TwoShops) {
        let (alex, _, phone) = shops.customer_with_job().await;
        switch(&shops.torque, &[]).await;
        phone.get("/").await.expect(200).saying("Alex Morgan").without("Golf");
        let link = shops.torque.send_link(&alex, forecourt_tests::Channel::Sms).await;
        shops.torque.visitor().get(&link.path).await.expect(200).saying("Alex Morgan").without("Golf");
    }

    async fn a_switch_is_one_shops_own(shops: TwoShops) {
        let sarah = shops.sample.add_customer("Sarah Chen").await;
        let link = shops.sample.send_link(&sarah, forecourt_tests::Channel::Sms).await;
        let phone = shops.sample.open(&link).await;
        switch(&shops.torque, &["jobs"]).await;
        phone.get("/photos").await.expect(200);
    }

    async fn words_that_are_no_feature_are_passed_over(shops: TwoShops) {
        let (_, _, phone) = shops.customer_with_job().await;
        let page = "/staff/settings/portal";
        let answer = shops.torque.owner.submit(page, page, &[("features", "jobs"), ("features", "payments"), ("features", "<script>")]).await;
        assert!(answer.status < 500, "{answer}");
        phone.get("/").await.expect(200);
    }
}

/// Settings → Customer Portal: these on, the others off; returns when the server goes by it.
async fn switch(shop: &Shop, on: &[&str]) {
    let page = "/staff/settings/portal";
    let fields: Vec<_> = on.iter().map(|feature| ("features", *feature)).collect();
    shop.owner.submit(page, page, &fields).await.expect(303);
    eventually("the switches", || async {
        let shown = shop.owner.get(page).await.expect(200).text();
        let checked = html::tags(&shown, "input")
            .into_iter()
            .filter(|tag| tag.contains("name=\"features\"") && tag.contains(" checked"))
            .count();
        (checked == on.len()).then_some(())
    })
    .await;
}

async fn photo(phone: &Client, job: &str) -> String {
    let gallery = phone.get(format!("/jobs/{job}/photos")).await.expect(200).text();
    hrefs(&gallery).into_iter().find(|href| href.starts_with("/photos/") && href.len() == 44).expect("a photo")
}

fn hrefs(page: &str) -> Vec<String> {
    html::attributes(page, "href")
}
