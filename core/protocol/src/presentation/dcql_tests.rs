use super::*;
use proptest::prelude::*;
use serde_json::json;

fn query() -> Value {
    json!({ "credentials": [{
        "id": "id", "format": "dc+sd-jwt", "meta": { "vct_values": ["urn:mien:identity:1"] },
        "claims": [{ "id": "a", "path": ["uid"] }, { "id": "b", "path": ["name"] }],
    }] })
}

fn parse(edit: impl FnOnce(&mut Value)) -> Result<CredentialQuery, PresentationError> {
    let mut query = query();
    edit(&mut query);
    CredentialQuery::from_json(Some(&query))
}

// What the sandbox and the peers ask for.
#[test]
fn reads_the_usual_query() {
    let query = parse(|_| {}).unwrap();
    assert_eq!(query.id, "id");
    assert_eq!(query.asked().map(ClaimPath::dotted).collect::<Vec<_>>(), ["uid", "name"]);
    assert!(parse(|q| q["credential_sets"] = json!([{ "options": [["id"]] }])).is_ok());
    assert!(parse(|q| q["credentials"][0]["trusted_authorities"] = json!([])).is_ok());
}

// Each line is a query whose answer the person could not have understood, or that contradicts itself.
#[test]
fn refuses_other_queries() {
    type Edit = fn(&mut Value);
    let table: [Edit; 16] = [
        |q| *q = json!([]),
        |q| q["credentials"] = json!([]),
        |q| q["credentials"] = json!([q["credentials"][0], q["credentials"][0]]),
        |q| q["credential_sets"] = json!([{ "options": [["other"]] }]),
        |q| q["credential_sets"] = json!([]),
        |q| q["credentials"][0]["id"] = json!("a b"),
        |q| q["credentials"][0]["id"] = json!(""),
        |q| q["credentials"][0]["multiple"] = json!(true),
        |q| q["credentials"][0]["require_cryptographic_holder_binding"] = json!(false),
        |q| q["credentials"][0]["meta"] = json!({}),
        |q| q["credentials"][0]["meta"]["vct_values"] = json!([]),
        |q| q["credentials"][0]["claims"] = json!([]),
        |q| q["credentials"][0]["claims"][0]["path"] = json!([]),
        |q| q["credentials"][0]["claims"][1]["id"] = json!("a"),
        |q| q["credentials"][0]["claims"][0]["values"] = json!([{}]),
        |q| q["credentials"][0]["claim_sets"] = json!([["a", "z"]]),
    ];
    for (index, edit) in table.into_iter().enumerate() {
        assert_eq!(parse(edit), Err(PresentationError::Member { member: "dcql_query" }), "line {index}");
    }
    assert_eq!(
        CredentialQuery::from_json(None).err(),
        Some(PresentationError::Member { member: "dcql_query" })
    );
    assert_eq!(parse(|q| q["credentials"][0]["format"] = json!("mso_mdoc")), Err(PresentationError::Format));
}

proptest! {
    // No query makes the parser panic.
    #[test]
    fn survives_hostile_members(
        name in "(id|format|meta|claims|claim_sets|multiple)",
        value in prop_oneof![
            Just(json!(null)), Just(json!(7)), Just(json!([null])), Just(json!([[]])), Just(json!([{}])),
            Just(json!({ "vct_values": [7] })), Just(json!("x"))
        ],
    ) {
        let _ = parse(|q| q["credentials"][0][name] = value);
    }
}
