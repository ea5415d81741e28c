//! Redis in the ways it is run: with TLS, behind a failover, watched by sentinels, as a cluster.

use forecourt_tests::redis::{OwnRedis, REDIS_PASSWORD, SENTINEL_PASSWORD, Switch, cluster};
use forecourt_tests::server::set;
use forecourt_tests::{Backend, Channel, Server, TwoShops, eventually};

/// Sessions, limits and announcements, by what a new customer sees and `redis` knows: all the servers there are.
async fn everything_works(shops: &TwoShops, redis: &[&OwnRedis], name: &str) {
    shops.server.platform().get("/readyz").await.expect(200);
    let customer = shops.torque.add_customer(name).await;
    let link = shops.torque.send_link(&customer, Channel::Sms).await;
    let phone = shops.torque.open(&link).await;
    phone.get("/").await.expect(200).saying(name);
    // Counted before it is compared.
    let guess = [("email", "nobody@torque.example"), ("password", "wrong")];
    shops.torque.visitor().post("/staff/login").form(&guess).await.expect(422);
    let mut limits = 0;
    for server in redis {
        limits += server.ask::<Vec<String>>(&["KEYS", "forecourt:{limit}:*"]).await.len();
    }
    assert!(limits > 0, "limits are counted there");
    eventually("announcements are heard there, once", || async {
        let mut ears = 0;
        for server in redis {
            ears += server.ask::<(String, usize)>(&["PUBSUB", "NUMSUB", "forecourt:outbox"]).await.1;
        }
        (ears == 1).then_some(())
    })
    .await;
}

async fn shops_with(redis_url: &str, ca_file: &str) -> TwoShops {
    TwoShops::start_with(Backend::Many, |settings| {
        set(settings, "redis.url", redis_url);
        set(settings, "redis.ca_file", ca_file);
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_tls_everything_works() {
    let redis = OwnRedis::encrypted().await;
    let shops = shops_with(&redis.url(), &redis.file("ca.pem")).await;
    shops.server.platform().get("/readyz").await.expect(200);
    let (_, _, phone) = shops.customer_with_job().await;
    phone.get("/").await.expect(200).saying("Alex Morgan");
    let said = shops.server.cli(&["doctor"]).out;
    assert!(said.contains("answers over TLS"), "{said}");
    assert!(!said.contains(REDIS_PASSWORD) && !shops.server.log().contains(REDIS_PASSWORD));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sent_to_a_redis_that_cannot_be_trusted() {
    let (redis, plain) = (OwnRedis::encrypted().await, OwnRedis::with(&["--requirepass", REDIS_PASSWORD]).await);
    let rediss = |url: String| url.replacen("redis://", "rediss://", 1);
    for (url, ca_file, word) in [
        // Somebody else's certificate, by another CA and by the system's.
        (redis.url(), redis.file("other.pem"), "certificate"),
        (redis.url(), String::new(), "certificate"),
        // No TLS at all behind an address that asks for it.
        (rediss(plain.url()), redis.file("ca.pem"), ""),
        // A CA that would never be asked for.
        (plain.url(), redis.file("ca.pem"), "redis.ca_file"),
        (redis.url(), redis.file("redis.key"), "redis.ca_file"),
        (redis.url(), redis.file("nothing.pem"), "redis.ca_file"),
    ] {
        let server = Server::prepare(Backend::Many, None, |settings| {
            set(settings, "redis.url", url.clone());
            set(settings, "redis.ca_file", ca_file.clone());
        })
        .await;
        let said = server.cli(&["doctor"]);
        let line = said.out.lines().find(|line| line.split_whitespace().nth(1) == Some("redis")).unwrap_or_default();
        assert!(line.starts_with("FAIL") && line.contains(word), "{url} with {ca_file:?}: {}", said.out);
        assert!(!said.out.contains(REDIS_PASSWORD) && !said.err.contains(REDIS_PASSWORD), "{}", said.out);
    }
    let told: String = plain.ask(&["INFO", "commandstats"]).await;
    assert!(told.contains("cmdstat_auth:calls=1,"), "only this question has told a password there: {told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_scheme_is_refused_by_name() {
    let server = Server::prepare(Backend::Many, None, |settings| {
        set(settings, "redis.url", "http://:hunter2@127.0.0.1:6379");
    })
    .await;
    let said = server.cli(&["doctor"]).out;
    assert!(said.contains("redis.url") && said.contains("the scheme `http` is not known"), "{said}");
    assert!(said.contains("rediss://") && !said.contains("hunter2"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_is_not_ready() {
    let redis = OwnRedis::start().await;
    let replica = redis.replica().await;
    let shops = shops_with(&redis.url(), "").await;
    everything_works(&shops, &[&redis], "Alex Morgan").await;
    let said = shops.server.cli(&["doctor"]).out;
    assert!(said.contains("answers, not encrypted"), "{said}");
    replica.lead().await;
    redis.follow(&replica).await;
    let ready = shops.server.platform().get("/readyz").await.expect(503).text();
    assert!(ready.contains("\"redis\":\"down\""), "{ready}");
    assert!(shops.server.cli(&["doctor"]).out.contains("read only replica"));
    redis.lead().await;
    eventually("it takes writes again", || async {
        (shops.server.platform().get("/readyz").await.status == 200).then_some(())
    })
    .await;
    everything_works(&shops, &[&redis], "Sarah Chen").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_failover_the_new_primary_is_found() {
    let redis = OwnRedis::start().await;
    let switch = Switch::to(&redis).await;
    let shops = shops_with(&redis.url_at(switch.port()), "").await;
    let replica = redis.replica().await;
    let (_, _, phone) = shops.customer_with_job().await;
    // The old primary keeps its connections, and takes no more writes.
    replica.lead().await;
    redis.follow(&replica).await;
    switch.turn_to(&replica);
    eventually("the new primary is found", || async {
        (shops.server.platform().get("/readyz").await.status == 200).then_some(())
    })
    .await;
    phone.get("/").await.expect(200).saying("Alex Morgan");
    everything_works(&shops, &[&replica], "Sarah Chen").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sentinels_say_where_the_primary_is() {
    let redis = OwnRedis::with(&["--requirepass", REDIS_PASSWORD, "--masterauth", REDIS_PASSWORD]).await;
    let replica = redis.replica().await;
    let sentinel = redis.sentinel().await;
    let sentinels = format!("127.0.0.1:{}", sentinel.port());
    let url = format!(
        "redis+sentinel://:{REDIS_PASSWORD}@{sentinels},{sentinels}/main/0?sentinel_password={SENTINEL_PASSWORD}"
    );
    let shops = shops_with(&url, "").await;
    everything_works(&shops, &[&redis], "Alex Morgan").await;
    eventually("a failover begins", || async { sentinel.try_to_ask::<()>(&["SENTINEL", "FAILOVER", "main"]).await })
        .await;
    eventually("the old primary follows", || async {
        redis.ask::<String>(&["INFO", "replication"]).await.contains("role:slave").then_some(())
    })
    .await;
    eventually("the new primary is found", || async {
        (shops.server.platform().get("/readyz").await.status == 200).then_some(())
    })
    .await;
    everything_works(&shops, &[&replica], "Sarah Chen").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_works_like_one_server() {
    let [one, other] = cluster().await;
    let url = format!("redis-cluster://127.0.0.1:{},127.0.0.1:{}", other.port(), one.port());
    let shops = shops_with(&url, "").await;
    everything_works(&shops, &[&one, &other], "Alex Morgan").await;
}
