//! How connections to PostgreSQL are encrypted, for the doctor.

use sea_orm::sqlx::postgres::PgSslMode;
use sea_orm::sqlx::{self, Connection, PgConnection, Row};

use super::PgConnections;
use crate::Error;
use crate::db::timeout::patiently;

/// How connections to the server are encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// The protocol, such as "TLS 1.3".
    pub version: String,
    /// What is checked of the server.
    pub checked: Checked,
}

/// What is checked of a server that says it is the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// Nothing: any machine on the way could pretend to be it.
    Nothing,
    /// Who issued its certificate.
    Issuer,
    /// Who issued its certificate, and for which host.
    HostAndIssuer,
}

/// What connections of this pool have of TLS; none where they are not encrypted.
///
/// # Errors
/// [`Error::Unavailable`].
pub(crate) async fn tls(pool: &PgConnections) -> Result<Option<Tls>, Error> {
    let options = &pool.manager().options;
    let mode = options.get_ssl_mode();
    // A pooler's way to the database may have TLS where ours to the pooler has none: only a connection that insists
    // on it says.
    let options = match mode {
        PgSslMode::Disable => return Ok(None),
        PgSslMode::VerifyCa | PgSslMode::VerifyFull => options.clone(),
        _ => options.clone().ssl_mode(PgSslMode::Require),
    };
    let mut connection = match patiently(PgConnection::connect_with(&options)).await {
        Err(sqlx::Error::Tls(_)) if matches!(mode, PgSslMode::Prefer) => return Ok(None),
        connection => connection?,
    };
    let sql = "SELECT coalesce(max(version), '') FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let row = patiently(sqlx::raw_sql(sql).fetch_one(&mut connection)).await?;
    let version: String = row.try_get(0)?;
    connection.close().await?;
    let version = if version.is_empty() { "TLS".to_owned() } else { version.replace("TLSv", "TLS ") };
    let checked = match mode {
        PgSslMode::VerifyFull => Checked::HostAndIssuer,
        PgSslMode::VerifyCa => Checked::Issuer,
        _ => Checked::Nothing,
    };
    Ok(Some(Tls { version, checked }))
}
