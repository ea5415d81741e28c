//! Where a customer can be reached: the columns of an email address and of a phone number.

use forecourt_domain::contact::Contact;

/// The columns that tell of an address of a customer.
pub(crate) struct Columns {
    /// As it is written.
    pub(crate) written: &'static str,
    /// What it is found by.
    pub(crate) key: &'static str,
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
}
