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

/// A surface's routes, once: its router, and the list that the authorization matrix is checked against.
#[macro_export]
macro_rules! routes {
    ($($method:ident $path:expr => $handler:expr;)+) => {
        /// Method and path of every route.
        pub const ROUTES: &[(&str, &str)] = &[$((stringify!($method), $path)),+];

        /// The routes with their handlers.
        pub fn router() -> axum::Router<$crate::site::SharedSite> {
            axum::Router::new()$(.route($path, axum::routing::$method($handler)))+
        }
    };
}
