//! What operators and the command line can reach: all shops.

use crate::Storage;
use crate::audit::Actor;

/// All shops. Created for the operator's command line, which runs with the server's own access, or by an operator's
/// session.
#[derive(Debug)]
pub struct PlatformScope {
    pub(super) storage: Storage,
    pub(super) actor: Actor,
}

impl PlatformScope {
    /// All shops, for an operator at the command line or for the demo.
    pub fn for_operator(storage: &Storage) -> Self {
        Self { storage: storage.clone(), actor: Actor::command_line() }
    }

    /// All shops, for a signed-in operator.
    pub(crate) fn by(storage: &Storage, actor: Actor) -> Self {
        Self { storage: storage.clone(), actor }
    }

    /// Who does it, for the log.
    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }

    pub(crate) fn storage(&self) -> &Storage {
        &self.storage
    }
}
