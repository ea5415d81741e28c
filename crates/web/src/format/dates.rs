//! Dates as people say them, in the shop's language and time zone.

use chrono::format::Locale;
use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use crate::theme::words::Words;

/// A moment in three forms: for machines, for people, and to the minute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct When {
    /// RFC 3339.
    pub iso: String,
    /// As people say it.
    pub text: String,
    /// To the minute, for hovering and for print.
    pub exact: String,
}

/// Says dates for one shop at one moment.
#[derive(Debug, Clone)]
pub struct Dates {
    words: Words,
    zone: Tz,
    locale: Locale,
    now: DateTime<Utc>,
}

impl Dates {
    /// `now` decides what "yesterday" is.
    pub fn new(words: Words, zone: Tz, now: DateTime<Utc>) -> Self {
        let locale = match words.language() {
            "de" => Locale::de_DE,
            "en-GB" => Locale::en_GB,
            _ => Locale::en_US,
        };
        Self { words, zone, locale, now }
    }

    /// The moment that everything is relative to.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// A past moment: relative under a week, a date from then on.
    pub fn ago(&self, at: DateTime<Utc>) -> When {
        self.when(at, self.relative(at).unwrap_or_else(|| self.short(at)))
    }

    /// A moment with its clock time: "Wednesday 22 May, 10:00 AM".
    pub fn at(&self, at: DateTime<Utc>) -> When {
        let text = self.pattern("date-time", at);
        self.when(at, text)
    }

    /// "May 28".
    pub fn short(&self, at: DateTime<Utc>) -> String {
        let same_year = at.with_timezone(&self.zone).year() == self.now.with_timezone(&self.zone).year();
        self.pattern(if same_year { "date-short" } else { "date-short-year" }, at)
    }

    /// "Wednesday 22 May"; with the year when it is another one.
    pub fn day(&self, day: NaiveDate) -> String {
        let same_year = day.year() == self.now.with_timezone(&self.zone).year();
        let pattern = self.words.date_pattern(if same_year { "date-day" } else { "date-day-year" });
        day.format_localized_with_items(pattern.iter(), self.locale).to_string()
    }

    /// "3 minutes": how long something took, in its largest unit.
    pub fn duration(&self, took: TimeDelta) -> String {
        let count = |id: &str, n: i64| self.words.with(id, [("count", n.into())]);
        match took {
            t if t < TimeDelta::minutes(1) => self.words.get("duration-moment"),
            t if t < TimeDelta::hours(1) => count("duration-minutes", t.num_minutes()),
            t if t < TimeDelta::days(1) => count("duration-hours", t.num_hours()),
            t => count("duration-days", t.num_days()),
        }
    }

    /// Today, where the shop is.
    pub fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.zone).date_naive()
    }

    /// The moment a local date and time stand for; the earlier one where clocks go back, none where they skip.
    pub fn from_local(&self, local: chrono::NaiveDateTime) -> Option<DateTime<Utc>> {
        local.and_local_timezone(self.zone).earliest().map(|at| at.with_timezone(&Utc))
    }

    /// As an `<input type="datetime-local">` holds it.
    pub fn to_local_input(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%Y-%m-%dT%H:%M").to_string()
    }

    fn relative(&self, at: DateTime<Utc>) -> Option<String> {
        let past = self.now - at;
        // A few seconds ahead is another machine's clock, not the future.
        let past = if past < TimeDelta::zero() && past > TimeDelta::minutes(-1) { TimeDelta::zero() } else { past };
        let count = |id: &str, n: i64| Some(self.words.with(id, [("count", n.into())]));
        match past {
            p if p < TimeDelta::zero() || p >= TimeDelta::days(7) => None,
            p if p < TimeDelta::minutes(1) => Some(self.words.get("relative-now")),
            p if p < TimeDelta::hours(1) => count("relative-minutes", p.num_minutes()),
            p if p < TimeDelta::days(1) => count("relative-hours", p.num_hours()),
            p => count("relative-days", p.num_days()),
        }
    }

    fn when(&self, at: DateTime<Utc>, text: String) -> When {
        When { iso: at.to_rfc3339_opts(SecondsFormat::Secs, true), text, exact: self.pattern("date-exact", at) }
    }

    fn pattern(&self, id: &str, at: DateTime<Utc>) -> String {
        let pattern = self.words.date_pattern(id);
        at.with_timezone(&self.zone).format_localized_with_items(pattern.iter(), self.locale).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::files::Files;
    use crate::theme::words::Catalogues;

    fn dates(locale: &str, zone: &str) -> Dates {
        let all = Catalogues::load(&Files::default(), &["garage".into()]).unwrap();
        let now = "2024-05-22T14:00:00Z".parse().unwrap();
        Dates::new(all.get(locale, "garage").unwrap().clone(), zone.parse().unwrap(), now)
    }

    #[test]
    fn dates_are_relative_for_a_week_and_local_always() {
        let dates = dates("en-US", "America/New_York");
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(dates.ago(at("2024-05-22T13:57:00Z")).text, "3 minutes ago");
        assert_eq!(dates.ago(at("2024-05-16T14:00:00Z")).text, "6 days ago");
        assert_eq!(dates.ago(at("2024-05-15T14:00:00Z")).text, "May 15");
        assert_eq!(dates.short(at("2023-05-28T14:00:00Z")), "May 28, 2023");
        assert_eq!(dates.at(at("2024-05-22T14:00:00Z")).text, "Wednesday 22 May, 10:00 AM");
        assert_eq!(dates.day(NaiveDate::from_ymd_opt(2024, 5, 22).unwrap()), "Wednesday 22 May");
        assert_eq!(dates.duration(TimeDelta::seconds(190)), "3 minutes");
    }

    #[test]
    fn another_language_says_them_its_way() {
        let dates = dates("de", "Europe/Berlin");
        assert!(dates.day(NaiveDate::from_ymd_opt(2024, 5, 22).unwrap()).contains("Mittwoch"));
    }

    #[test]
    fn local_times_survive_the_form() {
        let dates = dates("en-US", "America/New_York");
        let at = dates.from_local("2024-05-22T10:00:00".parse().unwrap()).unwrap();
        assert_eq!(at.to_rfc3339(), "2024-05-22T14:00:00+00:00");
        assert_eq!(dates.to_local_input(at), "2024-05-22T10:00");
        assert_eq!(dates.from_local("2024-03-10T02:30:00".parse().unwrap()), None, "clocks skip that hour");
    }
}
