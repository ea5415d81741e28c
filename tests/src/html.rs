//! Reading pages without a browser: just enough for forms and links.

/// The text that markup says, entities resolved and white space folded; scripts, styles and word joiners left out.
pub fn text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let silent = ["script", "style", "svg"].into_iter().find(|name| rest[1..].starts_with(name));
        let end = silent.and_then(|name| rest.find(&format!("</{name}>"))).unwrap_or(0);
        let close = rest[end..].find('>').map_or(rest.len(), |at| end + at + 1);
        rest = &rest[close..];
        text.push(' ');
    }
    text.push_str(rest);
    unescape(&text).replace('\u{2060}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Resolves the entities that templates write.
pub fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|end| *end < 12);
        let resolved = end.and_then(|end| entity(&rest[1..end]).map(|c| (c, end)));
        match resolved {
            Some((c, end)) => {
                plain.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain + rest
}

fn entity(name: &str) -> Option<char> {
    let code = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => match name.strip_prefix('#')? {
            hex if hex.starts_with(['x', 'X']) => code(&hex[1..], 16),
            decimal => code(decimal, 10),
        },
    }
}

/// The values of an attribute, in order, entities resolved.
pub fn attributes(html: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let start = format!(" {name}=\"");
    let mut rest = html;
    while let Some(at) = rest.find(&start) {
        rest = &rest[at + start.len()..];
        let end = rest.find('"').unwrap_or(rest.len());
        found.push(unescape(&rest[..end]));
        rest = &rest[end..];
    }
    found
}

/// The tags `<name …>`, whole.
pub fn tags<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!("<{name}");
    html.match_indices(&start)
        .map(|(at, _)| &html[at..])
        .filter(|tag| tag[start.len()..].starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/'))
        .map(|tag| &tag[..tag.find('>').map_or(tag.len(), |end| end + 1)])
        .collect()
}

/// One attribute of a tag.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    attributes(tag, name).into_iter().next()
}

/// What a form field shows when its page is opened: the value of an input, the text of a textarea, the chosen option.
pub fn field(html: &str, name: &str) -> Option<String> {
    let named = |tag: &&str| attribute(tag, "name").as_deref() == Some(name);
    if let Some(input) = tags(html, "input").into_iter().find(named) {
        return Some(attribute(input, "value").unwrap_or_default());
    }
    if let Some(area) = tags(html, "textarea").into_iter().find(named) {
        let after = &html[html.find(area)? + area.len()..];
        return Some(unescape(&after[..after.find("</textarea>")?]).trim_start_matches('\n').to_owned());
    }
    let select = tags(html, "select").into_iter().find(named)?;
    let after = &html[html.find(select)?..];
    let options = &after[..after.find("</select>")?];
    let chosen = tags(options, "option").into_iter().find(|tag| tag.contains(" selected"));
    chosen.and_then(|tag| attribute(tag, "value"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_read_as_people_read_it() {
        let html = r#"<p>It&#x27;s <b class="a b">5 &lt; 6</b><script>no()</script></p><input name="csrf" value="a&amp;b"><textarea name=x></textarea>"#;
        assert_eq!(text(html), "It's 5 < 6");
        assert_eq!(field(html, "csrf").as_deref(), Some("a&b"));
        assert_eq!(attributes(html, "class"), ["a b"]);
        let select = r#"<select name="s"><option value="1">A</option><option value="2" selected>B</option></select>"#;
        assert_eq!(field(select, "s").as_deref(), Some("2"));
    }
}
