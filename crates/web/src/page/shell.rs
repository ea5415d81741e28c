//! What a page is, and what its layout shows around it.

use serde::Serialize;

/// A page: what its template needs to know, decided before it is rendered.
pub trait Page: Serialize + Sized {
    /// The template, by its path in the theme.
    const TEMPLATE: &'static str;

    /// Examples of every state the page has, for the test that renders them all.
    fn samples() -> Vec<Self>;
}

/// Around the page: what its layout shows.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Shell {
    /// The page's title.
    pub title: String,
    /// A class of the body: which surface this is.
    pub body_class: &'static str,
    /// The navigation.
    pub nav: Vec<NavItem>,
    /// The signed-in person.
    pub account: Option<Account>,
    /// The session's form token; empty without a session.
    pub csrf: String,
    /// The notice about what just happened.
    pub toast: Option<Toast>,
    /// The words of the current search (staff).
    pub search: String,
    /// Whether stylesheet and theme script are inlined: on pages that are often the first in a browser.
    #[serde(skip)]
    pub inline_css: bool,
}

/// A place to go.
#[derive(Debug, Clone, Serialize)]
pub struct NavItem {
    /// Which.
    pub key: &'static str,
    /// Its word.
    pub label: String,
    /// The address.
    pub href: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Whether one is there.
    pub current: bool,
    /// A number on it.
    pub badge: Option<String>,
}

/// The signed-in person.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// Their name.
    pub name: String,
    /// Its first letter.
    pub initial: String,
    /// A line under it.
    pub detail: Option<String>,
    /// The items of the account menu, which is rendered as a part of its own.
    #[serde(skip)]
    pub menu: Vec<MenuItem>,
    /// Where signing out is posted to.
    pub sign_out: &'static str,
}

/// A line of the account's menu.
#[derive(Debug, Clone, Serialize)]
pub struct MenuItem {
    /// Its words.
    pub label: String,
    /// The address.
    pub href: &'static str,
    /// Its icon.
    pub icon: &'static str,
}

/// A short notice about what just happened.
#[derive(Debug, Clone, Serialize)]
pub struct Toast {
    /// `success`, `error` or `info`.
    pub tone: &'static str,
    /// The text.
    pub text: String,
}
