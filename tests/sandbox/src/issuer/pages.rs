//! The home page, and the page that makes an offer and shows it.

use super::offer::make as make_offer;
use super::person::Person;
use crate::app::Shared;
use crate::web::answer::Answer;
use crate::web::page::Page;
use crate::web::qr::qr_svg;
use crate::web::template::{Markup, render};
use crate::web::visitor::Visitor;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

/// `GET /`.
pub(crate) async fn home(State(app): State<Shared>, visitor: Visitor) -> Response {
    let service = app.service.as_str();
    let body = render(include_str!("../../pages/home.html"), visitor.lang, &[("service", service.into())]);
    Page::provider("home_page", body).show(&visitor)
}

/// `GET /offer`.
pub(crate) async fn form(visitor: Visitor) -> Response {
    show_form(&visitor, "Tan Mei Ling", "S1234567D", false)
}

fn show_form(visitor: &Visitor, name: &str, id_number: &str, wrong: bool) -> Response {
    let problem = if wrong {
        render(include_str!("../../pages/offer_problem.html"), visitor.lang, &[])
    } else {
        Markup::empty()
    };
    let values = [("name", name.into()), ("id_number", id_number.into()), ("problem", problem.into())];
    let body = render(include_str!("../../pages/offer_form.html"), visitor.lang, &values);
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Page { status, ..Page::provider("offer_page", body) }.show(visitor)
}

#[derive(Deserialize)]
pub(crate) struct Wish {
    #[serde(default)]
    name: String,
    #[serde(default)]
    id_number: String,
}

/// `POST /offer`. Anybody may make offers in a sandbox: there is nothing that a forged form could take.
pub(crate) async fn make(State(app): State<Shared>, visitor: Visitor, Form(wish): Form<Wish>) -> Answer {
    let Some(person) = Person::new(&wish.name, &wish.id_number, None) else {
        return Ok(show_form(&visitor, &wish.name, &wish.id_number, true));
    };
    let made = make_offer(&app, &person)?;
    let body = render(
        include_str!("../../pages/offer_ready.html"),
        visitor.lang,
        &[
            ("name", person.name.into()),
            ("qr", qr_svg(&made.link).unwrap_or_default().into()),
            ("link", made.link.into()),
            ("code", made.tx_code.into()),
        ],
    );
    Ok(Page::provider("offer_page", body).show(&visitor))
}
