//! Announcements over a Redis of one's own, where `tests/run` has installed one.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::*;

struct Server {
    child: Child,
    url: String,
}

impl Server {
    async fn start() -> Option<Self> {
        std::env::var_os("FORECOURT_TEST_REDIS_URL")?;
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("redis-server");
        command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        let child = command.stdout(Stdio::null()).spawn().unwrap();
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Some(Self { child, url: format!("redis://127.0.0.1:{port}") })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn what_was_missed_is_announced_as_a_gap() {
    let Some(server) = Server::start().await else { return };
    let address = server.url.parse().unwrap();
    let (here, there) = (Redis::connect(&address).await.unwrap(), Redis::connect(&address).await.unwrap());
    let mut heard = here.announcements();
    there.publish_tenant_change("torque").await;
    assert_eq!(heard.next().await, Some(Announcement::TenantChanged("torque".to_owned())));
    there.announce_outbox();
    assert_eq!(heard.next().await, Some(Announcement::OutboxWritten));
    let kill = |kind: &'static str| {
        let mut connection = there.connection();
        async move {
            let mut command = ::redis::cmd("CLIENT");
            command.arg(&["KILL", "TYPE", kind]).exec_async(&mut connection).await.unwrap();
        }
    };
    kill("pubsub").await;
    assert_eq!(heard.next().await, Some(Announcement::Gap));
    there.publish_tenant_change("sample").await;
    assert_eq!(heard.next().await, Some(Announcement::TenantChanged("sample".to_owned())));
    // Commands find their way back at once, and what is heard moves with them.
    kill("normal").await;
    here.takes_writes().await.unwrap();
    assert_eq!(heard.next().await, Some(Announcement::Gap));
}
