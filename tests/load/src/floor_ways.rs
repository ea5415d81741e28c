//! The floor of signing in: the statements that a way in cannot do without, and nothing else.
//!
//! Asking: two INSERTs, a transaction. Using a link: one UPDATE, and a session in Redis. A code: the same with one more
//! UPDATE before it. A password: one SELECT, Argon2id with the server's parameters, and a session.

use std::sync::Arc;

use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use fred::clients::Pool;
use fred::interfaces::KeysInterface;
use sea_orm::sqlx::{self, PgPool};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use uuid::Uuid;

struct Parts {
    database: PgPool,
    redis: Pool,
    hash: String,
    hashing: Semaphore,
}

type Shared = State<Arc<Parts>>;

/// The routes.
pub(crate) fn router(database: PgPool, redis: Pool) -> Router {
    let hash = Argon2::default().hash_password_with_salt(b"benchmark-password", &[7; 16]).expect("a hash").to_string();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let hashing = Semaphore::new(cores.div_ceil(2));
    Router::new()
        .route("/ask/{tenant}/{customer}", post(ask))
        .route("/use/{token}", post(use_link))
        .route("/password/{tenant}/{customer}", post(password))
        .with_state(Arc::new(Parts { database, redis, hash, hashing }))
}

async fn ask(State(parts): Shared, Path((tenant, customer)): Path<(Uuid, Uuid)>) -> Result<StatusCode, StatusCode> {
    let (id, token): (Uuid, [u8; 24]) = (random(), rand::random());
    let mut tx = parts.database.begin().await.map_err(broken)?;
    sqlx::query(
        "INSERT INTO floor_messages (id, tenant_id, customer_id, payload, created_at) VALUES ($1, $2, $3, $4, now())",
    )
    .bind(id)
    .bind(tenant)
    .bind(customer)
    .bind([7_u8; 200].as_slice())
    .execute(&mut *tx)
    .await
    .map_err(broken)?;
    sqlx::query("INSERT INTO floor_requests (id, tenant_id, customer_id, link_hash, expires_at) VALUES ($1, $2, $3, $4, now() + interval '30 minutes')")
        .bind(id)
        .bind(tenant)
        .bind(customer)
        .bind(Sha256::digest(hex::encode(token)).to_vec())
        .execute(&mut *tx)
        .await
        .map_err(broken)?;
    tx.commit().await.map_err(broken)?;
    Ok(StatusCode::SEE_OTHER)
}

async fn use_link(State(parts): Shared, Path(token): Path<String>) -> Result<StatusCode, StatusCode> {
    let used = sqlx::query(
        "UPDATE floor_requests SET used_at = now() WHERE link_hash = $1 AND used_at IS NULL AND expires_at > now()",
    )
    .bind(Sha256::digest(&token).to_vec())
    .execute(&parts.database)
    .await
    .map_err(broken)?;
    if used.rows_affected() == 0 {
        return Err(StatusCode::GONE);
    }
    start(&parts).await
}

async fn password(
    State(parts): Shared,
    Path((tenant, customer)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, StatusCode> {
    sqlx::query("SELECT id FROM customers WHERE tenant_id = $1 AND id = $2")
        .bind(tenant)
        .bind(customer)
        .fetch_one(&parts.database)
        .await
        .map_err(broken)?;
    let hash = parts.hash.clone();
    let turn = parts.hashing.acquire().await.map_err(broken)?;
    let fits = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(b"benchmark-password", &hash).is_ok())
    });
    let fits = fits.await.map_err(broken)?;
    drop(turn);
    if fits { start(&parts).await } else { Err(StatusCode::FORBIDDEN) }
}

/// A session.
async fn start(parts: &Parts) -> Result<StatusCode, StatusCode> {
    let secret: [u8; 32] = rand::random();
    let key = format!("floor:{}", hex::encode(secret));
    parts.redis.set::<(), _, _>(key, "customer", None, None, false).await.map_err(broken)?;
    Ok(StatusCode::SEE_OTHER)
}

fn random() -> Uuid {
    uuid::Builder::from_random_bytes(rand::random()).into_uuid()
}

fn broken(error: impl std::fmt::Display) -> StatusCode {
    println!("{error}");
    StatusCode::INTERNAL_SERVER_ERROR
}
