//! What is known of each kind of thing that an action link opens ([`ActionThing`]).
//!
//! One `match` a fact, none with `_`: a new kind compiles once all of them are answered. Action links and the gate of the
//! sessions that they begin read them.

use chrono::TimeDelta;
use forecourt_domain::action_link::ActionThing;
use forecourt_domain::invoice::InvoiceNumber;
use sea_orm::DbBackend;

use crate::Error;
use crate::db::earlier_sql;

/// How long the link of a job goes on opening it after it was handed over: the invoice is checked, the photos are shown.
/// A session that it began ends with it.
const AFTER_A_JOB: TimeDelta = TimeDelta::days(14);
/// How long a session that an invoice's link began goes on after the invoice was paid, so that the payer can read the
/// receipt. The link itself opens nothing from that moment on.
const AFTER_AN_INVOICE: TimeDelta = TimeDelta::days(1);

/// The kind of an [`ActionThing`], without which one it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Job,
    Invoice,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Self; 2] = [Self::Job, Self::Invoice];

    pub(crate) const fn of(thing: ActionThing) -> Self {
        match thing {
            ActionThing::Job(_) => Self::Job,
            ActionThing::Invoice(_) => Self::Invoice,
        }
    }

    /// The table of its rows; each has `tenant_id`, `customer_id` and `id`.
    pub(crate) const fn table(self) -> &'static str {
        match self {
            Self::Job => "work_orders",
            Self::Invoice => "invoices",
        }
    }

    /// The column of what people call it by.
    pub(crate) const fn title_column(self) -> &'static str {
        match self {
            Self::Job => "reference",
            Self::Invoice => "number",
        }
    }

    /// Whether the row `t` has been over for so long that its links are, too.
    pub(crate) fn link_is_over_sql(self, backend: DbBackend, t: &str) -> String {
        match self {
            Self::Job => job_is_over_sql(backend, t),
            Self::Invoice => format!("({t}.status <> 'open')"),
        }
    }

    /// Whether the sessions that links to the row `t` began are over.
    pub(crate) fn session_is_over_sql(self, backend: DbBackend, t: &str) -> String {
        match self {
            Self::Job => job_is_over_sql(backend, t),
            Self::Invoice => {
                format!(
                    "({t}.status <> 'open' AND coalesce({t}.closed_at <= {}, true))",
                    earlier_sql(backend, AFTER_AN_INVOICE)
                )
            }
        }
    }
}

fn job_is_over_sql(backend: DbBackend, t: &str) -> String {
    format!(
        "({t}.status IN ('complete', 'cancelled') AND coalesce({t}.completed_at, {t}.updated_at) <= {})",
        earlier_sql(backend, AFTER_A_JOB)
    )
}

/// What an invoice is called, as the database counts them.
pub(crate) fn invoice_number(count: i32) -> Result<InvoiceNumber, Error> {
    u32::try_from(count).map(InvoiceNumber::from).map_err(|_| Error::Corrupt { what: "invoice number" })
}
