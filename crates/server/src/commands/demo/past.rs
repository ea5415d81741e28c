//! Times as the demo's files describe them, and the status changes that lead a work order to its present status.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use forecourt_domain::work_order::WorkOrderStatus;
use serde::{Deserialize, Deserializer};

/// Jobs do not change their status at night.
const OPENS: NaiveTime = clock(8, 10);
const CLOSES: NaiveTime = clock(17, 40);

/// A length of time: `45s`, `3m`, `5h`, `6d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span(pub(super) TimeDelta);

/// A time of day, so many days from today: `-2 09:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Appointment {
    days: i64,
    time: NaiveTime,
}

/// A shop's clock, at the moment the demo is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    pub(super) now: DateTime<Utc>,
    pub(super) zone: Tz,
    /// Which days of the week it is open, from Monday.
    pub(super) open: [bool; 7],
}

impl Calendar {
    pub(super) fn ago(&self, span: Span) -> DateTime<Utc> {
        self.now - span.0
    }

    /// As [`Calendar::ago`], and in the shop's working hours if that is not in the future.
    pub(super) fn at_work(&self, span: Span) -> DateTime<Utc> {
        let at = self.ago(span);
        let local = at.with_timezone(&self.zone);
        let time = local.time().clamp(OPENS, CLOSES);
        let moved = local.with_time(time).earliest().map_or(at, |moved| moved.with_timezone(&Utc));
        if moved < self.now { moved } else { at }
    }

    pub(super) fn appointment(&self, appointment: Appointment) -> Option<DateTime<Utc>> {
        let day = self.day(appointment.days)?;
        day.and_time(appointment.time).and_local_timezone(self.zone).earliest().map(|at| at.with_timezone(&Utc))
    }

    /// The day so many days from today; where the shop is closed then, the next open one, or the one before in the past.
    pub(super) fn day(&self, days: i64) -> Option<NaiveDate> {
        let today = self.now.with_timezone(&self.zone).date_naive();
        let step = if days < 0 { -1 } else { 1 };
        let mut candidates =
            (0..7).filter_map(|further| today.checked_add_signed(TimeDelta::try_days(days + step * further)?));
        candidates.find(|day| self.open.get(day.weekday().num_days_from_monday() as usize).is_some_and(|open| *open))
    }

    /// What a job became on its way to `status`, from its booking to its last step, in even strides and never backwards.
    pub(super) fn history(
        &self,
        status: WorkOrderStatus,
        booked: Span,
        moved: Option<Span>,
    ) -> Vec<(WorkOrderStatus, DateTime<Utc>)> {
        let steps = way_to(status);
        let last = moved.map_or(booked.0 / 6, |moved| moved.0);
        let strides = i32::try_from(steps.len()).unwrap_or(2).saturating_sub(1).max(1);
        let mut history: Vec<(WorkOrderStatus, DateTime<Utc>)> = Vec::with_capacity(steps.len());
        for (step, status) in (0i32..).zip(steps) {
            let ago = booked.0 - (booked.0 - last) / strides * step;
            let at = self.at_work(Span(ago));
            let after = history.last().map(|(_, before)| *before + TimeDelta::minutes(9));
            history.push((*status, after.map_or(at, |after| at.max(after)).min(self.now)));
        }
        history
    }
}

fn way_to(status: WorkOrderStatus) -> &'static [WorkOrderStatus] {
    use WorkOrderStatus::{AwaitingParts, Cancelled, Complete, InProgress, Pending, Ready, Scheduled};
    match status {
        Pending => &[Pending],
        Scheduled => &[Pending, Scheduled],
        InProgress => &[Pending, Scheduled, InProgress],
        AwaitingParts => &[Pending, Scheduled, InProgress, AwaitingParts],
        Ready => &[Pending, Scheduled, InProgress, Ready],
        Complete => &[Pending, Scheduled, InProgress, Ready, Complete],
        Cancelled => &[Pending, Cancelled],
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let refused = || serde::de::Error::custom(format!("{text:?} is no span such as 3m, 5h or 6d"));
        let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(refused)?;
        let number: i64 = number.parse().map_err(|_| refused())?;
        let span = match unit {
            "s" => TimeDelta::try_seconds(number),
            "m" => TimeDelta::try_minutes(number),
            "h" => TimeDelta::try_hours(number),
            "d" => TimeDelta::try_days(number),
            _ => None,
        };
        span.map(Self).ok_or_else(refused)
    }
}

impl<'de> Deserialize<'de> for Appointment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let refused = || serde::de::Error::custom(format!("{text:?} is no appointment such as \"-2 09:30\""));
        let (days, time) = text.split_once(' ').ok_or_else(refused)?;
        let time = NaiveTime::parse_from_str(time, "%H:%M").map_err(|_| refused())?;
        Ok(Self { days: days.parse().map_err(|_| refused())?, time })
    }
}

const fn clock(hour: u32, minute: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, minute, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_past_runs_forwards_at_any_hour() {
        for hour in 0..24 {
            let now = format!("2026-05-20T{hour:02}:17:00Z").parse().unwrap();
            let calendar = Calendar { now, zone: Tz::America__New_York, open: [true; 7] };
            let history = calendar.history(WorkOrderStatus::Complete, Span(TimeDelta::hours(7)), None);
            assert_eq!(history.len(), 5);
            assert!(history.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{hour}: {history:?}");
            assert!(history.iter().all(|(_, at)| *at <= now), "{hour}: {history:?}");
        }
    }

    #[test]
    fn appointments_are_on_the_shops_clock() {
        let calendar =
            Calendar { now: "2026-05-20T02:00:00Z".parse().unwrap(), zone: Tz::America__New_York, open: [true; 7] };
        let appointment = Appointment { days: 1, time: clock(9, 30) };
        // It is still the 19th in New York.
        assert_eq!(calendar.appointment(appointment).unwrap().to_rfc3339(), "2026-05-20T13:30:00+00:00");
        assert_eq!(calendar.day(-2).unwrap().to_string(), "2026-05-17");
        // A Sunday and a Monday: the shop is closed.
        let closed = Calendar { open: [false, true, true, true, true, true, false], ..calendar };
        assert_eq!(closed.day(-2).unwrap().to_string(), "2026-05-16");
        assert_eq!(closed.day(5).unwrap().to_string(), "2026-05-26");
    }
}
