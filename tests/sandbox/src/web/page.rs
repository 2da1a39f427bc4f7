//! The frame around every page.

use super::guard::policy;
use super::template::{Markup, Value, render};
use super::text::Lang;
use super::visitor::Visitor;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// Whose page it is: decides the look of the header.
#[derive(Clone, Copy)]
pub(crate) enum Theme {
    /// Provider and issuer.
    Provider,
    /// The demo service.
    Service,
}

/// One page.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) theme: Theme,
    /// A key of the texts.
    pub(crate) title: &'static str,
    pub(crate) body: Markup,
    /// The origin where a form may end after redirects.
    pub(crate) form_action: Option<String>,
}

impl Page {
    /// A page of the provider with status 200.
    pub(crate) fn provider(title: &'static str, body: Markup) -> Self {
        Self { status: StatusCode::OK, theme: Theme::Provider, title, body, form_action: None }
    }

    /// A page of the demo service.
    pub(crate) fn service(title: &'static str, body: Markup) -> Self {
        Self { theme: Theme::Service, ..Self::provider(title, body) }
    }

    /// A page with a heading and one paragraph of text: keys of the texts.
    pub(crate) fn notice(
        status: StatusCode,
        title: &'static str,
        message: &'static str,
        visitor: &Visitor,
    ) -> Self {
        let body = render(
            include_str!("../../pages/notice.html"),
            visitor.lang,
            &[
                ("title", super::text::text(visitor.lang, title).into()),
                ("message", super::text::text(visitor.lang, message).into()),
            ],
        );
        Self { status, ..Self::provider(title, body) }
    }

    /// The answer.
    pub(crate) fn show(self, visitor: &Visitor) -> Response {
        let current = |lang| if visitor.lang == lang { "true" } else { "false" };
        let (theme, brand) = match self.theme {
            Theme::Provider => ("provider", "brand_provider"),
            Theme::Service => ("service", "brand_service"),
        };
        let values: Vec<(&str, Value)> = vec![
            ("lang", visitor.lang.tag().into()),
            ("title", super::text::text(visitor.lang, self.title).into()),
            ("theme", theme.into()),
            ("brand", super::text::text(visitor.lang, brand).into()),
            ("here", visitor.here.as_str().into()),
            ("en_current", current(Lang::En).into()),
            ("zh_current", current(Lang::ZhHans).into()),
            ("body", self.body.into()),
        ];
        let html = render(include_str!("../../pages/layout.html"), visitor.lang, &values).into_string();
        let mut response = (self.status, html).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        if let Ok(policy) = HeaderValue::from_str(&policy(self.form_action.as_deref())) {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}
