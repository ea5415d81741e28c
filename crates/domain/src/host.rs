//! Host names as a request carries them, parsed strictly (docs/product.md, section 2).

use thiserror::Error;

/// A host name without port: lower case, no trailing dot, punycode checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HostName(String);

/// The text is no host name that Forecourt answers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a host name")]
pub struct NotAHost;

/// Why a host cannot become a shop's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CustomHostError {
    /// Not a name with a dot in it, or one with a port, a scheme or a path.
    #[error("is no host name such as portal.example.com, without scheme, port or path")]
    Form,
    /// So long that the name of its TXT record would not fit.
    #[error("is too long: the name of its TXT record has to fit into 253 characters")]
    Long,
    /// The platform's domain, below it, or above it.
    #[error("belongs to the platform")]
    Platform,
    /// A name that no public certificate can be had for (RFC 6761 and 6762, and what ICANN keeps for private use).
    #[error("is on a name that is kept for private use")]
    Private,
}

/// Top-level names that are reserved, so that no one can prove to own them.
const PRIVATE: &[&str] = &["alt", "arpa", "internal", "invalid", "local", "localhost", "onion"];
/// The label below which a host's TXT record stands: `_forecourt.portal.example.com`.
const PROOF_LABEL: &str = "_forecourt";

impl HostName {
    /// Parses a `Host` header or URI authority: an optional port is dropped, one trailing dot is dropped, case is folded.
    ///
    /// # Errors
    /// [`NotAHost`] for user info, addresses in brackets, empty labels, labels over 63 characters, spaces, or a port
    /// that is no number.
    pub fn parse(text: &str) -> Result<Self, NotAHost> {
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        };
        if port.is_some_and(|p| p.is_empty() || p.parse::<u16>().is_err()) {
            return Err(NotAHost);
        }
        let host = host.strip_suffix('.').unwrap_or(host);
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
        if host.is_empty() || host.len() > 253 || !host.bytes().all(plain) {
            return Err(NotAHost);
        }
        let sound =
            |label: &str| !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-');
        if !host.split('.').all(sound) {
            return Err(NotAHost);
        }
        match url::Host::parse(host).map_err(|_| NotAHost)? {
            url::Host::Domain(name) => Ok(Self(name)),
            // An address names no shop, but health checks arrive by address.
            url::Host::Ipv4(address) => Ok(Self(address.to_string())),
            url::Host::Ipv6(_) => Err(NotAHost),
        }
    }

    /// Parses a custom domain for a shop; names in other letters become punycode.
    ///
    /// # Errors
    /// [`CustomHostError`].
    pub fn custom(text: &str, platform: &Self) -> Result<Self, CustomHostError> {
        let text = text.trim();
        let Ok(url::Host::Domain(name)) = url::Host::parse(text) else { return Err(CustomHostError::Form) };
        let host = Self::parse(&name).map_err(|_| CustomHostError::Form)?;
        let top = host.0.rsplit_once('.').ok_or(CustomHostError::Form)?.1;
        if host.is_at_or_below(platform) || platform.is_at_or_below(&host) {
            return Err(CustomHostError::Platform);
        }
        if PRIVATE.contains(&top) {
            return Err(CustomHostError::Private);
        }
        if host.proof_name().len() > 253 {
            return Err(CustomHostError::Long);
        }
        Ok(host)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the TXT record stands that proves whose this host is.
    pub fn proof_name(&self) -> String {
        format!("{PROOF_LABEL}.{}", self.0)
    }

    /// Whether this host is the domain or any below it.
    pub fn is_at_or_below(&self, domain: &Self) -> bool {
        self.0.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    /// The single label before `.{domain}`, if this host is exactly one level below it.
    pub fn label_below(&self, domain: &HostName) -> Option<&str> {
        let label = self.0.strip_suffix(domain.as_str())?.strip_suffix('.')?;
        (!label.is_empty() && !label.contains('.')).then_some(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_host_are_one() {
        for spelling in ["torque.localhost", "TORQUE.LocalHost", "torque.localhost.", "torque.localhost:8080"] {
            assert_eq!(HostName::parse(spelling).map(|h| h.0), Ok("torque.localhost".to_owned()), "{spelling}");
        }
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for bad in [
            "",
            ".",
            "a..b",
            "torque.localhost:",
            "torque.localhost:99999",
            "torque.localhost:80:80",
            "user@torque.localhost",
            "[::1]",
            "tor que",
            "torque.localhost/",
            "-a.localhost",
            "torque\u{212a}.localhost",
            "xn--zzzzzzz.localhost\u{0}",
        ] {
            assert_eq!(HostName::parse(bad), Err(NotAHost), "{bad:?}");
        }
    }

    #[test]
    fn a_custom_host_is_nobody_elses_kind_of_name() {
        let platform = HostName::parse("shops.example.com").unwrap();
        let custom = |text: &str| HostName::custom(text, &platform).map(|host| host.0);
        for (typed, stored) in [
            ("portal.torquegarage.co.uk", "portal.torquegarage.co.uk"),
            (" Portal.TorqueGarage.co.uk. ", "portal.torquegarage.co.uk"),
            ("törque.example", "xn--trque-jua.example"),
            ("myshops.example.com", "myshops.example.com"),
        ] {
            assert_eq!(custom(typed), Ok(stored.to_owned()), "{typed}");
        }
        for bad in [
            "",
            "torque",
            "https://a.example",
            "a.example:443",
            "a.example/x",
            "user@a.example",
            "a..example",
            "127.0.0.1",
            "0x7f.1",
            "[::1]",
            "a_b.example",
            "-a.example",
            "xn--0.example",
        ] {
            assert_eq!(custom(bad), Err(CustomHostError::Form), "{bad:?}");
        }
        for ours in [
            "shops.example.com",
            "torque.shops.example.com",
            "a.b.shops.example.com",
            "ops.shops.example.com",
            "example.com",
        ] {
            assert_eq!(custom(ours), Err(CustomHostError::Platform), "{ours}");
        }
        for private in ["garage.local", "a.localhost", "x.onion", "a.internal"] {
            assert_eq!(custom(private), Err(CustomHostError::Private), "{private}");
        }
        let long = format!("{0}.{0}.{0}.{1}.example", "a".repeat(60), "b".repeat(55));
        assert_eq!(custom(&long), Err(CustomHostError::Long), "{}", long.len());
    }

    #[test]
    fn only_one_level_below_the_platform_is_a_shop() {
        let domain = HostName::parse("localhost").unwrap();
        let label = |text: &str| HostName::parse(text).unwrap().label_below(&domain).map(str::to_owned);
        assert_eq!(label("torque.localhost"), Some("torque".to_owned()));
        assert_eq!(label("a.torque.localhost"), None);
        assert_eq!(label("localhost"), None);
        assert_eq!(label("torquelocalhost"), None);
    }
}
