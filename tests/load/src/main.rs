//! What `tests/load/run` cannot do in a script: the floor, and the hands that knock on both servers' doors.
//!
//! Each command reads its work from standard input, a line each, and answers on standard output. Start reading at
//! [`floor`]: it is what the numbers are measured against.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a tool of the benchmark that cannot go on says so at once"
)]

mod floor;
mod floor_ways;
mod provider;
mod ranks;
mod robots;
mod sends;
mod sessions;
mod ways;

const USAGE: &str = "forecourt-load floor DATABASE REDIS LISTEN | sessions SERVER REDIS | provider LISTEN | sends SERVER LISTEN EVERY_MS
               | ways SERVER LISTEN EVERY_MS link|code | ranks SERVER PAUSE_MS | robots SERVER A_SECOND SECONDS";

#[tokio::main]
async fn main() {
    // The client wants to know a TLS before it speaks plain HTTP.
    drop(rustls::crypto::ring::default_provider().install_default());
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["floor", database, redis, listen] => floor::serve(database, redis, listen).await,
        ["sessions", server, redis] => sessions::open(server, redis).await,
        ["provider", listen] => provider::serve(listen).await,
        ["sends", server, listen, every] => sends::time(server, listen, every.parse().expect("milliseconds")).await,
        ["ways", server, listen, every, by] => ways::time(server, listen, number(every), by).await,
        ["ranks", server, pause] => ranks::compare(server, number(pause)).await,
        ["robots", server, rate, seconds] => {
            robots::knock(server, u32::try_from(number(rate)).expect("a rate"), number(seconds)).await;
        }
        _ => {
            println!("{USAGE}");
            std::process::exit(2);
        }
    }
}

fn number(text: &str) -> u64 {
    text.parse().expect("a number")
}

/// The lines of standard input, in fields.
fn work() -> Vec<Vec<String>> {
    std::io::stdin().lines().map(|line| line.expect("text").split_whitespace().map(str::to_owned).collect()).collect()
}
