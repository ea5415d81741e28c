//! DNS records of a custom domain: the TXT record that proves its owner, and where it leads.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use forecourt_domain::host::HostName;
use forecourt_storage::Domain;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{RData, RecordType};

use crate::failure::{Failure, chain};

/// Looks records up, without a cache.
pub(crate) struct Dns(TokioResolver);

impl Dns {
    /// Asks this server, or whichever the system asks.
    ///
    /// # Errors
    /// [`Failure::Refused`] when the system's settings cannot be read.
    pub(crate) fn new(server: Option<SocketAddr>) -> Result<Self, Failure> {
        let unusable = |error: NetError| Failure::refused(format_args!("DNS cannot be asked: {}", chain(&error)));
        let mut builder = match server {
            Some(server) => {
                let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
                    connection.port = server.port();
                    connection
                });
                let server = NameServerConfig::new(server.ip(), true, connections.to_vec());
                let config = ResolverConfig::from_name_servers(vec![server]);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
            None => TokioResolver::builder_tokio().map_err(unusable)?,
        };
        // What this machine's file of hosts says proves nothing.
        builder.options_mut().use_hosts_file = ResolveHosts::Never;
        Ok(Self(builder.build().map_err(unusable)?))
    }

    /// What is missing or wrong about a claimed host's records; nothing when it is ready. `target` is where its CNAME
    /// record has to lead; without one only the proof is looked at.
    ///
    /// # Errors
    /// [`Failure::Refused`] when DNS does not answer, which says nothing about the records.
    pub(crate) async fn problems(&self, domain: &Domain, target: Option<&str>) -> Result<Vec<String>, Failure> {
        let mut problems = Vec::new();
        problems.extend(self.proof_problem(domain).await?);
        if let Some(target) = target {
            problems.extend(self.route_problem(&domain.host, target).await?);
        }
        Ok(problems)
    }

    async fn proof_problem(&self, domain: &Domain) -> Result<Option<String>, Failure> {
        let (name, wanted) = (domain.host.proof_name(), domain.proof());
        let found = self.texts(&name).await?;
        if found.iter().any(|text| text.trim() == wanted) {
            return Ok(None);
        }
        Ok(Some(match found.first() {
            None => format!("there is no TXT record at {name}, and it has to say {wanted}"),
            Some(other) => format!("the TXT record at {name} says {other:?}, and it has to say {wanted}"),
        }))
    }

    /// A name at the top of its zone cannot have a CNAME record (RFC 1034, section 3.6.2): that it leads to the same
    /// addresses is as good.
    async fn route_problem(&self, host: &HostName, target: &str) -> Result<Option<String>, Failure> {
        let host = host.as_str();
        let aliases = self.aliases(host).await?;
        if aliases.iter().any(|alias| alias == target) {
            return Ok(None);
        }
        let addresses = self.addresses(host).await?;
        if !addresses.is_disjoint(&self.addresses(target).await?) {
            return Ok(None);
        }
        let leads = aliases.into_iter().next().or_else(|| addresses.first().map(IpAddr::to_string));
        Ok(Some(match leads {
            None => format!("there is no CNAME record at {host}, and it has to lead to {target}"),
            Some(elsewhere) => format!("{host} leads to {elsewhere}, and its CNAME record has to lead to {target}"),
        }))
    }

    async fn texts(&self, name: &str) -> Result<Vec<String>, Failure> {
        let read = |data: &RData| match data {
            // A record's strings are one text in pieces (RFC 7208, section 3.3).
            RData::TXT(txt) => Some(txt.txt_data.iter().map(|part| String::from_utf8_lossy(part)).collect()),
            _ => None,
        };
        self.records(name, RecordType::TXT, read).await
    }

    async fn aliases(&self, name: &str) -> Result<Vec<String>, Failure> {
        let read = |data: &RData| match data {
            RData::CNAME(alias) => Some(alias.0.to_ascii().trim_end_matches('.').to_ascii_lowercase()),
            _ => None,
        };
        self.records(name, RecordType::CNAME, read).await
    }

    async fn addresses(&self, name: &str) -> Result<BTreeSet<IpAddr>, Failure> {
        let mut addresses = BTreeSet::new();
        for kind in [RecordType::A, RecordType::AAAA] {
            addresses.extend(self.records(name, kind, RData::ip_addr).await?);
        }
        Ok(addresses)
    }

    async fn records<T>(
        &self,
        name: &str,
        kind: RecordType,
        read: impl Fn(&RData) -> Option<T>,
    ) -> Result<Vec<T>, Failure> {
        // With the dot it is the whole name: no search list is tried.
        match self.0.lookup(format!("{name}."), kind).await {
            Ok(found) => Ok(found.answers().iter().filter_map(|record| read(&record.data)).collect()),
            Err(error) if error.is_no_records_found() => Ok(Vec::new()),
            Err(error) => {
                Err(Failure::refused(format_args!("DNS does not answer for {name} ({kind}): {}", chain(&error))))
            }
        }
    }
}
