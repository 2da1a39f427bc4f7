//! `mien history`: every request and how it ended.

use mien::{HistoryEntry, HistoryKind, HistoryOutcome};

use super::home::Home;
use super::passcode::Passcode;
use crate::failure::{Answer, Because, Failure};

/// Options of `mien history`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    passcode: Passcode,
    #[command(flatten)]
    home: Home,
}

pub(crate) fn run(options: &Options) -> Result<Answer, Failure> {
    let mien = options.home.open()?;
    let passcode = options.passcode.ask("passcode")?;
    if let Err(error) = mien.unlock(&mut passcode.pad()?) {
        println!("not unlocked: {error} [{}]", error.code());
        return Ok(Answer::No);
    }
    let entries = mien.history().because(|| "cannot read the history")?;
    if entries.is_empty() {
        println!("nothing yet");
    }
    for entry in entries {
        println!("{}", line(&entry));
    }
    Ok(Answer::Yes)
}

fn line(entry: &HistoryEntry) -> String {
    let kind = match entry.kind {
        HistoryKind::Enrolment => "enrolment",
        HistoryKind::Issuance => "credential received",
        HistoryKind::Login => "login",
        HistoryKind::Presentation => "question of a verifier",
        HistoryKind::NotMeReported => "reported as not mine",
        HistoryKind::PasscodeChanged => "passcode changed",
        HistoryKind::ConsentGiven => "consent given",
        HistoryKind::ConsentWithdrawn => "consent withdrawn",
        _ => "other",
    };
    let outcome = match entry.outcome {
        HistoryOutcome::Approved => "approved",
        HistoryOutcome::Declined => "declined",
        HistoryOutcome::Expired => "expired",
        HistoryOutcome::Failed => "failed",
        _ => "other",
    };
    let domain = entry.domain.as_deref().map_or(String::new(), |domain| format!(" ({domain})"));
    let claims = match entry.claims.join(", ") {
        claims if claims.is_empty() => claims,
        claims => format!(", claims: {claims}"),
    };
    let code = entry.code.as_deref().map_or(String::new(), |code| format!(" [{code}]"));
    format!("{}  {kind}, {outcome}: {}{domain}{claims}{code}", utc(entry.at_ms), entry.party)
}

/// Milliseconds since 1970 as `2026-11-22 05:30:00Z`.
fn utc(at_ms: u64) -> String {
    let seconds = at_ms / 1000;
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // Days to a date of the Gregorian calendar, counted in eras of 400 years that begin on 1 March.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: the dates a person reads, over leap years and the turn of a century.
    #[test]
    fn dates_are_right() {
        for (seconds, text) in [
            (0, "1970-01-01 00:00:00Z"),
            (951_782_400, "2000-02-29 00:00:00Z"),
            (1_709_251_199, "2024-02-29 23:59:59Z"),
            (1_795_325_400, "2026-11-22 05:30:00Z"),
            (4_107_542_400, "2100-03-01 00:00:00Z"),
        ] {
            assert_eq!(utc(seconds * 1000), text);
        }
    }
}
