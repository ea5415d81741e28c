//! An HTTP server that gives one answer and remembers what it was asked, and sockets that misbehave.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use url::Url;

/// What the server was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn form(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(&self.body).into_owned().collect()
    }
}

/// Gives one answer to everything.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) url: Url,
    asked: Arc<Mutex<Vec<Asked>>>,
}

#[derive(Clone)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    pub(crate) async fn answering(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let status = StatusCode::from_u16(status).unwrap();
        let answer = Answer { status, headers, body: body.into(), asked: asked.clone() };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = url_of(listener.local_addr().unwrap());
        let router = Router::new().fallback(record).with_state(answer);
        tokio::spawn(async { axum::serve(listener, router).await });
        Self { url, asked }
    }

    /// The only request that came.
    pub(crate) fn asked(&self) -> Asked {
        let asked = self.asked.lock().unwrap();
        assert_eq!(asked.len(), 1, "{asked:?}");
        asked[0].clone()
    }
}

async fn record(State(answer): State<Answer>, request: Request) -> (StatusCode, HeaderMap, String) {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let asked = Asked { method: head.method.to_string(), uri: head.uri.to_string(), headers: head.headers, body };
    answer.asked.lock().unwrap().push(asked);
    (answer.status, answer.headers, answer.body)
}

/// What goes wrong on the way.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault {
    /// Nobody listens.
    Refused,
    /// The connection is cut after the request has arrived.
    Reset,
    /// The request arrives and no answer comes.
    Silence,
    /// The answer stops half way.
    CutShort,
    /// A success that is not what the provider documents.
    Nonsense,
}

pub(crate) async fn faulty(fault: Fault) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = url_of(listener.local_addr().unwrap());
    if matches!(fault, Fault::Refused) {
        return url;
    }
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = [0; 64];
            let _ = socket.read(&mut request).await;
            let head = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n";
            match fault {
                // Dropped with part of the request unread, which sends a reset.
                Fault::Refused | Fault::Reset => {}
                Fault::Silence => tokio::time::sleep(Duration::from_secs(30)).await,
                Fault::CutShort => {
                    let _ = socket.write_all(format!("{head}Content-Length: 500\r\n\r\n{{\"sid\":").as_bytes()).await;
                    drain(&mut socket).await;
                }
                Fault::Nonsense => {
                    let _ = socket.write_all(format!("{head}Content-Length: 4\r\n\r\n<ok>").as_bytes()).await;
                    drain(&mut socket).await;
                }
            }
        }
    });
    url
}

/// Reads what is left of the request, so that closing is no reset.
async fn drain(socket: &mut tokio::net::TcpStream) {
    let _ = tokio::time::timeout(Duration::from_millis(50), socket.read_to_end(&mut Vec::new())).await;
}

fn url_of(address: SocketAddr) -> Url {
    format!("http://{address}").parse().unwrap()
}
