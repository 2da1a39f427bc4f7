//! What a page shows of its two transactions.

use super::state::State;
use crate::store::{Flow, Transaction};

/// The code and the link of a page. One of them leads: the one that has come furthest.
#[derive(Default)]
pub(crate) struct View {
    transactions: Vec<Transaction>,
}

impl View {
    /// From the latest transaction of each flow; `None` when there is none.
    pub(crate) fn of(mut transactions: Vec<Transaction>) -> Option<Self> {
        // Stable: with equal rank the order of the store, newest first, decides.
        transactions.sort_by_key(|t| std::cmp::Reverse(rank(t)));
        (!transactions.is_empty()).then_some(Self { transactions })
    }

    /// The leading transaction.
    pub(crate) fn leading(&self) -> Option<&Transaction> {
        self.transactions.first()
    }

    /// The state of the page.
    pub(crate) fn state(&self) -> State {
        self.leading().map_or(State::Expired, |t| t.progress.state)
    }

    /// The transaction of that flow.
    pub(crate) fn of_flow(&self, flow: Flow) -> Option<&Transaction> {
        self.transactions.iter().find(|t| t.flow == flow)
    }
}

/// How far a transaction has come, as far as the page is concerned. What the person did wins over what ran out.
fn rank(transaction: &Transaction) -> (u8, bool) {
    let rank = match transaction.progress.state {
        State::Used => 7,
        State::Approved => 6,
        State::Scanned | State::Matching => 5,
        State::Declined | State::Failed => 4,
        State::Shown => 3,
        State::Expired => 2,
        State::Cancelled => 1,
    };
    (rank, transaction.flow == Flow::CrossDevice)
}
