//! How long a message is tried, and how patiently. Which kind has which schedule is said in [`super::Notification::schedule`].

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::channel::SendChannel;

/// How long a message is tried, and how patiently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// For so long, from when it was written, or when staff sent it again.
    pub tried_for: TimeDelta,
    /// What it carries lives for so long from when it was written, however often it is sent again; none: for longer than
    /// it is tried.
    pub lives: Option<TimeDelta>,
    /// No wait between two attempts that we choose ourselves is longer.
    pub longest_wait: TimeDelta,
}

impl Schedule {
    /// What is worth reading hours later. A text makes a phone ring, and is not to do so in the night for what happened in
    /// the morning.
    pub(crate) const fn news(channel: SendChannel) -> Self {
        match channel {
            SendChannel::Email => {
                Self { tried_for: TimeDelta::hours(24), lives: None, longest_wait: TimeDelta::minutes(30) }
            }
            SendChannel::Sms => {
                Self { tried_for: TimeDelta::hours(6), lives: None, longest_wait: TimeDelta::minutes(15) }
            }
        }
    }

    /// What somebody waits for, and cannot use any more after `lives`.
    pub(crate) const fn carrying(lives: TimeDelta) -> Self {
        Self { tried_for: lives, lives: Some(lives), longest_wait: TimeDelta::seconds(30) }
    }

    /// How much is left at `now` of the time in which it is tried; nothing, or less, once it is over.
    pub fn left(&self, written: DateTime<Utc>, tried_since: DateTime<Utc>, now: DateTime<Utc>) -> TimeDelta {
        let end = tried_since + self.tried_for;
        let end = self.lives.map_or(end, |lives| end.min(written + lives));
        end - now
    }
}

#[cfg(test)]
mod tests {
    use forecourt_domain::auth_method::Purpose;

    use super::super::Notification;
    use super::*;

    fn sign_in(purpose: Purpose, code: Option<&str>) -> Notification {
        Notification::SignIn {
            purpose,
            link: Some("link".into()),
            code: code.map(str::to_owned),
            host: None,
            expires_at: DateTime::UNIX_EPOCH,
            refusal: None,
        }
    }

    #[test]
    fn mails_are_tried_for_a_day_texts_for_hours_and_codes_while_they_live() {
        let tried = |job: &Notification, channel| {
            let written = DateTime::UNIX_EPOCH;
            job.schedule(channel).left(written, written, written)
        };
        let news = Notification::ContactChanged { email: true, masked: String::new() };
        let invitation = sign_in(Purpose::Invite, None);
        for job in [&news, &invitation] {
            assert_eq!(tried(job, SendChannel::Email), TimeDelta::hours(24));
            assert_eq!(tried(job, SendChannel::Sms), TimeDelta::hours(6));
        }
        for channel in [SendChannel::Email, SendChannel::Sms] {
            assert_eq!(tried(&sign_in(Purpose::SignIn, Some("482917")), channel), TimeDelta::minutes(10));
            assert_eq!(tried(&sign_in(Purpose::Reset, None), channel), TimeDelta::minutes(30));
        }
    }

    #[test]
    fn sending_again_gives_news_its_whole_time_and_a_code_no_longer_life() {
        let written = DateTime::UNIX_EPOCH;
        let again = written + TimeDelta::minutes(9);
        let now = again + TimeDelta::seconds(30);
        let code = Schedule::carrying(TimeDelta::minutes(10));
        assert_eq!(code.left(written, again, now), TimeDelta::seconds(30));
        assert!(code.left(written, again, written + TimeDelta::minutes(11)) < TimeDelta::zero());
        let mail = Schedule::news(SendChannel::Email);
        assert_eq!(mail.left(written, again, again), TimeDelta::hours(24));
    }
}
