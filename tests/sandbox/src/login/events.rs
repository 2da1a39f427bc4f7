//! Server-sent events: the page learns at once what happened. No codes or tokens travel here.

use super::interaction::{current, known};
use super::pages::stranger;
use super::state::{Event as Step, State};
use super::streams::AWAY;
use super::view::View;
use crate::app::Shared;
use crate::store::Flow;
use crate::web::answer::Answer;
use crate::web::visitor::Visitor;
use axum::extract::{Path, State as Shares};
use axum::response::IntoResponse as _;
use axum::response::sse::{Event, KeepAlive, Sse};
use serde_json::json;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often time alone is looked at.
const TICK: Duration = Duration::from_secs(1);

/// `GET /login/{uid}/events`.
pub(crate) async fn events(Shares(app): Shares<Shared>, Path(uid): Path<String>, visitor: Visitor) -> Answer {
    if let Err(reason) = known(&app, &uid, &visitor)? {
        return Ok(stranger(&reason, &visitor));
    }
    let (sender, receiver) = mpsc::channel(8);
    tokio::spawn(follow(app, uid, sender));
    let stream = Sse::new(ReceiverStream::new(receiver));
    Ok(stream.keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response())
}

/// Sends the state of the page whenever it changes, until the page or the login ends.
async fn follow(app: Shared, uid: String, sender: mpsc::Sender<Result<Event, Infallible>>) {
    let number = app.streams.open(&uid);
    let mut changes = app.changes.subscribe();
    let mut last: Option<(State, Option<String>)> = None;
    while app.streams.is_newest(&uid, number) {
        let Ok(view) = current(&app, &uid) else { break };
        let seen = (view.state(), view.leading().map(|t| t.id.clone()));
        if last.as_ref() != Some(&seen) {
            if seen.0 == State::Expired && last.is_some() {
                app.report("expired");
            }
            last = Some(seen);
            if sender.send(Ok(event(&view))).await.is_err() {
                break;
            }
        }
        tokio::select! {
            () = sender.closed() => break,
            // Whichever login changed, the state is read again; a lagging receiver has missed nothing that matters.
            _ = changes.recv() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
    app.streams.close(&uid, number);
    tokio::time::sleep(AWAY).await;
    if app.streams.abandoned(&uid, number) {
        abandon(&app, &uid);
    }
}

/// The tab is gone: its QR code dies. The link that was opened on the same device lives on, it comes back by itself.
fn abandon(app: &Shared, uid: &str) {
    let Ok(view) = current(app, uid) else { return };
    let Some(code) = view.of_flow(Flow::CrossDevice) else { return };
    let step = app.store.step_transaction(&code.id, app.now_ms(), |_| Step::Cancel, |_| {});
    if matches!(step, Ok(Some(Ok(_)))) {
        let _ = app.happened("cancelled", uid);
    }
}

fn event(view: &View) -> Event {
    let mut data = json!({ "flow": view.leading().map(|t| t.flow.name()) });
    if let Some(code) =
        view.leading().filter(|t| t.progress.state.shows_digits() && t.flow == Flow::CrossDevice)
    {
        data = json!({ "flow": code.flow.name(), "check": code.digits });
    }
    Event::default().event(view.state().name()).data(data.to_string())
}
