//! Each test runs with each library, with a secret and with a key: a login as it should be, and the ways in which one may be stolen or mixed up.

use crate::world::{Library, Returned, SERVICES, World, service};

// Protects the promise to services: an ordinary OpenID Connect library logs people in, and is told how they came in.
#[test]
fn a_foreign_service_logs_a_person_in() {
    for service in SERVICES {
        let mut world = World::new(service);
        let returned = world.log_in();
        let claims = world.inside(&returned);
        assert_eq!(claims["iss"], world.sandbox.urls().provider.as_str(), "{service:?}");
        assert_eq!(claims["aud"], "interop");
        assert_eq!(claims["acr"], "urn:mien:loa:3:cross-device");
        assert_eq!(claims["name"], "Tan Mei Ling");
        assert!(claims["auth_time"].is_u64() && claims["amr"].is_array(), "{claims}");
        // A second login is the same person.
        let returned = world.log_in();
        assert_eq!(world.inside(&returned)["sub"], claims["sub"]);
    }
}

// A code works once: whoever reads it from a history or a log has nothing.
#[test]
fn a_replayed_code_is_refused() {
    for service in SERVICES {
        let mut world = World::new(service);
        let returned = world.log_in();
        world.inside(&returned);
        let reason = world.refused(&returned);
        assert!(reason.contains("invalid_grant"), "{service:?}: {reason}");
    }
}

// Code injection (RFC 9700, 4.5): the attacker's code in the victim's login dies at PKCE, not at luck.
#[test]
fn an_injected_code_is_refused() {
    for service in SERVICES {
        let mut world = World::new(service);
        let (own, stolen) = (world.log_in(), world.log_in());
        let code = parameter(&stolen.url, "code");
        let injected = Returned { login: own.login, url: replaced(&own.url, "code", &code) };
        let reason = world.refused(&injected);
        assert!(reason.contains("invalid_grant"), "{service:?}: {reason}");
    }
}

// Login CSRF: an answer to a login that this session did not begin.
#[test]
fn a_foreign_state_is_refused() {
    for service in SERVICES {
        let mut world = World::new(service);
        let (own, other) = (world.log_in(), world.log_in());
        let reason = world.refused(&Returned { login: own.login, url: other.url });
        assert!(reason.contains("state"), "{service:?}: {reason}");
    }
}

// Mix-up (RFC 9207): an answer that names another provider, or none although the metadata promise it.
#[test]
fn an_answer_of_another_provider_is_refused() {
    for service in SERVICES {
        let mut world = World::new(service);
        let returned = world.log_in();
        let other = replaced(&returned.url, "iss", "https%3A%2F%2Fother.example");
        let none = returned.url.split("&iss=").next().unwrap().to_owned();
        for url in [other, none] {
            let reason = world.refused(&Returned { login: returned.login, url });
            assert!(reason.contains("iss"), "{service:?}: {reason}");
        }
    }
}

// "No" reaches the service as the standard's error.
#[test]
fn a_declined_login_reaches_the_service() {
    for service in SERVICES {
        let mut world = World::new(service);
        let returned = world.decline();
        let reason = world.refused(&returned);
        assert!(reason.contains("access_denied"), "{service:?}: {reason}");
    }
}

// A wrong secret or key is no client: openid-client pushes its request and is refused before anybody logs in, Authlib hears it when
// it comes for the tokens.
#[test]
fn a_wrong_secret_or_key_is_refused() {
    for service in SERVICES {
        let mut world = World::mistaken(service);
        let reason = if service.library == Library::OpenidClient {
            world.not_begun()
        } else {
            let returned = world.log_in();
            world.refused(&returned)
        };
        assert!(reason.contains("invalid_client"), "{service:?}: {reason}");
    }
}

// FAPI 2.0 lets a service choose its algorithm: each of them serves, made by libraries of two languages; and whose tokens are
// bound says so.
#[test]
fn every_algorithm_of_the_profile_serves() {
    for library in [Library::OpenidClient, Library::Authlib] {
        for algorithm in ["ES256", "PS256", "EdDSA"] {
            let mut world = World::new(service(library, Some(algorithm)));
            let returned = world.log_in();
            let claims = world.inside(&returned);
            assert_eq!(claims["name"], "Tan Mei Ling", "{library:?} {algorithm}");
            if library == Library::OpenidClient {
                assert_eq!(claims["token_type"], "dpop");
            }
        }
    }
}

// A library that makes one mistake is told which; the same one without it was let in just before.
#[test]
fn bent_assertions_of_a_library_are_refused() {
    let mut world = World::new(service(Library::OpenidClient, Some("PS256")));
    world.begin();
    for (bend, reason) in [
        ("audience", "assertion_audience"),
        ("expired", "assertion_expired"),
        ("lifetime", "assertion_lifetime"),
    ] {
        let said = world.not_begun_with(bend);
        assert!(said.contains("invalid_client") && said.contains(reason), "{bend}: {said}");
    }
    world.service.tell(r#"{"do":"begin","bend":"replay"}"#).unwrap();
    let said = world.not_begun_with("replay");
    assert!(said.contains("invalid_client") && said.contains("jti was used before"), "{said}");
}

fn parameter(url: &str, name: &str) -> String {
    let (_, rest) = url.split_once(&format!("{name}=")).unwrap();
    rest.split('&').next().unwrap().to_owned()
}

fn replaced(url: &str, name: &str, value: &str) -> String {
    url.replace(&format!("{name}={}", parameter(url, name)), &format!("{name}={value}"))
}
