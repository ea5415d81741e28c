//! What the home tells of active jobs is kept in the customer's row: kept or worked out anew, it is the same.

use forecourt_tests::{Channel, Client, TwoShops, both, html, pictures};

both! {
    async fn every_change_is_on_the_home_at_once(shops: TwoShops) {
        let (alex, job, phone) = shops.customer_with_job().await;
        let owner = &shops.torque.owner;
        let page = format!("/staff/jobs/{job}");
        told_as_worked_out(&shops, &phone, "Volkswagen Golf GTI").await;

        let version = self::version(&shops, &job).await;
        owner.submit(&page, &format!("{page}/ready"), &[("ready_on", "2030-05-22"), ("version", &version)]).await.expect(303);
        told_as_worked_out(&shops, &phone, "Estimated ready Wednesday 22 May").await;

        shops.torque.upload(&job, "after", &[("2.jpg", &pictures::jpeg(480, 640))]).await.expect(200);
        told_as_worked_out(&shops, &phone, "2 shots").await;
        let newest = photos(&shops, &job).await.into_iter().max().expect("a photo");
        owner.submit(&page, &format!("/staff/photos/{newest}/stage"), &[("stage", "during")]).await.expect(303);
        told_as_worked_out(&shops, &phone, "2 shots").await;
        owner.submit(&page, &format!("/staff/photos/{newest}/delete"), &[]).await.expect(303);
        told_as_worked_out(&shops, &phone, "1 shot").await;

        let vehicle = vehicle_of(&shops, &alex.id).await;
        let edit = format!("/staff/vehicles/{vehicle}/edit");
        let fields = [("registration", "AB12 CDE"), ("make", "Volkswagen"), ("model", "Golf R"), ("year", "2021"), ("colour", "Blue")];
        owner.submit(&edit, &edit, &fields).await.expect(303);
        told_as_worked_out(&shops, &phone, "Your Volkswagen Golf R - In Progress").await;
        shops.torque.add_vehicle(&alex, "Audi", "RS6").await;
        told_as_worked_out(&shops, &phone, "2 vehicles").await;

        let (edit, version) = (format!("{page}/edit"), self::version(&shops, &job).await);
        let fields = [("vehicle", vehicle.as_str()), ("description", "Brakes all round"), ("status", "in_progress"), ("appointment", ""), ("ready_on", ""), ("version", &version)];
        owner.submit(&edit, &edit, &fields).await.expect(303);
        told_as_worked_out(&shops, &phone, "Brakes all round").await;
        let version = self::version(&shops, &job).await;
        owner.submit(&page, &format!("{page}/status"), &[("status", "awaiting_parts"), ("version", &version)]).await.expect(303);
        told_as_worked_out(&shops, &phone, "Your Volkswagen Golf R - Awaiting Parts").await;

        let second = shops.torque.add_job(&alex, &vehicle, "A new windscreen").await;
        told_as_worked_out(&shops, &phone, &second).await;
        let version = self::version(&shops, &second).await;
        let status = [("status", "cancelled"), ("version", version.as_str())];
        owner.submit(&page, &format!("/staff/jobs/{second}/status"), &status).await.expect(303);
        told_as_worked_out(&shops, &phone, "1 active · 1 past").await;
    }

    async fn whoever_else_changes_something_leaves_nothing_out_of_date(shops: TwoShops) {
        let (alex, job, phone) = shops.customer_with_job().await;
        let database = &shops.server.database;
        let (whose, there) = (format!("customer_id = {}", database.id(&alex.id)), "home_jobs IS NOT NULL");
        for (change, words) in [
            ("UPDATE work_orders SET description = 'A new windscreen'", "A new windscreen"),
            ("UPDATE vehicles SET model = 'Golf R'", "Your Volkswagen Golf R"),
            ("DELETE FROM photos", &job),
        ] {
            phone.get("/").await.expect(200);
            assert_eq!(database.count("customers", there).await, 1, "kept by now");
            assert_eq!(database.run(&format!("{change} WHERE {whose}")).await, 1, "{change}");
            assert_eq!(database.count("customers", there).await, 0, "{change}");
            phone.get("/").await.expect(200).saying(words);
        }
    }

    async fn what_another_version_kept_is_worked_out_anew(shops: TwoShops) {
        let (alex, job, phone) = shops.customer_with_job().await;
        let kept = kept(&shops).await;
        let newer = format!("'{}'", kept.replace("\"format\":1", "\"format\":2").replace('\'', "''"));
        assert_ne!(newer, format!("'{kept}'"));
        for lost in ["NULL", "''", "'[]'", "'{\"format\": 1}'", &newer] {
            forget(&shops, lost).await;
            phone.get("/").await.expect(200).saying("Your Volkswagen Golf GTI - In Progress").saying(&job);
            assert_eq!(self::kept(&shops).await, kept, "{lost}");
        }
        // The first tap on a link reads the same.
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        forget(&shops, "NULL").await;
        shops.torque.visitor().get(&link.path).await.expect(200).saying("Your Volkswagen Golf GTI - In Progress");
        assert_eq!(self::kept(&shops).await, kept);
    }
}

/// The home says so, and says all the same once what was kept is lost.
async fn told_as_worked_out(shops: &TwoShops, phone: &Client, words: &str) {
    let kept = phone.get("/").await.expect(200).saying(words).text();
    forget(shops, "NULL").await;
    let anew = phone.get("/").await.expect(200).text();
    assert_eq!(kept, anew, "{words}");
}

async fn forget(shops: &TwoShops, kept: &str) {
    assert!(shops.server.database.run(&format!("UPDATE customers SET home_jobs = {kept}")).await > 0);
}

async fn kept(shops: &TwoShops) -> String {
    shops.server.database.text("SELECT home_jobs FROM customers WHERE home_jobs LIKE '%WO-%'").await
}

async fn photos(shops: &TwoShops, job: &str) -> Vec<String> {
    let page = shops.torque.owner.get(format!("/staff/jobs/{job}")).await.expect(200).text();
    let actions = html::attributes(&page, "action");
    actions
        .iter()
        .filter_map(|action| action.strip_prefix("/staff/photos/")?.strip_suffix("/stage").map(str::to_owned))
        .collect()
}

async fn vehicle_of(shops: &TwoShops, customer: &str) -> String {
    let record = shops.torque.owner.get(format!("/staff/customers/{customer}")).await.expect(200).text();
    let edits = html::attributes(&record, "href");
    let edit = edits.iter().find_map(|href| href.strip_prefix("/staff/vehicles/")?.strip_suffix("/edit"));
    edit.expect("the vehicle is on the record").to_owned()
}

async fn version(shops: &TwoShops, job: &str) -> String {
    let page = shops.torque.owner.get(format!("/staff/jobs/{job}")).await.expect(200).text();
    html::field(&page, "version").unwrap_or_default()
}
