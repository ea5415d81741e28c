//! Reading what a row holds.

use forecourt_domain::contact::Contact;
use sea_orm::{QueryResult, TryGetable};

use crate::Error;

/// Reading a column by name, with our error.
pub(crate) trait Row {
    fn read<T: TryGetable>(&self, column: &str) -> Result<T, Error>;
}

impl Row for QueryResult {
    fn read<T: TryGetable>(&self, column: &str) -> Result<T, Error> {
        Ok(self.try_get("", column)?)
    }
}

/// A stored address.
pub(crate) fn contact(text: &str) -> Result<Contact, Error> {
    text.parse().map_err(|_| Error::Corrupt { what: "address" })
}
