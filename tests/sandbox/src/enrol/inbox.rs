//! The phones of everybody: what was sent by SMS, newest first.

use crate::app::Shared;
use crate::web::answer::{Answer, json_answer};
use crate::web::page::Page;
use crate::web::template::{Markup, render};
use crate::web::visitor::Visitor;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

const MOST: u32 = 20;

/// `GET /inbox`.
pub(super) async fn list(State(app): State<Shared>, visitor: Visitor) -> Answer {
    let mut rows = Markup::empty();
    for (at_ms, phone, message) in app.store.inbox(MOST)? {
        let seconds = ((app.now_ms() - at_ms).max(0) / 1000).to_string();
        let mut lines = Markup::empty();
        for line in message.lines() {
            lines.push(&render("{line}<br>", visitor.lang, &[("line", line.into())]));
        }
        let values = [("phone", phone.into()), ("message", lines.into()), ("seconds", seconds.into())];
        rows.push(&render(include_str!("../../pages/inbox_message.html"), visitor.lang, &values));
    }
    if rows == Markup::empty() {
        rows = render(include_str!("../../pages/inbox_empty.html"), visitor.lang, &[]);
    }
    let body = render(include_str!("../../pages/inbox.html"), visitor.lang, &[("rows", rows.into())]);
    Ok(Page::provider("inbox_page", body).show(&visitor))
}

/// `GET /api/inbox`: for tests and scripts.
pub(super) async fn json(State(app): State<Shared>) -> Answer {
    let messages: Vec<Value> = app
        .store
        .inbox(MOST)?
        .into_iter()
        .map(|(at_ms, phone, message)| json!({ "at_ms": at_ms, "to": phone, "message": message }))
        .collect();
    Ok(json_answer(StatusCode::OK, json!({ "messages": messages })))
}
