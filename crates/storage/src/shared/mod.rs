//! What several servers share beside the database: Redis, and the counts that limits are kept by.

pub(crate) mod limits;
pub mod redis;
