//! Files that browsers fetch: style sheets, scripts, fonts, icons.

use std::collections::HashMap;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::files::Files;

/// Files that browsers fetch, under one version.
#[derive(Debug)]
pub struct Assets {
    version: String,
    files: HashMap<String, Asset>,
}

/// One file that browsers fetch.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its media type.
    pub content_type: &'static str,
    /// Its bytes.
    pub bytes: Bytes,
}

impl Assets {
    pub(super) fn load(files: &Files) -> Self {
        let mut found = HashMap::new();
        for folder in ["css/", "js/", "fonts/", "icons/"] {
            for path in files.under(folder) {
                if let (Some(content_type), Some(bytes)) = (content_type(&path), files.get(&path)) {
                    found.insert(path, Asset { content_type, bytes: Bytes::from(bytes.into_owned()) });
                }
            }
        }
        // The stylesheets of a folder, in the order of their names, are one file for browsers.
        for (folder, bundle) in [("css/app/", "css/app.css"), ("css/staff/", "css/staff.css")] {
            let parts = files.under(folder);
            let text: String = parts.iter().filter_map(|part| files.text(part)).map(|css| minified(&css)).collect();
            found.insert(bundle.to_owned(), Asset { content_type: "text/css; charset=utf-8", bytes: text.into() });
        }
        let mut paths: Vec<_> = found.keys().collect();
        paths.sort();
        let mut digest = Sha256::new();
        for path in paths {
            digest.update(path);
            digest.update(&found[path].bytes);
        }
        let version = digest.finalize().iter().take(6).map(|b| format!("{b:02x}")).collect();
        Self { version, files: found }
    }

    /// The file at a path of the theme.
    pub fn get(&self, path: &str) -> Option<&Asset> {
        self.files.get(path)
    }

    /// The version that is part of every address: what is there is there for good.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The address of a file.
    pub fn href(&self, path: &str) -> String {
        format!("/assets/{}/{path}", self.version)
    }
}

fn content_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => return None,
    })
}

/// Comments and indentation out: enough, since the transfer is compressed.
fn minified(css: &str) -> String {
    let mut text = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("/*") {
        text.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    text.push_str(rest);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold(String::with_capacity(text.len()), |mut all, line| {
        all.push_str(line);
        all.push('\n');
        all
    })
}
