//! Parts that fail, clients that dawdle, and what watches over both (docs/product.md, section 12).

use std::time::Duration;

use forecourt_tests::redis::OwnRedis;
use forecourt_tests::server::set;
use forecourt_tests::{Backend, Channel, Server, TwoShops, both, eventually, pictures, raw};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn without_redis_there_is_a_branded_503_and_never_a_bounce() {
    let redis = OwnRedis::start().await;
    let shops = TwoShops::start_with(Backend::Many, |settings| set(settings, "redis.url", redis.url())).await;
    let (alex, job, _) = shops.customer_with_job().await;
    let link = shops.torque.send_link(&alex, Channel::Sms).await;
    let phone = shops.torque.open(&link).await;
    redis.freeze();
    for (browser, path) in [
        (&phone, "/".to_owned()),
        (&phone, format!("/jobs/{job}")),
        (&shops.torque.owner, "/staff/customers".to_owned()),
        (&shops.torque.visitor(), link.path.clone()),
    ] {
        let page = browser.get(&path).await.expect(503).saying("Torque Garage");
        assert!(page.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0), "{page}");
        assert!(page.set_cookies().is_empty(), "nobody is signed out: {page}");
    }
    // The first visit by the link was recorded when the store did not answer: no session exists for it.
    let database = &shops.server.database;
    let devices = format!("customer_id = {}", database.id(&alex.id));
    assert_eq!(database.count("sessions_seen", &devices).await, 3);
    assert_eq!(database.count("sessions_seen", &format!("{devices} AND ended_at IS NULL")).await, 2, "the phones'");
    let ready = shops.server.platform().get("/readyz").await.expect(503);
    assert!(ready.text().to_lowercase().contains("redis"), "{ready}");
    shops.server.platform().get("/healthz").await.expect(200);
    redis.thaw();
    eventually("everything is back", || async { (phone.get("/").await.status == 200).then_some(()) }).await;
    phone.get("/").await.expect(200).saying("Alex Morgan");
    shops.torque.visitor().get(&link.path).await.expect(200).saying("Alex Morgan");
}

#[tokio::test]
async fn an_emptied_redis_means_signing_in_again_and_no_more() {
    let redis = OwnRedis::start().await;
    let shops = TwoShops::start_with(Backend::Many, |settings| set(settings, "redis.url", redis.url())).await;
    let alex = shops.torque.add_customer("Alex Morgan").await;
    let link = shops.torque.send_link(&alex, Channel::Sms).await;
    let phone = shops.torque.open(&link).await;
    redis.empty().await;
    assert!(phone.get("/jobs").await.status != 200);
    phone.get(&link.path).await.expect(200).saying("Alex Morgan");
    phone.get("/jobs").await.expect(200);
}

#[tokio::test]
async fn without_the_database_nothing_is_said_to_be_sent() {
    let shops = TwoShops::start(Backend::Many).await;
    let alex = shops.torque.add_customer("Alex Morgan").await;
    let record = format!("/staff/customers/{}", alex.id);
    let csrf = shops.torque.owner.csrf(&record).await;
    // As in a failover: connections end, and for a while no new ones are accepted.
    let cluster = forecourt_tests::Database::connect(&forecourt_tests::backend::postgres_url("postgres")).await;
    let name = shops.server.database.url().rsplit('/').next().unwrap().to_owned();
    shops.server.database.connection().clone().close().await.unwrap();
    cluster.run(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
    cluster.run(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")).await;
    let fields = [("csrf", csrf.as_str()), ("channel", "sms"), ("return_to", record.as_str())];
    let answer = shops.torque.owner.post(format!("{record}/portal-link")).form(&fields).await.expect(503);
    assert!(answer.header("retry-after").parse::<u32>().is_ok(), "{answer}");
    let answer = answer.saying("We’ll be right back");
    assert!(!answer.words().contains("Sent"), "{answer}");
    let asked = [("address", "nobody.whitfield@example.com")];
    let answer = shops.server.platform().post("/client-login/send").form(&asked).await.expect(503);
    assert!(answer.header("retry-after").parse::<u32>().is_ok() && !answer.words().contains("Check"), "{answer}");
    shops.server.platform().get("/readyz").await.expect(503);
    cluster.run(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await;
    eventually("the database is back", || async {
        (shops.torque.owner.get(&record).await.status == 200).then_some(())
    })
    .await;
    shops.torque.owner.get(&record).await.expect(200).saying("No link sent yet");
}

#[tokio::test]
async fn without_s3_there_are_pages_and_no_half_photos() {
    let shops =
        TwoShops::start_with(Backend::Many, |settings| set(settings, "blobs.endpoint", "http://127.0.0.1:1")).await;
    let alex = shops.torque.add_customer("Alex Morgan").await;
    let vehicle = shops.torque.add_vehicle(&alex, "Audi", "A3").await;
    let job = shops.torque.add_job(&alex, &vehicle, "Brakes").await;
    let answer = shops.torque.upload(&job, "before", &[("a.jpg", &pictures::jpeg(90, 60))]).await;
    assert!(answer.status >= 400, "{answer}");
    assert_eq!(shops.server.database.count("photos", "1 = 1").await, 0, "no row without its object");
    let link = shops.torque.send_link(&alex, Channel::Sms).await;
    shops.torque.open(&link).await.get(format!("/jobs/{job}")).await.expect(200).saying("Brakes");
    let ready = shops.server.platform().get("/readyz").await.expect(503);
    assert!(ready.text().to_lowercase().contains("blob"), "{ready}");
}

#[tokio::test]
async fn keys_for_the_bucket_need_no_more_than_the_server_does() {
    // They may read, write and remove shops' files, and ask nothing of the bucket itself.
    let shops = TwoShops::start_with(Backend::Many, |settings| {
        set(settings, "blobs.access_key_id", "forecourt-files-only");
    })
    .await;
    shops.server.platform().get("/readyz").await.expect(200);
    let said = shops.server.cli(&["doctor"]);
    assert!(said.out.contains("can be written to, read and removed from"), "{said:?}");
    let (_, job, _) = shops.customer_with_job().await;
    shops.torque.upload(&job, "during", &[("a.jpg", &pictures::jpeg(90, 60))]).await.expect(200);
}

#[tokio::test]
async fn keys_that_may_too_little_are_told_by_doctor_and_readiness() {
    for (key, words) in [
        ("forecourt-read-only", "it cannot be written to: the file store refuses: AccessDenied"),
        ("forecourt-write-only", "it can be written to, but not read from: the file store refuses: AccessDenied"),
    ] {
        let server = Server::start_with(Backend::Many, |settings| set(settings, "blobs.access_key_id", key)).await;
        let ready = server.platform().get("/readyz").await.expect(503);
        assert!(ready.text().contains("\"blobs\":\"down\""), "{ready}");
        assert!(server.log().contains(words), "the log says so: {}", server.log());
        let said = server.cli(&["doctor"]);
        assert!(said.code == Some(1) && said.out.contains(words), "{said:?}");
    }
}

both! {
    async fn the_process_says_how_it_is(server: Server) {
        let anywhere = server.client("127.0.0.1");
        anywhere.get("/healthz").await.expect(200);
        let ready = anywhere.get("/readyz").await.expect(200).text().to_lowercase();
        assert!(ready.contains("database") && ready.contains("blobs"), "each part is named: {ready}");
        let redis = if server.redis_url.is_some() { "ok" } else { "unused" };
        assert!(ready.contains(&format!("\"redis\":\"{redis}\"")), "{ready}");
        let metrics = anywhere.get("/metrics").await.expect(200).text();
        assert!(metrics.lines().any(|line| line.starts_with("# TYPE ")), "{metrics}");
        assert!(!metrics.contains("/portal/a"), "{metrics}");
    }

    async fn metrics_tell_of_routes_and_not_of_people(shops: TwoShops) {
        let (alex, job, _) = shops.customer_with_job().await;
        let metrics = shops.server.client("127.0.0.1").get("/metrics").await.expect(200).text();
        for person in [&alex.id, &job, &alex.email, "Alex"] {
            assert!(!metrics.contains(person), "{person} in the metrics");
        }
        assert!(metrics.contains("/portal/{token}"), "{metrics}");
    }

    async fn asked_to_end_it_finishes_what_it_began(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        let phone = shops.torque.open(&link).await;
        let stop = std::sync::atomic::AtomicBool::new(false);
        let answers = || shops.server.log().matches("micros=").count();
        let before = answers();
        let load = async {
            let mut answered = 0;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                // Refused connections after the end are fine; a connection that was taken is answered.
                let Ok(mut stream) = TcpStream::connect(shops.server.address()).await else { break };
                let cookie: String = phone.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
                let request = format!("GET / HTTP/1.1\r\nHost: torque.localhost\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n");
                if stream.write_all(request.as_bytes()).await.is_err() {
                    break;
                }
                let mut answer = String::new();
                match stream.read_to_string(&mut answer).await {
                    Ok(_) if answer.is_empty() => break,
                    Ok(_) => {
                        assert_eq!(raw::status(&answer), 200, "{answer}");
                        answered += 1;
                    }
                    Err(_) => break,
                }
            }
            answered
        };
        let ending = async {
            eventually("some load", || async { (answers() > before + 20).then_some(()) }).await;
            let code = shops.server.stop().await;
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
            code
        };
        let (answered, code) = tokio::join!(load, ending);
        assert_eq!(code, Some(0));
        assert!(answered > 0);
        shops.server.resume().await;
    }
}

#[tokio::test]
async fn metrics_can_ask_for_a_token() {
    let server =
        Server::start_with(Backend::Embedded, |settings| set(settings, "server.metrics_token", "only-prometheus"))
            .await;
    let client = server.client("127.0.0.1");
    for token in ["", "Bearer", "Bearer wrong", "only-prometheus"] {
        let answer = client.get("/metrics").header("authorization", token).await;
        assert!([401, 403, 404].contains(&answer.status), "{token}: {answer}");
    }
    client.get("/metrics").header("authorization", "Bearer only-prometheus").await.expect(200);
}

#[tokio::test]
async fn development_pages_are_not_there_in_production() {
    let server = Server::start_with(Backend::Embedded, |settings| {
        set(settings, "platform.environment", "production");
        set(settings, "platform.public_url", "https://localhost");
    });
    let server = server.await;
    for path in ["/dev/outbox", "/dev/outbox.json", "/dev/components"] {
        server.client("localhost").get(path).await.expect(404);
    }
}

#[tokio::test]
async fn slow_clients_are_let_go() {
    let shops = TwoShops::start_with(Backend::Embedded, |settings| {
        set(settings, "server.header_timeout_seconds", 1);
        set(settings, "server.body_timeout_seconds", 1);
    });
    let shops = shops.await;
    let address = shops.server.address();
    let mut half_a_head = TcpStream::connect(address).await.unwrap();
    half_a_head.write_all(b"GET / HTTP/1.1\r\nHost: torque.localhost\r\nX-Slow: ").await.unwrap();
    let mut half_a_body = TcpStream::connect(address).await.unwrap();
    half_a_body.write_all(b"POST /staff/login HTTP/1.1\r\nHost: torque.localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail=").await.unwrap();
    let many: Vec<_> = futures_util::future::join_all((0..200).map(|_| async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /").await.unwrap();
        stream
    }))
    .await;
    shops.torque.visitor().get("/").await.expect(200);
    assert!(raw::rest(&mut half_a_head, Duration::from_secs(20)).await.is_some(), "a head that never ends");
    let answer = raw::rest(&mut half_a_body, Duration::from_secs(20)).await.expect("an end to a body that never ends");
    assert_eq!(raw::status(&answer), 408, "{answer}");
    assert!(answer.contains("That took too long"), "in words: {answer}");
    for mut stream in many {
        assert!(raw::rest(&mut stream, Duration::from_secs(20)).await.is_some());
    }
}

#[tokio::test]
async fn heads_have_a_limit() {
    let server = Server::start(Backend::Embedded).await;
    for request in [
        format!("GET /{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "a".repeat(900_000)),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: {}\r\n\r\n", "a".repeat(900_000)),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{}\r\n", "X: y\r\n".repeat(2_000)),
        "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n".to_owned(),
        "NONSENSE\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}".to_owned(),
    ] {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        let _ = stream.write_all(request.as_bytes()).await;
        let _ = stream.shutdown().await;
        let answer = raw::rest(&mut stream, forecourt_tests::PATIENCE).await.expect("an end");
        assert!(
            answer.is_empty() || (400..=505).contains(&raw::status(&answer)) && raw::status(&answer) != 500,
            "{}: {answer}",
            &request[..40.min(request.len())]
        );
    }
    server.platform().get("/").await.expect(200);
}
