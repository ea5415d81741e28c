//! What programs call, on a shop's host.

/// Everything here: failures below it are JSON.
pub const ROOT: &str = "/api/";
/// The description.
pub const OPENAPI: &str = "/api/v1/openapi.json";
/// A code by text.
pub const REQUEST_CODE: &str = "/api/v1/auth/request-code";
/// The code, for a token.
pub const VERIFY_CODE: &str = "/api/v1/auth/verify-code";
/// One of several records, for a token.
pub const CHOOSE: &str = "/api/v1/auth/choose";
/// A staff member's password, for a token.
pub const STAFF: &str = "/api/v1/auth/staff";
/// A staff member's second factor, for a token.
pub const STAFF_SECOND_FACTOR: &str = "/api/v1/auth/staff/second-factor";
/// The end of a token.
pub const SIGN_OUT: &str = "/api/v1/auth/sign-out";
/// The signed-in person.
pub const ME: &str = "/api/v1/me";
