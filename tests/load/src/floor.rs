//! The floor: what the same libraries do when nothing is asked of them but the queries that the job cannot do without.
//!
//! (a) one Redis GET, two indexed SELECTs, 6 KB of fixed HTML; (b) one indexed SELECT and the same HTML; (c) one INSERT
//! and one UPDATE, a request each. No templates, no row-level security, no transaction, no log, nothing checked.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Html;
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use fred::clients::Pool;
use fred::interfaces::{ClientLike, KeysInterface};
use fred::types::Builder;
use fred::types::config::Config;
use sea_orm::sqlx::postgres::PgPoolOptions;
use sea_orm::sqlx::{self, PgPool};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::floor_ways;

/// What a small page weighs.
const HTML_BYTES: usize = 6 * 1024;

struct Parts {
    database: PgPool,
    redis: Pool,
    html: &'static str,
}

type Shared = State<Arc<Parts>>;

/// Serves until it is stopped.
pub(crate) async fn serve(database: &str, redis: &str, listen: &str) {
    // As many as the server takes by itself.
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let connections = u32::try_from(processors * 2).unwrap_or(u32::MAX).max(4);
    let database = PgPoolOptions::new()
        .max_connections(connections)
        .min_connections(connections)
        .test_before_acquire(false)
        .connect(database)
        .await
        .expect("PostgreSQL answers");
    let redis = Builder::from_config(Config::from_url(redis).expect("a Redis URL")).build_pool(4).expect("a pool");
    redis.init().await.expect("Redis answers");
    let ways = floor_ways::router(database.clone(), redis.clone());
    let parts = Parts { database, redis, html: Box::leak(html().into_boxed_str()) };
    let router = Router::new()
        .route("/", get(home))
        .route("/staff/login", get(sign_in))
        .route("/mint/{tenant}/{customer}", post(mint))
        .route("/open/{token}", get(open))
        .with_state(Arc::new(parts))
        .merge(ways);
    let listener = TcpListener::bind(listen.parse::<SocketAddr>().expect("an address")).await.expect("a port");
    println!("listening on http://{}", listener.local_addr().expect("an address"));
    let listener = listener.tap_io(|stream| stream.set_nodelay(true).expect("a socket"));
    axum::serve(listener, router).await.expect("served");
}

fn html() -> String {
    let mut html = String::from("<!doctype html><title>floor</title>");
    while html.len() < HTML_BYTES {
        html.push_str("<p>Your Volkswagen Golf GTI is being worked on.</p>");
    }
    html.truncate(HTML_BYTES);
    html
}

/// (a) The session, the customer, their jobs.
async fn home(State(parts): Shared, headers: HeaderMap) -> Result<Html<&'static str>, StatusCode> {
    let cookie = headers
        .get(header::COOKIE)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.split_once('='))
        .ok_or(StatusCode::FORBIDDEN)?;
    let session: Option<String> = parts.redis.get(format!("floor:{}", cookie.1)).await.map_err(broken)?;
    let session = session.ok_or(StatusCode::FORBIDDEN)?;
    let (tenant, customer) = session.split_once(' ').ok_or(StatusCode::FORBIDDEN)?;
    let (tenant, customer): (Uuid, Uuid) = (tenant.parse().map_err(broken)?, customer.parse().map_err(broken)?);
    let mut connection = parts.database.acquire().await.map_err(broken)?;
    sqlx::query("SELECT name, email, last_seen_at FROM customers WHERE tenant_id = $1 AND id = $2")
        .bind(tenant)
        .bind(customer)
        .fetch_one(&mut *connection)
        .await
        .map_err(broken)?;
    sqlx::query("SELECT reference, status, description, ready_on, booked_at FROM work_orders WHERE tenant_id = $1 AND customer_id = $2")
        .bind(tenant)
        .bind(customer)
        .fetch_one(&mut *connection)
        .await
        .map_err(broken)?;
    Ok(Html(parts.html))
}

/// (b) The shop.
async fn sign_in(State(parts): Shared, headers: HeaderMap) -> Result<Html<&'static str>, StatusCode> {
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).ok_or(StatusCode::BAD_REQUEST)?;
    let slug = host.split('.').next().unwrap_or_default();
    sqlx::query("SELECT id, name, brand_color, locale FROM tenants WHERE slug = $1")
        .bind(slug)
        .fetch_one(&parts.database)
        .await
        .map_err(broken)?;
    Ok(Html(parts.html))
}

/// (c) One INSERT.
async fn mint(State(parts): Shared, Path((tenant, customer)): Path<(Uuid, Uuid)>) -> Result<StatusCode, StatusCode> {
    let token: [u8; 32] = rand::random();
    sqlx::query(
        "INSERT INTO floor_links (id, tenant_id, customer_id, token_hash, channel, created_at, expires_at)
         VALUES ($1, $2, $3, $4, 'sms', now(), now() + interval '30 days')",
    )
    .bind(uuid::Builder::from_random_bytes(rand::random()).into_uuid())
    .bind(tenant)
    .bind(customer)
    .bind(Sha256::digest(hex::encode(token)).to_vec())
    .execute(&parts.database)
    .await
    .map_err(broken)?;
    Ok(StatusCode::NO_CONTENT)
}

/// (c) One UPDATE.
async fn open(State(parts): Shared, Path(token): Path<String>) -> Result<StatusCode, StatusCode> {
    let opened = sqlx::query(
        "UPDATE floor_links SET last_used_at = now(), first_opened_at = coalesce(first_opened_at, now())
         WHERE token_hash = $1 AND retired_at IS NULL AND expires_at > now()",
    )
    .bind(Sha256::digest(token).to_vec())
    .execute(&parts.database)
    .await
    .map_err(broken)?;
    if opened.rows_affected() == 1 { Ok(StatusCode::NO_CONTENT) } else { Err(StatusCode::GONE) }
}

fn broken(error: impl std::fmt::Display) -> StatusCode {
    println!("{error}");
    StatusCode::INTERNAL_SERVER_ERROR
}
