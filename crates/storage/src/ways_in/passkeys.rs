//! Passkeys (WebAuthn credentials) of customers and staff, and the ceremonies that are under way. What they prove is
//! checked above us.
