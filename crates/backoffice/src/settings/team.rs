//! Settings → Team: members, their roles, invitations. For owners.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use forecourt_auth::{Checked, Staff};
use forecourt_domain::contact::Email;
use forecourt_domain::ids::StaffMemberId;
use forecourt_domain::tenant::Role;
use forecourt_storage::{TeamMember, TeamProblem};
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::{Error, Form, Page, Result, When, Words};
use serde::Serialize;

use super::{SettingsLink, nav, sample_nav, shell};

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TeamPage {
    settings_nav: Vec<SettingsLink>,
    members: Vec<Member>,
    roles: Vec<RoleOption>,
    form: Form,
    action: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct Member {
    id: String,
    name: String,
    email: String,
    role: &'static str,
    role_label: String,
    joined: bool,
    invitation_expired: bool,
    second_factor: bool,
    last_signed_in: Option<When>,
    is_me: bool,
    role_action: String,
    invite_action: String,
    remove_action: String,
}

#[derive(Debug, Clone, Serialize)]
struct RoleOption {
    value: &'static str,
    label: String,
}

const ROLES: [Role; 4] = [Role::Owner, Role::Manager, Role::Advisor, Role::Technician];

/// `GET /staff/settings/team`
pub(crate) async fn show(staff: Staff) -> Result<Response> {
    staff.require(Role::Owner)?;
    page(&staff, StatusCode::OK, empty_form()).await
}

/// `POST /staff/settings/team`: invites a new member, or an existing one again.
pub(crate) async fn invite(Checked { who: staff, form }: Checked<Staff>) -> Result<Response> {
    staff.require(Role::Owner)?;
    let words = staff.visit.words();
    let mut reader = form.reader(words);
    let email = reader.parsed("email", |text| text.parse::<Email>().map_err(|_| "error-email"));
    let role = reader.parsed("role", |text| text.parse::<Role>().map_err(|_| "error-choice"));
    let (Some(email), Some(role)) = (email, role) else {
        return page(&staff, StatusCode::UNPROCESSABLE_ENTITY, reader.into_form()).await;
    };
    match staff.scope.invite_member(&email, role).await? {
        Ok(()) => Ok(see_other(&with_notice(path::TEAM, "staff-invited"))),
        Err(_) => {
            reader.fail("email", words.get("error-works-here"));
            page(&staff, StatusCode::UNPROCESSABLE_ENTITY, reader.into_form()).await
        }
    }
}

/// `POST /staff/settings/team/{id}/role`
pub(crate) async fn change_role(
    Path(id): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    staff.require(Role::Owner)?;
    let role = form.get("role").parse::<Role>().map_err(|_| Error::bad_request())?;
    done(staff.scope.change_role(member(&id)?, role).await?, "staff-role-changed")
}

/// `POST /staff/settings/team/{id}/invite`: for who has not joined, and for who forgot their password.
pub(crate) async fn reinvite(Path(id): Path<String>, Checked { who: staff, .. }: Checked<Staff>) -> Result<Response> {
    staff.require(Role::Owner)?;
    done(staff.scope.reinvite_member(member(&id)?).await?, "staff-invited")
}

/// `POST /staff/settings/team/{id}/remove`
pub(crate) async fn remove(Path(id): Path<String>, Checked { who: staff, .. }: Checked<Staff>) -> Result<Response> {
    staff.require(Role::Owner)?;
    done(staff.scope.remove_member(member(&id)?).await?, "staff-removed")
}

fn done(outcome: std::result::Result<(), TeamProblem>, notice: &str) -> Result<Response> {
    match outcome {
        Ok(()) => Ok(see_other(&with_notice(path::TEAM, notice))),
        Err(TeamProblem::NotFound) => Err(Error::not_found()),
        Err(TeamProblem::LastOwner | TeamProblem::AlreadyHere) => {
            Ok(see_other(&with_notice(path::TEAM, "last-owner-failed")))
        }
    }
}

fn member(id: &str) -> Result<StaffMemberId> {
    id.parse().map_err(|_| Error::not_found())
}

async fn page(staff: &Staff, status: StatusCode, form: Form) -> Result<Response> {
    let team = staff.scope.team().await?;
    let words = staff.visit.words();
    let page = TeamPage {
        settings_nav: nav(staff, path::TEAM),
        members: team.iter().map(|member| Member::new(member, staff)).collect(),
        roles: ROLES.map(|role| RoleOption { value: role.as_str(), label: label(role, words) }).into(),
        form,
        action: path::TEAM,
    };
    staff.visit.page_with_status(status, shell(staff, "staff-team-heading"), &page)
}

fn label(role: Role, words: &Words) -> String {
    words.get(&format!("staff-role-{}", role.as_str()))
}

fn empty_form() -> Form {
    Form::filled([("email", String::new()), ("role", Role::Advisor.as_str().to_owned())])
}

impl Member {
    fn new(member: &TeamMember, staff: &Staff) -> Self {
        let who = &member.member;
        Self {
            id: who.id.to_string(),
            name: who.called().to_owned(),
            email: who.email.clone(),
            role: who.role.as_str(),
            role_label: label(who.role, staff.visit.words()),
            joined: member.joined,
            invitation_expired: member.invitation_expired,
            second_factor: member.second_factor,
            last_signed_in: member.last_signed_in_at.map(|at| staff.visit.dates().ago(at)),
            is_me: who.id == staff.scope.member().id,
            role_action: path::team_role(who.id),
            invite_action: path::team_invite(who.id),
            remove_action: path::team_remove(who.id),
        }
    }
}

impl Page for TeamPage {
    const TEMPLATE: &'static str = "staff/settings_team.html";

    fn samples() -> Vec<Self> {
        let me = Member {
            id: "1".into(),
            name: "Mike Rivera".into(),
            email: "owner@example.com".into(),
            role: "owner",
            role_label: "Owner".into(),
            joined: true,
            invitation_expired: true,
            second_factor: true,
            last_signed_in: Some(forecourt_web::views::JobCard::sample().booked),
            is_me: true,
            role_action: "/x".into(),
            invite_action: "/x".into(),
            remove_action: "/x".into(),
        };
        let other = Member { id: "2".into(), is_me: false, second_factor: false, last_signed_in: None, ..me.clone() };
        let invited = Member { id: "3".into(), joined: false, invitation_expired: false, ..other.clone() };
        let late = Member { id: "4".into(), invitation_expired: true, ..invited.clone() };
        let roles = vec![RoleOption { value: "owner", label: "Owner".into() }];
        let full = Self {
            settings_nav: sample_nav(),
            members: vec![me, other, invited, late],
            roles,
            form: empty_form(),
            action: "/x",
        };
        vec![full.clone(), Self { form: empty_form().failed("Please check".into()), ..full }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::TeamPage>();
    }
}
