//! Proving the address, by the code where it was asked for or by the link anywhere: one conditional statement decides,
//! and what it leads to is made in its transaction, so that nothing is used up for nothing.

use chrono::TimeDelta;
use forecourt_domain::auth_method::AuthMethod;
use forecourt_domain::sign_in::CODE_TRIES;
use forecourt_domain::token::{Code, LinkToken, SignInToken};
use sea_orm::Value;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::choose_shop::{ShopOption, hand_over, shops_for_proof, use_up};
use super::proven::{PROVEN, Proven};
use crate::db::row::{Row, contact};
use crate::db::token_hash::hash;
use crate::db::{Reach, Tx, values};
use crate::sessions::cross_browser;
use crate::shops::Tenant;
use crate::{Error, Storage};

/// A code is valid while no newer one was requested for the same address. A link that another person's machine used up
/// leaves the code valid; when it is used, that machine's proof ends, as does what it began at a shop.
const CODE_ALIVE: &str = "(proved_at IS NULL OR NOT proved_here) AND NOT EXISTS (SELECT 1 FROM client_logins newer
    WHERE newer.recipient_key = client_logins.recipient_key AND (newer.created_at, newer.id) > (client_logins.created_at, client_logins.id))";
/// How long a person may take to choose a shop.
const PROOF_LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// Where a proof leads.
#[derive(Debug)]
pub enum Proved {
    /// Into the one shop that knows the address, and that it opens: what [`Storage::redeem_handoff`] takes there.
    HandedOver {
        /// Which.
        shop: Box<Tenant>,
        /// The hand-over's secret.
        token: LinkToken,
    },
    /// To a choice: the secret goes into the browser's cookie.
    Choose(LinkToken),
    /// Nowhere: no shop knows it.
    Nobody,
}

/// Why nothing was proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientLoginProblem {
    /// The code is another one; so many tries are left.
    Wrong {
        /// How many.
        left: u32,
    },
    /// Its time is over.
    Expired,
    /// Used, out of tries, overtaken by a newer one, or never made.
    Invalid,
}

/// A link that has not been used, as a browser that did not request it may see it.
#[derive(Debug)]
pub struct WaitingLogin {
    /// Enough of the address to recognise one's own.
    pub masked: String,
    /// Whether this is the browser that asked.
    pub same_browser: bool,
}

impl Storage {
    /// Proves by the code that was sent for this browser's request. The try is counted, and stays counted, before
    /// anything is compared. `host` says at which host a shop takes a proof over.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn prove_by_code(
        &self,
        browser: &LinkToken,
        code: &Code,
        host: impl Fn(&Tenant) -> String,
    ) -> Result<Result<Proved, ClientLoginProblem>, Error> {
        let tx = self.db().write(Reach::Platform).await?;
        let sql = format!(
            "UPDATE client_logins SET tries = tries + 1
             WHERE browser_hash = $1 AND {CODE_ALIVE} AND code_expires_at > {} AND tries < {CODE_TRIES}
             RETURNING id, code_hash, tries",
            tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![hash(browser)]).await? else {
            return Ok(Err(over(&tx, "browser_hash", "code_expires_at", hash(browser)).await?));
        };
        tx.commit().await?;
        let (id, stored): (Uuid, Vec<u8>) = (row.read("id")?, row.read("code_hash")?);
        if !bool::from(self.sealer().code_hash(id.as_bytes(), code.reveal()).ct_eq(&stored)) {
            let left = u32::try_from(CODE_TRIES - row.read::<i32>("tries")?).unwrap_or(0);
            return Ok(Err(if left == 0 { ClientLoginProblem::Invalid } else { ClientLoginProblem::Wrong { left } }));
        }
        let here = hash(browser);
        self.prove((&format!("id = $1 AND {CODE_ALIVE}"), id.into()), AuthMethod::Code, Some(here), host).await
    }

    /// Looks at a link without using it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn look_at_client_login(
        &self,
        link: &SignInToken,
        browser: Option<&LinkToken>,
    ) -> Result<Result<WaitingLogin, ClientLoginProblem>, Error> {
        let tx = self.db().read(Reach::Platform).await?;
        let sql = format!(
            "SELECT recipient, browser_hash FROM client_logins
             WHERE link_hash = $1 AND proved_at IS NULL AND expires_at > {}",
            tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![hash(link)]).await? else {
            return Ok(Err(over(&tx, "link_hash", "expires_at", hash(link)).await?));
        };
        let recipient = contact(&row.read::<String>("recipient")?)?;
        let asked: Vec<u8> = row.read("browser_hash")?;
        let same_browser = browser.is_some_and(|browser| hash(browser) == asked);
        Ok(Ok(WaitingLogin { masked: recipient.masked(), same_browser }))
    }

    /// Proves by the link, once. `host` as for [`Storage::prove_by_code`].
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn prove_by_link(
        &self,
        link: &SignInToken,
        browser: Option<&LinkToken>,
        host: impl Fn(&Tenant) -> String,
    ) -> Result<Result<Proved, ClientLoginProblem>, Error> {
        let here = browser.map(hash);
        self.prove(("link_hash = $1 AND proved_at IS NULL", hash(link).into()), AuthMethod::SignInLink, here, host)
            .await
    }

    /// Of two who come at once, one has proven it.
    async fn prove(
        &self,
        (condition, key): (&str, Value),
        by: AuthMethod,
        browser: Option<Vec<u8>>,
        host: impl Fn(&Tenant) -> String,
    ) -> Result<Result<Proved, ClientLoginProblem>, Error> {
        let secret = LinkToken::new(self.entropy().as_ref());
        let tx = self.db().write(Reach::Platform).await?;
        let sql = format!(
            "UPDATE client_logins SET proved_at = {now}, proved_by = $2, proof_hash = $3, proof_expires_at = {end},
               proved_here = coalesce(browser_hash = $4, false), chosen_at = NULL
             WHERE {condition} AND expires_at > {now} RETURNING {PROVEN}",
            now = tx.now_sql(),
            end = tx.later_sql(PROOF_LIFETIME),
        );
        let proof = values![key, by.as_str(), hash(&secret), browser];
        let Some(row) = tx.one(&sql, proof).await? else { return Ok(Err(ClientLoginProblem::Invalid)) };
        let proven = Proven::of(&row)?;
        let proved = match shops_for_proof(&tx, &proven).await?.as_slice() {
            [] => Proved::Nobody,
            [ShopOption { shop, opens: true }] => {
                use_up(&tx, &secret).await?;
                match hand_over(self, &tx, &proven, shop, &host(shop)).await? {
                    Some(token) => Proved::HandedOver { shop: Box::new(shop.clone()), token },
                    None => Proved::Nobody,
                }
            }
            _ => Proved::Choose(secret),
        };
        if by == AuthMethod::Code {
            cross_browser::end_of_client_login(self, &tx, row.read("id")?).await?;
        }
        tx.commit().await?;
        Ok(Ok(proved))
    }
}

/// Why a request cannot be used, for the holder of its secret.
async fn over(tx: &Tx, column: &str, end: &str, secret: Vec<u8>) -> Result<ClientLoginProblem, Error> {
    let sql = format!(
        "SELECT 1 AS one FROM client_logins WHERE {column} = $1 AND proved_at IS NULL AND {end} <= {}",
        tx.now_sql()
    );
    let expired = tx.one(&sql, values![secret]).await?.is_some();
    Ok(if expired { ClientLoginProblem::Expired } else { ClientLoginProblem::Invalid })
}
