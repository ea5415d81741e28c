//! Requests: one row for the request and one in the outbox, the same for every address, before the answer.

use forecourt_domain::channel::SendChannel;
use forecourt_domain::contact::Contact;
use forecourt_domain::delivery::TextRefusal;
use forecourt_domain::ids::{NotificationId, SignInRequestId};
use forecourt_domain::sign_in::{CODE_LIFETIME, LINK_LIFETIME};
use forecourt_domain::token::{Code, LinkToken, SignInToken};

use crate::db::row::{Row, contact};
use crate::db::token_hash::hash;
use crate::db::{Reach, values};
use crate::notifications::outbox::{Notification, enqueue};
use crate::{Error, Storage};

/// A request to be sent.
#[derive(Debug)]
pub struct ClientLogin {
    /// Where they say they can be reached.
    pub to: Contact,
    /// Why a text is not to be sent, whosever number it is.
    pub refusal: Option<TextRefusal>,
}

impl Storage {
    /// Writes a request down with its message. Whether anybody knows the address changes neither what is written nor how
    /// long it takes. A newer request ends the code of an older one for the same address. Answers what says later that it
    /// was this browser that asked.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer: then nothing was promised.
    pub async fn request_client_login(&self, asked: &ClientLogin) -> Result<LinkToken, Error> {
        let (now, entropy) = (self.clock().now(), self.entropy().as_ref());
        let (id, notification_id) = (SignInRequestId::new(now, entropy), NotificationId::new(now, entropy));
        let (browser, link, code) = (LinkToken::new(entropy), SignInToken::new(entropy), Code::new(entropy));
        let to = &asked.to;
        let channel = SendChannel::to(to);
        let tx = self.db().write(Reach::Platform).await?;
        let sql = format!(
            "INSERT INTO client_logins
               (id, channel, recipient, recipient_key, browser_hash, link_hash, code_hash, tries, created_at, code_expires_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, {now}, {code_end}, {end})",
            now = tx.now_sql(),
            code_end = tx.later_sql(CODE_LIFETIME),
            end = tx.later_sql(LINK_LIFETIME),
        );
        let code_hash = self.sealer().code_hash(id.uuid().as_bytes(), code.reveal());
        let row = values![id.uuid(), channel.as_str(), to.as_str(), to.key(), hash(&browser), hash(&link), code_hash];
        tx.run(&sql, row).await?;
        let job = Notification::SendClientLogin {
            token: link.reveal(),
            code: code.reveal().to_owned(),
            refusal: asked.refusal,
        };
        enqueue(self, &tx, notification_id, None, None, None, channel, to.as_str(), &job).await?;
        tx.commit().await?;
        self.outbox_wrote();
        Ok(browser)
    }

    /// Where a browser's request went, as it was typed: whom its tries of a code are about.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn asked_across_shops(&self, browser: &LinkToken) -> Result<Option<Contact>, Error> {
        let tx = self.db().read(Reach::Platform).await?;
        let sql = "SELECT recipient FROM client_logins WHERE browser_hash = $1";
        let row = tx.one(sql, values![hash(browser)]).await?;
        row.map(|row| contact(&row.read::<String>("recipient")?)).transpose()
    }
}
