//! What people sign in with: passwords, passkeys, second factors. Each is handed out with the grant that it earns, and
//! checked by the caller; nothing here knows how.

pub(crate) mod passkeys;
pub(crate) mod passwords;
pub(crate) mod second_factors;
