//! Sweeping out what is over.

use crate::db::Reach;
use crate::{Error, Storage};

impl Storage {
    /// Deletes what is not needed any more: expired sessions, old changes, old receipts. Once an hour is enough.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn sweep(&self) -> Result<u64, Error> {
        let sessions = self.sessions().sweep().await?;
        let tx = self.db().write(Reach::Platform).await?;
        let ago = |days: u32| match self.db().backend() {
            sea_orm::DbBackend::Postgres => format!("now() - interval '{days} days'"),
            _ => format!("strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '-{days} days')"),
        };
        let changes = tx.run(&format!("DELETE FROM tenant_changes WHERE changed_at < {}", ago(1)), []).await?;
        let receipts = tx.run(&format!("DELETE FROM webhook_receipts WHERE received_at < {}", ago(30)), []).await?;
        let ways_in = self.sweep_ways_in(&tx, ago).await?;
        let across = self.sweep_signing_keys(&tx).await? + self.sweep_client_logins(&tx).await?;
        tx.commit().await?;
        let asked = self.sweep_staff_sign_ins().await? + self.sweep_operator_sessions().await?;
        Ok(sessions + changes + receipts + ways_in + across + asked)
    }
}
