//! Scratch: what the database half of a home page costs, four ways. Not to be kept.
#![allow(
    clippy::all,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    missing_docs
)]
use axum::{
    Router,
    extract::{Path, State},
    response::Html,
    routing::get,
};
use sea_orm::sqlx::{
    self, AssertSqlSafe, Executor, PgPool, Row,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::sync::Arc;
use uuid::Uuid;

const SCOPE: &str = "SELECT c.name, c.salutation, c.welcomed_at, c.last_seen_at,
                    k.id IS NOT NULL AS link_known, k.retired_at, coalesce(k.expires_at <= now(), false) AS link_expired
             FROM customers c
             LEFT JOIN customer_portal_tokens k ON k.tenant_id = c.tenant_id AND k.customer_id = c.id AND k.id = $3
             WHERE c.tenant_id = $1 AND c.id = $2";
const JOBS: &str = "SELECT w.id, w.customer_id, c.name AS customer_name, w.reference, w.status, w.description, w.appointment_at, w.ready_on,
                w.booked_at, w.completed_at, w.version, v.id AS v_id, v.registration AS v_registration, v.make AS v_make, v.model AS v_model, v.year AS v_year, v.colour AS v_colour, p.id AS p_id, p.work_order_id AS p_work_order_id, p.stage AS p_stage, p.blob_key AS p_blob_key, p.width AS p_width, p.height AS p_height, p.placeholder AS p_placeholder, p.created_at AS p_created_at,
                (SELECT count(*) FROM photos n WHERE n.tenant_id = w.tenant_id AND n.customer_id = w.customer_id AND n.work_order_id = w.id) AS photo_count
         FROM work_orders w
         JOIN customers c ON c.tenant_id = w.tenant_id AND c.id = w.customer_id
         LEFT JOIN vehicles v ON v.tenant_id = w.tenant_id AND v.customer_id = w.customer_id AND v.id = w.vehicle_id
         LEFT JOIN photos p ON p.tenant_id = w.tenant_id AND p.customer_id = w.customer_id AND p.work_order_id = w.id AND p.id =
           (SELECT n.id FROM photos n WHERE n.tenant_id = w.tenant_id AND n.customer_id = w.customer_id AND n.work_order_id = w.id ORDER BY n.id DESC LIMIT 1)
         WHERE w.tenant_id = $1 AND w.customer_id = $2 AND w.status NOT IN ('complete', 'cancelled') ORDER BY w.booked_at DESC";
const COUNTS: &str = "SELECT
    (SELECT count(*) FROM work_orders WHERE tenant_id = $1 AND customer_id = $2 AND status IN ('complete', 'cancelled')) AS past_jobs,
    (SELECT count(*) FROM photos WHERE tenant_id = $1 AND customer_id = $2) AS photos,
    (SELECT count(*) FROM vehicles WHERE tenant_id = $1 AND customer_id = $2) AS vehicles";
const MERGED: &str = "SELECT c.name AS c_name, c.salutation, c.welcomed_at, c.last_seen_at,
       k.id IS NOT NULL AS link_known, k.retired_at, coalesce(k.expires_at <= now(), false) AS link_expired,
       (SELECT count(*) FROM work_orders o WHERE o.tenant_id = $1 AND o.customer_id = $2 AND o.status IN ('complete', 'cancelled')) AS past_jobs,
       (SELECT count(*) FROM photos o WHERE o.tenant_id = $1 AND o.customer_id = $2) AS photos,
       (SELECT count(*) FROM vehicles o WHERE o.tenant_id = $1 AND o.customer_id = $2) AS vehicles,
       w.id, w.reference, w.status, w.description, w.appointment_at, w.ready_on, w.booked_at, w.completed_at, w.version,
       v.id AS v_id, v.registration AS v_registration, v.make AS v_make, v.model AS v_model, v.year AS v_year, v.colour AS v_colour,
       p.id AS p_id, p.work_order_id AS p_work_order_id, p.stage AS p_stage, p.blob_key AS p_blob_key, p.width AS p_width, p.height AS p_height, p.placeholder AS p_placeholder, p.created_at AS p_created_at
  FROM customers c
  LEFT JOIN customer_portal_tokens k ON k.tenant_id = c.tenant_id AND k.customer_id = c.id AND k.id = $3
  LEFT JOIN work_orders w ON w.tenant_id = c.tenant_id AND w.customer_id = c.id AND w.status NOT IN ('complete', 'cancelled')
  LEFT JOIN vehicles v ON v.tenant_id = w.tenant_id AND v.customer_id = w.customer_id AND v.id = w.vehicle_id
  LEFT JOIN LATERAL (SELECT * FROM photos n WHERE n.tenant_id = w.tenant_id AND n.customer_id = w.customer_id AND n.work_order_id = w.id ORDER BY n.id DESC LIMIT 1) p ON true
 WHERE c.tenant_id = $1 AND c.id = $2 ORDER BY w.booked_at DESC";

type S = State<Arc<(PgPool, &'static str)>>;
type R = Result<Html<&'static str>, String>;
fn e(x: impl std::fmt::Display) -> String {
    println!("{x}");
    x.to_string()
}
fn id(kind: u32, n: u64) -> Uuid {
    format!("0190{kind:04x}-0000-7000-8000-{n:012x}").parse().unwrap()
}
fn ids(n: u64) -> (Uuid, Uuid, Uuid) {
    (id(1, n / 200), id(3, n), id(8, n))
}

async fn now(State(s): S, Path(n): Path<u64>) -> R {
    let (t, c, k) = ids(n);
    let mut tx =
        s.0.begin_with(AssertSqlSafe(format!("BEGIN READ ONLY; SET LOCAL forecourt.tenant_id = '{t}'")))
            .await
            .map_err(e)?;
    let a = sqlx::query(SCOPE).bind(t).bind(c).bind(k).fetch_one(&mut *tx).await.map_err(e)?;
    let b = sqlx::query(JOBS).bind(t).bind(c).fetch_all(&mut *tx).await.map_err(e)?;
    let d = sqlx::query(COUNTS).bind(t).bind(c).fetch_one(&mut *tx).await.map_err(e)?;
    assert!(a.len() == 7 && b.len() == 1 && d.get::<i64, _>("photos") == 6);
    Ok(Html(s.1))
}
async fn one(State(s): S, Path(n): Path<u64>) -> R {
    let (t, c, k) = ids(n);
    let mut tx =
        s.0.begin_with(AssertSqlSafe(format!("BEGIN READ ONLY; SET LOCAL forecourt.tenant_id = '{t}'")))
            .await
            .map_err(e)?;
    let b = sqlx::query(MERGED).bind(t).bind(c).bind(k).fetch_all(&mut *tx).await.map_err(e)?;
    assert!(b.len() == 1 && b[0].get::<i64, _>("photos") == 6);
    Ok(Html(s.1))
}
async fn batch(State(s): S, Path(n): Path<u64>) -> R {
    let (t, c, k) = ids(n);
    let mut x = s.0.acquire().await.map_err(e)?;
    let sql = format!(
        "SET LOCAL transaction_read_only = on; SET LOCAL forecourt.tenant_id = '{t}'; EXECUTE page('{t}', '{c}', '{k}')"
    );
    let b = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut *x).await.map_err(e)?;
    assert!(b.len() == 1 && b[0].get::<i64, _>("photos") == 6 && b[0].get::<Uuid, _>("v_id") == id(4, n));
    Ok(Html(s.1))
}
async fn batch3(State(s): S, Path(n): Path<u64>) -> R {
    let (t, c, k) = ids(n);
    let mut x = s.0.acquire().await.map_err(e)?;
    let sql = format!(
        "SET LOCAL transaction_read_only = on; SET LOCAL forecourt.tenant_id = '{t}'; EXECUTE scope('{t}', '{c}', '{k}'); EXECUTE jobs('{t}', '{c}'); EXECUTE counts('{t}', '{c}')"
    );
    let b = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut *x).await.map_err(e)?;
    assert!(b.len() == 3);
    Ok(Html(s.1))
}
async fn nothing(State(s): S, Path(_): Path<u64>) -> R {
    Ok(Html(s.1))
}

#[tokio::main]
async fn main() {
    let url = std::env::args().nth(1).unwrap();
    let options: PgConnectOptions = url.parse().unwrap();
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .min_connections(16)
        .test_before_acquire(false)
        .after_connect(|c, _| {
            Box::pin(async move {
                for (name, types, sql) in [
                    ("page", "uuid,uuid,uuid", MERGED),
                    ("scope", "uuid,uuid,uuid", SCOPE),
                    ("jobs", "uuid,uuid", JOBS),
                    ("counts", "uuid,uuid", COUNTS),
                ] {
                    c.execute(AssertSqlSafe(format!("PREPARE {name}({types}) AS {sql}"))).await?;
                }
                Ok(())
            })
        })
        .connect_with(options.options([("role", "forecourt_app")]))
        .await
        .unwrap();
    let html: &'static str = Box::leak("x".repeat(6 * 1024).into_boxed_str());
    let r = Router::new()
        .route("/now/{n}", get(now))
        .route("/one/{n}", get(one))
        .route("/batch/{n}", get(batch))
        .route("/batch3/{n}", get(batch3))
        .route("/nothing/{n}", get(nothing))
        .with_state(Arc::new((pool, html)));
    let l = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("listening on http://{}", l.local_addr().unwrap());
    axum::serve(l, r).await.unwrap();
}
