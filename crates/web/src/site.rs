//! What lives as long as the process: storage, theme, addresses.

use std::collections::BTreeMap;
use std::sync::Arc;

use forecourt_domain::host::HostName;
use forecourt_domain::preset::Preset;
use forecourt_domain::tenant::Slug;
use forecourt_storage::Storage;
use url::Url;

use crate::pictures::Pictures;
use crate::theme::Theme;

/// The label of the operators' host below the platform's domain; no shop can take it.
const OPS: &str = "ops";

/// What was configured, as far as pages care.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Below which shops have their hosts.
    pub domain: HostName,
    /// Scheme and port of every link that leaves us.
    pub public_url: Url,
    /// Whether development pages exist and cookies may travel without TLS.
    pub development: bool,
    /// The largest upload, in bytes.
    pub max_upload: usize,
}

/// Everything that handlers share: the state of every router.
#[derive(Debug)]
pub struct Site {
    /// What is kept.
    pub storage: Storage,
    /// How it looks.
    pub theme: Theme,
    /// What was configured.
    pub settings: Settings,
    /// How shops start out, by key.
    pub presets: BTreeMap<String, Preset>,
    /// The picture workshop.
    pub pictures: Pictures,
}

/// The state of every router.
pub type SharedSite = Arc<Site>;

impl Settings {
    /// The address of a path on a shop's own host: never taken from a request.
    pub fn shop_url(&self, slug: &Slug, path: &str) -> String {
        let port = self.public_url.port().map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{slug}.{}{port}{path}", self.public_url.scheme(), self.domain.as_str())
    }

    /// A shop's own host.
    pub fn shop_host(&self, slug: &Slug) -> String {
        format!("{slug}.{}", self.domain.as_str())
    }

    /// All shops' own hosts, as a content security policy names them.
    pub fn shop_hosts(&self) -> String {
        let port = self.public_url.port().map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://*.{}{port}", self.public_url.scheme(), self.domain.as_str())
    }

    /// The address of a path on the platform's host.
    pub fn platform_url(&self, path: &str) -> String {
        let port = self.public_url.port().map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{}{port}{path}", self.public_url.scheme(), self.domain.as_str())
    }

    /// The operators' host.
    pub fn ops_host(&self) -> String {
        format!("{OPS}.{}", self.domain.as_str())
    }

    /// The address of a path on the operators' host.
    pub fn ops_url(&self, path: &str) -> String {
        let port = self.public_url.port().map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{}{port}{path}", self.public_url.scheme(), self.ops_host())
    }

    /// Whether browsers reach us over TLS, so that cookies can demand it.
    pub fn secure(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}
