//! A stand-in for Twilio that takes every message at once.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use uuid::Uuid;

/// Called with each message's recipient, once the whole request is here.
pub(crate) type Hold = Arc<dyn Fn(&str, Instant) + Send + Sync>;

/// Serves until it is stopped.
pub(crate) async fn serve(listen: &str) {
    let listener = bind(listen).await;
    println!("listening on http://{}", listener.local_addr().expect("an address"));
    run(listener, Arc::new(|_, _| {})).await;
}

/// Called with each mail's recipient and its text.
pub(crate) type HoldMail = Arc<dyn Fn(&str, &str, Instant) + Send + Sync>;

/// Answers every mail as Resend does.
pub(crate) async fn run_mail(listener: TcpListener, hold: HoldMail) {
    let router = axum::Router::new().fallback(move |body: Bytes| {
        let hold = hold.clone();
        async move {
            let now = Instant::now();
            let mail: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
            let to = mail["to"].as_str().or(mail["to"][0].as_str()).unwrap_or_default();
            let address = to.rsplit('<').next().unwrap_or_default().trim_end_matches('>');
            hold(address, mail["text"].as_str().unwrap_or_default(), now);
            let id = uuid::Builder::from_random_bytes(rand::random()).into_uuid();
            axum::Json(serde_json::json!({ "id": id.to_string() }))
        }
    });
    let listener = listener.tap_io(|stream| stream.set_nodelay(true).expect("a socket"));
    axum::serve(listener, router).await.expect("served");
}

/// Takes the address.
pub(crate) async fn bind(listen: &str) -> TcpListener {
    TcpListener::bind(listen.parse::<SocketAddr>().expect("an address")).await.expect("a port")
}

/// Answers every message with an id.
pub(crate) async fn run(listener: TcpListener, hold: Hold) {
    let router = axum::Router::new().fallback(move |body: Bytes| {
        let hold = hold.clone();
        async move {
            let now = Instant::now();
            let recipient =
                url::form_urlencoded::parse(&body).find(|(name, _)| name == "To").map(|(_, to)| to.into_owned());
            hold(recipient.as_deref().unwrap_or_default(), now);
            let sid = format!("SM{}", uuid::Builder::from_random_bytes(rand::random()).into_uuid().simple());
            let answer =
                serde_json::json!({ "sid": sid, "status": "queued", "account_sid": Uuid::nil().simple().to_string() });
            (StatusCode::CREATED, [(header::CONTENT_TYPE, "application/json")], answer.to_string()).into_response()
        }
    });
    let listener = listener.tap_io(|stream| stream.set_nodelay(true).expect("a socket"));
    axum::serve(listener, router).await.expect("served");
}
