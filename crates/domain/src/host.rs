//! Host names as a request carries them, parsed strictly (product section 2).

use thiserror::Error;

/// A host name without port: lower case, no trailing dot, punycode checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HostName(String);

/// The text is no host name that Forecourt answers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a host name")]
pub struct NotAHost;

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

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
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
    fn only_one_level_below_the_platform_is_a_shop() {
        let domain = HostName::parse("localhost").unwrap();
        let label = |text: &str| HostName::parse(text).unwrap().label_below(&domain).map(str::to_owned);
        assert_eq!(label("torque.localhost"), Some("torque".to_owned()));
        assert_eq!(label("a.torque.localhost"), None);
        assert_eq!(label("localhost"), None);
        assert_eq!(label("torquelocalhost"), None);
    }
}
