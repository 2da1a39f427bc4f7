use super::*;
use serde_json::json;

// The token's own identifiers win over the offer's configuration, and must fit it.
#[test]
fn identifiers_of_the_token_are_used() {
    let details =
        |id: &str| json!([{ "credential_configuration_id": id, "credential_identifiers": ["id-1", "id-2"] }]);
    let text = |wanted: Option<Wanted>| match wanted {
        Some(Wanted::Identifier(id)) => format!("identifier {id}"),
        Some(Wanted::Configuration(id)) => format!("configuration {id}"),
        None => "none".to_owned(),
    };
    assert_eq!(text(wanted(None, "identity")), "configuration identity");
    assert_eq!(text(wanted(Some(&details("identity")), "identity")), "identifier id-1");
    assert_eq!(text(wanted(Some(&details("other")), "identity")), "none");
    assert_eq!(text(wanted(Some(&json!("x")), "identity")), "none");
}
