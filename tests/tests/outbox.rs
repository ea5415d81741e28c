//! Nothing that was acknowledged is lost, and nothing is sent twice that need not be (reliability: provider faults, kill -9).

use chrono::TimeDelta;
use forecourt_tests::providers::{Providers, Reply};
use forecourt_tests::{Backend, Channel, Customer, Link, Shop, TwoShops, both, eventually, html};

/// Two shops that send through a stand-in for Twilio and Resend.
#[derive(Debug)]
struct Sending {
    shops: TwoShops,
    providers: Providers,
}

impl Sending {
    async fn start(backend: Backend) -> Self {
        let providers = Providers::start().await;
        let shops = TwoShops::start_with(backend, |settings| providers.configure(settings)).await;
        Self { shops, providers }
    }

    async fn press(&self, customer: &Customer, channel: Channel) {
        self.shops.torque.press_send(customer, channel).await.expect(303);
    }

    /// Waits until so many messages are between two attempts.
    async fn waits(&self, number: u64) {
        eventually(&format!("{number} waiting"), || async {
            let waiting = self.shops.server.database.count("notifications", "state = 'queued' AND attempts > 0").await;
            (waiting == number).then_some(())
        })
        .await;
    }

    async fn all_done(&self, state: &str) {
        let condition = format!("state = '{state}'");
        eventually(&format!("everything {state}"), || async {
            let rest = self.shops.server.database.count("notifications", &format!("NOT ({condition})")).await;
            (rest == 0).then_some(())
        })
        .await;
    }
}

/// Where the button posts to whose address ends so.
async fn action(shop: &Shop, page: &str, end: &str) -> String {
    let shown = shop.owner.get(page).await.expect(200).text();
    html::attributes(&shown, "action").into_iter().find(|action| action.ends_with(end)).expect("a button")
}

both! {
    async fn a_send_reaches_the_provider_as_it_was_meant(sending: Sending) {
        let alex = sending.shops.torque.add_customer("Alex Morgan").await;
        sending.press(&alex, Channel::Sms).await;
        sending.providers.taken_times(1).await;
        sending.press(&alex, Channel::Email).await;
        let asked = sending.providers.taken_times(2).await;
        let to: Vec<_> = asked.iter().map(|one| one.to.as_str()).collect();
        assert!(to.contains(&alex.phone.as_str()) && to.contains(&alex.email.as_str()), "{to:?}");
        let links: Vec<Link> = asked.iter().map(|one| one.text.parse().unwrap()).collect();
        let living: Vec<_> = futures_util::future::join_all(links.iter().map(|link| async { sending.shops.torque.visitor().get(&link.path).await.status })).await;
        assert_eq!(living.iter().filter(|status| **status == 200).count(), 1, "the later link lives: {living:?}");
        sending.all_done("sent").await;
    }

    async fn what_the_provider_refuses_for_a_moment_is_tried_again(sending: Sending) {
        let alex = sending.shops.torque.add_customer("Alex Morgan").await;
        sending.providers.reply(&[Reply::Status(500), Reply::Status(503), Reply::Take]);
        sending.press(&alex, Channel::Email).await;
        let asked = sending.providers.asked_times(3).await;
        assert!(asked.windows(2).all(|pair| pair[0].text == pair[1].text && pair[0].key == pair[1].key), "the same mail under the same key: {asked:?}");
        sending.all_done("sent").await;
        assert_eq!(sending.providers.taken().len(), 1);
    }

    async fn a_wait_that_is_asked_for_is_kept(sending: Sending) {
        let alex = sending.shops.torque.add_customer("Alex Morgan").await;
        sending.providers.reply(&[Reply::Wait(3), Reply::Take]);
        sending.press(&alex, Channel::Sms).await;
        let asked = sending.providers.asked_times(2).await;
        let waited = asked[1].at - asked[0].at;
        assert!(waited >= std::time::Duration::from_millis(2_900), "Retry-After: 3, and it came after {waited:?}");
        sending.all_done("sent").await;
    }

    async fn what_cannot_succeed_is_given_up_at_once(sending: Sending) {
        let alex = sending.shops.torque.add_customer("Alex Morgan").await;
        sending.providers.reply(&[Reply::Status(400)]);
        sending.press(&alex, Channel::Sms).await;
        sending.all_done("failed").await;
        assert_eq!(sending.providers.asked().len(), 1);
        let record = sending.shops.torque.owner.get(format!("/staff/customers/{}", alex.id)).await.expect(200);
        assert!(record.words().contains("Not delivered") || record.words().contains("Failed"), "{record}");
    }

    async fn a_dead_letter_is_seen_and_sent_again(sending: Sending) {
        let alex = sending.shops.torque.add_customer("Alex Morgan").await;
        sending.providers.reply(&[Reply::Wait(3_600); 2]);
        sending.press(&alex, Channel::Sms).await;
        sending.waits(1).await;
        // Seven hours later, with the provider still away.
        let database = &sending.shops.server.database;
        let (then, now) = (database.time(TimeDelta::hours(-7)), database.time(TimeDelta::seconds(-1)));
        database.run(&format!("UPDATE notifications SET created_at = {then}, due_at = {now}")).await;
        sending.all_done("failed").await;
        assert_eq!(sending.providers.asked().len(), 1, "not after its time");
        let log = sending.shops.torque.owner.get("/staff/messages?filter=failed").await.expect(200).saying("Alex Morgan");
        let retry = forecourt_tests::html::attributes(&log.text(), "action").into_iter().find(|action| action.ends_with("/retry")).expect("a button");
        let foreign = sending.shops.sample.owner.submit("/staff/messages", &retry, &[]).await;
        assert!(foreign.status == 404 || foreign.location().contains("failed"), "{foreign}");
        assert_eq!(sending.providers.asked().len(), 1, "not by another shop");
        sending.providers.reply(&[]);
        sending.shops.torque.owner.submit("/staff/messages", &retry, &[]).await.expect(303);
        sending.all_done("sent").await;
        let taken = sending.providers.taken();
        assert_eq!(taken.len(), 1);
        let link: Link = taken[0].text.parse().unwrap();
        sending.shops.torque.open(&link).await;
    }

    async fn staff_see_what_is_still_tried_and_stop_it_or_send_it_now(sending: Sending) {
        let (torque, database) = (&sending.shops.torque, &sending.shops.server.database);
        let alex = torque.add_customer("Alex Morgan").await;
        let record = format!("/staff/customers/{}", alex.id);
        sending.providers.reply(&[Reply::Wait(720), Reply::Take]);
        sending.press(&alex, Channel::Email).await;
        sending.waits(1).await;
        for page in ["/staff/messages", &record] {
            let shown = torque.owner.get(page).await.expect(200);
            let shown = shown.saying("Still trying").saying("next attempt in 12 minutes").saying("the provider asks us to wait");
            assert!(shown.text().contains("Send now") && shown.text().contains("Stop"), "{shown}");
        }
        let (hurry, stop) = (action(torque, "/staff/messages", "/hurry").await, action(torque, "/staff/messages", "/stop").await);
        // Another shop's, and whoever may not send, change nothing.
        for post in [&hurry, &stop] {
            let foreign = sending.shops.sample.owner.submit("/staff/messages", post, &[]).await;
            assert!(foreign.status == 404 || foreign.location().contains("failed"), "{foreign}");
        }
        let technician = torque.staff(&sending.shops.server, "technician").await;
        technician.get("/staff/messages").await.expect(200).saying("Still trying").without("Send now");
        technician.submit("/staff/messages", &stop, &[]).await.expect(403);
        let back = torque.owner.submit(&record, &hurry, &[("return_to", record.as_str())]).await.expect(303);
        assert_eq!(back.location(), format!("{record}?notice=message-hurried"));
        sending.providers.taken_times(1).await;
        sending.all_done("sent").await;
        // What has just been sent is not stopped.
        let late = torque.owner.submit("/staff/messages", &stop, &[]).await.expect(303);
        assert!(late.location().ends_with("message-not-waiting-failed"), "{late}");
        assert_eq!(database.count("notifications", "state = 'sent'").await, 1);

        // A text that is stopped costs nothing, and does not come.
        let credits = async || database.text("SELECT CAST(sms_credits AS TEXT) FROM tenants WHERE slug = 'torque'").await;
        let before = credits().await;
        sending.providers.reply(&[Reply::Wait(720)]);
        sending.press(&alex, Channel::Sms).await;
        sending.waits(1).await;
        let stop = action(torque, "/staff/messages", "/stop").await;
        torque.owner.submit("/staff/messages", &stop, &[]).await.expect(303);
        torque.owner.get("/staff/messages").await.expect(200).saying("Stopped").saying("stopped by your team").without("next attempt in");
        assert_eq!(credits().await, before);
        let now = database.time(TimeDelta::seconds(-1));
        database.run(&format!("UPDATE notifications SET due_at = {now}")).await;
        let sarah = torque.add_customer_at("Sarah Chen", "sarah@example.com", "").await;
        sending.press(&sarah, Channel::Email).await;
        sending.providers.taken_times(2).await;
        assert_eq!(sending.providers.asked().len(), 4, "it went past the stopped one");
        torque.owner.get("/staff/settings/audit").await.expect(200).saying("Waiting message sent now").saying("Waiting message stopped");
    }

    async fn news_of_what_is_switched_off_is_neither_offered_nor_sent(sending: Sending) {
        let torque = &sending.shops.torque;
        let alex = torque.add_customer("Alex Morgan").await;
        let vehicle = torque.add_vehicle(&alex, "Volkswagen", "Golf").await;
        let job = torque.add_job(&alex, &vehicle, "Brakes").await;
        let page = format!("/staff/jobs/{job}");
        torque.owner.get(&page).await.expect(200).saying("Tell the customer");
        sending.providers.reply(&[Reply::Wait(720)]);
        crate::action_links::move_on(&sending.shops, &job, "ready", "email").await;
        sending.waits(1).await;
        let settings = "/staff/settings/portal";
        torque.owner.submit(settings, settings, &[("features", "photos")]).await.expect(303);
        torque.owner.get(&page).await.expect(200).without("Tell the customer").saying("switched off in Settings");
        let version = html::field(&torque.owner.get(&page).await.expect(200).text(), "version").unwrap();
        let fields = [("status", "complete"), ("version", version.as_str()), ("tell", "email")];
        let moved = torque.owner.submit(&page, &format!("{page}/status"), &fields).await.expect(303);
        assert!(moved.location().ends_with("job-moved-switched-off-failed"), "{moved}");
        let database = &sending.shops.server.database;
        assert_eq!(database.count("notifications", "kind = 'send_job_news'").await, 1, "not written");
        // What waited is passed over, and says why.
        let now = database.time(TimeDelta::seconds(-1));
        database.run(&format!("UPDATE notifications SET due_at = {now} WHERE kind = 'send_job_news'")).await;
        eventually("passed over", || async {
            (database.count("notifications", "kind = 'send_job_news' AND state = 'failed'").await == 1).then_some(())
        })
        .await;
        torque.owner.get(format!("/staff/customers/{}", alex.id)).await.expect(200).saying("what its link opens is switched off in Settings");
    }

    async fn an_answer_that_was_lost_is_not_repeated_blindly(sending: Sending) {
        let alex = sending.shops.torque.add_customer("Alex Morgan").await;
        // Twilio takes the message and the process dies before it hears so.
        sending.providers.reply(&[Reply::TakeAndHang]);
        sending.press(&alex, Channel::Sms).await;
        sending.providers.taken_times(1).await;
        sending.shops.server.kill();
        sending.shops.server.resume().await;
        sending.all_done("sent").await;
        assert_eq!(sending.providers.taken().len(), 1, "looked for before it was sent again");
    }

    async fn a_mail_is_repeated_under_its_key(sending: Sending) {
        let alex = sending.shops.torque.add_customer("Alex Morgan").await;
        sending.providers.reply(&[Reply::TakeAndHang]);
        sending.press(&alex, Channel::Email).await;
        sending.providers.taken_times(1).await;
        sending.shops.server.kill();
        sending.shops.server.resume().await;
        sending.all_done("sent").await;
        let asked = sending.providers.taken();
        assert!(asked.iter().all(|one| one.key == asked[0].key && one.id == asked[0].id && one.text == asked[0].text), "the provider knows it for the same: {asked:?}");
    }

    async fn a_process_that_dies_loses_nothing(sending: Sending) {
        // The provider does not answer for a while: everything waits in the outbox.
        sending.providers.reply(&[Reply::Status(503); 12]);
        let mut people = Vec::new();
        for n in 0..4 {
            let person = sending.shops.torque.add_customer_at(&format!("Person {n}"), &format!("p{n}@example.com"), "").await;
            sending.press(&person, Channel::Email).await;
            people.push(person);
        }
        sending.shops.server.kill();
        sending.providers.reply(&[]);
        sending.shops.server.resume().await;
        sending.all_done("sent").await;
        for person in &people {
            assert!(sending.providers.taken().iter().any(|one| one.to == person.email), "{person:?}");
        }
    }

    async fn one_shops_thousands_do_not_keep_another_waiting(sending: Sending) {
        const COUNT: usize = 120;
        sending.providers.reply(&[Reply::Wait(3_600); COUNT + 1]);
        for n in 0..COUNT {
            let person = sending.shops.torque.add_customer_at(&format!("Person {n}"), &format!("p{n}@example.com"), "").await;
            sending.press(&person, Channel::Email).await;
        }
        let sarah = sending.shops.sample.add_customer_at("Sarah Chen", "sarah@example.com", "").await;
        sending.shops.sample.press_send(&sarah, Channel::Email).await.expect(303);
        sending.providers.asked_times(COUNT + 1).await;
        eventually("all of them wait", || async { (sending.shops.server.database.count("notifications", "state <> 'queued'").await == 0).then_some(()) }).await;
        // All are due at once, Sarah's last of all.
        let database = &sending.shops.server.database;
        let due = format!("UPDATE notifications SET due_at = CASE WHEN recipient = 'sarah@example.com' THEN {} ELSE {} END", database.time(TimeDelta::minutes(-1)), database.time(TimeDelta::hours(-1)));
        database.run(&due).await;
        let asked = sending.providers.asked_times(2 * (COUNT + 1)).await;
        let place = asked[COUNT + 1..].iter().position(|one| one.to == sarah.email).unwrap();
        // A worker has at most so many in its hands at once.
        assert!(place < 64, "Sarah's came after {place} of the other shop's");
    }

    async fn sms_are_paid_by_segment_and_stop_at_nothing_left(sending: Sending) {
        let database = &sending.shops.server.database;
        database.run("UPDATE tenants SET sms_credits = 1 WHERE slug = 'torque'").await;
        let alex = sending.shops.torque.add_customer("Alex Morgan").await;
        sending.press(&alex, Channel::Sms).await;
        sending.providers.taken_times(1).await;
        let left = || database.text("SELECT CAST(sms_credits AS TEXT) FROM tenants WHERE slug = 'torque'");
        eventually("one segment paid", || async { (left().await == "0").then_some(()) }).await;
        sending.press(&alex, Channel::Sms).await;
        eventually("given up for want of credits", || async { (database.count("notifications", "state = 'failed'").await == 1).then_some(()) }).await;
        assert_eq!(sending.providers.asked().len(), 1, "nothing went out unpaid");
        sending.shops.torque.owner.get("/staff/messages").await.expect(200).saying("credit");
        let said = sending.shops.server.cli(&["sms-credits", "add", "--tenant", "torque", "--credits", "50"]).success();
        assert!(said.out.contains("50"), "{said:?}");
        let log = sending.shops.torque.owner.get("/staff/settings/audit").await.expect(200);
        log.saying("Text credits added").saying("torque: 50");
        sending.press(&alex, Channel::Sms).await;
        sending.providers.taken_times(2).await;
    }

    async fn two_workers_send_each_message_once(sending: Sending) {
        let _second = sending.shops.server.another().await;
        for n in 0..6 {
            let person = sending.shops.torque.add_customer_at(&format!("Person {n}"), &format!("p{n}@example.com"), "").await;
            sending.press(&person, Channel::Email).await;
        }
        sending.all_done("sent").await;
        assert_eq!(sending.providers.taken().len(), 6, "two processes, each message once");
    }
}
