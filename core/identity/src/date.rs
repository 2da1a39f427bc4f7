//! A day of the Gregorian calendar. Small enough that a calendar library would only add time zones to it.

/// A valid day, 1800-01-01 to 2199-12-31: the years that birth dates of living people and their documents fall in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day, if there is one.
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        if year < 1800 || year > 2199 || day == 0 || day > last {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// The day of a point in time, in UTC; `None` outside the years that are kept.
    pub fn from_unix_seconds(seconds: u64) -> Option<Self> {
        // Days to a date, counted in eras of 400 years that begin on 1 March.
        let shifted = seconds / 86_400 + 719_468;
        let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = u8::try_from(day_of_year - (153 * from_march + 2) / 5 + 1).ok()?;
        let month = u8::try_from(if from_march < 10 { from_march + 3 } else { from_march - 9 }).ok()?;
        let year = u16::try_from(year_of_era + era * 400 + u64::from(month <= 2)).ok()?;
        Self::new(year, month, day)
    }

    /// The year.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Whole years from this day to `today`; 0 when that is earlier.
    pub fn age_on(self, today: Self) -> u16 {
        let before_birthday = (today.month, today.day) < (self.month, self.day);
        today.year.saturating_sub(self.year).saturating_sub(u16::from(before_birthday))
    }
}

/// A birth date is personal data: prints nothing of it.
impl std::fmt::Debug for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Date(*)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects birth dates: leap years, lengths of months, and the day that a clock means.
    #[test]
    fn only_days_that_exist() {
        let exists = |y, m, d| Date::new(y, m, d).is_some();
        assert!(exists(2000, 2, 29) && exists(2024, 2, 29) && exists(1900, 2, 28));
        for (y, m, d) in
            [(1900, 2, 29), (2023, 2, 29), (2026, 4, 31), (2026, 0, 1), (2026, 13, 1), (2026, 1, 0)]
        {
            assert!(!exists(y, m, d), "{y}-{m}-{d}");
        }
        for (seconds, y, m, d) in [(0, 1970, 1, 1), (951_782_400, 2000, 2, 29), (1_795_325_400, 2026, 11, 22)]
        {
            assert_eq!(Date::from_unix_seconds(seconds), Date::new(y, m, d));
        }
        assert_eq!(Date::from_unix_seconds(u64::MAX), None);
    }

    // Protects rules by age: the birthday counts, the day before does not.
    #[test]
    fn ages_change_on_the_birthday() {
        let born = Date::new(1949, 12, 31).unwrap();
        assert_eq!(born.age_on(Date::new(2026, 12, 30).unwrap()), 76);
        assert_eq!(born.age_on(Date::new(2026, 12, 31).unwrap()), 77);
        assert_eq!(born.age_on(Date::new(1940, 1, 1).unwrap()), 0);
        assert_eq!(format!("{born:?}"), "Date(*)");
    }
}
