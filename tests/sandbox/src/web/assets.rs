//! The one stylesheet, the one script, the one icon.

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;

fn asset(kind: &'static str, body: &'static str) -> impl IntoResponse {
    // Short, so that a developer who edits them sees it.
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "max-age=60")], body)
}

/// `/assets/...`, the same on both servers.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route(
            "/assets/sandbox.css",
            get(|| async { asset("text/css; charset=utf-8", include_str!("../../assets/sandbox.css")) }),
        )
        .route(
            "/assets/sandbox.js",
            get(|| async {
                asset("text/javascript; charset=utf-8", include_str!("../../assets/sandbox.js"))
            }),
        )
        .route(
            "/assets/icon.svg",
            get(|| async { asset("image/svg+xml", include_str!("../../assets/icon.svg")) }),
        )
}
