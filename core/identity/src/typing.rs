//! Checks while somebody types.

/// What a screen says while a field is being filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typing<T, E> {
    /// Nothing is wrong so far; more is to come. Show the hint of the field, no error.
    Incomplete,
    /// Whole and right. Show the tick.
    Complete(T),
    /// Wrong already: typing on does not help. Show what is wrong.
    Wrong(E),
}

impl<T, E> Typing<T, E> {
    /// The finished value.
    pub fn complete(self) -> Option<T> {
        match self {
            Self::Complete(value) => Some(value),
            Self::Incomplete | Self::Wrong(_) => None,
        }
    }
}
