//! What pages have in common: escaping, languages, cookies, headers, limits.

pub(crate) mod answer;
pub(crate) mod assets;
pub(crate) mod client;
pub(crate) mod cookies;
pub(crate) mod guard;
pub(crate) mod page;
pub(crate) mod qr;
pub(crate) mod template;
pub(crate) mod text;
pub(crate) mod texts;
pub(crate) mod url;
pub(crate) mod visitor;
