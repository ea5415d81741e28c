//! Where a customer can be reached: the columns of an email address and of a phone number.

use forecourt_domain::contact::Contact;
use sea_orm::Value;

/// The columns that tell of an address of a customer.
pub(crate) struct Columns {
    /// As it is written.
    pub(crate) written: &'static str,
    /// What it is found by; see [`Columns::are`].
    key: &'static str,
    /// When it was proven.
    pub(crate) proven_at: &'static str,
}

impl Columns {
    pub(crate) const fn of(contact: &Contact) -> Self {
        match contact {
            Contact::Email(_) => Self { written: "email", key: "email_key", proven_at: "email_proven_at" },
            Contact::Phone(_) => Self { written: "phone", key: "phone", proven_at: "phone_proven_at" },
        }
    }

    /// The condition on whoever has the address, under either form that it may be stored in: `$first` and the parameter
    /// after it are its [`keys`].
    pub(crate) fn are(&self, first: usize) -> String {
        format!("{} IN (${first}, ${})", self.key, first + 1)
    }
}

/// The parameters of [`Columns::are`].
pub(crate) fn keys(contact: &Contact) -> [Value; 2] {
    contact.stored_keys().map(Value::from)
}

/// Some parameters, and those of [`Columns::are`] after them.
pub(crate) fn with_keys<const N: usize>(first: [Value; N], contact: &Contact) -> impl Iterator<Item = Value> {
    first.into_iter().chain(keys(contact))
}
