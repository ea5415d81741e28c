//! Writes: a signed-in person whose form carried the session's own token.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use forecourt_web::Error;
use forecourt_web::forms::Submitted;
use forecourt_web::site::SharedSite;
use subtle::ConstantTimeEq;

/// A signed-in person: customer, staff member or operator.
pub trait Witness {
    /// The token that their session's forms carry.
    fn csrf(&self) -> &str;

    /// Compares a form's token with the session's.
    ///
    /// # Errors
    /// 403 when they differ.
    fn check(&self, token: &str) -> Result<(), Error> {
        let same = self.csrf().as_bytes().ct_eq(token.as_bytes());
        if bool::from(same) { Ok(()) } else { Err(Error::cross_site()) }
    }
}

/// A signed-in person, and the form they sent from a page of their session.
#[derive(Debug)]
pub struct Checked<W> {
    /// The signed-in person.
    pub who: W,
    /// The form's fields.
    pub form: Submitted,
}

impl<W> FromRequest<SharedSite> for Checked<W>
where
    W: Witness + FromRequestParts<SharedSite> + Send,
{
    type Rejection = Response;

    async fn from_request(request: Request, site: &SharedSite) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        // The body first: a witness holds a database connection, and a body may take its time.
        let form = Submitted::from_request(Request::from_parts(parts.clone(), body), site)
            .await
            .map_err(IntoResponse::into_response)?;
        let who = W::from_request_parts(&mut parts, site).await.map_err(IntoResponse::into_response)?;
        who.check(form.get("csrf")).map_err(IntoResponse::into_response)?;
        Ok(Self { who, form })
    }
}
