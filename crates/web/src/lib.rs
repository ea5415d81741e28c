//! What every surface shares: typed pages, the theme, words, forms, errors and headers.
//!
//! It must not know any surface, nor who is asking: that is `auth`, above. A surface builds a [`Page`] from domain
//! values and hands it to a [`Visit`], which knows the shop, its words and its looks; templates decide layout and
//! nothing else.
//!
//! Start reading at [`page`], then [`site`] for what lives as long as the process, then [`error`] and [`http`].

pub mod error;
pub mod format;
pub mod http;
pub mod page;
pub mod paths;
pub mod pictures;
pub mod site;
pub mod theme;
pub mod views;

pub use crate::http::forms::{self, Form};
pub use error::{Error, Result};
pub use format::dates::{self, When};
pub use format::prices;
pub use page::shop::Shop;
pub use page::{Page, Visit};
pub use site::{Settings, Site};
pub use theme::files;
pub use theme::words::{self, Words};

/// Method and path of a route.
pub type Route = (&'static str, &'static str);

/// The routes of one feature, written once: `router()`, and `ROUTES`, which the authorization matrix is checked against.
/// A surface joins its features by [`surface!`].
#[macro_export]
macro_rules! routes {
    ($($method:ident $path:expr => $handler:expr;)+) => {
        /// Method and path of every route of this feature.
        pub(crate) const ROUTES: &[$crate::Route] = &[$((stringify!($method), $path)),+];

        /// The routes of this feature with their handlers.
        pub(crate) fn router() -> axum::Router<$crate::site::SharedSite> {
            axum::Router::new()$(.route($path, axum::routing::$method($handler)))+
        }
    };
}

/// A surface made of features: the same `router()` and `ROUTES`, of all of them together.
#[macro_export]
macro_rules! surface {
    ($($($feature:ident)::+),+ $(,)?) => {
        /// Method and path of every route, feature by feature.
        pub const ROUTES: &[&[$crate::Route]] = &[$($($feature)::+::ROUTES),+];

        /// The routes with their handlers.
        pub fn router() -> axum::Router<$crate::site::SharedSite> {
            axum::Router::new()$(.merge($($feature)::+::router()))+
        }
    };
}
