//! The life of one login transaction, as a pure function.
//!
//! ```text
//! shown (60 s) -> scanned (120 s) -------------------> approved (30 s) -> used
//!                        \---> matching (120 s) ------/
//!      \_________________________|_______________________/
//!        expired, declined, failed, cancelled
//! ```
//!
//! `matching` is for wallets that know nothing of the number: it is typed on a page of the provider, on the phone.

use std::fmt;

/// Where a transaction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum State {
    /// The code is on the page; nobody has fetched the request.
    Shown,
    /// A phone has fetched the request.
    Scanned,
    /// The phone has answered without the number, and the person is to type it on the page that the answer led to.
    Matching,
    /// The phone has answered and everything was verified.
    Approved,
    /// The browser has finished. The end.
    Used,
    /// Too late. The end.
    Expired,
    /// The person declined. The end.
    Declined,
    /// The answer was wrong. The end.
    Failed,
    /// The page was closed or replaced. The end.
    Cancelled,
}

/// What happens to a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Event {
    /// A wallet asks for the request object.
    Fetch {
        /// It is the wallet that fetched it before: the same `wallet_nonce`.
        same_wallet: bool,
    },
    /// A verified answer with the right digits, or without digits where the policy needs none.
    Approve,
    /// A verified answer with wrong digits, or wrong digits on the number page.
    WrongDigits,
    /// A verified answer without digits where the policy needs them.
    Present,
    /// The right digits on the number page.
    Match,
    /// The person declined in the wallet.
    Decline,
    /// An answer that does not verify, or an error reported by the wallet.
    Fail,
    /// The browser that began the login finishes it.
    Finish,
    /// The page is gone or has cancelled.
    Cancel,
}

/// What the machine remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    /// The state.
    pub(crate) state: State,
    /// When the state was entered, in milliseconds.
    pub(crate) since_ms: i64,
    /// How many answers had wrong digits.
    pub(crate) wrong_digits: u8,
}

/// Why an event changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The transaction has ended, or this step was taken before.
    Gone,
    /// The event does not belong to this state.
    OutOfTurn,
}

/// How long a wallet may ask again after a lost answer.
pub(crate) const RETRY_MS: i64 = 5_000;
/// Wrong digits that end a transaction.
pub(crate) const MAX_WRONG_DIGITS: u8 = 3;

impl State {
    /// How long the state lasts; `None` for ends.
    pub(crate) const fn lifetime_ms(self) -> Option<i64> {
        match self {
            Self::Shown => Some(60_000),
            Self::Scanned | Self::Matching => Some(120_000),
            Self::Approved => Some(30_000),
            Self::Used | Self::Expired | Self::Declined | Self::Failed | Self::Cancelled => None,
        }
    }

    /// Whether the page shows the number to whoever has scanned its code.
    pub(crate) const fn shows_digits(self) -> bool {
        matches!(self, Self::Scanned | Self::Matching)
    }

    /// The name in the database, in events and in progress lines.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Scanned => "scanned",
            Self::Matching => "matching",
            Self::Approved => "approved",
            Self::Used => "used",
            Self::Expired => "expired",
            Self::Declined => "declined",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of that name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Shown, Self::Scanned, Self::Matching, Self::Approved, Self::Used];
        let ends = [Self::Expired, Self::Declined, Self::Failed, Self::Cancelled];
        all.into_iter().chain(ends).find(|state| state.name() == name)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Progress {
    /// A transaction that has just been put on a page.
    pub(crate) const fn shown(now_ms: i64) -> Self {
        Self { state: State::Shown, since_ms: now_ms, wrong_digits: 0 }
    }

    /// When the present state ends; `None` for ends.
    pub(crate) fn deadline_ms(&self) -> Option<i64> {
        self.state.lifetime_ms().map(|lifetime| self.since_ms.saturating_add(lifetime))
    }

    fn enter(self, state: State, now_ms: i64) -> Self {
        Self { state, since_ms: now_ms, ..self }
    }
}

/// The next state. Time is judged first: an event after the deadline finds the transaction expired.
///
/// # Errors
/// [`Refusal`] when the event changes nothing; what time alone has done is [`expire`]'s answer.
pub(crate) fn step(progress: Progress, event: Event, now_ms: i64) -> Result<Progress, Refusal> {
    let progress = expire(progress, now_ms);
    let next = match (progress.state, event) {
        (State::Shown, Event::Fetch { .. }) => State::Scanned,
        // A lost answer: the same wallet gets the same request once more, and the clock does not start again.
        (State::Scanned, Event::Fetch { same_wallet: true }) if now_ms - progress.since_ms <= RETRY_MS => {
            return Ok(progress);
        }
        (State::Used | State::Expired | State::Declined | State::Failed | State::Cancelled, _)
        | (State::Scanned | State::Matching | State::Approved, Event::Fetch { .. })
        | (State::Matching, Event::Approve | Event::Present)
        | (State::Approved, Event::Approve | Event::WrongDigits | Event::Present | Event::Match) => {
            return Err(Refusal::Gone);
        }
        (State::Scanned | State::Matching, Event::WrongDigits) => {
            let counted = Progress { wrong_digits: progress.wrong_digits.saturating_add(1), ..progress };
            let dead = counted.wrong_digits >= MAX_WRONG_DIGITS;
            return Ok(if dead { counted.enter(State::Failed, now_ms) } else { counted });
        }
        (State::Scanned, Event::Approve) | (State::Matching, Event::Match) => State::Approved,
        (State::Scanned, Event::Present) => State::Matching,
        (State::Scanned | State::Matching, Event::Decline) => State::Declined,
        (State::Scanned, Event::Fail) => State::Failed,
        (State::Approved, Event::Finish) => State::Used,
        (State::Shown | State::Scanned | State::Matching | State::Approved, Event::Cancel) => {
            State::Cancelled
        }
        (
            State::Shown,
            Event::Approve
            | Event::WrongDigits
            | Event::Present
            | Event::Match
            | Event::Decline
            | Event::Fail
            | Event::Finish,
        )
        | (State::Scanned, Event::Match | Event::Finish)
        | (State::Matching, Event::Fail | Event::Finish)
        | (State::Approved, Event::Decline | Event::Fail) => return Err(Refusal::OutOfTurn),
    };
    Ok(progress.enter(next, now_ms))
}

/// The transaction as time leaves it: expired when its deadline has passed.
pub(crate) fn expire(progress: Progress, now_ms: i64) -> Progress {
    match progress.deadline_ms() {
        Some(deadline) if now_ms >= deadline => progress.enter(State::Expired, deadline),
        _ => progress,
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
