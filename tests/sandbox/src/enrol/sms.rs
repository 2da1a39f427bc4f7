//! The messages that would be sent.

/// The text with a code. Android's SMS Retriever wants the hash of its app at the end; iOS and browsers want the line that
/// binds the code to a domain to be the last one.
pub(crate) fn message(code: &str, host: &str, app_hash: Option<&str>) -> String {
    let words = format!(
        "{code} is your code for Mien. Never tell it to anybody. {code} 是您的 Mien 验证码，切勿告诉他人。"
    );
    match app_hash {
        Some(hash) => format!("{words}\n\n{hash}"),
        None => format!("{words}\n\n@{host} #{code}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Frozen: what Android and iOS fill in by themselves.
    #[test]
    fn forms_of_the_platforms() {
        assert!(message("012345", "id.example", Some("FA+9qCX9VSu")).ends_with("\n\nFA+9qCX9VSu"));
        assert!(message("012345", "id.example", None).ends_with("\n\n@id.example #012345"));
    }
}
