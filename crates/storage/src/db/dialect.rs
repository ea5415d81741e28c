//! SQL that the two databases spell differently.

use chrono::TimeDelta;
use sea_orm::DbBackend;

/// Ends a SELECT whose rows no other transaction may change until this one ends; SQLite has one writer anyway. Values
/// computed from other rows are read by a *later* statement: one that waited still sees the state from before.
pub(crate) const fn for_update_sql(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Sqlite => "",
        _ => "FOR NO KEY UPDATE",
    }
}

/// The database's clock, in the text form that both databases compare.
pub(crate) const fn now_sql(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Sqlite => "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')",
        _ => "now()",
    }
}

/// The database's clock, so much later. To the millisecond.
pub(crate) fn later_sql(backend: DbBackend, wait: TimeDelta) -> String {
    let wait = wait.num_milliseconds().max(0);
    match backend {
        DbBackend::Sqlite => {
            format!("strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '+{}.{:03} seconds')", wait / 1000, wait % 1000)
        }
        _ => format!("now() + interval '{wait} milliseconds'"),
    }
}

/// The database's clock, so much earlier. To the second.
pub(crate) fn earlier_sql(backend: DbBackend, ago: TimeDelta) -> String {
    let ago = ago.num_seconds().max(0);
    match backend {
        DbBackend::Sqlite => format!("strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '-{ago} seconds')"),
        _ => format!("now() - interval '{ago} seconds'"),
    }
}

/// A time that is given, to be compared with one that the database wrote: SQLite compares text, and a whole second is
/// bound without its zeros.
pub(crate) fn instant_sql(backend: DbBackend, parameter: &str) -> String {
    match backend {
        DbBackend::Sqlite => format!("strftime('%Y-%m-%dT%H:%M:%f+00:00', {parameter})"),
        _ => parameter.to_owned(),
    }
}
