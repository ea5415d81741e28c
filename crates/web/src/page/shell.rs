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
    /// Where one can go.
    pub nav: Vec<NavItem>,
    /// Who is signed in.
    pub account: Option<Account>,
    /// The session's form token; empty without a session.
    pub csrf: String,
    /// What just happened.
    pub toast: Option<Toast>,
    /// What is being searched for (staff).
    pub search: String,
    /// Whether stylesheet and theme script stand in the page: for those that are somebody's first.
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
    /// Where it is.
    pub href: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Whether one is there.
    pub current: bool,
    /// A number on it.
    pub badge: Option<String>,
}

/// Who is signed in.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// Their name.
    pub name: String,
    /// Its first letter.
    pub initial: String,
    /// A line under it.
    pub detail: Option<String>,
    /// What they can do: in the page as a part that is rendered before.
    #[serde(skip)]
    pub menu: Vec<MenuItem>,
    /// Where their sign-out posts to.
    pub sign_out: &'static str,
}

/// A line of the account's menu.
#[derive(Debug, Clone, Serialize)]
pub struct MenuItem {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub href: &'static str,
    /// Its icon.
    pub icon: &'static str,
}

/// A short word on what just happened.
#[derive(Debug, Clone, Serialize)]
pub struct Toast {
    /// `success`, `error` or `info`.
    pub tone: &'static str,
    /// What.
    pub text: String,
}
