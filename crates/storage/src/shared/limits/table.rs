//! The limits, as a table.
//!
//! A rule lets `burst` through at once, and then one every `per / burst` (the generic cell rate algorithm). What one
//! person does in a hurry stays far below each number; a machine meets them within seconds. Rules are asked in their
//! order here, and the first that refuses ends the asking: an address that is over its own limit uses nothing up of the
//! shop's, nor of the person it pretends to be.

use std::num::NonZeroU32;
use std::time::Duration;

/// An action of a client that is not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LimitedAction {
    /// Asks for a link, a code or a new password: something will be sent.
    RequestLink,
    /// Tells a code. The identifier is what only the asker has, the request's secret or a session: strangers use up
    /// their own.
    TryCode,
    /// Tells a customer's password.
    TryPassword,
    /// Tells a staff member's password.
    StaffPassword,
    /// Tells a second factor or a recovery code.
    SecondFactor,
    /// Tells an operator's password.
    OperatorPassword,
    /// Opens an account.
    Register,
    /// Has a text sent: counted for each text, beside the act that asks for it, and by the same.
    Text,
}

/// What a rule counts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// One network address, at every shop.
    Address,
    /// One person as tried from one address: a stranger elsewhere cannot lock them out, nor can a handful of them, since
    /// this is never more than a fifth of what the person may be tried from everywhere.
    Pair,
    /// One person at one shop, from everywhere: what many machines get.
    Identifier,
    /// Everybody at one shop.
    Shop,
    /// Everybody.
    Platform,
}

impl Scope {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Pair => "pair",
            Self::Identifier => "identifier",
            Self::Shop => "shop",
            Self::Platform => "platform",
        }
    }

    /// Whether it grows with the platform: one person stays one person, however many there are.
    pub(super) const fn is_wide(self) -> bool {
        matches!(self, Self::Shop | Self::Platform)
    }
}

/// So many in so many minutes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) scope: Scope,
    pub(super) burst: NonZeroU32,
    pub(super) per: Duration,
}

const fn rule(scope: Scope, burst: u32, minutes: u64) -> Rule {
    let burst = match NonZeroU32::new(burst) {
        Some(burst) => burst,
        None => NonZeroU32::MIN,
    };
    Rule { scope, burst, per: Duration::from_secs(minutes * 60) }
}

// A shop, a mobile carrier's street: many people may share an address. A page has them press "send again" three or four
// times, and a forgotten password takes a few spellings. A stranger at home has a few addresses: their line's and their
// phone's, each of both versions.
const ASK: &[Rule] = &[
    rule(Scope::Address, 60, 15),
    rule(Scope::Pair, 6, 60),
    rule(Scope::Identifier, 30, 60),
    rule(Scope::Shop, 600, 10),
    rule(Scope::Platform, 12_000, 10),
];
// Each code has five tries of its own, which its row counts, so that what may be asked for bounds what may be guessed:
// these are five for each asking.
const TRY_CODE: &[Rule] = &[
    rule(Scope::Address, 120, 15),
    rule(Scope::Pair, 30, 60),
    rule(Scope::Identifier, 150, 60),
    rule(Scope::Shop, 1_200, 10),
    rule(Scope::Platform, 24_000, 10),
];
const TRY_PASSWORD: &[Rule] = &[
    rule(Scope::Address, 60, 15),
    rule(Scope::Pair, 10, 30),
    rule(Scope::Identifier, 100, 60),
    rule(Scope::Shop, 600, 10),
    rule(Scope::Platform, 6_000, 10),
];
const STAFF_PASSWORD: &[Rule] = &[
    rule(Scope::Address, 60, 15),
    rule(Scope::Pair, 10, 30),
    rule(Scope::Identifier, 100, 60),
    rule(Scope::Shop, 300, 10),
    rule(Scope::Platform, 6_000, 10),
];
// Only after the right password. The whole space is a million codes, three of which fit at any time.
const SECOND_FACTOR: &[Rule] =
    &[rule(Scope::Address, 60, 15), rule(Scope::Pair, 8, 60), rule(Scope::Identifier, 40, 60)];
const OPERATOR_PASSWORD: &[Rule] = &[
    rule(Scope::Address, 20, 15),
    rule(Scope::Pair, 10, 60),
    rule(Scope::Identifier, 50, 60),
    rule(Scope::Platform, 400, 60),
];
const REGISTER: &[Rule] = &[
    rule(Scope::Address, 20, 60),
    rule(Scope::Pair, 5, 60),
    rule(Scope::Identifier, 25, 60),
    rule(Scope::Shop, 120, 60),
    rule(Scope::Platform, 6_000, 60),
];
// Below the day's budget of the shop, which its row counts exactly: these only spread it out. A request that passes
// these rules gets its text; a higher limit would only lead to texts that are refused silently.
const TEXT: &[Rule] = &[
    rule(Scope::Address, 30, 60),
    rule(Scope::Pair, 6, 60),
    rule(Scope::Identifier, 30, 60),
    rule(Scope::Shop, 1_200, 60),
    rule(Scope::Platform, 24_000, 60),
];

impl LimitedAction {
    /// Every act.
    pub(super) const ALL: [Self; 8] = [
        Self::RequestLink,
        Self::TryCode,
        Self::TryPassword,
        Self::StaffPassword,
        Self::SecondFactor,
        Self::OperatorPassword,
        Self::Register,
        Self::Text,
    ];

    pub(super) const fn rules(self) -> &'static [Rule] {
        match self {
            Self::RequestLink => ASK,
            Self::TryCode => TRY_CODE,
            Self::TryPassword => TRY_PASSWORD,
            Self::StaffPassword => STAFF_PASSWORD,
            Self::SecondFactor => SECOND_FACTOR,
            Self::OperatorPassword => OPERATOR_PASSWORD,
            Self::Register => REGISTER,
            Self::Text => TEXT,
        }
    }

    /// The word in keys and figures.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RequestLink => "ask",
            Self::TryCode => "try_code",
            Self::TryPassword => "try_password",
            Self::StaffPassword => "staff_password",
            Self::SecondFactor => "second_factor",
            Self::OperatorPassword => "operator_password",
            Self::Register => "register",
            Self::Text => "text",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(rule: &Rule) -> f64 {
        f64::from(rule.burst.get()) / rule.per.as_secs_f64()
    }

    #[test]
    fn every_act_is_limited_by_address_and_by_whom_it_is_about() {
        for act in LimitedAction::ALL {
            let scopes: Vec<Scope> = act.rules().iter().map(|rule| rule.scope).collect();
            assert_eq!(scopes.first(), Some(&Scope::Address), "{act:?}");
            assert!(scopes.contains(&Scope::Identifier), "{act:?}");
        }
    }

    /// Otherwise a few strangers would keep a person out, at once or by going on.
    #[test]
    fn a_few_addresses_cannot_use_up_a_person() {
        for act in LimitedAction::ALL {
            let of = |scope| act.rules().iter().find(|rule| rule.scope == scope).unwrap();
            let (pair, person) = (of(Scope::Pair), of(Scope::Identifier));
            assert!(pair.burst.get() * 5 <= person.burst.get(), "{act:?}");
            // Five times the pace, multiplied out: whole numbers.
            let (pairs, persons) = (pair.per * person.burst.get(), person.per * pair.burst.get() * 5);
            assert!(persons <= pairs, "{act:?}");
        }
    }

    /// Otherwise a wide rule would refuse before a narrow one could.
    #[test]
    fn one_address_cannot_use_up_a_shop() {
        for act in LimitedAction::ALL {
            let (wide, narrow): (Vec<&Rule>, Vec<&Rule>) = act.rules().iter().partition(|rule| rule.scope.is_wide());
            for address in narrow.iter().filter(|rule| rule.scope == Scope::Address) {
                for rule in &wide {
                    assert!(
                        address.burst.get() * 4 <= rule.burst.get() && rate(address) * 4.0 <= rate(rule),
                        "{act:?}"
                    );
                }
            }
        }
    }
}
