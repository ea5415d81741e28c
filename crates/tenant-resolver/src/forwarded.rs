//! What proxies say of the requests that they pass on: in `Forwarded` (RFC 7239), and in the `X-Forwarded-…` headers that
//! came before it and that most still write.
//!
//! Read here and by no crate: those that read `Forwarded` split it inside quoted strings, too, so that a host which a
//! stranger made up could name the address that limits count by. Nothing here decides what is believed: that is
//! [`crate::client`] and [`crate::host`].

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::HeaderMap;
use axum::http::header::{FORWARDED, HeaderName};

/// Who connected to a proxy, by each proxy; the nearest of them is the last.
pub(crate) const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// The host that a proxy was asked for.
pub(crate) const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// What one proxy says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Hop {
    /// Who connected to it; none when it does not say, or hides it.
    pub(crate) client: Option<IpAddr>,
    /// The host that it was asked for.
    pub(crate) host: Option<String>,
}

/// The hops of `Forwarded`, that of the nearest proxy first. A line that is malformed ends them: what stands before it
/// cannot be told apart.
pub(crate) fn hops(headers: &HeaderMap) -> Vec<Hop> {
    let mut hops = Vec::new();
    for line in headers.get_all(FORWARDED).iter().rev() {
        let line = String::from_utf8_lossy(line.as_bytes());
        let read = split(&line, ',').map(|parts| parts.into_iter().map(hop).collect::<Option<Vec<_>>>());
        let Some(Some(read)) = read else {
            hops.push(Hop::default());
            break;
        };
        hops.extend(read.into_iter().rev());
    }
    hops
}

/// The addresses of `X-Forwarded-For`, the nearest proxy's first; none for what is no address.
pub(crate) fn addresses(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    list(headers, &X_FORWARDED_FOR).iter().map(|text| address(&unquoted(text)?)).collect()
}

/// The items of a list, which may stand in several lines (RFC 9110, section 5.3): the last one first.
pub(crate) fn list(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let lines = headers.get_all(name).iter().rev();
    let items = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b',').map(<[u8]>::trim_ascii));
    items.filter(|item| !item.is_empty()).map(|item| String::from_utf8_lossy(item).into_owned()).collect()
}

fn hop(element: &str) -> Option<Hop> {
    let mut hop = Hop::default();
    for pair in split(element, ';')? {
        let (name, value) = pair.split_once('=')?;
        let value = unquoted(value.trim())?;
        match name.trim().to_ascii_lowercase().as_str() {
            "for" => hop.client = address(&value),
            "host" => hop.host = Some(value),
            _ => {}
        }
    }
    Some(hop)
}

/// An address as proxies write it: with a port or without, IPv6 in brackets or bare. None for `unknown` and for names that
/// hide one (`_hidden`).
fn address(node: &str) -> Option<IpAddr> {
    // A port may be hidden, too.
    let node = node.rsplit_once(":_").map_or(node, |(node, _)| node);
    let bare = || node.parse::<IpAddr>().ok();
    let with_port = || node.parse::<SocketAddr>().ok().map(|address| address.ip());
    let in_brackets = || node.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    // A proxy that listens for both versions at once writes IPv4 addresses as IPv6.
    bare().or_else(with_port).or_else(in_brackets).map(|address| address.to_canonical())
}

/// The parts between separators that stand outside of quoted strings, without the empty ones; none when a quoted string
/// does not end.
fn split(text: &str, separator: char) -> Option<Vec<&str>> {
    let (mut quoted, mut escaped) = (false, false);
    let mut parts: Vec<&str> = text
        .split(|c| {
            let here = c == separator && !quoted;
            quoted ^= c == '"' && !escaped;
            escaped = quoted && c == '\\' && !escaped;
            here
        })
        .map(str::trim)
        .collect();
    parts.retain(|part| !part.is_empty());
    (!quoted).then_some(parts)
}

/// What a token or a quoted string (RFC 9110, section 5.6.4) says; none when it is neither.
fn unquoted(text: &str) -> Option<String> {
    let Some(rest) = text.strip_prefix('"') else { return (!text.contains('"')).then(|| text.to_owned()) };
    let mut said = String::new();
    let mut rest = rest.strip_suffix('"')?.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => said.push(rest.next()?),
            '"' => return None,
            c => said.push(c),
        }
    }
    Some(said)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(name: &HeaderName, lines: &[&[u8]]) -> HeaderMap {
        lines.iter().map(|line| (name.clone(), HeaderValue::from_bytes(line).unwrap())).collect()
    }

    #[test]
    fn every_form_of_an_address_is_read() {
        let v4 = Some(IpAddr::from([198, 51, 100, 17]));
        let v6 = Some("2001:db8::1".parse().unwrap());
        for (text, read) in [
            ("198.51.100.17", v4),
            ("198.51.100.17:40001", v4),
            ("\"198.51.100.17:40001\"", v4),
            ("198.51.100.17:_hidden", v4),
            ("::ffff:198.51.100.17", v4),
            ("[::ffff:198.51.100.17]:1", v4),
            ("2001:db8::1", v6),
            ("[2001:db8::1]", v6),
            ("[2001:db8::1]:443", v6),
            ("\"[2001:db8::1]:443\"", v6),
            ("\"[2001:db8::1]:_p\"", v6),
            ("2001:DB8:0::1", v6),
            ("unknown", None),
            ("_hidden", None),
            ("_SEVKISEK-1.2", None),
            ("[198.51.100.17]", None),
            ("198.51.100.17:99999", None),
            ("198.51.100", None),
            ("\"198.51.100.17", None),
            ("localhost", None),
            ("\u{661}.1.1.1", None),
        ] {
            assert_eq!(addresses(&headers(&X_FORWARDED_FOR, &[text.as_bytes()])), [read], "{text}");
            let quoted = if text.starts_with('"') { text.to_owned() } else { format!("\"{text}\"") };
            let read_there = hops(&headers(&FORWARDED, &[format!("for={quoted}").as_bytes()]));
            assert_eq!(read_there.first().and_then(|hop| hop.client), read, "{text}");
        }
    }

    #[test]
    fn a_list_may_stand_in_several_lines_and_hold_any_bytes() {
        let lines: [&[u8]; 3] = [b"\xff\xfe, a", b"", b" b ,, \"c\", "];
        assert_eq!(
            list(&headers(&X_FORWARDED_HOST, &lines), &X_FORWARDED_HOST),
            ["\"c\"", "b", "a", "\u{fffd}\u{fffd}"]
        );
        assert!(list(&headers(&X_FORWARDED_HOST, &[b" , "]), &X_FORWARDED_HOST).is_empty());
    }

    #[test]
    fn forwarded_is_read_as_its_grammar_says() {
        let said = |lines: &[&str]| {
            let lines: Vec<_> = lines.iter().map(|line| line.as_bytes()).collect();
            let hops = hops(&headers(&FORWARDED, &lines)).into_iter();
            let told = hops.map(|hop| {
                let client = hop.client.map_or("-".to_owned(), |client| client.to_string());
                format!("{client} {}", hop.host.unwrap_or_default()).trim_end().to_owned()
            });
            told.collect::<Vec<_>>()
        };
        assert_eq!(said(&["for=192.0.2.60;proto=http;by=203.0.113.43"]), ["192.0.2.60"]);
        assert_eq!(said(&["proto=https; FOR=\"[2001:db8:cafe::17]:4711\"; "]), ["2001:db8:cafe::17"]);
        assert_eq!(said(&["for=192.0.2.43, for=198.51.100.17"]), ["198.51.100.17", "192.0.2.43"]);
        assert_eq!(said(&["for=192.0.2.43,", "for=_hidden , for=unknown"]), ["-", "-", "192.0.2.43"]);
        assert_eq!(said(&["for=192.0.2.1;host=\"a.example:8080\""]), ["192.0.2.1 a.example:8080"]);
        assert_eq!(said(&["host=a.example"]), ["- a.example"]);
        assert!(said(&["", ","]).is_empty());
        // Separators in a quoted string separate nothing, and an escaped quote does not end it.
        assert_eq!(
            said(&["for=192.0.2.1;host=\"a;for=6.6.6.6, for=6.6.6.6\""]),
            ["192.0.2.1 a;for=6.6.6.6, for=6.6.6.6"]
        );
        assert_eq!(said(&["host=\"a\\\",for=6.6.6.6\\\\\";for=192.0.2.1"]), ["192.0.2.1 a\",for=6.6.6.6\\"]);
        // A quoted string that does not end: nothing of the line, and nothing before it.
        assert_eq!(said(&["for=192.0.2.9", "for=\"x, for=192.0.2.1"]), ["-"]);
        assert_eq!(said(&["for=\"x", "for=192.0.2.1"]), ["192.0.2.1", "-"]);
        assert_eq!(said(&["nonsense, for=192.0.2.1"]), ["-"]);
    }
}
