//! The client of tower-sessions' Redis store, which brings its own: told of the same address.

use ::redis::{ConnectionAddr, ConnectionInfo, RedisConnectionInfo};
use fred::clients::Pool;
use fred::error::{Error, ErrorKind};
use fred::interfaces::ClientLike;
use fred::types::Builder;
use fred::types::config::{
    ClusterDiscoveryPolicy, Config, ReconnectError, ReconnectPolicy, Server, ServerConfig, TlsConfig, TlsConnector,
};
use rustls::ClientConfig;

use super::PATIENCE;
use super::address::{Address, Servers};

/// How many connections sessions have.
const CONNECTIONS: usize = 4;

/// Connects.
pub(super) async fn connect(address: &Address) -> Result<Pool, Error> {
    let mut builder = Builder::from_config(config(address)?);
    builder
        .with_performance_config(|performance| performance.default_command_timeout = PATIENCE)
        .with_connection_config(|connection| {
            connection.connection_timeout = PATIENCE;
            connection.reconnect_errors = reconnect_errors(address);
        })
        .set_policy(ReconnectPolicy::new_constant(0, 200));
    let pool = builder.build_pool(CONNECTIONS)?;
    tokio::time::timeout(PATIENCE, pool.init()).await.map_err(|_| Error::new(ErrorKind::Timeout, "too slow"))??;
    Ok(pool)
}

/// What a server says that another one may take: after a failover the old primary keeps its connections, and refuses.
fn reconnect_errors(address: &Address) -> Vec<ReconnectError> {
    let mut errors = vec![
        ReconnectError::ClusterDown,
        ReconnectError::Loading,
        ReconnectError::MasterDown,
        ReconnectError::ReadOnly,
    ];
    // In a cluster it is how a client learns where a key is.
    if !matches!(address.servers, Servers::Cluster(_)) {
        errors.push(ReconnectError::Custom("MOVED"));
    }
    errors
}

fn config(address: &Address) -> Result<Config, Error> {
    let (server, login) = match &address.servers {
        Servers::One(one) => (one_server(one.addr())?, one.redis_settings()),
        Servers::Cluster(nodes) => {
            let hosts = nodes.iter().map(place).collect::<Result<_, _>>()?;
            let login = nodes.first().map(ConnectionInfo::redis_settings);
            let login = login.ok_or_else(|| Error::new(ErrorKind::Config, "no node"))?;
            (ServerConfig::Clustered { hosts, policy: ClusterDiscoveryPolicy::default() }, login)
        }
        Servers::Sentinel { sentinels, primary, login } => {
            let own = sentinels.first().map(ConnectionInfo::redis_settings);
            let server = ServerConfig::Sentinel {
                hosts: sentinels.iter().map(place).collect::<Result<_, _>>()?,
                service_name: primary.clone(),
                username: own.and_then(RedisConnectionInfo::username).map(str::to_owned),
                password: own.and_then(RedisConnectionInfo::password).map(str::to_owned),
            };
            (server, login)
        }
    };
    Ok(Config {
        server,
        username: login.username().map(str::to_owned),
        password: login.password().map(str::to_owned),
        database: u8::try_from(login.db()).ok().filter(|database| *database > 0),
        tls: if address.is_encrypted() { Some(tls(address)?) } else { None },
        ..Config::default()
    })
}

fn one_server(address: &ConnectionAddr) -> Result<ServerConfig, Error> {
    Ok(match address {
        ConnectionAddr::Unix(path) => ServerConfig::new_unix_socket(path),
        address => {
            let Server { host, port, .. } = host_and_port(address)?;
            ServerConfig::new_centralized(host.to_string(), port)
        }
    })
}

fn place(node: &ConnectionInfo) -> Result<Server, Error> {
    host_and_port(node.addr())
}

fn host_and_port(address: &ConnectionAddr) -> Result<Server, Error> {
    match address {
        ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. } => {
            Ok(Server::new(host.as_str(), *port))
        }
        _ => Err(Error::new(ErrorKind::Config, "no host and port")),
    }
}

fn tls(address: &Address) -> Result<TlsConfig, Error> {
    let roots = address.roots().map_err(|error| Error::new(ErrorKind::Config, error.to_string()))?;
    let connector = match roots {
        Some(roots) => ClientConfig::builder().with_root_certificates(roots).with_no_client_auth().into(),
        None => TlsConnector::default_rustls()?,
    };
    Ok(connector.into())
}
