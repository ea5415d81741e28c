//! Requests that no well-behaved client sends.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::PATIENCE;

/// Sends bytes as they are and reads until the server closes; `Connection: close` is the caller's to send.
pub async fn send(address: SocketAddr, request: impl AsRef<[u8]>) -> String {
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    // A server that has seen enough may close while we still write.
    let _ = stream.write_all(request.as_ref()).await;
    rest(&mut stream, PATIENCE).await.expect("the server answers and closes")
}

/// As [`send`], where nothing more comes: the end of the request is the end of what is sent.
pub async fn send_and_stop(address: SocketAddr, request: impl AsRef<[u8]>) -> String {
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    let _ = stream.write_all(request.as_ref()).await;
    let _ = stream.shutdown().await;
    rest(&mut stream, PATIENCE).await.expect("the server answers and closes")
}

/// Reads until the other side closes; none when it has not within `patience`.
pub async fn rest(stream: &mut TcpStream, patience: Duration) -> Option<String> {
    let mut answer = Vec::new();
    match tokio::time::timeout(patience, stream.read_to_end(&mut answer)).await {
        // A reset after the answer is a close too.
        Ok(_) => Some(String::from_utf8_lossy(&answer).into_owned()),
        Err(_) => None,
    }
}

/// The status of a raw answer; 0 when the server closed without one.
pub fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
}
