//! The passkeys of an operator who is signed in. What they do is written down.

use forecourt_domain::ids::PasskeyId;

use super::sessions::OperatorScope;
use crate::Error;
use crate::audit::Action;
use crate::credentials::passkeys::owned::{insert, list, remove};
use crate::credentials::passkeys::{NewPasskey, Passkey, PasskeyOwner, Rows};

impl OperatorScope {
    /// One's own passkeys, oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn passkeys(&self) -> Result<Vec<Passkey>, Error> {
        list(&self.read().await?, Rows::Console, PasskeyOwner::Operator(self.operator.id)).await
    }

    /// Adds a passkey of one's own; answers false when it is registered already.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn add_passkey(&self, new: NewPasskey) -> Result<bool, Error> {
        let tx = self.write().await?;
        let owner = PasskeyOwner::Operator(self.operator.id);
        if !insert(self.platform().storage(), &tx, Rows::Console, owner, new).await? {
            return Ok(false);
        }
        self.log(&tx, Action::PasskeyAdded).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Removes a passkey of one's own; answers whether it was.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn remove_passkey(&self, id: PasskeyId) -> Result<bool, Error> {
        let tx = self.write().await?;
        if !remove(&tx, Rows::Console, PasskeyOwner::Operator(self.operator.id), id).await? {
            return Ok(false);
        }
        self.log(&tx, Action::PasskeyRemoved).await?;
        tx.commit().await?;
        Ok(true)
    }
}
