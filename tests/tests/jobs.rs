//! Work orders, from "taken on" to "handed over", as staff move them and customers see them.

use forecourt_tests::{TwoShops, both, html};

both! {
    async fn a_job_moves_on_and_the_customer_sees_it(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let page = format!("/staff/jobs/{job}");
        for (status, badge, sentence) in [
            ("awaiting_parts", "Awaiting Parts", "Waiting for parts to arrive"),
            ("ready", "Ready", "Ready to collect"),
            ("complete", "Complete", "All done"),
        ] {
            let version = version(&shops, &job).await;
            shops.torque.owner.submit(&page, &format!("{page}/status"), &[("status", status), ("version", &version)]).await.expect(303);
            phone.get(format!("/jobs/{job}")).await.expect(200).saying(badge).saying(sentence);
        }
        phone.get("/").await.expect(200).saying("Your garage is ready when you are");
    }

    async fn a_job_does_not_move_where_it_cannot(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let page = format!("/staff/jobs/{job}");
        for status in ["pending", "in_progress", "done", "", "READY"] {
            let version = version(&shops, &job).await;
            let answer = shops.torque.owner.submit(&page, &format!("{page}/status"), &[("status", status), ("version", &version)]).await;
            assert!(answer.status < 500, "{answer}");
            phone.get(format!("/jobs/{job}")).await.expect(200).saying("In Progress");
        }
    }

    async fn of_two_people_the_second_is_told(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let page = format!("/staff/jobs/{job}");
        let seen_by_both = version(&shops, &job).await;
        shops.torque.owner.submit(&page, &format!("{page}/status"), &[("status", "ready"), ("version", &seen_by_both)]).await.expect(303);
        let second = shops.torque.owner.submit(&page, &format!("{page}/status"), &[("status", "cancelled"), ("version", &seen_by_both)]).await;
        second.expect(409).saying("Someone was quicker");
        phone.get(format!("/jobs/{job}")).await.expect(200).saying("Ready to collect");
    }

    async fn the_ready_date_is_the_first_thing_customers_read(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let page = format!("/staff/jobs/{job}");
        let version = version(&shops, &job).await;
        shops.torque.owner.submit(&page, &format!("{page}/ready"), &[("ready_on", "2030-05-22"), ("version", &version)]).await.expect(303);
        phone.get("/").await.expect(200).saying("Your Volkswagen Golf GTI - In Progress. Estimated ready Wednesday 22 May");
        for nonsense in ["2030-02-30", "tomorrow", "22/05/2030", "99999-01-01"] {
            let version = self::version(&shops, &job).await;
            let answer = shops.torque.owner.submit(&page, &format!("{page}/ready"), &[("ready_on", nonsense), ("version", &version)]).await;
            assert!(answer.status < 500, "{answer}");
            phone.get("/").await.expect(200).saying("Wednesday 22 May");
        }
    }

    async fn references_read_like_words(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let parts: Vec<_> = job.split('-').collect();
        let [wo, word, number] = parts[..] else { panic!("{job}") };
        assert!(wo == "WO" && word.bytes().all(|b| b.is_ascii_uppercase()) && number.len() == 4 && number.parse::<u16>().is_ok(), "{job}");
        phone.get(format!("/jobs/{job}")).await.expect(200).saying(&job).saying("Quote this reference when you get in touch");
        for other in [format!("{job}0"), "WO-TANGO-99999".to_owned(), "x".repeat(2_000), "%00".to_owned()] {
            let answer = phone.get(format!("/jobs/{other}")).await;
            assert!((400..405).contains(&answer.status), "{answer}");
        }
        // As people type it after a phone call.
        phone.get(format!("/jobs/{}", job.to_lowercase())).await.expect(200).saying(&job);
    }

    async fn the_board_shows_every_active_job(shops: TwoShops) {
        let (_, job, _) = shops.customer_with_job().await;
        let board = shops.torque.owner.get("/staff/jobs").await.expect(200);
        assert!(board.words().contains("Alex Morgan") && board.text().contains(&job), "{board}");
        shops.torque.owner.get("/staff/jobs?q=golf").await.expect(200).saying("Alex Morgan");
        shops.torque.owner.get("/staff/jobs?q=nobody").await.expect(200).without("Alex Morgan");
        shops.sample.owner.get("/staff/jobs").await.expect(200).without(&job).without("Alex");
        shops.sample.owner.get(format!("/staff/jobs/{job}")).await.expect(404);
    }

    async fn a_job_is_changed(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let edit = format!("/staff/jobs/{job}/edit");
        let page = shops.torque.owner.get(&edit).await.expect(200).text();
        assert_eq!(html::field(&page, "description").as_deref(), Some("Front brakes and a stone chip on the bonnet"));
        let vehicle = html::field(&page, "vehicle").unwrap_or_default();
        let version = html::field(&page, "version").unwrap_or_default();
        let fields = [("vehicle", vehicle.as_str()), ("description", "Brakes all round"), ("status", "in_progress"), ("appointment", "2030-05-20T09:30"), ("ready_on", ""), ("version", &version)];
        shops.torque.owner.submit(&edit, &edit, &fields).await.expect(303);
        phone.get(format!("/jobs/{job}")).await.expect(200).saying("Brakes all round").saying("Monday 20 May");
    }
}

async fn version(shops: &TwoShops, job: &str) -> String {
    let page = shops.torque.owner.get(format!("/staff/jobs/{job}")).await.expect(200).text();
    html::field(&page, "version").unwrap_or_default()
}
