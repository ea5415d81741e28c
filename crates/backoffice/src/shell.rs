//! The frame of back office pages: navigation, account menu, form token.

use axum::response::Response;
use forecourt_auth::Staff;
use forecourt_domain::tenant::Role;
use forecourt_web::page::shop::initial;
use forecourt_web::page::{Account, MenuItem, NavItem, Shell, see_other};
use forecourt_web::paths::staff as path;

forecourt_web::routes! {
    get path::ROOT => root;
}

/// The shell of a page in the part named `here`.
pub(crate) fn of(staff: &Staff, here: &str, title: String) -> Shell {
    let words = staff.visit.words();
    let item = |key: &'static str, href, icon| NavItem {
        key,
        label: words.get(&format!("staff-nav-{key}")),
        href,
        icon,
        current: here == key,
        badge: None,
    };
    let mut nav = vec![
        item("customers", path::CUSTOMERS, "users"),
        item("jobs", path::JOBS, "square-kanban"),
        item("messages", path::MESSAGES, "send"),
    ];
    if staff.scope.may(Role::Advisor) {
        nav.insert(2, item("invoices", path::INVOICES, "receipt"));
    }
    if staff.scope.may(Role::Manager) {
        nav.push(item("settings", path::PORTAL_SETTINGS, "settings"));
    }
    let member = staff.scope.member();
    let name = member.called().to_owned();
    let role = words.get(&format!("staff-role-{}", member.role.as_str()));
    let menu = vec![MenuItem { label: words.get("staff-account-menu"), href: path::ACCOUNT, icon: "key-round" }];
    let account = Account { initial: initial(&name), name, detail: Some(role), menu, sign_out: path::SIGN_OUT };
    Shell {
        title,
        body_class: "staff",
        nav,
        account: Some(account),
        csrf: staff.csrf().to_owned(),
        toast: staff.visit.toast(),
        ..Shell::default()
    }
}

/// `GET /staff`
pub(crate) async fn root() -> Response {
    see_other(path::CUSTOMERS)
}
