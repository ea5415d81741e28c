//! A browser's manners without a browser: a host, cookies, and the headers that browsers send.

use std::collections::BTreeMap;
use std::future::{Future, IntoFuture};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, RwLock};

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::html;

/// A person at a browser, on one host.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    server: Arc<RwLock<SocketAddr>>,
    host: String,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

/// A request that is being put together; `.await` sends it.
#[derive(Debug)]
#[must_use = "await it"]
pub struct Call {
    client: Client,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    asked: String,
}

/// A `multipart/form-data` body, also of the kinds that no browser makes.
#[derive(Debug, Clone, Default)]
pub struct Multipart {
    body: Vec<u8>,
}

const BOUNDARY: &str = "----forecourt-tests-7MA4YWxkTrZu0gW";

impl Client {
    /// A new browser without cookies; `server` is where `host` is found now.
    pub fn new(server: Arc<RwLock<SocketAddr>>, host: impl Into<String>) -> Self {
        // The client wants to know a TLS before it speaks plain HTTP. Every test says so, and the first one is heard.
        drop(rustls::crypto::ring::default_provider().install_default());
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("a client");
        Self { http, server, host: host.into(), cookies: Arc::default() }
    }

    /// The same browser with the same cookies, on another host: what a thief has.
    pub fn moved_to(&self, host: impl Into<String>) -> Self {
        let cookies = Arc::new(Mutex::new(self.cookies()));
        Self { host: host.into(), cookies, ..self.clone() }
    }

    /// The same browser, cookies shared, as another server behind the same host answers it.
    pub fn answered_by(&self, server: SocketAddr) -> Self {
        Self { server: Arc::new(RwLock::new(server)), ..self.clone() }
    }

    /// A copy that from now on goes its own way.
    pub fn forked(&self) -> Self {
        self.moved_to(self.host.clone())
    }

    /// The host, with port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The cookies it holds.
    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.cookies.lock().unwrap().clone()
    }

    /// Sets a cookie by hand.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    /// Forgets a cookie.
    pub fn forget(&self, name: &str) {
        self.cookies.lock().unwrap().remove(name);
    }

    /// Opens a page, as by a tap on a link in a message.
    pub fn get(&self, path: impl Into<String>) -> Call {
        self.request(Method::GET, path)
    }

    /// Sends something, from a page of the same host.
    pub fn post(&self, path: impl Into<String>) -> Call {
        self.request(Method::POST, path)
    }

    /// Any request, with a browser's headers.
    pub fn request(&self, method: Method, path: impl Into<String>) -> Call {
        let mut call = self.bare(method.clone(), path);
        call = call
            .header("user-agent", "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36")
            .header("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
            .header("accept-language", "en-US,en;q=0.9")
            .header("sec-fetch-mode", "navigate")
            .header("sec-fetch-dest", "document")
            .header("sec-fetch-user", "?1");
        if method == Method::GET || method == Method::HEAD {
            return call.header("sec-fetch-site", "none");
        }
        let origin = format!("http://{}", self.host);
        call.header("sec-fetch-site", "same-origin").header("origin", &origin)
    }

    /// A request with a host and cookies and nothing else.
    pub fn bare(&self, method: Method, path: impl Into<String>) -> Call {
        Call { client: self.clone(), method, path: path.into(), headers: HeaderMap::new(), body: Vec::new() }
    }

    /// Fetches a whole address at another server, without cookies.
    pub async fn elsewhere(&self, url: &str) -> Answer {
        let response = self.http.get(url).send().await.unwrap_or_else(|e| panic!("{url}: {e:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap_or_else(|e| panic!("{url}: {e:?}")).to_vec();
        Answer { status, headers, body, asked: format!("GET {url}") }
    }

    /// Fills in the form on the page at `page`, with its CSRF token, and sends it to `action`.
    pub async fn submit(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf(page).await;
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.post(action).form(&all).await
    }

    /// The CSRF token of the forms on a page; empty on pages for visitors who are not signed in.
    pub async fn csrf(&self, page: &str) -> String {
        let answer = self.get(page).await;
        assert_eq!(answer.status, 200, "{answer}");
        html::field(&answer.text(), "csrf").unwrap_or_default()
    }

    fn remember(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        for value in headers.get_all("set-cookie") {
            let text = value.to_str().expect("a cookie of text");
            let (pair, attributes) = text.split_once(';').unwrap_or((text, ""));
            let (name, value) = pair.split_once('=').expect("name=value");
            let gone = attributes.to_lowercase().contains("max-age=0") || value.is_empty();
            if gone {
                cookies.remove(name)
            } else {
                cookies.insert(name.to_owned(), value.to_owned())
            };
        }
    }
}

impl Call {
    /// Sets a header; the last value for a name counts. An empty value leaves it out.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
        if value.is_empty() {
            self.headers.remove(name);
        } else {
            self.headers.insert(name, HeaderValue::from_str(value).expect("a header's value"));
        }
        self
    }

    /// As a script on the page would ask: by fetch, for JSON.
    pub fn by_script(self) -> Self {
        self.header("accept", "application/json")
            .header("sec-fetch-mode", "cors")
            .header("sec-fetch-dest", "empty")
            .header("sec-fetch-user", "")
    }

    /// As an image on the page would ask.
    pub fn by_image(self) -> Self {
        self.header("accept", "image/*")
            .header("sec-fetch-mode", "no-cors")
            .header("sec-fetch-dest", "image")
            .header("sec-fetch-user", "")
            .header("sec-fetch-site", "same-origin")
    }

    /// A form's body.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let encode = |text: &str| {
            text.bytes()
                .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
                .collect::<String>()
        };
        let body = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect::<Vec<_>>()
            .join("&");
        self.body("application/x-www-form-urlencoded", body)
    }

    /// A body of parts.
    pub fn multipart(self, parts: Multipart) -> Self {
        let mut body = parts.body;
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.body(&format!("multipart/form-data; boundary={BOUNDARY}"), body)
    }

    /// Any body.
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", content_type)
    }

    async fn send(self) -> Answer {
        let address = *self.client.server.read().unwrap();
        let asked = format!("{} {} at {}", self.method, self.path, self.client.host);
        let cookies =
            self.client.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let mut request =
            self.client.http.request(self.method, format!("http://{address}{}", self.path)).headers(self.headers);
        request = request.header("host", &self.client.host);
        if !cookies.is_empty() {
            request = request.header("cookie", cookies);
        }
        let response = request.body(self.body).send().await.unwrap_or_else(|e| panic!("{asked}: {e:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        self.client.remember(&headers);
        let body = response.bytes().await.unwrap_or_else(|e| panic!("{asked}: {e:?}")).to_vec();
        Answer { status, headers, body, asked }
    }
}

impl IntoFuture for Call {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// What the page says.
    pub fn words(&self) -> String {
        html::text(&self.text())
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {self}"))
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header of text"))
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The cookies it sets, whole.
    pub fn set_cookies(&self) -> Vec<&str> {
        self.headers.get_all("set-cookie").iter().map(|value| value.to_str().expect("a cookie of text")).collect()
    }

    /// This answer, which must have the status.
    ///
    /// # Panics
    /// With what came instead.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    /// This page, which must say the words.
    ///
    /// # Panics
    /// With what it says instead.
    #[track_caller]
    pub fn saying(self, words: &str) -> Self {
        assert!(self.words().contains(words), "not {words:?}: {self}");
        self
    }

    /// This page, which must not say the words, anywhere in its markup.
    ///
    /// # Panics
    /// With what it says.
    #[track_caller]
    pub fn without(self, words: &str) -> Self {
        assert!(!self.text().contains(words), "{words:?}: {self}");
        self
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words: String = self.words().chars().take(1500).collect();
        write!(f, "{} → {} {:?}\n{words}", self.asked, self.status, self.headers)
    }
}

impl Multipart {
    /// Adds a text.
    pub fn text(self, name: &str, value: &str) -> Self {
        self.raw(&format!("Content-Disposition: form-data; name=\"{name}\""), value.as_bytes())
    }

    /// Adds a file.
    pub fn file(self, name: &str, filename: &str, content_type: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{filename}\"\r\nContent-Type: {content_type}"
        );
        self.raw(&head, bytes)
    }

    /// Adds a part with any head.
    pub fn raw(mut self, head: &str, bytes: &[u8]) -> Self {
        self.body.extend_from_slice(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").as_bytes());
        self.body.extend_from_slice(bytes);
        self.body.extend_from_slice(b"\r\n");
        self
    }
}
