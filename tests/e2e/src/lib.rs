//! End-to-end tests: the whole thread.
