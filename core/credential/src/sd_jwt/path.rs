//! Claims path pointers (OpenID4VP 1.0, section 7).

use serde_json::Value;

const MAX_ELEMENTS: usize = 12;
const MAX_NAME: usize = 256;

/// One step into a claim.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PathElement {
    /// The member of that name.
    Name(String),
    /// The array element at that place, from 0.
    Index(usize),
    /// All elements of an array (`null` on the wire).
    All,
}

/// Where a claim is, from the outermost object inwards.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClaimPath(Vec<PathElement>);

impl ClaimPath {
    /// A claim at the outermost level.
    pub fn name(name: &str) -> Self {
        Self(vec![PathElement::Name(name.to_owned())])
    }

    /// From the JSON array of the wire: strings, non-negative numbers and `null`.
    pub fn from_json(value: &Value) -> Option<Self> {
        let list = value.as_array().filter(|l| (1..=MAX_ELEMENTS).contains(&l.len()))?;
        let element = |value: &Value| match value {
            Value::String(name) if name.len() <= MAX_NAME => Some(PathElement::Name(name.clone())),
            Value::Number(index) => {
                index.as_u64().and_then(|i| usize::try_from(i).ok()).map(PathElement::Index)
            }
            Value::Null => Some(PathElement::All),
            _ => None,
        };
        list.iter().map(element).collect::<Option<_>>().map(Self)
    }

    pub(super) fn from_elements(elements: Vec<PathElement>) -> Self {
        Self(elements)
    }

    /// The steps.
    pub fn elements(&self) -> &[PathElement] {
        &self.0
    }

    /// The names in the path joined by dots, for logs and screens: `address.street`.
    pub fn dotted(&self) -> String {
        let step = |element: &PathElement| match element {
            PathElement::Name(name) => name.clone(),
            PathElement::Index(index) => index.to_string(),
            PathElement::All => "*".to_owned(),
        };
        self.0.iter().map(step).collect::<Vec<_>>().join(".")
    }

    /// The values at this path; empty when there is no such claim.
    pub fn select<'a>(&self, claims: &'a Value) -> Vec<&'a Value> {
        self.0.iter().fold(vec![claims], |values, element| {
            let step = |value: &'a Value| -> Vec<&'a Value> {
                match element {
                    PathElement::Name(name) => {
                        value.as_object().and_then(|o| o.get(name)).into_iter().collect()
                    }
                    PathElement::Index(index) => {
                        value.as_array().and_then(|a| a.get(*index)).into_iter().collect()
                    }
                    PathElement::All => value.as_array().into_iter().flatten().collect(),
                }
            };
            values.into_iter().flat_map(step).collect()
        })
    }

    /// Whether one of the two paths leads through the place of the other.
    pub(super) fn touches(&self, place: &Self) -> bool {
        self.0.iter().zip(&place.0).all(|(a, b)| match (a, b) {
            (PathElement::All, PathElement::Index(_)) | (PathElement::Index(_), PathElement::All) => true,
            (a, b) => a == b,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    // OpenID4VP 1.0 section 7.3 gives these shapes: object, array element, all elements.
    #[test]
    fn selects_as_the_standard_says() {
        let claims = json!({ "name": "A", "degrees": [{ "type": "B" }, { "type": "M" }], "nat": ["x", "y"] });
        let path = |value: Value| ClaimPath::from_json(&value).unwrap();
        assert_eq!(path(json!(["name"])).select(&claims), [&json!("A")]);
        assert_eq!(path(json!(["degrees", null, "type"])).select(&claims), [&json!("B"), &json!("M")]);
        assert_eq!(path(json!(["nat", 1])).select(&claims), [&json!("y")]);
        assert!(path(json!(["name", 0])).select(&claims).is_empty());
        assert!(path(json!(["nat", "x"])).select(&claims).is_empty());
    }

    // Each is a path that no honest request holds.
    #[test]
    fn refuses_other_shapes() {
        for value in
            [json!([]), json!("name"), json!([true]), json!([-1]), json!([1.5]), json!([["a"]]), json!(null)]
        {
            assert_eq!(ClaimPath::from_json(&value), None, "{value}");
        }
        assert_eq!(ClaimPath::from_json(&json!(vec!["a"; MAX_ELEMENTS + 1])), None);
    }
}
