//! The content security policy of an answer.

use axum::response::Response;

use crate::site::SharedSite;

/// Hashes of inlined styles and scripts, put on the response of the page that contains them.
#[derive(Debug, Clone)]
pub struct Inlined {
    /// Of styles, separated by spaces.
    pub styles: String,
    /// Of the script.
    pub script: String,
}

/// A content security policy of its own, for the few pages that need one.
#[derive(Debug, Clone)]
pub struct OwnPolicy(pub &'static str);

/// Where else than to its own host a page's forms may lead, put on its response: browsers hold a form's redirects to the
/// policy, too.
#[derive(Debug, Clone)]
pub struct FormsLeadTo(pub String);

/// The policy of an answer, by what was put on it.
pub(super) fn policy(site: &SharedSite, response: &Response) -> String {
    if let Some(OwnPolicy(own)) = response.extensions().get() {
        return (*own).to_owned();
    }
    let inlined = response.extensions().get::<Inlined>();
    let (styles, script) = inlined.map(|inlined| (&*inlined.styles, &*inlined.script)).unwrap_or_default();
    let pictures = site.storage.blobs().origin().unwrap_or_default();
    let elsewhere = response.extensions().get::<FormsLeadTo>().map(|FormsLeadTo(hosts)| &**hosts).unwrap_or_default();
    format!(
        "default-src 'none'; style-src 'self' {styles}; script-src 'self' {script}; img-src 'self' data: blob: {pictures}; connect-src 'self'; font-src 'self'; \
         manifest-src 'self'; form-action 'self' {elsewhere}; base-uri 'none'; frame-ancestors 'none'"
    )
}
