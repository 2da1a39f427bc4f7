//! End-to-end tests: the whole thread, and the bad input that it refuses. See `tests/`.
