//! What lives as long as the process: storage, theme, addresses.

use std::collections::BTreeMap;
use std::sync::Arc;

use forecourt_domain::host::HostName;
use forecourt_domain::preset::Preset;
use forecourt_domain::tenant::Slug;
use forecourt_pictures::Pictures;
use forecourt_storage::{Storage, Tenant};
use url::Url;

use crate::theme::Theme;

/// The label of the operators' host below the platform's domain; no shop can take it.
const OPS: &str = "ops";

/// The settings that pages need.
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
    /// The database and blobs.
    pub storage: Storage,
    /// Templates, words and assets.
    pub theme: Theme,
    /// The settings that pages need.
    pub settings: Settings,
    /// The presets, by key.
    pub presets: BTreeMap<String, Preset>,
    /// The picture workshop.
    pub pictures: Pictures,
}

/// The state of every router.
pub type SharedSite = Arc<Site>;

impl Settings {
    /// The address of a path where a shop's links lead: its own host once that is proven, its [`Settings::subdomain`]
    /// until then. What is stored decides, never a request.
    pub fn shop_url(&self, tenant: &Tenant, path: &str) -> String {
        self.url_at(&self.shop_host(tenant), path)
    }

    /// The host where a shop's links lead.
    pub fn shop_host(&self, tenant: &Tenant) -> String {
        tenant.host.as_ref().map_or_else(|| self.subdomain(&tenant.slug), |host| host.as_str().to_owned())
    }

    /// The host that every shop has from its first day, below the platform's domain.
    pub fn subdomain(&self, slug: &Slug) -> String {
        format!("{slug}.{}", self.domain.as_str())
    }

    /// All [`Settings::subdomain`]s, as a content security policy names them.
    pub fn subdomains(&self) -> String {
        self.url_at(&format!("*.{}", self.domain.as_str()), "")
    }

    /// The address of a path on a host of ours or of a shop's own: they share scheme and port.
    pub fn url_at(&self, host: &str, path: &str) -> String {
        let port = self.public_url.port().map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{host}{port}{path}", self.public_url.scheme())
    }

    /// The address of a path on the platform's host.
    pub fn platform_url(&self, path: &str) -> String {
        self.url_at(self.domain.as_str(), path)
    }

    /// The operators' host.
    pub fn ops_host(&self) -> String {
        format!("{OPS}.{}", self.domain.as_str())
    }

    /// The address of a path on the operators' host.
    pub fn ops_url(&self, path: &str) -> String {
        self.url_at(&self.ops_host(), path)
    }

    /// Whether browsers reach us over TLS, so that cookies can demand it.
    pub fn secure(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}
