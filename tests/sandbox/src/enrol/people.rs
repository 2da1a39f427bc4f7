//! Who can be played, with portraits that are drawn, and the terms.

use super::registry::{PEOPLE, Person};
use crate::web::page::Page;
use crate::web::template::{Markup, render};
use crate::web::text::text;
use crate::web::visitor::Visitor;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};

/// `GET /people`.
pub(super) async fn list(visitor: Visitor) -> Response {
    let mut rows = Markup::empty();
    for (at, person) in PEOPLE.iter().enumerate() {
        let account = match person.account {
            Some((password, phone)) => render(
                include_str!("../../pages/person_account.html"),
                visitor.lang,
                &[
                    ("password", password.into()),
                    ("phone", phone.into()),
                    ("at", at.to_string().into()),
                    ("name", person.name.into()),
                ],
            ),
            None => render(
                include_str!("../../pages/person_new.html"),
                visitor.lang,
                &[("at", at.to_string().into()), ("name", person.name.into())],
            ),
        };
        rows.push(&render(
            include_str!("../../pages/person.html"),
            visitor.lang,
            &[
                ("at", at.to_string().into()),
                ("name", person.name.into()),
                ("id_number", person.id_number.into()),
                ("birth_date", person.birth_date.into()),
                ("account", account.into()),
            ],
        ));
    }
    let body = render(include_str!("../../pages/people.html"), visitor.lang, &[("rows", rows.into())]);
    Page::provider("people_page", body).show(&visitor)
}

/// `GET /people/{at}/portrait.svg`: the template photo, drawn: nobody's face.
pub(super) async fn portrait(Path(at): Path<usize>) -> Response {
    match PEOPLE.get(at) {
        Some(person) => ([(CONTENT_TYPE, "image/svg+xml")], drawing(person)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn drawing(person: &Person) -> String {
    let (skin, hair, long) = person.portrait;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 120\"><rect width=\"96\" height=\"120\" fill=\"#dfe6ea\"/>\
         <path d=\"M8 120c2-24 18-32 40-32s38 8 40 32z\" fill=\"#5b6b77\"/>\
         <rect x=\"39\" y=\"70\" width=\"18\" height=\"24\" rx=\"8\" fill=\"{skin}\"/>\
         <rect x=\"20\" y=\"22\" width=\"56\" height=\"{}\" rx=\"26\" fill=\"{hair}\"/>\
         <ellipse cx=\"48\" cy=\"54\" rx=\"23\" ry=\"29\" fill=\"{skin}\"/>\
         <path d=\"M24 44c4-18 44-18 48 0-10-6-38-6-48 0z\" fill=\"{hair}\"/>\
         <circle cx=\"39\" cy=\"53\" r=\"2.6\" fill=\"#22262a\"/><circle cx=\"57\" cy=\"53\" r=\"2.6\" fill=\"#22262a\"/>\
         <path d=\"M48 56v8M41 70c4 3 10 3 14 0\" stroke=\"#22262a\" stroke-width=\"1.6\" fill=\"none\" stroke-linecap=\"round\"/></svg>",
        40 + u32::from(long)
    )
}

/// `GET /terms`.
pub(super) async fn terms(visitor: Visitor) -> Response {
    let body = render(
        include_str!("../../pages/notice.html"),
        visitor.lang,
        &[
            ("title", text(visitor.lang, "terms_title").into()),
            ("message", text(visitor.lang, "terms_text").into()),
        ],
    );
    Page::provider("terms_title", body).show(&visitor)
}
