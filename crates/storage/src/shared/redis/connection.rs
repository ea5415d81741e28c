//! Our connection to Redis, for everything but sessions and hearing announcements: many requests share it, and it is made
//! anew when it is lost or leads to a server that no longer takes writes.

use std::sync::{Arc, Mutex, PoisonError};

use ::redis::aio::{ConnectionLike, MultiplexedConnection, PubSub};
use ::redis::cluster::{ClusterClient, ClusterClientBuilder};
use ::redis::cluster_async::ClusterConnection;
use ::redis::io::tcp::TcpSettings;
use ::redis::sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType};
use ::redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionInfo, ErrorKind, Pipeline, RedisError, RedisFuture, RedisResult,
    ServerErrorKind, Value,
};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use tokio::sync::Notify;

use super::PATIENCE;
use super::address::{Address, Servers};

/// The connection; clones share it.
#[derive(Clone)]
pub(crate) struct SharedConnection {
    inner: Arc<Inner>,
}

struct Inner {
    server: Arc<Server>,
    current: Mutex<Connecting>,
    renewed: Notify,
}

/// A connection that is there or on its way.
type Connecting = Shared<BoxFuture<'static, RedisResult<Open>>>;

#[derive(Clone)]
enum Open {
    One(MultiplexedConnection),
    Cluster(ClusterConnection),
}

/// Who is connected to: asked anew each time, since behind a name, in a cluster and among sentinels it changes.
enum Server {
    One(Client),
    Cluster { client: ClusterClient, nodes: Vec<Client> },
    Sentinel(tokio::sync::Mutex<SentinelClient>),
}

impl SharedConnection {
    /// Begins to connect.
    pub(super) fn new(address: &Address) -> RedisResult<Self> {
        let server = Arc::new(Server::new(address)?);
        let current = Mutex::new(Arc::clone(&server).connecting());
        Ok(Self { inner: Arc::new(Inner { server, current, renewed: Notify::new() }) })
    }

    /// A connection that hears messages.
    pub(super) async fn pubsub(&self) -> RedisResult<PubSub> {
        in_time(self.inner.server.pubsub()).await
    }

    /// Waits until the connection is made anew: what else leads to the same server had better be, too.
    pub(super) async fn renewed(&self) {
        self.inner.renewed.notified().await;
    }

    fn current(&self) -> Connecting {
        self.inner.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// After an error on `used`: begins to connect anew where that may mend it. Says whether to ask once more: not
    /// after waiting in vain, since whoever asked has no more time.
    fn mend(&self, used: &Connecting, error: &RedisError) -> bool {
        let connected = used.peek().is_some_and(Result::is_ok);
        if connected && !is_stale(error) {
            return false;
        }
        let mut current = self.inner.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.ptr_eq(used) {
            *current = Arc::clone(&self.inner.server).connecting();
            self.inner.renewed.notify_one();
        }
        !error.is_timeout()
    }
}

impl std::fmt::Debug for SharedConnection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SharedConnection")
    }
}

/// Whether another connection may do better: this one is lost, nothing comes over it, or it leads to a server that has
/// become a replica, is still reading its data, or has given the key to another one.
fn is_stale(error: &RedisError) -> bool {
    error.is_unrecoverable_error()
        || error.is_timeout()
        || matches!(
            error.kind(),
            ErrorKind::Server(
                ServerErrorKind::ReadOnly
                    | ServerErrorKind::BusyLoading
                    | ServerErrorKind::MasterDown
                    | ServerErrorKind::ClusterDown
                    | ServerErrorKind::Moved
            )
        )
}

impl ConnectionLike for SharedConnection {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        async move {
            let used = self.current();
            let answer = match used.clone().await {
                Ok(mut connection) => connection.req_packed_command(command).await,
                Err(error) => Err(error),
            };
            match answer {
                Err(error) if self.mend(&used, &error) => self.current().await?.req_packed_command(command).await,
                answer => answer,
            }
        }
        .boxed()
    }

    /// Never asked twice: a part of it may have been done.
    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        async move {
            let used = self.current();
            let answer = match used.clone().await {
                Ok(mut connection) => connection.req_packed_commands(pipeline, offset, count).await,
                Err(error) => Err(error),
            };
            let told = match &answer {
                Ok(values) => values.iter().find_map(server_error),
                Err(error) => Some(error.clone()),
            };
            if let Some(error) = told {
                self.mend(&used, &error);
            }
            answer
        }
        .boxed()
    }

    fn get_db(&self) -> i64 {
        0
    }
}

/// What a server said of one command among several.
fn server_error(value: &Value) -> Option<RedisError> {
    match value {
        Value::ServerError(error) => Some(error.clone().into()),
        _ => None,
    }
}

impl Open {
    /// With what the server refuses as an error: it comes as a value.
    async fn req_packed_command(&mut self, command: &Cmd) -> RedisResult<Value> {
        match self {
            Self::One(one) => one.req_packed_command(command).await,
            Self::Cluster(cluster) => cluster.req_packed_command(command).await,
        }?
        .extract_error()
    }

    async fn req_packed_commands(
        &mut self,
        pipeline: &Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisResult<Vec<Value>> {
        match self {
            Self::One(one) => one.req_packed_commands(pipeline, offset, count).await,
            Self::Cluster(cluster) => cluster.req_packed_commands(pipeline, offset, count).await,
        }
    }
}

impl Server {
    fn new(address: &Address) -> RedisResult<Self> {
        Ok(match &address.servers {
            Servers::One(server) => Self::One(client(address, server)?),
            Servers::Cluster(nodes) => Self::Cluster {
                client: cluster(address, nodes)?,
                nodes: nodes.iter().map(|node| client(address, node)).collect::<RedisResult<_>>()?,
            },
            Servers::Sentinel { sentinels, primary, login } => {
                let places = sentinels.iter().map(|sentinel| sentinel.addr().clone());
                let mut builder = SentinelClientBuilder::new(places, primary, SentinelServerType::Master)?
                    .set_client_to_redis_db(login.db())
                    .set_client_to_redis_tcp_settings(no_delay());
                if let Some(username) = login.username() {
                    builder = builder.set_client_to_redis_username(username);
                }
                if let Some(password) = login.password() {
                    builder = builder.set_client_to_redis_password(password);
                }
                let own = sentinels.first().map(ConnectionInfo::redis_settings);
                if let Some(username) = own.and_then(|own| own.username()) {
                    builder = builder.set_client_to_sentinel_username(username);
                }
                if let Some(password) = own.and_then(|own| own.password()) {
                    builder = builder.set_client_to_sentinel_password(password);
                }
                if let Some(tls) = address.tls_mode() {
                    builder = builder.set_client_to_redis_tls_mode(tls).set_client_to_sentinel_tls_mode(tls);
                }
                if let Some(certificates) = address.certificates() {
                    builder = builder
                        .set_client_to_redis_certificates(certificates.clone())
                        .set_client_to_sentinel_certificates(certificates);
                }
                Self::Sentinel(tokio::sync::Mutex::new(builder.build()?))
            }
        })
    }

    /// In a task of its own: a request that is given up takes no connection with it that others wait for.
    fn connecting(self: Arc<Self>) -> Connecting {
        let connecting = async move { in_time(self.connect()).await }.boxed().shared();
        tokio::spawn(connecting.clone().map(drop));
        connecting
    }

    async fn connect(&self) -> RedisResult<Open> {
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(Some(PATIENCE)).set_response_timeout(Some(PATIENCE));
        Ok(match self {
            Self::One(client) => Open::One(client.get_multiplexed_async_connection_with_config(&config).await?),
            Self::Cluster { client, .. } => Open::Cluster(client.get_async_connection().await?),
            Self::Sentinel(sentinels) => {
                Open::One(sentinels.lock().await.get_async_connection_with_config(&config).await?)
            }
        })
    }

    async fn pubsub(&self) -> RedisResult<PubSub> {
        match self {
            Self::One(client) => client.get_async_pubsub().await,
            // What is published on one node is heard on each.
            Self::Cluster { nodes, .. } => {
                let mut last = Err(RedisError::from((ErrorKind::ClusterConnectionNotFound, "no node answers")));
                for node in nodes {
                    last = node.get_async_pubsub().await;
                    if last.is_ok() {
                        break;
                    }
                }
                last
            }
            Self::Sentinel(sentinels) => {
                let client = sentinels.lock().await.async_get_client().await?;
                client.get_async_pubsub().await
            }
        }
    }
}

fn client(address: &Address, server: &ConnectionInfo) -> RedisResult<Client> {
    match address.certificates() {
        Some(certificates) => Client::build_with_tls(server.clone(), certificates),
        None => Client::open(server.clone()),
    }
}

fn cluster(address: &Address, nodes: &[ConnectionInfo]) -> RedisResult<ClusterClient> {
    let builder = ClusterClientBuilder::new(nodes.to_vec())
        .connection_timeout(PATIENCE)
        .response_timeout(PATIENCE)
        .tcp_settings(no_delay());
    match address.certificates() {
        Some(certificates) => builder.certs(certificates).build(),
        None => builder.build(),
    }
}

fn no_delay() -> TcpSettings {
    TcpSettings::default().set_nodelay(true)
}

async fn in_time<T>(work: impl Future<Output = RedisResult<T>>) -> RedisResult<T> {
    let late = |_| Err(RedisError::from(std::io::Error::from(std::io::ErrorKind::TimedOut)));
    tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(late)
}
